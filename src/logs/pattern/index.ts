/**
 * Searches text for a regular expression in time linear in the text's length, whatever the pattern is. The native
 * engine backtracks: `.*.*.*x` on one line of 1,000 characters holds its thread for minutes, and nothing can stop it.
 */

import { harmlessLength } from "./harmless.ts";
import { patternLimits } from "./limits.ts";
import { requiredText } from "./literal.ts";
import { parsePattern } from "./parse.ts";
import { compile, type Program } from "./program.ts";

export { PatternError } from "./parse.ts";

/** A state of the deterministic automaton: what the steps have become after a prefix of the text. */
interface State {
  /** Its row in the table of transitions. */
  readonly row: number;
  /** Steps to go on from, ascending, before those that need no character are followed. */
  readonly steps: readonly number[];
  /** What stands before the next character. */
  readonly before: "start" | "word" | "other";
  /** Whether the text may end here; undefined: not known yet. */
  endsHere: boolean | undefined;
}

/** Where {@link Pattern.test} has got to in a text. */
export interface Progress {
  readonly state: Pick<State, "steps" | "before">;
  readonly index: number;
}

/** Class of the end of the text; among the classes of characters the same number says that one is not known yet. */
const END = 0;
const UNKNOWN = 0;
/** What the table holds beside the rows that follow, which are stored plus {@link FIRST_ROW}. */
const NOT_KNOWN = 0;
const MATCH = 1;
const FIRST_ROW = 2;
/** Classes of characters that the table has room for at first; it grows. */
const FIRST_CLASSES = 32;
const wordCharacter = /\w/;

/**
 * A compiled pattern: the deterministic automaton is built while texts are read, and forgotten when it grows over
 * `patternLimits.states`. For one thread.
 */
export class Pattern {
  readonly #program: Program;
  readonly #atoms: readonly RegExp[];
  /** Class of each UTF-16 code unit; characters that every atom treats alike share one. */
  readonly #classes = new Uint16Array(1 << 16);
  readonly #classOf = new Map<string, number>();
  /** By class: the atoms that take its characters, and whether these are word characters. */
  readonly #accepts: { atoms: readonly boolean[]; word: boolean }[] = [{ atoms: [], word: false }];
  readonly #states = new Map<string, State>();
  /** The states by their rows. */
  #rows: State[] = [];
  /** Where each state leads by each class: a row of so many numbers for each. */
  #width = FIRST_CLASSES;
  #table = new Int32Array(64 * FIRST_CLASSES);
  /** The native engine, ten times as fast, and the length of texts on which it cannot take long. */
  readonly #native: RegExp;
  /** The longest text on which the native engine is certain not to take long with this pattern. */
  readonly nativeLength: number;
  /** Steps and atoms looked at so far: what takes time, as known transitions take nearly none. */
  #work = 0;
  /** A text that is in everything that it matches, in whatever case where that is ignored; empty: none is known. */
  readonly required: string;
  /** What it was made of: two with one name match the same. */
  readonly name: string;

  /** Throws {@link PatternError} with a sentence for the user. `quick`: false keeps the native engine out, for tests of ours. */
  constructor(source: string, ignoreCase: boolean, quick = true) {
    const root = parsePattern(source);
    this.name = `/${source}/${ignoreCase ? "i" : ""}`;
    this.nativeLength = quick ? harmlessLength(root) : -1;
    this.#native = new RegExp(source, ignoreCase ? "i" : "");
    this.#program = compile(root);
    const required = requiredText(root);
    // Searches for a text take only the letters of ASCII as the same.
    this.required = ignoreCase && /[^\x00-\x7f]/.test(required) ? "" : required;
    this.#atoms = this.#program.atoms.map((atom) => new RegExp(`^(?:${atom})$`, ignoreCase ? "i" : ""));
  }

