/** One pass over a text, in which all secrets are found that have no mark yet. */

import { CUT, findCutOff } from "./cut-off.ts";
import { findBearer } from "./headers.ts";
import { FIRST_ROW, findKeyBlock, findKeyRow, type RowsOf, rowsBehind } from "./key-blocks.ts";
import { secretLimits } from "./limits.ts";
import { MARK_START, markEnd, type Span } from "./mark.ts";
import { NamedValues } from "./named.ts";
import { findShape, shapes } from "./shapes.ts";
import { START_LEAST, Starts, slotOf } from "./starts.ts";
import { findUrlPassword } from "./urls.ts";
import type { SecretValues } from "./values.ts";

/** Finds the secret that begins with a certain text, at its index. */
type Finder = (text: string, at: number, search: Search) => readonly Span[];

const finders = new Starts<Finder>();
for (const shape of shapes) {
  for (const start of shape.starts) finders.add(start, (text, at) => findShape(text, at, start, shape));
}
finders.add("://", (text, at) => findUrlPassword(text, at + "://".length));
for (const word of ["Bearer ", "bearer ", "BEARER "]) finders.add(word, findBearer);
for (const before of [" ", '"', "'"]) finders.add(`${before}--`, (_text, at, { named }) => named.findOption(at + 1));
finders.add(FIRST_ROW, (text, at, search) => {
  search.rows = rowsBehind(text, at);
  return findKeyBlock(text, at);
});

const COLON = 0x3a;
const EQUALS = 0x3d;
const GREATER = 0x3e;
/** Letters, digits, `+` and `/`: 1. */
const isBase64 = Uint8Array.from({ length: 128 }, (_, code) =>
  /[A-Za-z0-9+/]/.test(String.fromCharCode(code)) ? 1 : 0,
);

/** For one text; what stands at its places is looked at from the first to the last, each a limited number of times. */
export class Search {
  /** What is known of rows of base64 that come. */
  rows: RowsOf;
  readonly named: NamedValues;
  readonly #text: string;
  readonly #values: SecretValues;
  readonly #found: Span[] = [];
  /** End of the last secret: in it no others are looked for, but values, which may go on behind its end. */
  #end = 0;
  #lastCut = -1;
  /** End of the last mark: in it nothing is looked for. */
  #markEnd = 0;

  constructor(text: string, values: SecretValues, rows: RowsOf) {
    this.rows = rows;
    this.named = new NamedValues(text);
    this.#text = text;
    this.#values = values;
  }

  /** What it finds, in no order; parts may overlap. */
  run(): readonly Span[] {
    const text = this.#text;
    if (text.length < secretLimits.textLeast) return [];
    const { taken: finderTaken } = finders;
    const { taken: valueTaken } = this.#values;
    let [first, second, rowStart] = [0, 0, 0];
    if (text.startsWith("--")) this.#take(this.named.findOption(0));
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code >= 128 || isBase64[code] === 0) {
        this.#row(rowStart, index);
        rowStart = index + 1;
        if (code === MARK_START) this.#skipMark(index);
        else if (code === CUT) this.#take(findCutOff(text, index, this.#cutFrom(index), this.#values));
        else if ((code === COLON || code === EQUALS || code === GREATER) && index >= this.#end) {
          this.#take(this.named.find(index));
        }
      }
      const slot = slotOf(first, second, code);
      if (finderTaken[slot] === 1) this.#startsAt(index - START_LEAST + 1, slot);
      if (valueTaken[slot] === 1) this.#valuesAt(index - START_LEAST + 1, slot);
      first = second;
      second = code;
    }
    this.#row(rowStart, text.length);
    return this.#found;
  }

  #take(spans: readonly Span[]): void {
    for (const span of spans) {
      this.#found.push(span);
      this.#end = Math.max(this.#end, span.end);
    }
  }

  #startsAt(start: number, slot: number): void {
    if (start < this.#end) return;
    for (const { item } of finders.at(this.#text, start, slot)) this.#take(item(this.#text, start, this));
  }

  #valuesAt(start: number, slot: number): void {
    if (start >= this.#markEnd) this.#found.push(...this.#values.find(this.#text, start, slot));
  }

  #row(start: number, end: number): void {
    if (end - start < secretLimits.rowLeast || this.rows === "public" || start < this.#end) return;
    this.#take(findKeyRow(this.#text, start, end));
  }

  /** From where on a secret may be cut off there: behind the last one, and the last cut. */
  #cutFrom(at: number): number {
    const from = Math.max(this.#end, this.#lastCut + 1);
    this.#lastCut = at;
    return from;
  }

  #skipMark(at: number): void {
    const end = markEnd(this.#text, at);
    if (end === undefined) return;
    this.#markEnd = end;
    this.#end = Math.max(this.#end, end);
  }
}
