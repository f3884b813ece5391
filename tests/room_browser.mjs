// SPDX-License-Identifier: Apache-2.0
// The reading room as its readers have it: Debian's Chromium over the example articles, driven by Playwright.
//
//     room_browser.mjs SELON ARTICLES...
//
//
// SELON_SHOTS=FOLDER keeps a picture of each page; SELON_ONLY=WORDS runs the tests with these words in their names.
// Every page in both languages, at 390 and 1440 pixels, in light and dark: nothing in the console, nothing that the
// security policy refused, nothing wider than the window; no violation of WCAG 2.2 AA that axe finds; and as they are printed. Then what a reader does,
// by mouse and by keyboard alone; and all that must work without scripts. Reports as TAP; one test a page and deed.
import { spawn, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const here = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
const room = resolve(here, "../web/room");
const [selon, ...articles] = process.argv.slice(2).map((path) => resolve(path));
const browserPath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const shots = process.env.SELON_SHOTS;

function skipAll(why) {
  console.log(`1..0 # SKIP ${why}`);
  process.exit(0);
}
if (!existsSync(browserPath)) skipAll("no Chromium (scripts/setup.sh check)");
if (!existsSync(join(room, "node_modules/playwright-core"))) skipAll("no packages in web/room (npm, and its registry)");
const require = createRequire(join(room, "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

// ---- TAP ----

let count = 0;
let failures = 0;
async function test(name, run) {
  if (process.env.SELON_ONLY && !name.includes(process.env.SELON_ONLY)) return;
  const begun = Date.now();
  count += 1;
  try {
    await run();
    console.log(`ok ${count} - ${name}`);
  } catch (error) {
    failures += 1;
    console.log(`not ok ${count} - ${name}\n# ${String(error.stack ?? error).split("\n").join("\n# ")}`);
  }
  if (process.env.SELON_TIMES) console.log(`# ${Date.now() - begun} ms`);
}
function check(condition, words) {
  if (!condition) throw new Error(words);
}
function same(got, expected, words = "") {
  check(JSON.stringify(got) === JSON.stringify(expected), `${words} got ${JSON.stringify(got)}, expected ${JSON.stringify(expected)}`);
}

// ---- the room ----

const folder = mkdtempSync(join(tmpdir(), "selon-room-"));
const ledger = join(folder, "news.ledger");
execFileSync(selon, ["add", "-q", ledger, ...articles]);
async function serve(...options) {
  const server = spawn(selon, ["serve", "--quiet", "--port", "0", ...options, ledger], { stdio: ["ignore", "pipe", "inherit"] });
  process.on("exit", () => server.kill()); // however a test ended
  const at = await new Promise((found, failed) => {
    let said = "";
    server.stdout.on("data", (bytes) => {
      said += bytes;
      const line = /http:\/\/\S+/.exec(said);
      if (line) found(line[0].replace(/\/$/, ""));
    });
    server.on("exit", () => failed(new Error("selon serve ended")));
  });
  return { base: at, end: () => server.removeAllListeners("exit") && server.kill() };
}
const server = await serve();
const base = server.base;
async function api(path) {
  const answer = await fetch(base + path);
  check(answer.ok, `${path}: ${answer.status}`);
  return answer.json();
}

const browser = await chromium.launch({
  executablePath: browserPath,
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});

// Everything a page complained of.
async function open(options = {}) {
  const context = await browser.newContext({
    baseURL: options.base ?? base,
    viewport: { width: options.width ?? 1440, height: (options.width ?? 1440) < 500 ? 844 : 900 },
    colorScheme: options.theme ?? "light",
    locale: options.ui ?? "en",
    javaScriptEnabled: options.scripts ?? true,
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15000);
  page.wrong = [];
  page.on("console", (line) => {
    // A page that reports a problem has its status: Chromium tells that, too.
    if (line.type() === "error" && !(options.problem && /status of 4\d\d/.test(line.text()))) page.wrong.push(line.text());
  });
  page.on("pageerror", (error) => page.wrong.push(String(error)));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
  });
  return page;
}
async function close(page) {
  const wrong = page.wrong;
  await page.context().close();
  same(wrong, [], "the console:");
}
// Charts are drawn by a script of their own.
async function settled(page) {
  if ((await page.locator("[data-chart]").count()) > 0) await page.locator(".u-over").first().waitFor();
}

// ---- every page, as it looks ----

const person = (await api("/api/v1/people?q=Farr")).people?.[0]?.id ?? 1;
const found = await api("/api/v1/search?q=breathes");
const statement = found.statements[0].id;
const pages = {
  overview: "/",
  search: "/search?q=line",
  "search-more": "/search?q=bridge&who=farr&type=direct&since=2025-01-01&sort=oldest",
  nothing: "/search?q=zzzz",
  article: "/articles/3",
  "article-fr": "/articles/11",
  same: `/statements/${statement}/same`,
  correct: `/statements/${statement}/correct`,
  missing: "/articles/3/missing",
  people: "/people",
  person: `/people/${person}`,
  compare: "/compare",
  compared: "/compare?by=outlet&left=Harrowgate+Courier&right=Northern+Wire",
  read: "/read",
  help: "/help",
  problem: "/articles/999999",
};
const ways = [
  { ui: "en", width: 390, theme: "light" },
  { ui: "en", width: 1440, theme: "dark" },
  { ui: "fr", width: 390, theme: "dark" },
  { ui: "fr", width: 1440, theme: "light" },
];

async function look(page, name, way) {
  const answer = await page.goto(pages[name] + (pages[name].includes("?") ? "&" : "?") + `ui=${way.ui}`);
  same(answer.status(), name === "problem" ? 404 : 200, "status");
  await settled(page);
  same(await page.locator("html").getAttribute("lang"), way.ui, "language");
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  check(width <= way.width, `${width} pixels wide`);
  if (shots) {
    mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: join(shots, `${name}-${way.ui}-${way.width}-${way.theme}.png`), fullPage: true });
  }
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const result = await window.axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
    return result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => `${node.target.join(" ")} (${node.failureSummary})`).slice(0, 3).join("; ")}`);
  });
  same(violations, [], "axe:");
}

for (const way of ways) {
  const page = await open({ ...way, problem: true });
  for (const name of Object.keys(pages)) {
    await test(`${name}, ${way.ui}, ${way.width} pixels, ${way.theme}`, async () => {
      await look(page, name, way);
      same(page.wrong.splice(0), [], "the console:");
    });
  }
  await page.context().close();
}

// ---- on paper ----

// What only a screen needs is not printed, what is read is, whole, in dark ink on white also for who reads in the dark.
const screenOnly = ".find, .switches, .sections, .foot, .skip, .actions, .pager, .facets, button, form";
for (const [name, shown] of Object.entries({
  article: ["h1", "article mark.content", "article mark.source", ".card"],
  search: ["h1", ".hit", ".hit .places"],
  person: ["h1", ".hit", "table"],
  overview: ["h1", "table"],
  same: ["h1"],
})) {
  await test(`${name}, printed`, async () => {
    const page = await open({ theme: "dark" });
    await page.goto(pages[name]);
    await settled(page);
    const visible = (selector) => page.locator(selector).evaluateAll((all) => all.filter((one) => one.checkVisibility()).length);
    const colours = () => page.evaluate(() => {
      const light = (colour) => { const [r, g, b] = colour.match(/[\d.]+/g).map(Number); return (r + g + b) / 3; };
      return { paper: light(getComputedStyle(document.body).backgroundColor), ink: light(getComputedStyle(document.querySelector("h1")).color) };
    });
    check((await visible(screenOnly)) > 0, "nothing is for the screen alone: the test looks for nothing");
    const onScreen = await colours();
    check(onScreen.paper < 80 && onScreen.ink > 150, `not dark: ${JSON.stringify(onScreen)}`);
    await page.emulateMedia({ media: "print" });
    same(await visible(screenOnly), 0, "what only a screen needs:");
    for (const one of shown) check((await visible(one)) > 0, `${one} is not printed`);
    const onPaper = await colours();
    check(onPaper.paper > 250 && onPaper.ink < 60, `not dark on white: ${JSON.stringify(onPaper)}`);
    const cut = await page.evaluate(() => [...document.querySelectorAll("main *")].filter((one) => one.checkVisibility() && one.scrollHeight > one.clientHeight + 1 &&
      ["auto", "scroll", "hidden"].includes(getComputedStyle(one).overflowY) && getComputedStyle(one).position !== "absolute" && !one.closest("svg, .unseen")).map((one) => one.className || one.tagName));
    same(cut, [], "cut off:");
    if (shots) await page.screenshot({ path: join(shots, `${name}-printed.png`), fullPage: true });
    check((await page.pdf({ format: "A4" })).length > 5000, "nothing on paper");
    await close(page);
  });
}

// ---- what a reader does ----

// Those that want nothing of the browser have one page after the other, each as if it were the first: a page that
// something went wrong on is not used again.
let idle = null;
async function deed(name, run, options) {
  await test(name, async () => {
    const page = (options ? null : idle) ?? (await open(options));
    idle = options ? idle : null;
    await run(page);
    if (options) return close(page);
    await page.evaluate(() => [localStorage, sessionStorage].forEach((kept) => kept.clear()));
    await page.context().clearCookies();
    same(page.wrong, [], "the console:");
    idle = page;
  });
}
// Presses Tab until the element has the focus.
async function tabTo(page, selector, most = 60) {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) return;
  }
  throw new Error(`Tab does not reach ${selector}`);
}

await deed("mouse: from the search box to a statement in its article, and to its card", async (page) => {
  await page.goto("/");
  await page.fill("#find", "breathes");
  await page.click(".find button");
  check(page.url().includes("/search?q=breathes"), page.url());
  check((await page.locator(".hit").count()) >= 3, "three outlets have it");
  await page.locator(".hit .places a").first().click();
  await page.waitForURL(/\/articles\/\d+#s\d+/);
  check(await page.locator(".card:target").isVisible(), "the card is not shown");
  await page.locator("article .number").first().click();
  check(/#s\d+$/.test(page.url()), page.url());
  await page.locator(".card:target .words a").click();
  check(/#t\d+$/.test(page.url()), page.url());
});

await deed("mouse: a permanent link leads to the statement", async (page) => {
  await page.goto(`/statements/${statement}`);
  check(new RegExp(`/articles/\\d+#s${statement}$`).test(page.url()), page.url());
  check(await page.locator(".card:target").isVisible(), "the card is not shown");
});

