/* SPDX-License-Identifier: Apache-2.0
   Suggestions below a search box: people and outlets that begin as what was typed; one leads to its page. Below a
   field for an outlet, or for what is compared, one fills the field. The box is a combobox as ARIA has it: the arrows
   choose, Enter goes, Escape closes; the focus stays where one types. */
import { render } from "preact";
import { all, say, word } from "./words";

interface Suggestion {
  sort: string;
  text: string;
  role: string | null;
  person: number | null;
}

const PAUSE_MS = 120;
const LEAST = 2;

function addressOf(one: Suggestion): string {
  if (one.person !== null) return `/people/${one.person}`;
  const name = one.sort === "outlet" ? "outlet" : one.sort === "role" ? "role" : "q";
  return `/search?${new URLSearchParams({ [name]: one.text }).toString()}`;
}

function List(props: { id: string; items: Suggestion[]; chosen: number; take: (one: Suggestion) => void }) {
  return (
    <ul class="suggestions" id={props.id} role="listbox" aria-label={word("suggestions")}>
      {props.items.map((one, i) => (
        <li
          key={`${one.sort}${one.person ?? ""}${one.text}`}
          id={`${props.id}-${i}`}
          role="option"
          aria-selected={i === props.chosen}
          onMouseDown={(event: MouseEvent) => {
            event.preventDefault();
            props.take(one);
          }}
        >
          <bdi>{one.text}</bdi>
          <small>{one.role ?? word(`suggestion-${one.sort}`)}</small>
        </li>
      ))}
    </ul>
  );
}

function attach(box: HTMLInputElement, number: number): void {
  const wanted = box.dataset["suggest"] ?? "";
  const fills = wanted === "outlet" || wanted === "by";
  const id = `suggestions-${number}`;
  const place = document.createElement("div");
  let items: Suggestion[] = [];
  let chosen = -1;
  let timer = 0;
  let asked: AbortController | null = null;

  box.parentElement?.append(place);
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", id);

  const fits = (one: Suggestion) => {
    const by = document.querySelector<HTMLSelectElement>("#f-by")?.value;
    if (wanted === "outlet" || (wanted === "by" && by === "outlet")) return one.sort === "outlet";
    return wanted === "" || one.person !== null;
  };
  const take = (one: Suggestion) => {
    if (!fills) return window.location.assign(addressOf(one));
    box.value = one.text;
    close();
  };
  const draw = () => {
    const open = items.length > 0;
    box.setAttribute("aria-expanded", String(open));
    if (chosen >= 0) box.setAttribute("aria-activedescendant", `${id}-${chosen}`);
    else box.removeAttribute("aria-activedescendant");
    render(open ? <List id={id} items={items} chosen={chosen} take={take} /> : null, place);
    document.getElementById(`${id}-${chosen}`)?.scrollIntoView({ block: "nearest" });
  };
  const close = () => {
    asked?.abort();
    window.clearTimeout(timer);
    items = [];
    chosen = -1;
    draw();
  };
  const ask = async () => {
    const q = box.value.trim();
    asked?.abort();
    if (q.length < LEAST) return close();
    asked = new AbortController();
    try {
      const answer = await fetch(`/api/v1/suggest?${new URLSearchParams({ q }).toString()}`, { signal: asked.signal });
      if (!answer.ok) return close();
      const found = (await answer.json()) as { suggestions: Suggestion[] };
      items = found.suggestions.filter(fits);
      chosen = -1;
      draw();
      say(items.length > 0 ? `${word("suggestions")}: ${items.length}` : word("no-suggestions"));
    } catch {
      /* another letter was typed, or nobody answers: the box works as it is */
    }
  };

  box.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), PAUSE_MS);
  });
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    const one = items[chosen];
    if (event.key === "Escape" && items.length > 0) close();
    else if (event.key === "Enter" && one) take(one);
    else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && items.length > 0) {
      /* One place more than there are suggestions: the box itself. */
      const places = items.length + 1;
      chosen = ((chosen + 1 + (event.key === "ArrowDown" ? 1 : places - 1)) % places) - 1;
      draw();
    } else return;
    event.preventDefault();
  });
  draw();
}

export function suggestions(): void {
  all<HTMLInputElement>("input[data-suggest]").forEach(attach);
}
