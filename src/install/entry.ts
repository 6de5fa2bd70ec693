/** What an entry of a client's file is, whatever the file's format. Pure. */

import { isUndefined, omitBy } from "es-toolkit";

/** The name of Brummer's entry. */
export const ENTRY = "brummer";

/** A change of a text that cannot be made: a sentence that says why, without the file's name. */
export class EntryError extends Error {
  override readonly name = "EntryError";
}

/** Names under which clients keep a server's address. */
const addressKeys = ["url", "serverUrl", "httpUrl"];

/** A table of a file, as parsed. */
export type Table = Readonly<Record<string, unknown>>;

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** The entry in a parsed file; undefined: there is none. Throws {@link EntryError} where something else stands in its way. */
export function entryIn(value: unknown, table: readonly string[]): unknown {
  let current: unknown = value;
  for (const [index, name] of [...table, ENTRY].entries()) {
    if (current === undefined) return undefined;
    if (!isTable(current)) {
      const what = index === 0 ? "it" : `"${table.slice(0, index).join(".")}" in it`;
      throw new EntryError(`${what} is not a table of names and values`);
    }
    current = current[name];
  }
  return current;
}

/** Where an entry leads: its address, or the program that it starts; null: neither. */
export function targetOf(entry: unknown): string | null {
  if (!isTable(entry)) return null;
  for (const key of addressKeys) {
    const address = entry[key];
    if (typeof address === "string") return address;
  }
  const { command, args } = entry;
  if (typeof command !== "string") return null;
  return Array.isArray(args) ? [command, ...args.map(String)].join(" ") : command;
}

/** Whether an entry can become another one by changes of its keys; one that starts a program is replaced as a whole. */
export function hasAddress(entry: unknown): entry is Table {
  return isTable(entry) && !("command" in entry) && addressKeys.some((key) => typeof entry[key] === "string");
}

/** What to set in an entry with an address; undefined: take it away, as two addresses would be one too many. */
export function changesOf(there: Table, entry: Table): Readonly<Record<string, unknown>> {
  const others = addressKeys.filter((key) => key in there && !(key in entry));
  return { ...Object.fromEntries(others.map((key) => [key, undefined])), ...entry };
}

/** The parsed file with the entry in it as it is to be: to check a changed text against. */
export function withEntry(value: unknown, table: readonly string[], entry: Table): unknown {
  const [name, ...rest] = [...table, ENTRY];
  const set = (current: unknown, [first, ...others]: readonly string[]): unknown => {
    if (first === undefined) {
      return hasAddress(current) ? omitBy({ ...current, ...changesOf(current, entry) }, isUndefined) : entry;
    }
    const base = isTable(current) ? current : {};
    return { ...base, [first]: set(base[first], others) };
  };
  return name === undefined ? value : set(value, [name, ...rest]);
}
