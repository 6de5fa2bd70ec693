/** Collects the tables `[keys]` of all files, command by command: the nearest file's counts. The screen knows what they mean. */

import type { Origin } from "./collection.ts";
import { type Reports, Spot } from "./processes/spot.ts";
import { isTable, type TomlFile } from "./toml-file.ts";

/** The keys of one command of the screen, and where a file says so. */
export interface KeySetting {
  readonly command: string;
  /** As written: `s`, `ctrl+s`; none: the command has no key. */
  readonly keys: readonly string[];
  readonly file: string;
  readonly line: number;
}

/** Keys of one command, at most: more are a mistake. */
const MAX_KEYS = 8;

/** Filled by one file after the other, the nearest first. */
export class KeyMapTables {
  readonly #reports: Reports;
  readonly #byCommand = new Map<string, KeySetting>();

  constructor(reports: Reports) {
    this.#reports = reports;
  }

  /** Takes what a file has there, and checks its form. */
  add(file: TomlFile, table: unknown): void {
    const at = new Spot(file, ["keys"], this.#reports);
    if (!isTable(table)) {
      at.refuse("a table of commands ([keys])", table);
      return;
    }
    for (const [command, given] of Object.entries(table)) {
      const keys = typeof given === "string" ? [given] : given;
      const isList = Array.isArray(keys) && keys.length <= MAX_KEYS && keys.every((key) => typeof key === "string");
      if (!isList) at.inside(command).refuse(`a key ("ctrl+s"), or a list of ${MAX_KEYS} at most`, given);
      else if (!this.#byCommand.has(command))
        this.#byCommand.set(command, { command, keys, file: file.path, line: at.inside(command).line });
    }
  }

  all(): KeySetting[] {
    return [...this.#byCommand.values()];
  }

  /** Where each stands, by `keys.COMMAND`. */
  origins(): Record<string, Origin> {
    return Object.fromEntries(
      this.all().map(({ command, keys, file, line }) => [
        `keys.${command}`,
        { value: keys, source: { kind: "file", name: file, line } } satisfies Origin,
      ]),
    );
  }
}
