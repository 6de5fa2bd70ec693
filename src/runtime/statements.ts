/** Prepared statements of one database, by their texts. */

import type { SqlStatement } from "./types.ts";

/** Makes a statement of each text once, and keeps it: texts must be few. */
export class Statements<S extends SqlStatement> {
  readonly #make: (sql: string) => S;
  readonly #known = new Map<string, S>();

  /** `make` throws for a text that is no SQL; it is asked again then. */
  constructor(make: (sql: string) => S) {
    this.#make = make;
  }

  /** The statement of a text. */
  of(sql: string): S {
    const known = this.#known.get(sql);
    if (known !== undefined) return known;
    const made = this.#make(sql);
    this.#known.set(sql, made);
    return made;
  }

  /** All that were made. */
  all(): Iterable<S> {
    return this.#known.values();
  }
}
