/** The fields of an object in a file, taken one by one: whatever nobody took is told, so that nothing is lost in silence. */

import type { Document, Path } from "./document.ts";
import type { Folder } from "./folder.ts";
import { isObject, kindOf, scalarOf } from "./values.ts";

/** Reads fields with their types. A wrong type is a warning and counts as not there. */
export class Fields {
  readonly #folder: Folder;
  readonly #document: Document;
  readonly #path: Path;
  readonly #what: string;
  readonly #left: Map<string, unknown>;

  /** `what` names the owner in warnings: `process "web"`. `path` leads to the object in the document. */
  constructor(folder: Folder, document: Document, path: Path, value: Record<string, unknown>, what: string) {
    this.#folder = folder;
    this.#document = document;
    this.#path = path;
    this.#what = what;
    this.#left = new Map(Object.entries(value));
  }

  /** Where a field stands: `file:line:column`. */
  at(...names: (string | number)[]): string {
    return this.#document.at([...this.#path, ...names]);
  }

  /** Says something about a field: `file:line:column: process "web": …`. */
  warn(name: string, message: string): void {
    this.#folder.warn(`${this.at(name)}: ${this.#what}: ${message}`);
  }

  /** The value as it is; nothing and `null` are the same. */
  any(name: string): unknown {
    const value = this.#left.get(name);
    this.#left.delete(name);
    return value ?? undefined;
  }

  #typed<Value>(name: string, expected: string, read: (value: unknown) => Value | undefined): Value | undefined {
    const value = this.any(name);
    if (value === undefined) return undefined;
    const result = read(value);
    if (result === undefined) this.warn(name, `"${name}" must be ${expected}, not ${kindOf(value)}. It is left out.`);
    return result;
  }

  /** A text; numbers and booleans, which YAML writes without quotes, as their text. */
  text(name: string): string | undefined {
    return this.#typed(name, "a text", scalarOf);
  }

  number(name: string): number | undefined {
    return this.#typed(name, "a number", (value) => {
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      return typeof number === "number" && Number.isFinite(number) ? number : undefined;
    });
  }

  flag(name: string): boolean | undefined {
    return this.#typed(name, "true or false", (value) => {
      if (value === "true" || value === "false") return value === "true";
      return typeof value === "boolean" ? value : undefined;
    });
  }

  /** A list of texts; a single text is a list of one. */
  texts(name: string): string[] | undefined {
    return this.#typed(name, "a list of texts", (value) => {
      if (typeof value === "string") return [value];
      if (!Array.isArray(value)) return undefined;
      const texts = value.map(scalarOf);
      return texts.every((text) => text !== undefined) ? texts : undefined;
    });
  }

  /** The fields of an object below. */
  object(name: string): Fields | undefined {
    const value = this.#typed(name, "an object", (given) => (isObject(given) ? given : undefined));
    if (value === undefined) return undefined;
    return new Fields(this.#folder, this.#document, [...this.#path, name], value, this.#what);
  }

  /** Names not taken yet. */
  names(): string[] {
    return [...this.#left.keys()];
  }

  /** Takes fields that need no answer here, for a reason that the caller knows. */
  pass(...names: string[]): void {
    for (const name of names) this.#left.delete(name);
  }

  /** Warns about every field that nobody took; `x-…` is anybody's own and means nothing to anyone else. */
  finish(): void {
    for (const name of this.#left.keys()) {
      if (!name.startsWith("x-")) this.warn(name, `"${name}" is not supported here. It has no effect.`);
    }
    this.#left.clear();
  }
}
