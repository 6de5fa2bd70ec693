/** Tables with known keys, inside of a process: each key is read by its declaration, any other one is told. */

import { nearestNames } from "../../detect/index.ts";
import type { JsonSchema } from "../json-schema.ts";
import type { Table } from "../toml-file.ts";
import type { Field } from "./shape.ts";
import type { Spot } from "./spot.ts";

/** The declarations of a table's keys. */
export type Declared = Readonly<Record<string, Field<unknown>>>;

/** Reads one table. */
export class Fields {
  readonly #table: Table;
  readonly #at: Spot;

  /** Tells of every key that is not among `declared`; `elsewhere`: what other programs call them. */
  constructor(table: Table, at: Spot, declared: Declared, elsewhere: Readonly<Record<string, string>> = {}) {
    this.#table = table;
    this.#at = at;
    for (const name of Object.keys(table)) {
      if (Object.hasOwn(declared, name)) continue;
      const near = Object.hasOwn(elsewhere, name) ? elsewhere[name] : nearestNames(name, Object.keys(declared))[0];
      const meant =
        near === undefined ? `Known keys: ${Object.keys(declared).join(", ")}.` : `Did you mean ${at.name}.${near}?`;
      at.inside(name).warn(`has no effect in this version. ${meant}`);
    }
  }

  /** True where the key is set, be it wrong. */
  has(name: string): boolean {
    return Object.hasOwn(this.#table, name);
  }

  /** The key's value; undefined where it is not set, or wrong and told. */
  take<T>(name: string, { shape }: Field<T>): T | undefined {
    return this.has(name) ? shape.read(this.#table[name], this.#at.inside(name)) : undefined;
  }
}

/** A table of these keys. */
export function schemaOf(declared: Declared, required: readonly string[] = []): JsonSchema {
  const properties = Object.entries(declared).map(([name, { shape, meaning }]) => [
    name,
    { description: meaning, ...shape.schema },
  ]);
  return {
    type: "object",
    properties: Object.fromEntries(properties),
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
  };
}
