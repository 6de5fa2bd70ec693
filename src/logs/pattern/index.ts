/**
 * Searches text for a regular expression in time linear in the text's length, whatever the pattern is. The native
 * engine backtracks: `.*.*.*x` on one line of 1,000 characters holds its thread for minutes, and nothing can stop it.
 */

import { patternLimits } from "./limits.ts";
import { requiredText } from "./literal.ts";
import { parsePattern } from "./parse.ts";
import { compile, type Program } from "./program.ts";

export { PatternError } from "./parse.ts";

/** A state of the deterministic automaton: what the steps have become after a prefix of the text. */
interface State {
  /** Steps to go on from, ascending, before those that need no character are followed. */
  readonly steps: readonly number[];
  /** What stands before the next character. */
  readonly before: "start" | "word" | "other";
  /** By class of the next character; index 0 is the end of the text. */
  readonly next: (State | "match" | undefined)[];
}

/** Where {@link Pattern.test} has got to in a text. */
export interface Progress {
  readonly state: State;
  readonly index: number;
}

/** Class of the end of the text; among the classes of characters the same number says that one is not known yet. */
const END = 0;
const UNKNOWN = 0;
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
  /** Steps and atoms looked at so far: what takes time, as known transitions take nearly none. */
  #work = 0;

  /** A text that is in everything that it matches, in whatever case where that is ignored; empty: none is known. */
  readonly required: string;

  /** Throws {@link PatternError} with a sentence for the user. */
  constructor(source: string, ignoreCase: boolean) {
    const root = parsePattern(source);
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
    let state = from?.state ?? this.#state([this.#program.start], "start");
    const limit = this.#work + patternLimits.work;
    for (let index = from?.index ?? 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      const characterClass = this.#classes[code] ?? UNKNOWN;
      let next = characterClass === UNKNOWN ? undefined : state.next[characterClass];
      if (next === undefined) {
        if (this.#work >= limit) return { state, index };
        next = this.#step(state, characterClass === UNKNOWN ? this.#classify(code) : characterClass);
      }
      if (next === "match") return true;
      state = next;
    }
    return this.#step(state, END) === "match";
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
    this.#classes[code] = found;
    return found;
  }

  #step(state: State, characterClass: number): State | "match" {
    const after = state.next[characterClass] ?? this.#after(state, characterClass);
    state.next[characterClass] = after;
    return after;
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

  #state(steps: number[], before: State["before"]): State {
    steps.sort((a, b) => a - b);
    const key = `${before}${steps.join()}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    if (this.#states.size >= patternLimits.states) this.#states.clear();
    const state: State = { steps, before, next: [] };
    this.#states.set(key, state);
    return state;
  }
}
