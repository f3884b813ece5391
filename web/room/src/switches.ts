/* SPDX-License-Identifier: Apache-2.0
   The theme changes at once, without asking for the page again. The links do the same without scripts. */
import { all } from "./words";

function keep(name: string, value: string): void {
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
}

export function switches(): void {
  const themes = all<HTMLAnchorElement>(".switches a[data-theme]");
  for (const link of themes) {
    link.addEventListener("click", (event) => {
      const theme = link.dataset["theme"] ?? "auto";
      event.preventDefault();
      keep("theme", theme);
      document.documentElement.dataset["theme"] = theme;
      for (const other of themes) other.toggleAttribute("aria-current", other === link);
      link.setAttribute("aria-current", "true");
    });
  }
}
