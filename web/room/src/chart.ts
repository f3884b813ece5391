/* SPDX-License-Identifier: Apache-2.0
   Statements by month, drawn from the table that stands beside: what the chart shows the table says. Months without
   statements, which the table leaves out, are places of their own here. The three types are told apart by pattern as
   well as by colour. One zooms by dragging, or with the keys while the chart has the focus. */
import uPlot from "uplot";
import { word } from "./words";

const HEIGHT = 240;
const TYPES = ["direct", "indirect", "mixed"] as const;

interface Months {
  names: string[];
  keys: number[]; /* YYYYMM */
  counts: [number[], number[], number[]];
}

function numberIn(cell: Element | undefined): number {
  return Number((cell?.textContent ?? "0").replace(/[^0-9]/g, ""));
}

function monthAfter(key: number): number {
  return key % 100 === 12 ? key + 89 : key + 1;
}

function nameOf(key: number, short: boolean): string {
  const day = new Date(Date.UTC(Math.floor(key / 100), (key % 100) - 1, 1));
  return day.toLocaleDateString(document.documentElement.lang, {
    month: short ? "short" : "long",
    year: "numeric",
    timeZone: "UTC",
  });
}

function readTable(table: HTMLTableElement): Months {
  const months: Months = { names: [], keys: [], counts: [[], [], []] };
  const add = (key: number, name: string, counts: number[]) => {
    months.keys.push(key);
    months.names.push(name);
    months.counts.forEach((list, i) => list.push(counts[i] ?? 0));
  };
  for (const row of Array.from(table.tBodies[0]?.rows ?? [])) {
    const key = Number(row.dataset["month"]);
    const last = months.keys[months.keys.length - 1];
    for (let gap = last ? monthAfter(last) : key; gap < key; gap = monthAfter(gap)) add(gap, nameOf(gap, false), []);
    add(key, row.cells[0]?.textContent ?? "", [2, 3, 4].map((i) => numberIn(row.cells[i])));
  }
  return months;
}

