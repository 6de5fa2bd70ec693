/** Secrets whose end was cut off: what is left of one looks like none, and still says half of it. */

import type { Span } from "./mark.ts";
import { shapes } from "./shapes.ts";
import { START_LEAST, Starts, slotOf } from "./starts.ts";
import type { SecretValues } from "./values.ts";

/** What stands where a text was cut: `…`. */
export const CUT = 0x2026;
/** Characters of a beginning that say something. */
const LEAST = 6;
/** Characters before the cut that are looked at: keys are hardly longer. */
const MOST = 512;

const shapeStarts = new Starts<string>();
for (const { kind, starts, keepsStart } of shapes) {
  if (keepsStart !== true) for (const start of starts) shapeStarts.add(start, kind);
}

/** What begins like a secret and goes on to the cut at an index, without a blank; `from`: what comes before is known. */
export function findCutOff(text: string, cut: number, from: number, values: SecretValues): readonly Span[] {
  let start = cut;
  while (start > Math.max(from, cut - MOST) && !/[\s"'`]/.test(text[start - 1] ?? " ")) start--;
  for (let at = start; at + LEAST <= cut; at++) {
    const slot = slotOf(text.charCodeAt(at), text.charCodeAt(at + 1), text.charCodeAt(at + 2));
    const rest = text.slice(at, cut);
    const kind = values.beginningWith(rest, slot) ?? shapeOf(text, at, rest, slot);
    if (kind !== undefined) return [{ start: at, end: cut, kind }];
  }
  return [];
}

/** A key of a known shape consists of one word. */
function shapeOf(text: string, at: number, rest: string, slot: number): string | undefined {
  if (shapeStarts.taken[slot] !== 1 || /[A-Za-z0-9_-]/.test(text[at - 1] ?? "") || !/^[\w.-]+$/.test(rest))
    return undefined;
  const [start] = shapeStarts.at(text, at, slot);
  return start !== undefined && rest.length >= start.text.length + START_LEAST ? start.item : undefined;
}
