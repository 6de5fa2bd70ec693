/** Chooses the lines of a stream that are looked at. The choice does not depend on where the stream's chunks are cut. */

import { hasControls, hintsIn } from "./gate.ts";
import { latin1, utf8 } from "./text.ts";

/** Lines before one that has something to look at: a message above its place, a file above its rows. */
const LINES_BEFORE = 3;
/** Lines after it: a place below its message. */
const LINES_AFTER = 3;

const colours = /\x1b\[[\d;:]*m|\r(?=\n)/g;

/** One stream's. `start` with every chunk, then `isWorth` for its lines in order, and `finish`. */
export class LineChoice {
  /** Of the chunk: ascending offsets with something to look at, or numbers of such lines where it has colours. */
  #hints: readonly number[] = [];
  #next = 0;
  #chunk: Uint8Array = new Uint8Array(0);
  #line = 0;
  #isByLine = false;
  /** Whether anything in the chunk has to be cleaned. */
  hasControls = false;
  /** Whether something is left in it when colours are gone; such lines are judged one by one. */
  #isOdd = false;
  /** Ranges in the chunk of the last lines that were passed over. */
  readonly #passed: number[] = [];
  /** The same of chunks before, as texts. */
  #carried: string[] = [];
  #isGap = false;
  #after = 0;

  start(chunk: Uint8Array): void {
    const text = latin1(chunk);
    this.#chunk = chunk;
    this.#next = 0;
    this.#line = 0;
    this.hasControls = hasControls(text);
    this.#isOdd = false;
    this.#isByLine = this.hasControls;
    if (!this.hasControls) {
      this.#hints = hintsIn(text);
      return;
    }
    const plain = text.replace(colours, "");
    this.#isOdd = hasControls(plain);
    this.#hints = lineNumbers(plain, hintsIn(plain));
  }

  /**
   * Whether the line is to be looked at for what stands in it. `plain`: the line without escape
   * sequences.
   */
  isWorth(bytes: Uint8Array, start: number, end: number, plain: Uint8Array): boolean {
    const number = this.#line++;
    if (bytes !== this.#chunk || number === 0) return isWorthAlone(plain);
    if (!this.#isOdd) return this.#isHinted(number, start, end);
    return (this.#isHinted(number, start, end) || needsOwnLook(bytes, start, end)) && isWorthAlone(plain);
  }

  /** The same of a line that needs no cleaning. Makes nothing for most lines. */
  isWorthRaw(bytes: Uint8Array, start: number, end: number): boolean {
    if (bytes !== this.#chunk || this.#line === 0 || this.#isOdd) {
      return this.isWorth(bytes, start, end, bytes.subarray(start, end));
    }
    return this.#isHinted(this.#line++, start, end);
  }

  #isHinted(number: number, start: number, end: number): boolean {
    const from = this.#isByLine ? number : start;
    const to = this.#isByLine ? number + 1 : end;
    while ((this.#hints[this.#next] ?? Number.POSITIVE_INFINITY) < from) this.#next++;
    return (this.#hints[this.#next] ?? Number.POSITIVE_INFINITY) < to;
  }

  /** Whether the line is to be looked at although nothing stands in it: it comes soon after one that was. */
  get isNear(): boolean {
    return this.#after > 0;
  }

  /** The line is looked at. Returns the lines before it that were passed over and belong to it, and whether there were more. */
  take(isWorth: boolean, plainOf: (start: number, end: number) => Uint8Array): { before: string[]; gap: boolean } {
    const before = this.#carried;
    for (let at = 0; at < this.#passed.length; at += 2) {
      before.push(utf8(plainOf(this.#passed[at] ?? 0, this.#passed[at + 1] ?? 0)));
    }
    const gap = this.#isGap;
    this.#carried = [];
    this.#passed.length = 0;
    this.#isGap = false;
    this.#after = isWorth ? LINES_AFTER : Math.max(0, this.#after - 1);
    return { before: before.slice(-LINES_BEFORE), gap };
  }

  /** The line is passed over. */
  pass(bytes: Uint8Array, start: number, end: number, plain: Uint8Array | undefined): void {
    if (bytes === this.#chunk) {
      const passed = this.#passed;
      if (passed.length === 2 * LINES_BEFORE) {
        // The oldest goes; a loop, as this is done for every line of a flood.
        for (let at = 2; at < passed.length; at++) passed[at - 2] = passed[at] ?? 0;
        passed.length -= 2;
        this.#isGap = true;
      }
      passed.push(start, end);
    } else this.#carry(utf8(plain ?? bytes.subarray(start, end)));
  }

  /** The chunk's memory is about to go. */
  finish(plainOf: (start: number, end: number) => Uint8Array): void {
    for (let at = 0; at < this.#passed.length; at += 2) {
      this.#carry(utf8(plainOf(this.#passed[at] ?? 0, this.#passed[at + 1] ?? 0)));
    }
    this.#passed.length = 0;
    this.#chunk = new Uint8Array(0);
  }

  #carry(text: string): void {
    this.#carried.push(text);
    if (this.#carried.length <= LINES_BEFORE) return;
    this.#carried.shift();
    this.#isGap = true;
  }
}

function isWorthAlone(plain: Uint8Array): boolean {
  return hintsIn(`\n${latin1(plain)}`).length > 0;
}

/** Other control characters than those of colours, which have been judged with the chunk. */
function needsOwnLook(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x1b) {
      let to = at + 2;
      if (bytes[at + 1] !== 0x5b) return true;
      while (to < end && isColourByte(bytes[to] ?? 0)) to++;
      if (bytes[to] !== 0x6d) return true;
      at = to;
    } else if ((byte < 0x20 && byte !== 0x09) || byte === 0x7f) return true;
  }
  return false;
}

function isColourByte(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x3b || byte === 0x3a;
}

/** From offsets to numbers of lines, both ascending. */
function lineNumbers(text: string, offsets: readonly number[]): number[] {
  const numbers: number[] = [];
  let line = 0;
  let end = text.indexOf("\n");
  for (const offset of offsets) {
    // A hint at a line feed is about the line after it.
    while (end !== -1 && end < offset) {
      line++;
      end = text.indexOf("\n", end + 1);
    }
    if (numbers.at(-1) !== line) numbers.push(line);
  }
  return numbers;
}
