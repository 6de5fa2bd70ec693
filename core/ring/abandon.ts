/** What is left of records whose producer died before they were whole. */

import type { Place } from "../claims/index.ts";
import { door } from "../memory/index.ts";
import type { RingLayout } from "./layout.ts";
import { ABANDONED_KIND, packLengths, SLOT_FLOATS, SLOT_WORDS, slotFloat, slotWord } from "./record.ts";

/**
 * Makes `count` slots from `start` on abandoned records without text: readers pass over them and count them as dropped.
 * All have the position of the claim's first byte, so that positions do not fall from record to record. Under the claims'
 * mutex; the claim's mark and the commit order these plain writes before any reader that counts the claim.
 */
export function blankSlots(layout: RingLayout, start: Place, count: number): void {
  const { slotWords, slotFloats, slotCount } = layout;
  for (let sequence = start.sequence; sequence < start.sequence + count; sequence++) {
    const index = sequence & (slotCount - 1);
    door.putFloat(slotFloats, index * SLOT_FLOATS + slotFloat.position, start.position);
    door.putFloat(slotFloats, index * SLOT_FLOATS + slotFloat.time, 0);
    door.put(slotWords, index * SLOT_WORDS + slotWord.source, 0);
    door.put(slotWords, index * SLOT_WORDS + slotWord.kind, ABANDONED_KIND);
    door.put(slotWords, index * SLOT_WORDS + slotWord.group, 0);
    door.put(slotWords, index * SLOT_WORDS + slotWord.lengths, packLengths(0, 0));
  }
}