await deed("mouse: facets narrow a search, and what was chosen is taken away again", async (page) => {
  await page.goto("/search?q=bridge");
  const before = await page.locator(".hit").count();
  await page.locator(".facet a").first().click();
  check(page.url() !== `${base}/search?q=bridge`, "the address has not changed");
  const after = await page.locator(".hit").count();
  check(after > 0 && after < before, `${after} of ${before}`);
  await page.locator(".chosen a").last().click();
  same(await page.locator(".hit").count(), before, "hits");
});

await deed("mouse: the statements of one speaker alone", async (page) => {
  await page.goto("/articles/3");
  const marks = () => page.evaluate(() => [...document.querySelectorAll("article mark.content")].filter((mark) => getComputedStyle(mark).borderBottomStyle !== "none").length);
  const before = await marks();
  await page.locator("button.only").first().click();
  same(await page.locator("button.only").first().getAttribute("aria-pressed"), "true");
  check((await marks()) < before, "all marks are still shown");
  await page.keyboard.press("Escape");
  same(await marks(), before, "marks");
});

await deed("mouse: copy as a quote with its source", async (page) => {
  await page.goto("/articles/3");
  await page.locator(".card", { hasText: "breathes" }).locator("button.copy").click();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  check(/^["“].*breathes,?["”].* — Lucinda Farr.* \(Harrowgate Courier, Farr promises.*2025-11-18\)\nhttp:.*\/statements\/\d+$/.test(text), text);
});

