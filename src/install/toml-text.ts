/** Brummer's entry in a TOML file (Codex): all other bytes stay as they are. Pure. */

import { isEqual } from "es-toolkit";
import { readToml } from "../detect/index.ts";
import { changesOf, ENTRY, EntryError, entryIn, isTable, type Table, withEntry, withoutEntry } from "./entry.ts";

const BY_HAND = "change it by hand";

/** The value of the file. Throws {@link EntryError} with the place of the mistake. */
export function readTomlText(text: string): unknown {
  const document = readToml("", text);
  if ("mistake" in document) throw new EntryError(`it cannot be read (${document.mistake})`);
  return document.value;
}

/** The text with the entry set: a table at its end, or other values in the one that is there. Throws {@link EntryError}. */
export function setInToml(text: string, table: readonly string[], entry: Table): string {
  const before = readTomlText(text);
  const there = entryIn(before, table);
  if (there !== undefined && !isTable(there)) throw new EntryError(`its entry is no table: ${BY_HAND}`);
  const changes = there === undefined ? {} : changesOf(there, entry);
  if (there !== undefined && Object.keys(changes).length === 0) return text;
  const changed = there === undefined ? appended(text, table, entry) : replaced(text, table, changes);
  if (isEqual(parsedOf(changed), withEntry(before, table, entry))) return changed;
  throw new EntryError(`its servers are written in a way that Brummer cannot add to: ${BY_HAND}`);
}

/** The text without the entry; the same text where there is none. Throws {@link EntryError}. */
export function removeFromToml(text: string, table: readonly string[]): string {
  const before = readTomlText(text);
  if (entryIn(before, table) === undefined) return text;
  const lines = text.split("\n");
  const start = lines.findIndex((line) => headerOf(table, "\\]").test(line));
  const own = headerOf(table, "(?:\\]|\\.)");
  const length = start === -1 ? -1 : lines.slice(start + 1).findIndex((line) => isHeader(line) && !own.test(line));
  const end = length === -1 ? lines.length : start + 1 + length;
  const kept =
    start === -1 ? lines : [...withoutBlankEnd(lines.slice(0, start), end < lines.length), ...lines.slice(end)];
  const changed = kept.join("\n");
  const after = parsedOf(changed);
  if (isEqual(after, withoutEntry(before, table, true)) || isEqual(after, withoutEntry(before, table, false))) {
    return changed === "" || changed.endsWith("\n") ? changed : `${changed}\n`;
  }
  throw new EntryError(`its entry is written in a way that Brummer cannot take out: ${BY_HAND}`);
}

function parsedOf(text: string): unknown {
  try {
    return readTomlText(text);
  } catch {
    // The tables are written in braces, say, which nothing can be added to from outside.
    return undefined;
  }
}

function appended(text: string, table: readonly string[], entry: Table): string {
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const gap = text === "" ? "" : text.endsWith("\n") ? end : end + end;
  return `${text}${gap}${tomlEntry(table, entry).join(end)}${end}`;
}

/** The lines of the entry. */
export function tomlEntry(table: readonly string[], entry: Table): string[] {
  return [
    `[${[...table, ENTRY].join(".")}]`,
    ...Object.entries(entry).map(([key, value]) => `${key} = ${written(value)}`),
  ];
}

/** The strings of JSON are strings of TOML. */
function written(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(written).join(", ")}]` : JSON.stringify(value);
}

/** Keys that stand in the table's own lines get their new value or go, others are added below its header. */
function replaced(text: string, table: readonly string[], changes: Readonly<Record<string, unknown>>): string {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => headerOf(table, "\\]").test(line));
  if (start === -1) return text;
  const ending = lines[start]?.endsWith("\r") === true ? "\r" : "";
  const body: string[] = [];
  const open = new Map(Object.entries(changes));
  let index = start + 1;
  for (let line = lines[index]; line !== undefined && !isHeader(line); line = lines[index]) {
    const [, left = "", key = ""] = /^(\s*["']?([\w-]+)["']?\s*=\s*)/.exec(line) ?? [];
    const length = key === "" ? 1 : linesOf(lines, index);
    if (open.has(key)) {
      const value = open.get(key);
      open.delete(key);
      const comment = length === 1 ? (/\s*#[^"']*$/.exec(line)?.[0] ?? ending) : ending;
      if (value !== undefined) body.push(left + written(value) + comment);
    } else body.push(...lines.slice(index, index + length));
    index += length;
  }
  const added = [...open].filter(([, value]) => value !== undefined);
  const fresh = added.map(([key, value]) => `${key} = ${written(value)}${ending}`);
  return [...lines.slice(0, start + 1), ...fresh, ...body, ...lines.slice(index)].join("\n");
}

/** How many lines the value takes that begins in this one: a list may stand in several. */
function linesOf(lines: readonly string[], start: number): number {
  for (let length = 1; start + length <= lines.length; length++) {
    if (parsedOf(lines.slice(start, start + length).join("\n")) !== undefined) return length;
  }
  return 1;
}

function isHeader(line: string): boolean {
  return /^\s*\[/.test(line);
}

/** A header of the entry, up to what follows its name. */
function headerOf(table: readonly string[], behind: string): RegExp {
  return new RegExp(`^\\s*\\[\\s*${[...table, ENTRY].map(quotable).join("\\s*\\.\\s*")}\\s*${behind}`);
}

/** A part of a header, which may stand in quotation marks. */
function quotable(name: string): string {
  return `(?:${name}|"${name}"|'${name}')`;
}

/** Blank lines before what is taken out go along; one stays between what was on both sides. */
function withoutBlankEnd(lines: readonly string[], hasMore: boolean): string[] {
  const last = lines.findLastIndex((line) => line.trim() !== "");
  const kept = lines.slice(0, last + 1);
  return hasMore && last !== -1 ? [...kept, lines[last + 1] ?? ""] : kept;
}