/* Upper edges of the stack, the highest first, so that each lower one is painted over it. */
function stack(counts: number[][]): number[][] {
  const sums = counts[0]?.map(() => 0) ?? [];
  const edges = counts.map((list) => list.map((n, i) => (sums[i] = (sums[i] ?? 0) + n)));
  return edges.reverse();
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/* Whole, hatched, dotted. */
function pattern(context: CanvasRenderingContext2D, type: string): CanvasPattern | string {
  const ink = colour(type);
  if (type === "direct") return ink;
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const draw = tile.getContext("2d");
  if (!draw) return ink;
  draw.fillStyle = colour("paper");
  draw.fillRect(0, 0, 8, 8);
  draw.fillStyle = draw.strokeStyle = ink;
  draw.lineWidth = 2.5;
  if (type === "indirect") {
    draw.beginPath();
    for (const x of [-8, 0, 8]) {
      draw.moveTo(x, 8);
      draw.lineTo(x + 8, 0);
    }
    draw.stroke();
  } else {
    for (const at of [2, 6]) draw.fillRect(at - 1, at - 1, 3, 3);
  }
  return context.createPattern(tile, "repeat") ?? ink;
}

class Timeline {
  private readonly months: Months;
  private readonly now = document.createElement("p");
  private readonly reset = document.createElement("button");
  private readonly these = document.createElement("a");
  private readonly range = document.createElement("strong");
  private readonly place = document.createElement("div");
  private plot: uPlot | null = null;
  private first: number;
  private last: number;

  constructor(private readonly figure: HTMLElement, table: HTMLTableElement) {
    this.months = readTable(table);
    this.first = 0;
    this.last = this.months.keys.length - 1;
    this.frame(table.caption?.textContent ?? "");
    this.draw();
    new ResizeObserver(() => this.resize()).observe(this.place);
    new MutationObserver(() => this.draw()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
  }

  private frame(title: string): void {
    const whole = this.figure.querySelector(".plot") ?? document.createElement("div");
    const keys = document.createElement("p");
    keys.className = "plot-keys";
    for (const type of TYPES) {
      const key = document.createElement("span");
      key.className = `key-${type}`;
      key.append(document.createElement("i"), word(type));
      keys.append(key);
    }
    this.reset.type = "button";
    this.reset.textContent = word("zoom-out");
    this.reset.hidden = true;
    this.reset.addEventListener("click", () => this.show(0, this.months.keys.length - 1));
    this.these.textContent = word("show-these");
    this.these.hidden = true;
    keys.append(this.range, this.reset, this.these);
    this.place.tabIndex = 0;
    this.place.setAttribute("role", "img");
    this.place.setAttribute("aria-label", `${title}. ${word("chart-hint")}`);
    this.place.addEventListener("keydown", (event) => this.press(event));
    this.now.className = "plot-now";
    this.now.setAttribute("role", "status");
    this.now.textContent = word("chart-hint");
    whole.append(keys, this.place, this.now);
    this.figure.classList.add("drawn-chart");
  }

  private draw(): void {
    this.plot?.destroy();
    const edges = stack(this.months.counts);
    const axis = { stroke: colour("quiet"), grid: { stroke: colour("line"), width: 1 }, ticks: { stroke: colour("line"), width: 1 } };
    const bars = uPlot.paths.bars?.({ size: [0.8, 60] });
    const series: uPlot.Series[] = [...TYPES].reverse().map((type) => ({
      label: word(type),
      stroke: colour(type),
      width: 1,
      fill: (u: uPlot) => pattern(u.ctx, type) as string,
      points: { show: false },
      ...(bars ? { paths: bars } : {}),
    }));
    const options: uPlot.Options = {
      width: Math.max(this.place.clientWidth, 200),
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
      scales: { x: { time: false, range: () => [this.first - 0.6, this.last + 0.6] }, y: { range: (_u, _low, high) => [0, Math.max(high, 1) * 1.05] } },
      axes: [
        { ...axis, splits: () => this.splits(), values: (_u, at) => at.map((i) => this.label(i)), grid: { show: false } },
        { ...axis, size: 44, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 1000000] },
      ],
      series: [{}, ...series],
      hooks: {
        setCursor: [(u) => this.tell(u.cursor.idx ?? null)],
        setSelect: [(u) => this.selected(u)],
      },
    };
    const x = this.months.keys.map((_, i) => i);
    this.plot = new uPlot(options, [x, ...edges], this.place);
  }

  /* As many labels as there is room for. */
  private splits(): number[] {
    const room = Math.max(1, Math.floor(this.place.clientWidth / 90));
    const by = Math.max(1, Math.ceil((this.last - this.first + 1) / room));
    const at: number[] = [];
    for (let i = this.first; i <= this.last; i += by) at.push(i);
    return at;
  }

  private label(i: number): string {
    const key = this.months.keys[Math.round(i)];
    return key === undefined ? "" : nameOf(key, true);
  }

  private tell(i: number | null): void {
    if (i === null || i < this.first || i > this.last) return;
    const parts = TYPES.map((type, t) => `${this.months.counts[t]?.[i] ?? 0} ${word(type)}`);
    this.now.textContent = `${this.months.names[i] ?? ""}: ${parts.join(", ")}`;
  }

  private selected(u: uPlot): void {
    if (u.select.width < 8) return;
    const from = Math.round(u.posToVal(u.select.left, "x"));
    const to = Math.round(u.posToVal(u.select.left + u.select.width, "x"));
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.show(from, to);
  }

  private show(from: number, to: number): void {
    const end = this.months.keys.length - 1;
    this.first = Math.max(0, Math.min(from, to, end));
    this.last = Math.min(end, Math.max(from, to, this.first));
    this.reset.hidden = this.first === 0 && this.last === end;
    this.plot?.redraw(true, true);
    this.plot?.setData(this.plot.data, true);
    this.range.textContent = this.reset.hidden ? "" : `${this.months.names[this.first] ?? ""} – ${this.months.names[this.last] ?? ""}`;
    this.now.textContent = this.range.textContent;
    this.these.hidden = this.reset.hidden;
    this.these.href = this.address();
  }

  /* The page with the statements of the months that are shown. */
  private address(): string {
    const day = (key: number, at: string) => `${Math.floor(key / 100)}-${String(key % 100).padStart(2, "0")}-${at}`;
    const wanted = new URLSearchParams(window.location.search);
    const last = this.months.keys[this.last] ?? 0;
    wanted.delete("page");
    wanted.set("since", day(this.months.keys[this.first] ?? 0, "01"));
    wanted.set("until", day(last, String(new Date(Date.UTC(Math.floor(last / 100), last % 100, 0)).getUTCDate())));
    const statements = document.getElementById("statements");
    return statements ? `?${wanted.toString()}#statements` : `/search?${wanted.toString()}`;
  }

  private press(event: KeyboardEvent): void {
    const width = this.last - this.first + 1;
    const by = Math.max(1, Math.round(width / 4));
    const end = this.months.keys.length - 1;
    if (event.key === "+" || event.key === "=") this.show(this.first + (width > 2 ? by : 0), this.last - (width > 2 ? by : 0));
    else if (event.key === "-") this.show(this.first - by, this.last + by);
    else if (event.key === "ArrowLeft") this.show(Math.max(0, this.first - by), Math.max(0, this.first - by) + width - 1);
    else if (event.key === "ArrowRight") this.show(Math.min(end, this.last + by) - width + 1, Math.min(end, this.last + by));
    else if (event.key === "0" || event.key === "Home") this.show(0, end);
    else return;
    event.preventDefault();
  }

  private resize(): void {
    const width = this.place.clientWidth;
    if (this.plot && width > 0 && width !== this.plot.width) this.plot.setSize({ width, height: HEIGHT });
  }
}

export function charts(figures: HTMLElement[]): void {
  for (const figure of figures) {
    const table = figure.querySelector("table");
    if (table) new Timeline(figure, table);
  }
}