await deed("mouse: language and theme stay chosen", async (page) => {
  await page.goto("/articles/3");
  await page.click('.switches a[data-ui="fr"]');
  same(await page.locator("html").getAttribute("lang"), "fr");
  await page.click('.switches a[data-theme="dark"]');
  same(await page.locator("html").getAttribute("data-theme"), "dark");
  await page.goto("/help");
  same(await page.locator("html").getAttribute("lang"), "fr");
  same(await page.locator("html").getAttribute("data-theme"), "dark");
});

await deed("mouse: dragging over the timeline zooms, a button goes back", async (page) => {
  await page.goto(`/people/${person}`);
  const plot = page.locator(".u-over");
  await plot.waitFor();
  const box = await plot.boundingBox();
  await page.mouse.move(box.x + box.width * 0.1, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 60, { steps: 4 });
  await page.mouse.up();
  const back = page.locator(".plot-keys button");
  await back.waitFor({ state: "visible" });
  check((await page.locator(".plot-keys strong").textContent()).includes("–"), "the range is not told");
  await back.click();
  check(await back.isHidden(), "the button stays");
  await page.locator(".plot [tabindex]").press("+");
  await page.locator(".plot-keys a").click();
  check(/since=\d{4}-\d\d-01&until=\d{4}-\d\d-\d\d#statements$/.test(page.url()), page.url());
  check((await page.locator(".hit").count()) > 0, "nothing is found");
});

await deed("mouse: a person's statements by topic and outlet", async (page) => {
  await page.goto(`/people/${person}`);
  const before = await page.locator(".hit").count();
  await page.fill("#f-about", "cent");
  await page.click(".filter button.main");
  check(page.url().includes("about=cent"), page.url());
  const after = await page.locator(".hit").count();
  check(after > 0 && after < before, `${after} of ${before}`);
  check((await page.locator(".claims li").count()) > 0, "no claim was repeated");
});

await deed("mouse: two outlets compared", async (page) => {
  await page.goto("/compare");
  await page.fill("#f-left", "Harrowgate Courier");
  await page.fill("#f-right", "Northern Wire");
  await page.click(".filter button.main");
  check((await page.locator(".pair").count()) > 0, "nothing shared");
  check((await page.locator(".side").first().locator(".hit").count()) > 0, "nothing alone");
});

await deed("keys: the fields of a comparison are filled by suggestions", async (page) => {
  await page.goto("/compare");
  for (const [field, letters] of [["#f-left", "harr"], ["#f-right", "north"]]) {
    await tabTo(page, field);
    await page.keyboard.type(letters);
    await page.locator("[role=option]").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
  }
  same([await page.inputValue("#f-left"), await page.inputValue("#f-right")], ["Harrowgate Courier", "Northern Wire"]);
  await page.keyboard.press("Enter");
  await page.locator(".pair").first().waitFor();
});

await deed("mouse: who changed the words", async (page) => {
  await page.goto(`/statements/${statement}/same`);
  check((await page.locator(".wordings .card").count()) >= 2, "no wordings");
  check((await page.locator("ins").count()) > 1, "no change is marked");
});

await deed("keys: past the masthead by the first stop", async (page) => {
  await page.goto("/articles/3");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  same(await page.evaluate(() => document.activeElement?.id), "main");
});

await deed("keys: to the search box, a suggestion, and a person", async (page) => {
  await page.goto("/articles/3");
  await page.keyboard.press("/");
  same(await page.evaluate(() => document.activeElement?.id), "find");
  await page.keyboard.type("oyel");
  await page.locator("[role=option]").first().waitFor();
  same(await page.locator("#find").getAttribute("aria-expanded"), "true");
  await page.keyboard.press("ArrowDown");
  const chosen = await page.locator("#find").getAttribute("aria-activedescendant");
  same(await page.locator(`#${chosen}`).getAttribute("aria-selected"), "true");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/people\/\d+/);
  check((await page.locator("h1").textContent()).includes("Oyelaran"), "not the one chosen");
});

