/* SPDX-License-Identifier: Apache-2.0
   Copies a statement as a quote with its source: the words, who said them, where and when, and the permanent link. */
import { all, say, word } from "./words";

function text(selector: string, within: ParentNode): string {
  return (within.querySelector(selector)?.textContent ?? "").replace(/\s+/g, " ").trim();
}

/* The words as one piece: of a card its own line, of something found what is marked as content. */
function wordsOf(item: Element): string {
  const id = item.getAttribute("data-s") ?? "";
  const card = text(".words q", item) || text(".wording", item);
  if (card) return card;
  /* Only the outermost contents: one inside another is part of it. */
  const contents = all(`.sentence mark.content[data-s="${CSS.escape(id)}"]`, item).filter(
    (mark) => !mark.parentElement?.closest(`mark.content[data-s="${CSS.escape(id)}"]`),
  );
  return contents.map((mark) => (mark.textContent ?? "").replace(/\s+/g, " ").trim()).join(" … ");
}

function speakerOf(item: Element): string {
  const section = item.closest(".speaker");
  const name = text("h3, .hit-who > a, .hit-who > bdi", section ?? item);
  const role = text(".role", section ?? item).replace(/^,\s*/, "");
  return [name, role].filter(Boolean).join(", ");
}

function sourceOf(item: Element): string {
  const article = document.querySelector<HTMLElement>("article[data-title]");
  const place = item.querySelector(".places li");
  if (place) return [text(".outlet", place), text("a", place), text("time", place)].filter(Boolean).join(", ");
  if (!article) return "";
  const { title, outlet, date } = article.dataset;
  return [outlet, title, date].filter(Boolean).join(", ");
}

/* Marks of quotation around words that have none of their own. */
function quoted(words: string): string {
  return /^["“«„'‘]/.test(words) ? words : word("quote-open") + words + word("quote-close");
}

export function quoteOf(item: Element): string {
  const link = item.querySelector<HTMLAnchorElement>(".permanent");
  const source = sourceOf(item);
  const said = `${quoted(wordsOf(item))} — ${speakerOf(item)}${source ? ` (${source})` : ""}`;
  return link ? `${said}\n${link.href}` : said;
}

export async function copyQuote(item: Element): Promise<void> {
  const button = item.querySelector<HTMLButtonElement>("button.copy");
  let done = word("copied");
  try {
    await navigator.clipboard.writeText(quoteOf(item));
  } catch {
    done = word("copy-failed");
  }
  say(done);
  if (!button) return;
  button.textContent = done;
  window.setTimeout(() => {
    button.textContent = word("copy");
  }, 2500);
}

export function copying(): void {
  for (const button of all<HTMLButtonElement>("button.copy")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const item = button.closest("[data-s]");
      if (item) void copyQuote(item);
    });
  }
}
