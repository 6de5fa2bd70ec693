/** Where a value stands, and whom to tell what is wrong with it. */

import { dirname } from "node:path";
import { shown } from "../kinds.ts";
import type { TomlFile } from "../toml-file.ts";

/** Takes the sentences on a configuration. */
export interface Reports {
  readonly mistakes: string[];
  readonly warnings: string[];
}

/** One value's place in a file. */
export class Spot {
  readonly #file: TomlFile;
  readonly #path: readonly string[];
  readonly #to: Reports;
  /** As messages name it: `processes.web.depends_on[2]`. */
  readonly name: string;

  /** `path`: tables and key that it stands in. */
  constructor(file: TomlFile, path: readonly string[], to: Reports, name = path.join(".")) {
    this.#file = file;
    this.#path = path;
    this.#to = to;
    this.name = name;
  }

  /** Absolute folder of the file: what relative paths in it are relative to. */
  get directory(): string {
    return dirname(this.#file.path);
  }

  /** From 1. */
  get line(): number {
    return this.#file.line(this.#path);
  }

  /** `file:line`. */
  get place(): string {
    return `${this.#file.path}:${this.line}`;
  }

  /** The key of this name in the table at this spot. */
  inside(key: string): Spot {
    return new Spot(this.#file, [...this.#path, key], this.#to, `${this.name}.${key}`);
  }

  /** The item of this index in the list at this spot; messages count from 1. */
  item(index: number): Spot {
    return new Spot(this.#file, this.#path, this.#to, `${this.name}[${index + 1}]`);
  }

  /** The same place for an attempt: nobody is told what is wrong. */
  quiet(): Spot {
    return new Spot(this.#file, this.#path, { mistakes: [], warnings: [] }, this.name);
  }

  /** The value must be something else. */
  refuse(allowed: string, value: unknown, hint = ""): undefined {
    this.mistake(`must be ${allowed}, not ${shown(value)}. ${hint}`.trimEnd());
  }

  /** `what` goes on behind the name. */
  mistake(what: string): undefined {
    this.#to.mistakes.push(`${this.place}: ${this.name} ${what}`);
  }

  /** The same for what is no mistake but has no effect. */
  warn(what: string): void {
    this.#to.warnings.push(`${this.place}: ${this.name} ${what}`);
  }
}
