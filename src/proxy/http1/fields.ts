/** Questions to the fields of a head. */

import type { Fields } from "./head.ts";
import { lower } from "./names.ts";

/** Values of the fields with this name (lower case), in their order. */
export function valuesOf(fields: Fields, name: string): string[] {
  const values: string[] = [];
  for (const [own, value] of fields) if (own.length === name.length && lower(own) === name) values.push(value);
  return values;
}

/** The first of them. */
export function firstOf(fields: Fields, name: string): string | undefined {
  for (const [own, value] of fields) if (own.length === name.length && lower(own) === name) return value;
  return undefined;
}

const NONE: readonly string[] = [];

/** Members of a list (RFC 9110, section 5.6.1), lower case, over all fields of the name. */
export function listOf(fields: Fields, name: string): readonly string[] {
  let members: string[] | undefined;
  for (const [own, value] of fields) {
    if (own.length !== name.length || lower(own) !== name) continue;
    members ??= [];
    for (const member of value.toLowerCase().split(",")) {
      const trimmed = member.trim();
      if (trimmed !== "") members.push(trimmed);
    }
  }
  return members ?? NONE;
}