await deed("keys: Escape closes the suggestions and keeps what was typed", async (page) => {
  await page.goto("/");
  await page.keyboard.press("/");
  await page.keyboard.type("farr");
  await page.locator("[role=option]").first().waitFor();
  await page.keyboard.press("Escape");
  same(await page.locator("[role=option]").count(), 0);
  same(await page.inputValue("#find"), "farr");
});

await deed("keys: from statement to statement, to the card and back, copied", async (page) => {
  await page.goto("/articles/3");
  const at = () => page.evaluate(() => document.activeElement?.closest("[data-s]")?.getAttribute("data-s"));
  await page.keyboard.press("j");
  const first = await at();
  await page.keyboard.press("j");
  const second = await at();
  check(first && second && first !== second, `${first} ${second}`);
  check((await page.locator("mark.lit").count()) > 0, "its parts do not light up");
  await page.keyboard.press("k");
  same(await at(), first);
  await page.keyboard.press("Enter");
  check(page.url().endsWith(`#s${first}`), page.url());
  await page.keyboard.press("c");
  await page.waitForFunction(() => document.getElementById("said").textContent !== "");
});

await deed("keys: from result to result", async (page) => {
  await page.goto("/search?q=bridge");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  same(await page.evaluate(() => [...document.querySelectorAll(".hit")].indexOf(document.activeElement)), 1);
});

