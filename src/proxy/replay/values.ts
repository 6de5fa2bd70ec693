/** What is different between two values of JSON, by path. Pure, and bounded. */

import { isEqual } from "es-toolkit";

/** A place at which they differ; undefined on a side where there is nothing. */
export interface ValueChange {
  /** `items[2].price`; empty: the whole. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The first `most` of them, in the order of the first value. */
export function changesOf(before: unknown, after: unknown, most: number): ValueChange[] {
  const changes: ValueChange[] = [];
  const look = (a: unknown, b: unknown, path: string): void => {
    if (changes.length >= most || isEqual(a, b)) return;
    if (Array.isArray(a) && Array.isArray(b)) {
      const length = Math.max(a.length, b.length);
      for (let index = 0; index < length && changes.length < most; index++)
        look(a[index], b[index], `${path}[${index}]`);
    } else if (isObject(a) && isObject(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)]))
        look(own(a, key), own(b, key), joined(path, key));
    } else changes.push({ path, before: a, after: b });
  };
  look(before, after, "");
  return changes;
}

function own(of: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(of, key) ? of[key] : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function joined(path: string, key: string): string {
  if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}
