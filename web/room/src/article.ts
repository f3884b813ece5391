/* SPDX-License-Identifier: Apache-2.0
   An article: the parts of a statement light up together, and one speaker's can be seen alone. Only the classes of
   marks change, so a page with thousands of them answers at once. */
import { all, say, word } from "./words";

let lit: string | null = null;

function parts(id: string): Element[] {
  return all(`[data-s="${CSS.escape(id)}"]`);
}

function light(id: string | null): void {
  if (id === lit) return;
  if (lit !== null) for (const part of parts(lit)) part.classList.remove("lit");
  lit = id;
  if (lit !== null) for (const part of parts(lit)) part.classList.add("lit");
}

function lightUnder(event: Event): void {
  const at = event.target instanceof Element ? event.target.closest(".sheet [data-s]") : null;
  light(at?.getAttribute("data-s") ?? null);
}

/* Where the panel stands beside the text, it follows the statement that has the focus. */
function follow(event: Event): void {
  const panel = document.getElementById("speakers");
  const at = event.target instanceof Element ? event.target.closest("article [data-s]") : null;
  if (!panel || !at || getComputedStyle(panel).position !== "sticky") return;
  const card = document.getElementById(`s${at.getAttribute("data-s") ?? ""}`);
  if (card) panel.scrollTop += card.getBoundingClientRect().top - panel.getBoundingClientRect().top - 60;
}

/* Shows the marks of one speaker, or of all. */
function only(sheet: HTMLElement, chosen: string | null): void {
  sheet.classList.toggle("one-speaker", chosen !== null);
  for (const part of all("[data-k]", sheet)) {
    part.classList.toggle("chosen-one", part.getAttribute("data-k") === chosen);
  }
  for (const button of all<HTMLButtonElement>(".only", sheet)) {
    button.setAttribute("aria-pressed", String(button.dataset["only"] === chosen));
  }
  const name = chosen === null ? null : document.getElementById(`k${chosen}`);
  say(name ? word("shown-only", name.textContent ?? "") : "");
}

export function article(): void {
  const sheet = document.querySelector<HTMLElement>(".sheet");
  if (!sheet) return;
  document.addEventListener("mouseover", lightUnder);
  document.addEventListener("focusin", lightUnder);
  document.addEventListener("focusin", follow);
  let chosen: string | null = null;
  for (const button of all<HTMLButtonElement>(".only", sheet)) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const k = button.dataset["only"] ?? null;
      chosen = chosen === k ? null : k;
      only(sheet, chosen);
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || chosen === null) return;
    chosen = null;
    only(sheet, null);
  });
}