await deed("keys: the chart zooms and moves", async (page) => {
  await page.goto(`/people/${person}`);
  await page.locator(".u-over").waitFor();
  await tabTo(page, ".plot [tabindex]");
  await page.keyboard.press("+");
  check(await page.locator(".plot-keys button").isVisible(), "it does not zoom");
  const before = await page.locator(".plot-keys strong").textContent();
  await page.keyboard.press("ArrowRight");
  check((await page.locator(".plot-keys strong").textContent()) !== before, "it does not move");
  await page.keyboard.press("0");
  check(await page.locator(".plot-keys button").isHidden(), "it does not go back");
});

await deed("keys: single keys can be turned off", async (page) => {
  await page.goto("/help");
  await tabTo(page, "#keys-switch");
  await page.keyboard.press("Enter");
  await page.goto("/articles/3");
  await page.keyboard.press("/");
  check((await page.evaluate(() => document.activeElement?.id)) !== "find", "they are still on");
});

await deed("keys: all of an article is reached, and each stop is seen", async (page) => {
  await page.goto("/articles/3");
  const wanted = await page.evaluate(() => [...document.querySelectorAll("a[href], button, input, summary")].filter((one) => one.checkVisibility()).length);
  const seen = new Set();
  for (let i = 0; i < wanted + 5; i++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const one = document.activeElement;
      const all = [...document.querySelectorAll("a[href], button, input, summary")];
      return { at: all.indexOf(one), outline: getComputedStyle(one).outlineStyle };
    });
    if (stop.at < 0) continue;
    check(stop.outline !== "none", `stop ${stop.at} is not seen`);
    seen.add(stop.at);
  }
  check(seen.size >= wanted, `${seen.size} of ${wanted}`);
});

await deed("keys: a search with its fields", async (page) => {
  await page.goto("/search");
  await page.keyboard.press("/");
  await page.keyboard.type("bridge");
  await page.keyboard.press("Enter");
  await page.waitForURL(/q=bridge/);
  await tabTo(page, "summary");
  await page.keyboard.press("Enter");
  await tabTo(page, "#f-who");
  await page.keyboard.type("penhallow");
  await page.keyboard.press("Enter");
  await page.waitForURL(/who=penhallow/);
  check((await page.locator(".hit").count()) > 0, "nothing is found");
});

const TEXT = `Ferry to run all winter

The ferry to Skarholm will run all winter, the harbour master, Ditte Aalund, said on Monday. "Nobody will be left on the island," Aalund told the Skarholm Post.`;

async function readText(page) {
  await page.fill("#f-text", TEXT);
  await page.fill("#f-outlet", "Skarholm Post");
  await page.fill("#f-date", "2026-02-03");
}

await deed("mouse: a text is read and, only when that is wanted, kept", async (page) => {
  await page.goto("/read");
  await readText(page);
  await page.click(".read-form button.main");
  await page.locator("article mark.content").first().waitFor();
  check((await page.locator(".card").count()) >= 2, "no cards");
  same((await api("/api/v1/search?q=Skarholm")).statements.length, 0, "kept without a word:");
  await page.click(".keep button.main");
  await page.waitForURL(/\/articles\/\d+/);
  check((await page.locator(".article-head").textContent()).includes("Skarholm Post"), "the outlet is lost");
  check((await api("/api/v1/search?q=Skarholm")).statements.length > 0, "it was not kept");
});

await deed("mouse: a file that is dropped is the text", async (page) => {
  await page.goto("/read");
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], "ferry.txt", { type: "text/plain" }));
    document.querySelector("#f-text").dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data }));
  }, TEXT);
  await page.waitForFunction(() => document.querySelector("#f-text").value.includes("Skarholm"));
});

