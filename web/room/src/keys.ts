/* SPDX-License-Identifier: Apache-2.0
   Keys: "/" to the search box, "j" and "k" from statement to statement, "c" to copy one, "?" for help. Who speaks to
   the computer, or uses such keys for something else, turns them off on the page of help. */
import { copyQuote } from "./copy";
import { all } from "./words";

const KEPT = "selon-keys";

function on(): boolean {
  return localStorage.getItem(KEPT) !== "off";
}

function writes(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/* The statements of the page in its order: in an article the numbers in the text. */
function stops(): HTMLElement[] {
  const numbers = all<HTMLElement>("article .number");
  return numbers.length > 0 ? numbers : all<HTMLElement>(".hit, .cards > .card");
}

/* The statement that the focus is in, else the one that the address leads to. */
function here(): string | null {
  const id = document.activeElement?.closest("[data-s]")?.getAttribute("data-s");
  return id ?? /^#[st](\d+)$/.exec(window.location.hash)?.[1] ?? null;
}

function step(by: number): void {
  const list = stops();
  if (list.length === 0) return;
  const active = document.activeElement;
  const id = here();
  const now = list.findIndex((stop) => stop === active || stop.contains(active) || (id && stop.dataset["s"] === id));
  const next = list[Math.min(Math.max(now < 0 ? 0 : now + by, 0), list.length - 1)];
  if (!next) return;
  if (next.tagName !== "A") next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "center" });
}

function copyHere(): void {
  const id = here();
  const item = id ? document.querySelector(`li[data-s="${CSS.escape(id)}"]`) : null;
  if (item) void copyQuote(item);
}

function press(event: KeyboardEvent): void {
  if (event.ctrlKey || event.altKey || event.metaKey || writes(event.target) || !on()) return;
  if (event.target instanceof Element && event.target.closest(".plot")) return;
  if (event.key === "/") {
    const box = document.querySelector<HTMLInputElement>("#find, #f-q");
    box?.focus();
    box?.select();
  } else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "c") copyHere();
  else if (event.key === "?") window.location.assign("/help");
  else return;
  event.preventDefault();
}

export function keys(): void {
  document.addEventListener("keydown", press);
  const button = document.getElementById("keys-switch");
  if (!(button instanceof HTMLButtonElement)) return;
  button.hidden = false;
  button.setAttribute("aria-pressed", String(on()));
  button.addEventListener("click", () => {
    localStorage.setItem(KEPT, on() ? "off" : "on");
    button.setAttribute("aria-pressed", String(on()));
  });
}
