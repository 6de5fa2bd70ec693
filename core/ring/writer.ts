/** The producers' side of the log ring. */

import { door, type SharedBytes, type Words } from "../memory/index.ts";
import type { LogBatch } from "./batch.ts";
import { Claims } from "./claims.ts";
import type { RingLayout } from "./layout.ts";
import { SLOT_WORDS } from "./record.ts";

/** Words up to which copying one by one is faster than making the views that a block copy takes. */
const SMALL_WORDS = 64;

/** Writes batches to a ring. One per thread; any number of threads. */
export class LogWriter {
  readonly #layout: RingLayout;
  readonly #claims: Claims;

  constructor(layout: RingLayout) {
    this.#layout = layout;
    this.#claims = new Claims(layout);
  }

  /**
   * Writes the batch's records one after the other, with none of another producer between them, and returns the sequence
   * of the first; the batch stays as it is. For an empty batch nothing happens but the return of the next sequence.
   * Blocks only where other producers have half of the ring claimed and not committed. Throws `ring.batch-too-large` for
   * a batch over a quarter of the ring.
   */
  write(batch: LogBatch): number {
    const count = batch.count;
    if (count === 0) return this.#claims.committed();
    const { ticket, sequence, position } = this.#claims.claim(count, batch.textBytes);
    batch.stage(position);
    const { text, textWords, slots, slotWords, slotCount } = this.#layout;
    // Plain copies into room that is this claim's alone; commit() orders them before any reader that counts the claim.
    // A reader of what was there before finds out by the claim, which was published before (see claims.ts).
    copyWords(textWords, text, (position / 4) & (textWords.length - 1), batch.textWords, 0, batch.textBytes / 4);
    const index = sequence & (slotCount - 1);
    const upToEnd = Math.min(count, slotCount - index);
    copyWords(slotWords, slots, index * SLOT_WORDS, batch.slotWords, 0, upToEnd * SLOT_WORDS);
    if (upToEnd < count) {
      copyWords(slotWords, slots, 0, batch.slotWords, upToEnd * SLOT_WORDS, (count - upToEnd) * SLOT_WORDS);
    }
    this.#claims.commit(ticket);
    return sequence;
  }
}

/** Copies `count` words from word `from` of `source` to word `at` of `target`, of which `bytes` is a view too. */
function copyWords(
  target: Words,
  bytes: SharedBytes,
  at: number,
  source: Int32Array<ArrayBuffer>,
  from: number,
  count: number,
): void {
  if (count > SMALL_WORDS) door.copyIn(bytes, 4 * at, new Uint8Array(source.buffer, 4 * from, 4 * count));
  else for (let index = 0; index < count; index++) door.put(target, at + index, source[from + index] ?? 0);
}
