/* SPDX-License-Identifier: Apache-2.0
   Reading a text: a file that is dropped on the form goes into its field, and the button says that it is being read. */
import { word } from "./words";

const LARGEST = 8 * 1024 * 1024;

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
    if (file.size <= LARGEST) void file.text().then((text) => (field.value = text));
  });
  form.addEventListener("submit", () => {
    const button = form.querySelector("button");
    if (button) button.textContent = word("reading");
  });
}
