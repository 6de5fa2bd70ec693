/**
 * Names of fields. The same few come with every message: each is made and looked at once, as making strings is most of what a head
 * costs.
 */

import { HttpError } from "./error.ts";

/** RFC 9110, section 5.6.2. */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Names that are kept, the last of each slot: a browser and a server use some 60. A power of two. */
const SLOTS = 1024;
/** Longer ones are made anew each time. */
const MAX_LENGTH = 64;

const kept: string[] = Array.from({ length: SLOTS }, () => "");
const lowered = new Map<string, string>();

/** The name from `start` to `end` of a head's text. Throws {@link HttpError} where it is none. */
export function nameAt(text: string, start: number, end: number): string {
  const length = end - start;
  if (length > MAX_LENGTH) return checked(text.slice(start, end));
  let hash = length;
  for (let at = start; at < end; at++) hash = (hash * 31 + text.charCodeAt(at)) | 0;
  const slot = hash & (SLOTS - 1);
  const known = kept[slot] ?? "";
  if (known.length === length && length > 0 && text.startsWith(known, start)) return known;
  const name = checked(text.slice(start, end));
  if (known !== "") lowered.delete(known);
  kept[slot] = name;
  lowered.set(name, name.toLowerCase());
  return name;
}

/** The name in lower case. */
export function lower(name: string): string {
  return lowered.get(name) ?? name.toLowerCase();
}

function checked(name: string): string {
  if (!token.test(name)) throw new HttpError(400, "a header field's name is not well-formed");
  return name;
}
