/* SPDX-License-Identifier: Apache-2.0
   The words that scripts show stand in the page (src/room/frame.c), in its language: data-w-KEY of the body. */

export function word(key: string, inside = ""): string {
  return (document.body.getAttribute(`data-w-${key}`) ?? key).replace("{}", inside);
}

/* Tells what has happened to who does not see it. */
export function say(text: string): void {
  const place = document.getElementById("said");
  if (place) place.textContent = text;
}

export function all<T extends Element>(selector: string, within: ParentNode = document): T[] {
  return Array.from(within.querySelectorAll<T>(selector));
}
