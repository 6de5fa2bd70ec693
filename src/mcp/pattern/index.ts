/**
 * Searches text for a regular expression in time linear in the text's length, whatever the pattern is. The native
 * engine backtracks: `.*.*.*x` on one line of 1,000 characters holds its thread for minutes, and nothing can stop it.
 */

import { mcpLimits } from "../limits.ts";
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

const END = 0;
const wordCharacter = /\w/;

/**
 * A compiled pattern: the deterministic automaton is built while texts are read, and forgotten when it grows over
 * `mcpLimits.patternStates`. For one thread.
 */
export class Pattern {
  readonly #program: Program;
  readonly #atoms: readonly RegExp[];
  /** Class of each UTF-16 code unit, 0 where not yet known; characters that every atom treats alike share a class. */
  readonly #classes = new Uint16Array(1 << 16);
  readonly #classOf = new Map<string, number>();
  /** By class: the atoms that take its characters, and whether these are word characters. */
  readonly #accepts: { atoms: readonly boolean[]; word: boolean }[] = [{ atoms: [], word: false }];
  readonly #states = new Map<string, State>();

  /** Throws {@link PatternError} with a sentence for the user. */
  constructor(source: string, ignoreCase: boolean) {
    this.#program = compile(parsePattern(source));
    this.#atoms = this.#program.atoms.map((atom) => new RegExp(`^(?:${atom})$`, ignoreCase ? "i" : ""));
  }

  /** True when the pattern occurs anywhere in `text`. */
  test(text: string): boolean {
    let state = this.#state([this.#program.start], "start");
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      const characterClass = this.#classes[code] || this.#classify(code);
      const next = state.next[characterClass] ?? this.#step(state, characterClass);
      if (next === "match") return true;
      state = next;
    }
    return (state.next[END] ?? this.#step(state, END)) === "match";
  }

  #classify(code: number): number {
    const character = String.fromCharCode(code);
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
    const after = this.#after(state, characterClass);
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
    if (this.#states.size >= mcpLimits.patternStates) this.#states.clear();
    const state: State = { steps, before, next: [] };
    this.#states.set(key, state);
    return state;
  }
}
