/** The second copy of warnings and errors, in a ring of their own. */

import { Claims, type Place } from "../claims/index.ts";
import { isLockTimeout } from "../errors.ts";
import { limits } from "../limits.ts";
import { door } from "../memory/index.ts";
import { Deadline } from "../sync/index.ts";
import { waitUntil } from "../sync/waiting.ts";
import type { LogBatch } from "./batch.ts";
import { RingTally } from "./counters.ts";
import { floatAt, wordAt } from "./elements.ts";
import type { RingLayout } from "./layout.ts";
import { kindLevel, level, plainLength, SLOT_FLOATS, SLOT_WORDS, slotFloat, slotWord, styledLength } from "./record.ts";

/** A run of a batch's records: those from `from` to before `to` that are errors, and how much room these need. */
interface Run {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly bytes: number;
}

/** One producer's way into the error ring. */
export class ErrorCopies {
  readonly #layout: RingLayout;
  readonly #claims: Claims;
  readonly #tally: RingTally;

  constructor(layout: RingLayout) {
    this.#layout = layout;
    this.#claims = new Claims(layout.claims);
    this.#tally = new RingTally(layout.counters);
  }

  /**
   * Copies the warnings and errors of a batch that was staged and written to the main ring from `first` on. Where there is
   * no room for `limits.lockMs`, or a dead thread holds the lock, they are counted as missed: what the main ring has taken
   * is not refused any more, as its caller would write it again.
   */
  write(batch: LogBatch, first: Place): void {
    for (let from = 0; from < batch.count; ) {
      const run = this.#run(batch, from);
      from = run.to;
      const place = this.#claim(run);
      if (place === undefined) {
        this.#tally.add("errorsMissed", run.count);
        continue;
      }
      this.#copy(batch, run, first, place);
      this.#claims.commit(place.ticket);
      this.#claims.arrival.notifyAll();
    }
  }

  /** Undefined where there is no room, or no lock, in time. */
  #claim({ count, bytes }: Run): Place | undefined {
    const attempt = () => this.#claims.tryClaim(count, bytes);
    try {
      return attempt() ?? waitUntil(this.#claims.room, attempt, new Deadline(limits.lockMs));
    } catch (error) {
      if (isLockTimeout(error)) return undefined;
      throw error;
    }
  }

  /**
   * As many errors as one claim takes: at least one, as there is one left (`from` is the first record, or the error that
   * the run before had no room for) and the layout's smallest size takes any.
   */
  #run(batch: LogBatch, from: number): Run {
    const maxCount = this.#layout.slotCount / 4;
    const maxBytes = this.#layout.text.length / 4;
    let to = from;
    let count = 0;
    let bytes = 0;
    for (; to < batch.count; to++) {
      if (!isError(batch, to)) continue;
      const more = textLength(batch, to);
      if (count === maxCount || bytes + more > maxBytes) break;
      count++;
      bytes += more;
    }
    return { from, to, count, bytes: (bytes + 3) & ~3 };
  }

  /** Plain copies into room that is this claim's alone; the commit orders them before any reader that counts the claim. */
  #copy(batch: LogBatch, run: Run, first: Place, place: Place): void {
    const { slotWords, slotFloats, slotCount, text, origins } = this.#layout;
    let { sequence, position } = place;
    for (let record = run.from; record < run.to; record++) {
      if (!isError(batch, record)) continue;
      const slot = sequence & (slotCount - 1);
      for (let word = 0; word < SLOT_WORDS; word++) {
        door.put(slotWords, slot * SLOT_WORDS + word, wordAt(batch.slotWords, record * SLOT_WORDS + word));
      }
      const from = floatAt(batch.slotFloats, record * SLOT_FLOATS + slotFloat.position);
      door.putFloat(slotFloats, slot * SLOT_FLOATS + slotFloat.position, position);
      door.putFloat(origins, slot, first.sequence + record);
      const bytes = new Uint8Array(batch.textWords.buffer, from - first.position, textLength(batch, record));
      door.copyIn(text, position & (text.length - 1), bytes);
      sequence++;
      position += bytes.length;
    }
  }
}

function isError(batch: LogBatch, record: number): boolean {
  return kindLevel(wordAt(batch.slotWords, record * SLOT_WORDS + slotWord.kind)) >= level.warn;
}

function textLength(batch: LogBatch, record: number): number {
  const lengths = wordAt(batch.slotWords, record * SLOT_WORDS + slotWord.lengths);
  return plainLength(lengths) + styledLength(lengths);
}
