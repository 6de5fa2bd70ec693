/** A producer's private staging of records: filled without any shared access, then written in one claim. */

import { CoreError } from "../errors.ts";
import { limits } from "../limits.ts";
import { checkFields, checkRange } from "./checks.ts";
import { byteAt, floatAt } from "./elements.ts";
import {
  flag,
  level,
  packKind,
  packLengths,
  type RecordFields,
  SLOT_BYTES,
  SLOT_FLOATS,
  SLOT_WORDS,
  slotFloat,
  slotWord,
} from "./record.ts";
import { cutLine } from "./split.ts";

/** The smallest piece of a long line: room for any UTF-8 sequence. */
const MIN_PIECE = 4;
/** Bytes up to which copying one by one is faster than making the view that a block copy takes. */
const LOOP_BYTES = 192;

/**
 * Records on their way to a ring; one thread's, reused: `add` until it says no, write, `clear`. It may be written to
 * several rings.
 */
export class LogBatch {
  /** For the writer: the slots as words and floats, and the text as words; {@link stage} first. */
  readonly slotWords: Int32Array<ArrayBuffer>;
  readonly slotFloats: Float64Array<ArrayBuffer>;
  readonly textWords: Int32Array<ArrayBuffer>;
  readonly #text: Uint8Array<ArrayBuffer>;
  readonly #records: number;
  readonly #bytes: number;
  readonly #pieceBytes: number;
  #count = 0;
  #errors = 0;
  #used = 0;
  /** Where the slots say that the text starts. */
  #position = 0;

  /**
   * `records` and `bytes` (plain and styled text together) are what it holds; by default `limits.batchRecords` and
   * `limits.batchBytes`. Throws `ring.size` below 1 record or 8 bytes, and above `limits.batchMaxRecords` or
   * `limits.batchMaxBytes`.
   */
  constructor(options: { records?: number; bytes?: number } = {}) {
    const { records = limits.batchRecords, bytes = limits.batchBytes } = options;
    checkSize("records", records, 1, limits.batchMaxRecords);
    checkSize("bytes", bytes, 2 * MIN_PIECE, limits.batchMaxBytes);
    const slots = new ArrayBuffer(records * SLOT_BYTES);
    this.slotWords = new Int32Array(slots);
    this.slotFloats = new Float64Array(slots);
    const text = new ArrayBuffer(Math.ceil(bytes / 4) * 4);
    this.textWords = new Int32Array(text);
    this.#text = new Uint8Array(text);
    this.#records = records;
    this.#bytes = bytes;
    this.#pieceBytes = Math.min(limits.recordBytes, bytes >>> 1);
  }

  /** Records in it. */
  get count(): number {
    return this.#count;
  }

  /** Records in it that are warnings or worse: those that the error ring keeps too. */
  get errors(): number {
    return this.#errors;
  }

