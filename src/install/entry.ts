/** What an entry of a client's file is, whatever the file's format. Pure. */

import { isEmptyObject, isEqual, isUndefined, omitBy } from "es-toolkit";

/** The name of Brummer's entry. */
export const ENTRY = "brummer";

/** A change of a text that cannot be made: a sentence that says why, without the file's name. */
export class EntryError extends Error {
  override readonly name = "EntryError";
}

/** Names under which clients keep a server's address. */
const addressKeys = ["url", "serverUrl", "httpUrl"];
/** What says how a server is reached: all of it is Brummer's, the rest of an entry (a time limit, say) the user's. */
const ownKeys = [...addressKeys, "type", "command", "args", "headers", "http_headers", "bearer_token_env_var"];

/** A table of a file, as parsed. */
export type Table = Readonly<Record<string, unknown>>;

export function isTable(value: unknown): value is Table {
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

/** What to set in an entry so that it starts `entry`'s program; undefined: take it away. Empty: it does so already. */
export function changesOf(there: Table, entry: Table): Readonly<Record<string, unknown>> {
  const others = ownKeys.filter((key) => key in there && !(key in entry));
  const set = Object.entries(entry).filter(([key, value]) => !isEqual(there[key], value));
  return { ...Object.fromEntries(others.map((key) => [key, undefined])), ...Object.fromEntries(set) };
}

/** The parsed file with the entry in it as it is to be: to check a changed text against. */
export function withEntry(value: unknown, table: readonly string[], entry: Table): unknown {
  const set = (current: unknown, [first, ...others]: readonly string[]): unknown => {
    if (first === undefined) {
      return isTable(current) ? omitBy({ ...current, ...changesOf(current, entry) }, isUndefined) : entry;
    }
    const base = isTable(current) ? current : {};
    return { ...base, [first]: set(base[first], others) };
  };
  return set(value, [...table, ENTRY]);
}

/** The same without the entry. `isPruned`: without tables, too, that have nothing else. */
export function withoutEntry(value: unknown, table: readonly string[], isPruned: boolean): unknown {
  const remove = (current: unknown, [first, ...others]: readonly string[]): unknown => {
    if (first === undefined || !isTable(current)) return current;
    const inner = others.length === 0 ? undefined : remove(current[first], others);
    const isGone = inner === undefined || (isPruned && isTable(inner) && isEmptyObject(inner));
    return omitBy({ ...current, [first]: isGone ? undefined : inner }, isUndefined);
  };
  return remove(value, [...table, ENTRY]);
}