  /**
   * True when the pattern occurs anywhere in `text`, false when not. Where neither is known after `patternLimits.work`,
   * the place to go on from: give it to the next call with the same text.
   */
  test(text: string, from?: Progress): boolean | Progress {
    if (from === undefined && text.length <= this.nativeLength) return this.#native.test(text);
    let state = this.#state(from?.state.steps ?? [this.#program.start], from?.state.before ?? "start");
    const limit = this.#work + patternLimits.work;
    const classes = this.#classes;
    let index = from?.index ?? 0;
    while (index < text.length) {
      // The known part of the way, as fast as can be.
      let row = state.row;
      let to = NOT_KNOWN;
      const table = this.#table;
      const width = this.#width;
      for (; index < text.length; index++) {
        to = table[row * width + (classes[text.charCodeAt(index)] ?? UNKNOWN)] ?? NOT_KNOWN;
        if (to < FIRST_ROW) break;
        row = to - FIRST_ROW;
      }
      if (to === MATCH) return true;
      state = this.#rows[row] ?? state;
      if (index === text.length) break;
      if (this.#work >= limit) return { state, index };
      const code = text.charCodeAt(index);
      const known = classes[code] ?? UNKNOWN;
      const next = this.#step(state, known === UNKNOWN ? this.#classify(code) : known);
      if (next === "match") return true;
      state = next;
      index++;
    }
    state.endsHere ??= this.#after(state, END) === "match";
    return state.endsHere;
  }

  #classify(code: number): number {
    const character = String.fromCharCode(code);
    this.#work += this.#atoms.length;
    const atoms = this.#atoms.map((atom) => atom.test(character));
    const word = wordCharacter.test(character);
    const signature = `${word}${atoms.map(Number).join("")}`;
    let found = this.#classOf.get(signature);
    if (found === undefined) {
      found = this.#accepts.push({ atoms, word }) - 1;
      this.#classOf.set(signature, found);
    }
    // A class beyond the table's width would be read in the next row.
    if (found >= this.#width) this.#grow(found);
    this.#classes[code] = found;
    return found;
  }

  #step(state: State, characterClass: number): State | "match" {
    const states = this.#states.size;
    const after = this.#after(state, characterClass);
    // A state that was made may have been the one too many: then this row is another's by now.
    if (this.#states.size >= states)
      this.#note(state, characterClass, after === "match" ? MATCH : after.row + FIRST_ROW);
    return after;
  }

  #note(state: State, characterClass: number, value: number): void {
    if (state.row * this.#width >= this.#table.length) this.#grow(characterClass);
    this.#table[state.row * this.#width + characterClass] = value;
  }

  /** Makes the table wide enough for a class, and long enough for all rows. */
  #grow(characterClass: number): void {
    let width = this.#width;
    while (width <= characterClass) width *= 2;
    const rows = Math.max(64, 2 * this.#rows.length);
    const table = new Int32Array(rows * width);
    for (let row = 0; row * this.#width < this.#table.length && row < rows; row++) {
      table.set(this.#table.subarray(row * this.#width, (row + 1) * this.#width), row * width);
    }
    this.#table = table;
    this.#width = width;
  }

  /** Follows the steps that need no character, then those that take one of this class. */
  #after(state: State, characterClass: number): State | "match" {
    const accepts = this.#accepts[characterClass];
    const wordBefore = state.before === "word";
    const boundary = wordBefore !== (accepts?.word === true);
    const holds = { start: state.before === "start", end: characterClass === END, boundary, "no-boundary": !boundary };
    const seen = new Set(state.steps);
    // A match may begin at every character: the start is always among the next steps.
    const next = new Set([this.#program.start]);
    // A set may grow while it is walked; each step is visited once.
    for (const index of seen) {
      this.#work++;
      const step = this.#program.steps[index];
      if (step === undefined) continue;
      if (step.kind === "match") return "match";
      if (step.kind === "fork") seen.add(step.next).add(step.other);
      else if (step.kind === "assert") {
        if (holds[step.assertion]) seen.add(step.next);
      } else if (accepts?.atoms[step.atom] === true) next.add(step.next);
    }
    return this.#state([...next], accepts?.word === true ? "word" : "other");
  }

  #state(from: readonly number[], before: State["before"]): State {
    const steps = from.toSorted((a, b) => a - b);
    const key = `${before}${steps.join()}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    if (this.#states.size >= patternLimits.states) {
      this.#states.clear();
      this.#rows = [];
      this.#table.fill(NOT_KNOWN);
    }
    const state: State = { row: this.#rows.length, steps, before, endsHere: undefined };
    this.#rows.push(state);
    this.#states.set(key, state);
    return state;
  }
}
