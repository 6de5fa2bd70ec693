/** Brummer's entry in a JSON file, with comments or without: all other bytes stay as they are. Pure. */

import { isEqual } from "es-toolkit";
import { readJson } from "../detect/index.ts";
import { changesOf, ENTRY, EntryError, entryIn, isTable, type Table, withEntry, withoutEntry } from "./entry.ts";
import { insertAt, replaceAt } from "./json-insert.ts";
import { removeAt } from "./json-remove.ts";

/** The value of the file; an empty one is an empty object. Throws {@link EntryError} with the place of the mistake. */
export function readJsonText(text: string): unknown {
  if (text.trim() === "") return {};
  const document = readJson("", text, true);
  if ("mistake" in document) throw new EntryError(`it cannot be read (${document.mistake})`);
  return document.value;
}

/** The text with the entry set. Throws {@link EntryError}. */
export function setInJson(text: string, table: readonly string[], entry: Table): string {
  const before = readJsonText(text);
  const there = entryIn(before, table);
  const path = [...table, ENTRY];
  let changed = text.trim() === "" ? "{}\n" : text;
  const set = (at: readonly string[], value: unknown) => {
    // Where neither can be, nothing changes, which is seen below.
    changed = replaceAt(changed, at, value) ?? insertAt(changed, at, value) ?? changed;
  };
  if (!isTable(there)) set(path, entry);
  else {
    const changes = changesOf(there, entry);
    if (Object.keys(changes).length === 0) return text;
    for (const [key, value] of Object.entries(changes)) {
      if (value === undefined) changed = removeAt(changed, [...path, key]) ?? changed;
      else set([...path, key], value);
    }
  }
  // A name that stands twice, for one, makes the first one change and the last one count.
  if (isEqual(parsedOf(changed), withEntry(before, table, entry))) return changed;
  throw new EntryError("the entry cannot be put into it without changing something else (does a name stand twice?)");
}

/** The text without the entry; the same text where there is none. Throws {@link EntryError}. */
export function removeFromJson(text: string, table: readonly string[]): string {
  const before = readJsonText(text);
  if (entryIn(before, table) === undefined) return text;
  const changed = removeAt(text, [...table, ENTRY]) ?? text;
  if (isEqual(parsedOf(changed), withoutEntry(before, table, false))) return changed;
  throw new EntryError("the entry cannot be taken out without changing something else (does a name stand twice?)");
}

function parsedOf(text: string): unknown {
  try {
    return readJsonText(text);
  } catch {
    return undefined;
  }
}
