/** Brummer's entry in a TOML file (Codex): all other bytes stay as they are. Pure. */

import { isEqual } from "es-toolkit";
import { readToml } from "../detect/index.ts";
import { ENTRY, EntryError, entryIn, hasAddress, type Table, withEntry } from "./entry.ts";

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
  if (there !== undefined && !hasAddress(there)) throw new EntryError(`its entry starts a program: ${BY_HAND}`);
  const changed = there === undefined ? appended(text, table, entry) : replaced(text, table, entry);
  let after: unknown;
  try {
    after = readTomlText(changed);
  } catch {
    // The tables are written in braces, which nothing can be added to from outside.
  }
  if (isEqual(after, withEntry(before, table, entry))) return changed;
  throw new EntryError(`its servers are written in a way that Brummer cannot add to: ${BY_HAND}`);
}

function appended(text: string, table: readonly string[], entry: Table): string {
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const gap = text === "" ? "" : text.endsWith("\n") ? end : end + end;
  return `${text}${gap}${tomlEntry(table, entry).join(end)}${end}`;
}

/** The lines of the entry. */
export function tomlEntry(table: readonly string[], entry: Table): string[] {
  // The strings of JSON are strings of TOML; these are addresses.
  return [
    `[${[...table, ENTRY].join(".")}]`,
    ...Object.entries(entry).map(([key, value]) => `${key} = ${JSON.stringify(value)}`),
  ];
}

/** Keys that stand in the table's own lines get their new value. */
function replaced(text: string, table: readonly string[], entry: Table): string {
  const lines = text.split("\n");
  const header = new RegExp(`^\\s*\\[\\s*${[...table, ENTRY].map(quotable).join("\\s*\\.\\s*")}\\s*\\]`);
  const start = lines.findIndex((line) => header.test(line));
  if (start === -1) return text;
  const length = lines.slice(start + 1).findIndex((line) => /^\s*\[/.test(line));
  const end = length === -1 ? lines.length : start + 1 + length;
  return lines
    .map((line, index) => {
      if (index <= start || index >= end) return line;
      const [, left = "", key = "", right = ""] = /^(\s*"?(\w+)"?\s*=\s*)(?:"[^"\\]*"|'[^']*')(.*)$/s.exec(line) ?? [];
      return Object.hasOwn(entry, key) ? left + JSON.stringify(entry[key]) + right : line;
    })
    .join("\n");
}

/** A part of a header, which may stand in quotation marks. */
function quotable(name: string): string {
  return `(?:${name}|"${name}"|'${name}')`;
}
