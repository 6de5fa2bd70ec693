/**
 * Reads a regular expression (ECMAScript syntax without the `u` flag) into a tree for {@link file://./program.ts}. Only
 * the structure is parsed here: what a single character means (`\d`, `[a-z]`, `\x41`, case) is left to the native engine.
 */

/** A pattern that cannot be searched for; the message says why and what to write instead. */
export class PatternError extends Error {
  override name = "PatternError";
}

export type Assertion = "start" | "end" | "boundary" | "no-boundary";

export type Node =
  | { readonly kind: "atom"; readonly source: string }
  | { readonly kind: "assertion"; readonly assertion: Assertion }
  | { readonly kind: "sequence"; readonly items: readonly Node[] }
  | { readonly kind: "choice"; readonly options: readonly Node[] }
  | { readonly kind: "repeat"; readonly item: Node; readonly min: number; readonly max: number };

/** Groups within groups: each costs a call of the parser. */
const DEPTH = 100;

const DOT = 0x2e;

const quantifier = /(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})\??/y;
const escapeSequence = /\\(?:x[\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|c[A-Za-z]|0[0-7]{0,2}|.)/sy;
const characterClass = /\[\^?(?:\\.|[^\]\\])*\]/sy;

/** Parses `source`. Throws {@link PatternError}; also for lookaround and back references, which need backtracking. */
export function parsePattern(source: string): Node {
  try {
    new RegExp(source);
  } catch (error) {
    const hint = /\(\?[a-z]+\)/.test(source) ? " (flags like (?i) are not part of the pattern: use ignoreCase)" : "";
    throw new PatternError(`${error instanceof Error ? error.message : String(error)}${hint}`);
  }
  return new Parser(source).parse();
}

class Parser {
  readonly #source: string;
  #position = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
  }

  parse(): Node {
    return this.#choice();
  }

  #choice(): Node {
    const options = [this.#sequence()];
    while (this.#source[this.#position] === "|") {
      this.#position++;
      options.push(this.#sequence());
    }
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : { kind: "choice", options };
  }

  #sequence(): Node {
    const items: Node[] = [];
    while (this.#position < this.#source.length) {
      const next = this.#source[this.#position];
      if (next === "|" || next === ")") break;
      items.push(this.#quantified(this.#item()));
    }
    return { kind: "sequence", items };
  }

  #item(): Node {
    switch (this.#source[this.#position]) {
      case "^":
        this.#position++;
        return { kind: "assertion", assertion: "start" };
      case "$":
        this.#position++;
        return { kind: "assertion", assertion: "end" };
      case "(":
        return this.#group();
      case "\\":
        return this.#escape();
      case "[":
        return { kind: "atom", source: this.#take(characterClass) };
      default:
        return this.#literal();
    }
  }

  /** Any other character is itself, a brace or bracket that opens nothing too; `.` keeps its meaning. */
  #literal(): Node {
    const code = this.#source.charCodeAt(this.#position++);
    return { kind: "atom", source: code === DOT ? "." : `\\u${code.toString(16).padStart(4, "0")}` };
  }

  #group(): Node {
    const opening = /\((?:\?(?::|<(?![=!])[^>]*>|(.{1,2})))?/sy;
    opening.lastIndex = this.#position;
    const found = opening.exec(this.#source);
    if (found?.[1] !== undefined) {
      throw new PatternError("lookahead, lookbehind and inline flags are not supported: search for a part and filter");
    }
    if (++this.#depth > DEPTH) throw new PatternError(`groups are nested deeper than ${DEPTH}`);
    this.#position = opening.lastIndex;
    const inside = this.#choice();
    this.#position++;
    this.#depth--;
    return inside;
  }

  #escape(): Node {
    const text = this.#take(escapeSequence);
    if (text === "\\b") return { kind: "assertion", assertion: "boundary" };
    if (text === "\\B") return { kind: "assertion", assertion: "no-boundary" };
    if (/^\\[1-9k]$/.test(text)) throw new PatternError(`back references (${text}) are not supported`);
    if (/^\\[cpP]$/.test(text)) throw new PatternError(`${text} is not supported: write a class such as [a-z]`);
    return { kind: "atom", source: text };
  }

  #quantified(item: Node): Node {
    quantifier.lastIndex = this.#position;
    const found = quantifier.exec(this.#source);
    if (found === null) return item;
    this.#position = quantifier.lastIndex;
    if (found[1] !== undefined) {
      const min = Number(found[1]);
      const max = found[2] === undefined ? min : found[3] === "" ? Number.POSITIVE_INFINITY : Number(found[3]);
      return { kind: "repeat", item, min, max };
    }
    const sign = found[0][0];
    return { kind: "repeat", item, min: sign === "+" ? 1 : 0, max: sign === "?" ? 1 : Number.POSITIVE_INFINITY };
  }

  #take(expression: RegExp): string {
    expression.lastIndex = this.#position;
    const text = expression.exec(this.#source)?.[0] ?? this.#source.slice(this.#position, this.#position + 1);
    this.#position += text.length;
    return text;
  }
}
