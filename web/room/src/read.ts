/* SPDX-License-Identifier: Apache-2.0
   Reading a text: a file that is dropped on the form goes into its field, and the button says that it is being read. */
import { word } from "./words";

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

export function reading(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-read]");
  const field = form?.querySelector<HTMLTextAreaElement>("textarea");
  if (!form || !field) return;
  const over = (on: boolean) => form.classList.toggle("dropping", on);
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    over(true);
  });
  form.addEventListener("dragleave", () => over(false));
  form.addEventListener("drop", (event) => {
    const file = event.dataTransfer?.files[0];
    over(false);
    if (!file) return;
    event.preventDefault();
    if (file.size <= LARGEST) void file.arrayBuffer().then((bytes) => (field.value = decoded(bytes)));
  });
  form.addEventListener("submit", () => {
    const button = form.querySelector("button");
    if (button) button.textContent = word("reading");
  });
}