  /** Bytes of text in it, rounded up to whole words. */
  get textBytes(): number {
    return (this.#used + 3) & ~3;
  }

  /**
   * Copies a line in. False: full, and nothing has changed; write it, clear it, add again. A line with more than
   * `limits.recordBytes` plain or styled bytes (or half of what the batch holds, if that is less) becomes several records
   * with the flags `continued` and `continuation`; a piece of a styled line has styled bytes even where it has no escape
   * sequence of its own. Throws `ring.record-too-large` for a line that an empty batch could not hold, and `ring.argument` for
   * a source, a group or a time that cannot be; then nothing has changed either.
   */
  add(fields: RecordFields, plain: Uint8Array, styled?: Uint8Array): boolean {
    const styledBytes = styled === undefined ? 0 : styled.length;
    if (plain.length > this.#pieceBytes || styledBytes > this.#pieceBytes) return this.#addLong(fields, plain, styled);
    if (this.#count === this.#records || this.#used + plain.length + styledBytes > this.#bytes) return false;
    this.#put(fields, fields.flags, plain, styled);
    return true;
  }

  /**
   * As {@link add} for the bytes from `start` to before `end` of a larger array, and no styled ones. For the hot path: it
   * makes no view for a line, of which a flood would leave millions a second to the garbage collector. Throws `ring.argument`
   * for a range that is not in the array too.
   */
  addRange(fields: RecordFields, bytes: Uint8Array, start: number, end: number): boolean {
    checkRange(start, end, bytes.length);
    const length = end - start;
    if (length > this.#pieceBytes) return this.#addLong(fields, bytes.subarray(start, end));
    if (this.#count === this.#records || this.#used + length > this.#bytes) return false;
    const text = this.#text;
    if (length > LOOP_BYTES) text.set(bytes.subarray(start, end), this.#used);
    else for (let at = 0; at < length; at++) text[this.#used + at] = byteAt(bytes, start + at);
    this.#finishSlot(fields, fields.flags, length, 0);
    return true;
  }

  /** Empties it. */
  clear(): void {
    this.#count = 0;
    this.#errors = 0;
    this.#used = 0;
  }

  /** For the writer: places the text from `position` of the ring. */
  stage(position: number): void {
    const floats = this.slotFloats;
    const delta = position - this.#position;
    const end = this.#count * SLOT_FLOATS;
    for (let at = slotFloat.position; at < end; at += SLOT_FLOATS) floats[at] = floatAt(floats, at) + delta;
    this.#position = position;
    // Nothing of an earlier batch goes along in the last word.
    for (let at = this.#used; (at & 3) !== 0; at++) this.#text[at] = 0;
  }

  #addLong(fields: RecordFields, plain: Uint8Array, styled: Uint8Array = new Uint8Array()): boolean {
    const cuts = cutLine(plain, styled, this.#pieceBytes);
    const bytes = plain.length + styled.length;
    if (cuts.length > this.#records || bytes > this.#bytes) {
      throw new CoreError(
        "ring.record-too-large",
        `a line of ${bytes} bytes (${cuts.length} records) does not fit into a batch of ${this.#bytes} bytes and ` +
          `${this.#records} records: divide it before, or make the batch larger`,
      );
    }
    if (this.#count + cuts.length > this.#records || this.#used + bytes > this.#bytes) return false;
    let plainStart = 0;
    let styledStart = 0;
    cuts.forEach((cut, index) => {
      const goesOn = index < cuts.length - 1 ? flag.continued : 0;
      const cameBefore = index > 0 ? flag.continuation : 0;
      this.#put(
        fields,
        fields.flags | goesOn | cameBefore,
        plain.subarray(plainStart, cut.plain),
        styled.subarray(styledStart, cut.styled),
      );
      plainStart = cut.plain;
      styledStart = cut.styled;
    });
    return true;
  }

  #put(fields: RecordFields, flags: number, plain: Uint8Array, styled: Uint8Array | undefined): void {
    const styledBytes = styled === undefined ? 0 : styled.length;
    this.#text.set(plain, this.#used);
    if (styled !== undefined && styledBytes > 0) this.#text.set(styled, this.#used + plain.length);
    this.#finishSlot(fields, flags, plain.length, styledBytes);
  }

  /** Fills the next slot, for text that stands at the end of what is used already. */
  #finishSlot(fields: RecordFields, flags: number, plainBytes: number, styledBytes: number): void {
    checkFields(fields);
    const word = this.#count * SLOT_WORDS;
    const float = this.#count * SLOT_FLOATS;
    this.slotFloats[float + slotFloat.position] = this.#position + this.#used;
    this.slotFloats[float + slotFloat.time] = fields.time;
    this.slotWords[word + slotWord.source] = fields.source;
    this.slotWords[word + slotWord.kind] = packKind(fields.stream, fields.level, flags);
    this.slotWords[word + slotWord.group] = fields.group;
    this.slotWords[word + slotWord.lengths] = packLengths(plainBytes, styledBytes);
    this.#used += plainBytes + styledBytes;
    this.#count++;
    if (fields.level >= level.warn) this.#errors++;
  }
}

function checkSize(name: string, value: number, min: number, max: number): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  throw new CoreError("ring.size", `a batch of ${value} ${name} cannot be: a whole number from ${min} to ${max}`);
}