await deed("mouse: several files are dropped, and each is read in a window of its own", async (page) => {
  await page.goto("/read");
  await page.evaluate((text) => {
    const data = new DataTransfer();
    for (const name of ["one", "two"]) data.items.add(new File([`${text} It is number ${name}.`], `${name}.txt`, { type: "text/plain" }));
    data.items.add(new File([new Uint8Array(9 * 1024 * 1024)], "huge.txt"));
    document.querySelector("#f-text").dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data }));
  }, TEXT);
  await page.locator(".files button").nth(1).waitFor();
  same(await page.locator(".files li").allTextContents(), ["Read one.txt", "Read two.txt", "huge.txt is larger than 8 MB"], "the files:");
  for (const [n, name] of ["one", "two"].entries()) {
    const [other] = await Promise.all([page.context().waitForEvent("page"), page.locator(".files button").nth(n).click()]);
    await other.locator("article mark.content").first().waitFor();
    check((await other.locator("article").first().textContent()).includes(`number ${name}`), `another file was read than ${name}`);
    await other.close();
  }
});

await deed("mouse: an address that is dropped goes into its field", async (page) => {
  await page.goto("/read");
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData("text/uri-list", "# a comment\r\nhttps://news.example/ferry");
    document.querySelector("#f-text").dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data }));
  });
  same([await page.inputValue("#f-url"), await page.inputValue("#f-text")], ["https://news.example/ferry", ""], "the fields:");
});

await deed("keys: a file is chosen and read", async (page) => {
  await page.goto("/read");
  await tabTo(page, "#f-files");
  await page.setInputFiles("#f-files", { name: "ferry.txt", mimeType: "text/plain", buffer: Buffer.from(TEXT) });
  await page.waitForFunction(() => document.querySelector("#f-text").value.includes("Skarholm"));
  await tabTo(page, ".read-form button.main");
  await page.keyboard.press("Enter");
  await page.locator("article mark.content").first().waitFor();
});

await deed("mouse: a file in an older encoding is dropped as what it says", async (page) => {
  await page.goto("/read");
  const files = [["caf\xe9 \x93so\x94", "windows-1252", "café “so”"],
    ['<meta charset="iso-8859-15"><p>10 \xa4', "iso-8859-15", "10 €"], ["\xff\xfeh\x00\xe9\x00", "utf-16", "hé"]];
  for (const [bytes, name, text] of files) {
    await page.evaluate((bytes) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(bytes, (c) => c.charCodeAt(0))], "a.txt", { type: "text/plain" }));
      document.querySelector("#f-text").dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data }));
    }, bytes);
    await page.waitForFunction((text) => document.querySelector("#f-text").value.includes(text), text).catch(() => check(false, name));
  }
});

await deed("keys: a text is read", async (page) => {
  await page.goto("/read");
  await tabTo(page, "#f-text");
  await page.keyboard.insertText(TEXT);
  await tabTo(page, ".read-form button.main");
  await page.keyboard.press("Enter");
  await page.locator("article mark.content").first().waitFor();
});

await test("signing in, by keyboard, and out again", async () => {
  const key = join(folder, "token");
  writeFileSync(key, "correct horse battery staple\n", { mode: 0o600 });
  const guarded = await serve("--token-file", key);
  const page = await open({ base: guarded.base, problem: true });
  await page.goto("/search?q=line");
  await page.waitForURL(/\/login/);
  await tabTo(page, "#f-password");
  await page.keyboard.type("wrong");
  await page.keyboard.press("Enter");
  await page.locator("[role=alert]").waitFor();
  await page.fill("#f-password", "correct horse battery staple");
  await page.keyboard.press("Enter");
  await page.locator(".hit").first().waitFor();
  await page.click(".foot button");
  await page.goto("/search?q=line");
  await page.waitForURL(/\/login/);
  await close(page);
  guarded.end();
});

// What is corrected here is told by no other test: it stands in the text that was kept above.
async function corrected() {
  const found = await api("/api/v1/search?q=Skarholm&about=winter");
  check(found.statements.length > 0, "the text that was kept is gone");
  return found.statements[0];
}

