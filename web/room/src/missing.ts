/* SPDX-License-Identifier: Apache-2.0
   Words that are selected in an article are on their way to the form that adds a statement: the link says so, and the
   form has them when it opens. */
import { word } from "./words";

const KEPT = "missing";

function selected(): string {
  const selection = document.getSelection();
  const article = document.querySelector("article");
  if (!selection || selection.isCollapsed || !article || selection.rangeCount === 0) return "";
  return article.contains(selection.getRangeAt(0).commonAncestorContainer) ? words(selection.getRangeAt(0)) : "";
}

/* As in the text: the numbers of statements are none of its words. */
function words(range: Range): string {
  const part = range.cloneContents();
  for (const number of part.querySelectorAll(".number")) number.remove();
  return (part.textContent ?? "").replace(/\s+/g, " ").trim();
}

export function missing(): void {
  const link = document.querySelector<HTMLAnchorElement>("a[data-missing]");
  const field = document.querySelector<HTMLTextAreaElement>("textarea[data-missing]");
  if (link) {
    const plain = link.textContent;
    let last = "";
    document.addEventListener("selectionchange", () => {
      const now = selected();
      // A press on the link ends the selection before it is followed.
      if (now === "" && link.matches(":hover, :focus")) return;
      last = now;
      link.textContent = last === "" ? plain : word("missing-selected");
    });
    link.addEventListener("click", () => sessionStorage.setItem(KEPT, last));
  }
  if (field) {
    const kept = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
    if (kept && field.value.trim() === "") field.value = kept;
  }
}
