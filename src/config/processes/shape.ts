/** Shapes of values with parts: like kinds of single values, but they say in which of their parts a mistake is. */

import type { JsonSchema } from "../json-schema.ts";
import { type Kind, shown } from "../kinds.ts";
import type { Spot } from "./spot.ts";

/** One shape. */
export interface Shape<out T> {
  /** What may stand there, behind "must be". */
  readonly allowed: string;
  readonly schema: JsonSchema;
  /** The value as the program uses it; undefined where it is not allowed, and `at` was told why. */
  read(value: unknown, at: Spot): T | undefined;
}

/** A key of a table: what may stand there and what it is for. */
export interface Field<out T> {
  readonly shape: Shape<T>;
  readonly meaning: string;
  /** What holds where nobody sets it, as a file has it; undefined where that is nothing, or not one value. */
  readonly initial?: string;
}

/** A single value of that kind. */
export function one<T>(kind: Kind<T>): Shape<T> {
  return {
    allowed: kind.allowed,
    schema: kind.schema,
    read: (value, at) => kind.read(value) ?? at.refuse(kind.allowed, value, kind.hint?.(value)),
  };
}

/** A list of at least `min` items; `allowed` says of what. */
export function listOf<T>(allowed: string, item: Shape<T>, min = 0): Shape<readonly T[]> {
  return {
    allowed,
    schema: { type: "array", items: item.schema, ...(min > 0 ? { minItems: min } : {}) },
    read(value, at) {
      if (!Array.isArray(value)) {
        const isItem = typeof value === "string" && item.read(value, at.quiet()) !== undefined;
        return at.refuse(allowed, value, isItem ? `A list stands in brackets: [${shown(value)}].` : "");
      }
      if (value.length < min) return at.refuse(allowed, value);
      const items = value.map((part: unknown, index) => item.read(part, at.item(index)));
      const read = items.filter((part) => part !== undefined);
      return read.length === value.length ? read : undefined;
    },
  };
}

/** The first of the shapes whose kind of value it is; `isFirst` says whether it is that of `first`. */
export function either<A, B>(
  allowed: string,
  first: Shape<A>,
  isFirst: (value: unknown) => boolean,
  second: Shape<B>,
  isSecond: (value: unknown) => boolean,
): Shape<A | B> {
  return {
    allowed,
    schema: { anyOf: [first.schema, second.schema] },
    read(value, at) {
      if (isFirst(value)) return first.read(value, at);
      return isSecond(value) ? second.read(value, at) : at.refuse(allowed, value);
    },
  };
}

/** The same value, made into another one; `make` gives undefined where it told `at` why it cannot. */
export function mapped<A, B>(shape: Shape<A>, make: (value: A, at: Spot) => B | undefined): Shape<B> {
  return {
    allowed: shape.allowed,
    schema: shape.schema,
    read(value, at) {
      const read = shape.read(value, at);
      return read === undefined ? undefined : make(read, at);
    },
  };
}
