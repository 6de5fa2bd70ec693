/** Errors: groups in the order in which they first came, the newest first; what, where, source and stack of the selected one. */

import { isAbsolute, relative } from "node:path";
import type { ErrorGroup, Frame, Thrown } from "../../../src/errors/index.ts";
import type { Model } from "../../model.ts";
import { clean } from "../../text/clean.ts";
import { fitLine, shorten, shortenStart, spread } from "../../text/cut.ts";
import { type Line, span } from "../../text/style.ts";
import { words } from "../../text/words.ts";
import { ago, clock, plural, short } from "../format.ts";
import { themeOf } from "../theme.ts";
import type { Page, PageTarget } from "./page.ts";

/** Frames of the project's own code that are shown of one error; the rest is counted. */
const MAX_FRAMES = 20;
/** Lines of it as printed that are shown. */
const MAX_PRINTED = 30;

function find(model: Model, id: string): ErrorGroup | undefined {
  return model.errors.find(({ fingerprint }) => fingerprint === id);
}

export const errorsPage: Page = {
  label: "Errors",
  rowLines: 2,
  badge: ({ errors }) => (errors.length === 0 ? null : short(errors.length)),
  summary: ({ errors }) => {
    const times = errors.reduce((sum, { count }) => sum + count, 0);
    return `${plural(short(errors.length), "error")}, seen ${plural(short(times), "time")}`;
  },
  rows: (model, width) =>
    model.errors
      .toSorted((a, b) => b.firstSeen - a.firstSeen)
      .map((group) => ({
        id: group.fingerprint,
        since: group.lastSeen,
        get lines() {
          return rowOf(model, group, width);
        },
      })),
  detail: (model, id, width) => {
    const group = find(model, id);
    return group === undefined ? [] : detailOf(model, group, width);
  },
  target: (model, id) => {
    const group = find(model, id);
    return group === undefined ? {} : targetOfGroup(group);
  },
  empty: () => ["No errors so far.", "What processes print is read as it comes; errors of any language appear here."],
};

function rowOf(model: Model, group: ErrorGroup, width: number): Line[] {
  const theme = themeOf(model.colors);
  const { last, count, lastSeen, processes } = group;
  const text = (value: string) => clean(value, 0, model.unicode);
  const times = `${short(count)}${model.unicode ? "×" : "x"}`.padStart(5);
  const style = last.severity === "warning" ? theme.warn : theme.error;
  const right = ` ${text(processes.at(-1) ?? "")} ${ago(model.now - lastSeen)} `;
  const mark = model.unicode ? "…" : "~";
  const place = text(placeOf(group));
  const room = Math.max(0, width - 7);
  const below = place === "" ? shorten(text(last.message), room, mark) : shortenStart(place, room, mark);
  return [
    spread([span(`${times} `, theme.dim), span(text(last.type), style)], [span(right, theme.dim)], width),
    fitLine([span(" ".repeat(6)), span(below)], width),
  ];
}

function detailOf(model: Model, group: ErrorGroup, width: number): Line[] {
  const theme = themeOf(model.colors);
  const { last, count, firstSeen, lastSeen, processes } = group;
  const text = (value: string) => clean(value, 0, model.unicode);
  const room = Math.max(1, width - 2);
  const row = (value: string, style = theme.plain): Line => [span(" "), span(value, style)];
  const seen =
    count === 1 ? `at ${clock(lastSeen)}` : `${short(count)} times, first ${clock(firstSeen)}, last ${clock(lastSeen)}`;
  const dot = model.unicode ? " · " : " - ";
  const about = [text(processes.join(", ")), last.severity, last.kind, last.language, seen];
  const place = placeOf(group);
  return [
    ...words(text(`${last.type}: ${last.message}`), room).map((part) =>
      row(part, last.severity === "warning" ? theme.warn : theme.error),
    ),
    ...words(about.filter((part) => part !== "").join(dot), room).map((part) => row(part, theme.dim)),
    ...(place === "" ? [] : [[], row(text(place), theme.accent)]),
    ...excerptLines(model, group),
    ...stackLines(model, last, last.directory, room),
    ...last.causes.flatMap((cause) => [
      [],
      row(shorten(text(`caused by ${cause.type}: ${cause.message}`), room, model.unicode ? "…" : "~"), theme.error),
      ...stackLines(model, cause, last.directory, room),
    ]),
    ...(last.context.length === 0 ? [] : [[], row("as printed:", theme.dim)]),
    ...last.context.slice(0, MAX_PRINTED).map((line) => row(text(line), theme.plain)),
  ];
}

function excerptLines(model: Model, { location }: ErrorGroup): Line[] {
  const theme = themeOf(model.colors);
  const bar = model.unicode ? "│" : "|";
  const columns = String(location?.excerpt.at(-1)?.line ?? 0).length;
  return (location?.excerpt ?? []).map(({ line, text }) => {
    const isIt = line === location?.line;
    const mark = isIt ? (model.unicode ? "▸" : ">") : " ";
    const number = `${mark} ${String(line).padStart(columns)} ${bar} `;
    return [
      span(" "),
      span(number, isIt ? theme.accent : theme.dim),
      span(clean(text, 0, model.unicode), isIt ? theme.title : theme.plain),
    ];
  });
}

/** The own frames in two columns; those of libraries are counted where they stand. */
function stackLines(model: Model, thrown: Thrown, directory: string, width: number): Line[] {
  const theme = themeOf(model.colors);
  const own = thrown.frames.filter((frame) => frame.own).slice(0, MAX_FRAMES);
  const names = Math.min(28, Math.max(0, ...own.map((frame) => frame.function.length)));
  const lines: Line[] = [];
  let foreign = 0;
  const tellForeign = () => {
    if (foreign > 0) lines.push([span(" "), span(`${plural(foreign, "frame")} of libraries`, theme.dim)]);
    foreign = 0;
  };
  for (const frame of thrown.frames) {
    if (!own.includes(frame)) {
      foreign++;
      continue;
    }
    tellForeign();
    const name = shorten(frame.function, names, model.unicode ? "…" : "~").padEnd(names);
    const place = clean(placeText({ ...frame, file: fileIn(directory, frame.file) }), 0, model.unicode);
    lines.push(fitLine([span(" "), span(`${clean(name, 0, model.unicode)}  `), span(place, theme.dim)], width));
  }
  tellForeign();
  return lines.length === 0 ? [] : [[], ...lines];
}

function placeText({ file, line, column }: Pick<Frame, "file" | "line" | "column">): string {
  return [file, line, column].filter((part) => part !== null).join(":");
}

/** A file as a person in the directory would write it. */
function fileIn(directory: string, file: string): string {
  const inside = isAbsolute(file) ? relative(directory, file) : file;
  return inside === "" || inside.startsWith("..") ? file : inside;
}

/** Where an error is, as a person in its directory would write it. */
export function placeOf({ location, last }: ErrorGroup): string {
  const place = location ?? last.place;
  return place === null ? "" : placeText({ ...place, file: fileIn(last.directory, place.file) });
}

function targetOfGroup(group: ErrorGroup): PageTarget {
  const { last, location } = group;
  const place = location ?? last.place;
  return {
    inLog: { type: "reveal", group: last.number, source: last.source, time: last.time },
    copy: [`${last.type}: ${last.message}`, ...(place === null ? [] : [placeOf(group)]), ...last.context].join("\n"),
    ...(place !== null && {
      open: { type: "edit", file: place.file, line: place.line, column: place.column, directory: last.directory },
    }),
  };
}
