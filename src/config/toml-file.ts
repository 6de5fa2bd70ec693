/** A TOML file: its table, and the lines of its keys. */

import { readFileSync } from "node:fs";
import { parse, TomlError, type TomlTable } from "smol-toml";

/** A table of a file, as parsed. */
export type Table = Readonly<Record<string, unknown>>;

/** True for a table, written as `[table]`, with dots or in braces; dates and arrays are none. */
export function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** A file that cannot be parsed: one sentence with file, line and column. */
export class TomlFileError extends Error {
  override readonly name = "TomlFileError";
}

/** One file that was read. */
export class TomlFile {
  readonly path: string;
  readonly table: Table;
  readonly #lines: readonly string[];
  #places: ReadonlyMap<string, number> | undefined;

  /** Throws {@link TomlFileError} where `text` is no TOML. */
  constructor(path: string, text: string) {
    this.path = path;
    this.#lines = text.split("\n");
    try {
      this.table = tableOf(text);
    } catch (error) {
      if (!(error instanceof TomlError)) throw error;
      const what = error.message.split("\n")[0]?.replace(/^Invalid TOML document: /, "");
      throw new TomlFileError(`${path}:${error.line}:${error.column}: ${what}`);
    }
  }

  /** Reads a file; undefined when there is none. Throws {@link TomlFileError}, and what reading throws otherwise. */
  static read(path: string): TomlFile | undefined {
    try {
      return new TomlFile(path, readFileSync(path, "utf8"));
    } catch (error) {
      if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return;
      throw error;
    }
  }

  /**
   * The line, from 1, in which the key of this path begins, however it is written (in its table, with dots, in braces);
   * what stands in an array is on the array's line, and what stands nowhere on the line of what it would stand in.
   */
  line(path: readonly string[]): number {
    this.#places ??= placesOf(this.#lines);
    for (let length = path.length; length > 0; length--) {
      const line = this.#places.get(keyOf(path.slice(0, length)));
      if (line !== undefined) return line;
    }
    return 1;
  }
}

/**
 * The parser keeps no places, so it is given each statement (a header, a key with its value) alone: a statement ends with the
 * first line with which it can be parsed.
 */
function placesOf(lines: readonly string[]): Map<string, number> {
  const places = new Map<string, number>();
  let header: readonly string[] = [];
  let start = 0;
  const note = (path: readonly string[], value: unknown) => {
    if (path.length > 0 && !places.has(keyOf(path))) places.set(keyOf(path), start + 1);
    if (isTable(value)) for (const [name, inner] of Object.entries(value)) note([...path, name], inner);
  };
  for (let end = 1; end <= lines.length; end++) {
    const text = lines.slice(start, end).join("\n");
    const table = parsed(`${text}\n`);
    if (table === undefined) continue;
    const isHeader = text.trimStart().startsWith("[");
    note(isHeader ? [] : header, table);
    if (isHeader) header = onlyPath(table);
    start = end;
  }
  return places;
}

/** The path of the table that a header opens. */
function onlyPath(table: Table): readonly string[] {
  const [entry] = Object.entries(table);
  if (entry === undefined) return [];
  return isTable(entry[1]) ? [entry[0], ...onlyPath(entry[1])] : [entry[0]];
}

function keyOf(path: readonly string[]): string {
  return JSON.stringify(path);
}

/** Whole numbers from 2^53 on come as bigints: whoever knows what is allowed there says what is wrong with them. */
function tableOf(text: string): TomlTable {
  return parse(text, { integersAsBigInt: "asNeeded" });
}

function parsed(text: string): Table | undefined {
  try {
    return tableOf(text);
  } catch {
    return undefined;
  }
}
