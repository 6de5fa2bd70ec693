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
   * The line, from 1, in which the key of this path begins, however it is written (in its table, with dots, in braces).
   * The parser keeps no places, so it is asked which is the first beginning of the file that has the key: slow, and for
   * messages only.
   */
  line(path: readonly string[]): number {
    let whole = 0;
    for (let end = 1; end <= this.#lines.length; end++) {
      const table = beginning(`${this.#lines.slice(0, end).join("\n")}\n`);
      if (table === undefined) continue;
      // What is not whole after a line (a value over several lines) began after the last line that was.
      if (has(table, path)) return whole + 1;
      whole = end;
    }
    return whole;
  }
}

/** Whole numbers from 2^53 on come as bigints: whoever knows what is allowed there says what is wrong with them. */
function tableOf(text: string): TomlTable {
  return parse(text, { integersAsBigInt: "asNeeded" });
}

function beginning(text: string): Table | undefined {
  try {
    return tableOf(text);
  } catch {
    return undefined;
  }
}

function has(table: Table, path: readonly string[]): boolean {
  let value: unknown = table;
  for (const name of path) {
    if (!isTable(value) || !Object.hasOwn(value, name)) return false;
    value = value[name];
  }
  return true;
}
