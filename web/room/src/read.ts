/* SPDX-License-Identifier: Apache-2.0
   Reading a text: a file that is dropped on the form, or chosen, goes into its field, and the button says that it is
   being read. Of several files each gets a button that reads it, in a window of its own, so that the others stay at
   hand. An address that is dropped goes into its own field. */
import { say, word } from "./words";

const LARGEST = 8 * 1024 * 1024;

/* As UTF-8 or UTF-16 where it is that; else it is of the time before, as its page says or in the West's encoding. */
function decoded(bytes: ArrayBuffer): string {
  const mark = bytes.byteLength > 1 ? new DataView(bytes).getUint16(0) : 0;
  if (mark === 0xfffe || mark === 0xfeff) return new TextDecoder(mark === 0xfffe ? "utf-16le" : "utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const western = new TextDecoder("windows-1252").decode(bytes);
    const named = /<meta[^>]*\bcharset\s*=\s*["']?([\w-]+)/i.exec(western.slice(0, 4096))?.[1];
    try {
      return named ? new TextDecoder(named).decode(bytes) : western;
    } catch {
      return western;
    }
  }
}

function named(name: string, text: string, field: HTMLTextAreaElement): HTMLLIElement {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.formTarget = "_blank";
  button.textContent = word("read-file", name);
  button.addEventListener("click", () => (field.value = text)); /* before it is sent */
  item.append(button);
  return item;
}

/* A list beside the field says what is at hand, and what is too large. */
async function take(files: readonly File[], field: HTMLTextAreaElement, list: HTMLUListElement): Promise<void> {
  const items: HTMLLIElement[] = [];
  let first: string | null = null;
  for (const file of files) {
    if (file.size > LARGEST) {
      const item = document.createElement("li");
      item.textContent = word("file-too-large", file.name);
      items.push(item);
      continue;
    }
    const text = decoded(await file.arrayBuffer());
    first ??= text;
    if (files.length > 1) items.push(named(file.name, text, field));
  }
  if (first !== null) field.value = first;
  list.replaceChildren(...items);
  list.hidden = items.length === 0;
  say(items.length > 0 ? items.map((item) => item.textContent).join(". ") : word("file-taken", files[0]?.name));
}

export function reading(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-read]");
  const field = form?.querySelector<HTMLTextAreaElement>("textarea");
  const list = form?.querySelector<HTMLUListElement>("ul.files");
  const chooser = form?.querySelector<HTMLInputElement>("input[type=file]");
  if (!form || !field || !list || !chooser) return;
  const over = (on: boolean) => form.classList.toggle("dropping", on);
  chooser.closest<HTMLElement>("p")!.hidden = false;
  chooser.addEventListener("change", () => void take(Array.from(chooser.files ?? []), field, list));
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    over(true);
  });
  form.addEventListener("dragleave", () => over(false));
  form.addEventListener("drop", (event) => {
    const files = Array.from(event.dataTransfer?.files ?? []);
    const dropped = event.dataTransfer?.getData("text/uri-list").split(/[\r\n]+/).find((line) => /^https?:\/\//i.test(line));
    const address = form.querySelector<HTMLInputElement>("input[type=url]");
    over(false);
    if (files.length > 0) {
      event.preventDefault();
      void take(files, field, list);
    } else if (dropped && address) {
      event.preventDefault();
      address.value = dropped;
    }
  });
  form.addEventListener("submit", (event) => {
    const button = event.submitter as HTMLButtonElement | null;
    if (button && button.formTarget !== "_blank") button.textContent = word("reading");
  });
}
