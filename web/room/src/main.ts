/* SPDX-License-Identifier: Apache-2.0
   What the pages do beyond being read. All of them are complete without it. */
import { article } from "./article";
import { copying } from "./copy";
import { keys } from "./keys";
import { missing } from "./missing";
import { reading } from "./read";
import { suggestions } from "./suggest";
import { switches } from "./switches";
import { all } from "./words";

switches();
suggestions();
article();
copying();
keys();
reading();
missing();
const figures = all<HTMLElement>("[data-chart]");
if (figures.length > 0) void import("./chart").then((chart) => chart.charts(figures));
