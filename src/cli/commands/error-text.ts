/** Errors for people and for programs. */

import { isAbsolute, relative } from "node:path";
import type { ErrorGroup, Frame, Thrown } from "../../errors/index.ts";
import { printable } from "../../logs/index.ts";
import { dateTime, duration, plural } from "../text.ts";
import type { CommandIo } from "./io.ts";

type Look = Pick<CommandIo, "colour" | "unicode" | "width">;

/** Frames that are shown of one error. */
const MAX_FRAMES = 12;
/** Characters of an id that are shown: enough to tell a thousand apart. */
const ID = 6;

/** As `--json` prints it: times as RFC 3339, in UTC. These fields stay as they are; new ones may come. */
export function jsonError(group: ErrorGroup): object {
  const { fingerprint, last, firstSeen, lastSeen, count, processes, location } = group;
  const { type, message, severity, kind, language, place, frames, causes, context, directory } = last;
  return {
    id: fingerprint,
    type,
    message,
    severity,
    kind,
    language,
    place: location === null ? place : { file: location.file, line: location.line, column: location.column },
    printedPlace: place,
    count,
    firstSeen: new Date(firstSeen).toISOString(),
    lastSeen: new Date(lastSeen).toISOString(),
    processes,
    directory,
    frames,
    causes,
    context,
    excerpt: location?.excerpt ?? [],
  };
}

/** Two lines for each: what, and where. */
export function errorList(groups: readonly ErrorGroup[], now: number, look: Look): string[] {
  const { dim, bold } = styles(look);
  return groups.flatMap((group) => {
    const { last, count, lastSeen, processes } = group;
    const times = count === 1 ? "" : look.unicode ? ` ×${count.toLocaleString("en-US")}` : ` x${count}`;
    const head = `${group.fingerprint.slice(0, ID)}  ${signOf(group, look)} ${bold(printable(last.type))}: ${printable(last.message)}${times}`;
    const place = placeOf(group);
    const ago = `${duration(now - lastSeen)} ago`;
    return [
      cut(head, look),
      `        ${dim([place, processes.join(", "), ago].filter((one) => one !== "").join("  "))}`,
    ];
  });
}

/** All that is known of one. */
export function errorDetail(group: ErrorGroup, look: Look): string[] {
  const { dim, bold, red } = styles(look);
  const { last, location, count, firstSeen, lastSeen, processes } = group;
  const place = placeOf(group);
  const lines = [
    `${red(bold(printable(last.type)))}: ${printable(last.message)}`,
    dim(
      [last.severity, last.kind, last.language, plural(count, "time"), `in ${processes.join(", ")}`]
        .filter((one) => one !== "")
        .join(", "),
    ),
    dim(
      firstSeen === lastSeen
        ? `seen ${dateTime(lastSeen)}`
        : `first seen ${dateTime(firstSeen)}, last ${dateTime(lastSeen)}`,
    ),
    ...(place === "" ? [] : ["", bold(place)]),
    ...excerptLines(location, look),
    ...frameLines(last, dim),
    ...last.causes.flatMap((cause) => [
      "",
      `caused by ${bold(printable(cause.type))}: ${printable(cause.message)}`,
      ...frameLines(cause, dim),
    ]),
    "",
    dim("as printed:"),
    ...last.context.map((line) => `  ${printable(line.replaceAll("\t", "    "))}`),
  ];
  return lines.map((line) => cut(line, look));
}

function excerptLines(location: ErrorGroup["location"], look: Look): string[] {
  if (location === null || location.excerpt.length === 0) return [];
  const { bold, dim } = styles(look);
  const width = String(location.excerpt.at(-1)?.line ?? 0).length;
  return location.excerpt.map(({ line, text }) => {
    const number = String(line).padStart(width);
    const row = printable(text.replaceAll("\t", "    "));
    return line === location.line ? bold(`> ${number} | ${row}`) : `${dim(`  ${number} |`)} ${row}`;
  });
}

function frameLines({ frames }: Thrown, dim: (text: string) => string): string[] {
  if (frames.length === 0) return [];
  const shown = frames.slice(0, MAX_FRAMES).map((frame) => {
    const text = `  at ${frameText(frame)}`;
    return frame.own ? text : dim(text);
  });
  const more = frames.length - shown.length;
  return ["", ...shown, ...(more > 0 ? [dim(`  ${plural(more, "frame")} more`)] : [])];
}

function frameText({ function: name, file, line, column }: Frame): string {
  const place = printable([file, line, column].filter((one) => one !== null).join(":"));
  return name === "" ? place : `${printable(name)} (${place})`;
}

/** Where it is, as a person in its directory would write it. */
function placeOf({ location, last }: ErrorGroup): string {
  const place = location ?? last.place;
  if (place === null) return "";
  const inside = isAbsolute(place.file) ? relative(last.directory, place.file) : place.file;
  const file = inside === "" || inside.startsWith("..") ? place.file : inside;
  return printable([file, place.line, place.column].filter((one) => one !== null).join(":"));
}

function signOf({ last }: ErrorGroup, look: Look): string {
  const sign = last.severity === "warning" ? "!" : look.unicode ? "✗" : "x";
  if (!look.colour) return sign;
  return last.severity === "warning" ? `\x1b[33m${sign}\x1b[0m` : `\x1b[31m${sign}\x1b[0m`;
}

function styles({ colour }: Look) {
  const style = (code: string) => (text: string) => (colour ? `\x1b[${code}m${text}\x1b[0m` : text);
  return { dim: style("2"), bold: style("1"), red: style("31") };
}

/** Cut at the terminal's edge, where there is one; colour sequences take no room. */
function cut(line: string, { width }: Look): string {
  if (width === undefined) return line;
  let column = 0;
  let text = "";
  for (const [part] of line.matchAll(/\x1b\[[\d;]*m|[\s\S]/gu)) {
    const isSequence = part.startsWith("\x1b");
    if (!isSequence && column >= width) continue;
    if (!isSequence) column++;
    text += part;
  }
  return text;
}