await deed("mouse: a speaker and a span are corrected, and the correction is taken back", async (page) => {
  const before = await corrected();
  await page.goto(`/statements/${before.id}`);
  await page.locator(".card:target .actions a", { hasText: "Correct" }).click();
  await page.fill("#f-speaker", "Ditte Aalund-Riis");
  await page.fill("#f-content", "The ferry to Skarholm will run all winter");
  await page.fill("#f-reader", "Kim");
  await page.click('button[value="change"]');
  await page.waitForURL(/articles.*#s/);
  check((await page.locator(".card:target").textContent()).includes("Corrected"), "nothing tells that it was corrected");
  check((await page.locator("#speakers").textContent()).includes("Aalund-Riis"), "the speaker is as before");
  await page.goto(`/statements/${before.id}/correct`);
  check((await page.locator(".acts").textContent()).includes("Kim"), "the reader is not named");
  await page.click(".acts button");
  await page.waitForURL(/articles.*#s/);
  check(!(await page.locator("#speakers").textContent()).includes("Aalund-Riis"), "it was not taken back");
});

await deed("mouse: words that are not there are no correction", async (page) => {
  const before = await corrected();
  await page.goto(`/statements/${before.id}/correct`);
  await page.fill("#f-content", "The balloon to Skarholm");
  await page.click('button[value="change"]');
  await page.locator(".note[role=alert]", { hasText: "These words" }).waitFor();
  same(await page.inputValue("#f-content"), "The balloon to Skarholm", "what was typed:");
}, { problem: true });

await deed("keys: a statement is rejected, and the rejection taken back", async (page) => {
  const before = await corrected();
  await page.goto(`/statements/${before.id}/correct`);
  await tabTo(page, 'button[value="reject"]');
  await page.keyboard.press("Enter");
  await page.locator("form.note").waitFor();
  same(await page.locator(`#s${before.id}`).count(), 0, "still shown:");
  await tabTo(page, "form.note button");
  await page.keyboard.press("Enter");
  await page.waitForURL(/articles.*#s/);
  same(await page.locator(`#s${before.id}`).count(), 1);
});

await deed("mouse: words that are selected become a statement that was missed", async (page) => {
  await page.goto("/articles/3");
  const words = await page.evaluate(() => {
    const texts = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
    let node = texts.nextNode();
    while (node.data.trim().length < 40) node = texts.nextNode();
    const from = node.data.search(/\S/);
    document.getSelection().setBaseAndExtent(node, from, node, from + 25);
    return node.data.slice(from, from + 25).replace(/\s+/g, " ").trim();
  });
  const link = page.locator("a[data-missing]");
  check((await link.textContent()).includes("selected"), "the link does not say what it would add");
  await link.click();
  await page.waitForURL(/missing/);
  same(await page.inputValue("#f-content"), words, "the form's words");
  await page.fill("#f-speaker", "Tess Arkwright");
  await page.selectOption("#f-type", "indirect");
  await page.click("button.main");
  await page.waitForURL(/articles\/3.*#s\d+/);
  const who = page.locator(".speaker", { hasText: "Tess Arkwright" });
  check(await who.locator(".card:target").isVisible(), "the card is not shown");
  await page.goto("/articles/3/missing");
  same(await page.inputValue("#f-content"), "", "words are kept that were added:");
});

// ---- without scripts ----

await deed("without scripts: reading, searching, paging, language and theme", async (page) => {
  await page.goto("/");
  await page.fill("#find", "bridge");
  await page.keyboard.press("Enter");
  await page.waitForURL(/search/);
  check((await page.locator(".hit").count()) > 0, "nothing is found");
  await page.locator(".hit .places a").first().click();
  check((await page.locator("article mark").count()) > 3, "no marks");
  await page.click('.switches a[data-ui="fr"]');
  same(await page.locator("html").getAttribute("lang"), "fr");
  await page.click('.switches a[data-theme="dark"]');
  same(await page.locator("html").getAttribute("data-theme"), "dark");
  await page.goto("/help");
  same([await page.locator("html").getAttribute("lang"), await page.locator("html").getAttribute("data-theme")], ["fr", "dark"]);
  check((await page.locator("button:visible").count()) <= 1, "buttons that do nothing are shown");
}, { scripts: false });

await test("the first page is under 150 kB, compressed", async () => {
  const page = await open();
  const session = await page.context().newCDPSession(page);
  let bytes = 0;
  await session.send("Network.enable");
  session.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
  await page.goto("/");
  await settled(page);
  console.log(`# ${bytes} bytes`);
  check(bytes > 10000 && bytes < 150000, `${bytes} bytes`);
  await close(page);
});

console.log(`1..${count}`);
await browser.close();
server.end();
rmSync(folder, { recursive: true, force: true });
process.exit(failures > 0 ? 1 : 0);
