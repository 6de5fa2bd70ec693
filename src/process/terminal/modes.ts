/**
 * The modes that a program has put its terminal into (DECSET and DECRST: xterm, ctlseqs), at any place of what is kept of its output.
 * A terminal that is made later, or has missed a part, is brought into them first: it would show a full-screen program in the wrong
 * screen, and send it the wrong keys.
 */

import { ESCAPE, MAX_SEQUENCE, type ModeSequence, modeSequence } from "./mode-sequence.ts";

/** Changes whose place is remembered. A program that makes more of them within the bytes that are kept gets the oldest as settled. */
const MAX_CHANGES = 1024;
/** Ends whatever sequence was cut off (CAN); colours, margins, character sets and the like as at the start (DECSTR). */
const START_OVER = "\x18\x1b[!p";

/** What a terminal has before anybody sets anything: cursor keys, wrapping, cursor, screen, mouse, focus, mouse's form, pastes. */
const initial: ReadonlyMap<number, boolean> = new Map([
  [1, false],
  [7, true],
  [25, true],
  [1047, false],
  [1000, false],
  [1004, false],
  [1005, false],
  [1006, false],
  [1015, false],
  [1016, false],
  [2004, false],
]);

/** Those that a soft reset brings back; screen and mouse stay. */
const soft: readonly number[] = [1, 7, 25, 1004, 2004];

/** Modes that are one thing in several forms: they stand under one number. */
const aliases: ReadonlyMap<number, number> = new Map([
  [47, 1047],
  [1049, 1047],
  [9, 1000],
  [1002, 1000],
  [1003, 1000],
]);

/** For each of {@link initial} that is known: the number that was changed last, and whether it is on. */
type Modes = Map<number, { readonly mode: number; readonly isOn: boolean }>;

/** A sequence; its `end` is an offset of the output. */
type Change = ModeSequence;

/** Follows the changes of modes in one terminal's output. */
export class ModeTrail {
  /** As of the first of {@link #changes}. */
  readonly #settled: Modes = new Map();
  #changes: Change[] = [];
  /** The beginning of a sequence that the last chunk ended in. */
  #open: Uint8Array = new Uint8Array(0);

  /** How many changes are remembered by their place. */
  get remembered(): number {
    return this.#changes.length;
  }

  /** Reads a chunk whose first byte has the offset `at`; `oldest`: the first place that {@link at} may be asked for later. */
  take(chunk: Uint8Array, at: number, oldest: number): void {
    const open = this.#open.length;
    if (open > 0) {
      const joined = new Uint8Array([...this.#open, ...chunk.subarray(0, MAX_SEQUENCE)]);
      this.#open = new Uint8Array(0);
      this.#read(joined, 0, at - open);
    }
    for (let found = chunk.indexOf(ESCAPE); found >= 0; found = chunk.indexOf(ESCAPE, found + 1)) {
      this.#read(chunk, found, at);
      if (this.#changes.length >= MAX_CHANGES) this.#settle(oldest);
    }
  }

  /** The sequence that brings a terminal from any modes into those that hold at `offset`. */
  at(offset: number): string {
    const modes: Modes = new Map(this.#settled);
    for (const change of this.#changes) if (change.end <= offset) apply(modes, change);
    let sequence = START_OVER;
    for (const [mode, isOn] of initial) if (!modes.has(mode)) sequence += sequenceOf(mode, isOn);
    // The end of 1049 would move the cursor to where it was before a beginning that nobody has seen.
    for (const { mode, isOn } of modes.values()) sequence += sequenceOf(mode === 1049 && !isOn ? 1047 : mode, isOn);
    return sequence;
  }

  /** Reads the sequence at `start`, if it is one of ours; `base`: the offset of the first of `bytes`. */
  #read(bytes: Uint8Array, start: number, base: number): void {
    const found = modeSequence(bytes, start);
    if (found === "open") this.#open = bytes.slice(start);
    else if (found !== null) this.#changes.push({ ...found, end: base + found.end });
  }

  #settle(oldest: number): void {
    const passed = this.#changes.findIndex(({ end }) => end > oldest);
    const count = Math.max(passed < 0 ? this.#changes.length : passed, MAX_CHANGES / 2);
    for (const change of this.#changes.slice(0, count)) apply(this.#settled, change);
    this.#changes = this.#changes.slice(count);
  }
}

function sequenceOf(mode: number, isOn: boolean): string {
  return `\x1b[?${mode}${isOn ? "h" : "l"}`;
}

function apply(modes: Modes, change: Change): void {
  if (change.kind === "hard-reset") {
    modes.clear();
    return;
  }
  if (change.kind === "soft-reset") {
    for (const mode of soft) modes.delete(mode);
    return;
  }
  for (const mode of change.modes) {
    const known = aliases.get(mode) ?? mode;
    if (initial.has(known)) modes.set(known, { mode, isOn: change.kind === "set" });
  }
}
