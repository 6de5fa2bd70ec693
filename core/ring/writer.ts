/** The producers' side of the log ring. */

import type { Claims, Place } from "../claims/index.ts";
import { limits } from "../limits.ts";
import { door, type SharedBytes, type Words } from "../memory/index.ts";
import { Admission, type GateState, type WriteOptions } from "./admission.ts";
import { LogBatch } from "./batch.ts";
import { checkFields } from "./checks.ts";
import { wordAt } from "./elements.ts";
import { ErrorCopies } from "./error-copies.ts";
import { RingLayout } from "./layout.ts";
import {
  level,
  packKind,
  packLengths,
  type RecordFields,
  SLOT_FLOATS,
  SLOT_WORDS,
  slotFloat,
  slotWord,
} from "./record.ts";

/** Words up to which copying one by one is faster than making the views that a block copy takes. */
const SMALL_WORDS = 64;

/**
 * Writes records to a ring, warnings and errors also to its error ring. One per thread; any number of threads. Every
 * write may throw `ring.batch-too-large` for more than a quarter of the ring, and `lock.timeout` where a thread that died
 * holds the lock that claims are made under (see `LogRing.threadDied`).
 */
export class LogWriter {
  readonly #layout: RingLayout;
  readonly #admission: Admission;
  readonly #claims: Claims;
  /** Both made when first needed. */
  #errors: ErrorCopies | undefined;
  #batch: LogBatch | undefined;

  constructor(layout: RingLayout) {
    this.#layout = layout;
    this.#admission = new Admission(layout);
    this.#claims = this.#admission.claims;
  }

  /**
   * Writes the batch's records one after the other, with none of another producer between them, and returns the sequence
   * of the first; the batch stays as it is. For an empty batch nothing happens but the return of the next sequence.
   *
   * Waits where other producers have half of the ring claimed and not committed and, if gated, for gates: throws
   * `ring.no-room` when its time is over, and `ring.own-gate` when a gate of this thread holds it up.
   */
  write(batch: LogBatch, options?: WriteOptions): number {
    if (batch.count === 0) return this.#claims.committed();
    const place = this.#claim(batch.count, batch.textBytes, options);
    this.#put(batch, place);
    return place.sequence;
  }

  /** As {@link write}; undefined where that would wait: nothing is written then, and {@link waitForRoom} tells when to try again. */
  tryWrite(batch: LogBatch, options?: Omit<WriteOptions, "timeoutMs">): number | undefined {
    if (batch.count === 0) return this.#claims.committed();
    const place = this.#admission.tryClaim(batch.count, batch.textBytes, options);
    if (place !== undefined) this.#put(batch, place);
    return place?.sequence;
  }

  /** How the gates stand at this moment. */
  gateState(): GateState {
    return this.#admission.gateState();
  }

  /**
   * Blocks until the last write that {@link tryWrite} put off could be done, `timeoutMs` at most; says whether it could.
   * Another producer may still be faster, so write in a loop. Throws `ring.own-gate` as {@link write}. Workers only.
   */
  waitForRoom(timeoutMs: number): boolean {
    return this.#admission.wait(timeoutMs);
  }

  /** As {@link waitForRoom} without blocking, for event loops; it also waits for a gate of this thread. */
  waitForRoomAsync(timeoutMs: number): Promise<boolean> {
    return this.#admission.waitAsync(timeoutMs);
  }

  /**
   * Writes one line at once, as a batch of its own would: faster for a line that comes alone, several times slower than
   * batches for many. Returns its sequence, the first of several where it is over `limits.recordBytes`. Throws
   * `ring.argument` for a source, a group or a time that cannot be.
   */
  append(fields: RecordFields, plain: Uint8Array, options?: WriteOptions): number {
    if (plain.length > limits.recordBytes || fields.level >= level.warn)
      return this.#appendStaged(fields, plain, options);
    // Before the claim, which nobody would commit.
    checkFields(fields);
    const place = this.#claim(1, (plain.length + 3) & ~3, options);
    const { text, slotWords, slotFloats, slotCount } = this.#layout;
    const slot = place.sequence & (slotCount - 1);
    const word = slot * SLOT_WORDS;
    const float = slot * SLOT_FLOATS;
    // Plain, as in #put().
    door.copyIn(text, place.position & (text.length - 1), plain);
    door.putFloat(slotFloats, float + slotFloat.position, place.position);
    door.putFloat(slotFloats, float + slotFloat.time, fields.time);
    door.put(slotWords, word + slotWord.source, fields.source);
    door.put(slotWords, word + slotWord.kind, packKind(fields.stream, fields.level, fields.flags));
    door.put(slotWords, word + slotWord.group, fields.group);
    door.put(slotWords, word + slotWord.lengths, packLengths(plain.length, 0));
    this.#commit(place);
    return place.sequence;
  }

  #appendStaged(fields: RecordFields, plain: Uint8Array, options: WriteOptions | undefined): number {
    this.#batch ??= new LogBatch();
    this.#batch.clear();
    this.#batch.add(fields, plain);
    return this.write(this.#batch, options);
  }

  /** The common case first, and by the shortest way. */
  #claim(count: number, bytes: number, options: WriteOptions | undefined): Place {
    const place = options?.gated === true ? undefined : this.#claims.tryClaim(count, bytes);
    return place ?? this.#admission.claim(count, bytes, options);
  }

  /** Fills a claim and commits it. */
  #put(batch: LogBatch, place: Place): void {
    const { sequence, position } = place;
    const count = batch.count;
    batch.stage(position);
    const { text, textWords, slots, slotWords, slotCount } = this.#layout;
    // Plain copies into room that is this claim's alone; commit() orders them before any reader that counts the claim.
    // A reader of what was there before finds out by the claim, which was published before (see Claims).
    copyWords(textWords, text, (position / 4) & (textWords.length - 1), batch.textWords, 0, batch.textBytes / 4);
    const index = sequence & (slotCount - 1);
    const upToEnd = Math.min(count, slotCount - index);
    copyWords(slotWords, slots, index * SLOT_WORDS, batch.slotWords, 0, upToEnd * SLOT_WORDS);
    if (upToEnd < count) {
      copyWords(slotWords, slots, 0, batch.slotWords, upToEnd * SLOT_WORDS, (count - upToEnd) * SLOT_WORDS);
    }
    this.#commit(place);
    if (batch.errors === 0) return;
    this.#errors ??= new ErrorCopies(RingLayout.attachErrors(this.#layout.buffer));
    this.#errors.write(batch, place);
  }

  #commit(place: Place): void {
    this.#claims.commit(place.ticket);
    this.#claims.arrival.notifyAll();
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
  else for (let index = 0; index < count; index++) door.put(target, at + index, wordAt(source, from + index));
}
