/** Which records a log pane shows. */

import { type Level, level, type RecordFilter } from "../../core/index.ts";
import { type Model, shownLog } from "../model.ts";
import type { ClearedSource, LogOptions } from "./options.ts";
import type { RecordSource } from "./source.ts";
import { compileText, fitsText, type TextTest } from "./text-test.ts";

/** What is asked for. Plain data. */
export interface SelectionSpec extends Pick<LogOptions, "minLevel" | "texts" | "horizon" | "cleared"> {
  /** Numbers of sources; null: all. */
  readonly sources: readonly number[] | null;
}

export const everything: SelectionSpec = { sources: null, minLevel: level.trace, texts: [], horizon: 0, cleared: [] };

/** What the log pane of a screen shows; null: nothing, as nothing that it could show has run. */
export function specOf(model: Model): SelectionSpec | null {
  const { minLevel, texts, horizon, cleared } = model.log;
  const shown = shownLog(model);
  if (shown.all) return { sources: null, minLevel, texts, horizon, cleared };
  const sources = shown.entries.flatMap(({ process }) => (process === null ? [] : [process.source]));
  return sources.length === 0 ? null : { sources, minLevel, texts, horizon, cleared };
}

/** A selection at work. */
export interface Selection {
  readonly filter: RecordFilter;
  readonly show: readonly TextTest[];
  readonly hide: readonly TextTest[];
  /** Sequence of the first record that may be shown. */
  readonly horizon: number;
  readonly cleared: readonly ClearedSource[];
  /** Every record from the horizon on: nothing has to be looked at. */
  readonly isAll: boolean;
}

/** `also`: what a record must fit besides, for a search among those that are shown. */
export function compileSelection(spec: SelectionSpec, also?: TextTest): Selection {
  const of = (kind: "show" | "hide") => spec.texts.filter((one) => one.kind === kind).map(compileText);
  const show = of("show");
  const found = also === undefined ? show : [also];
  const filter = filterOf(spec.sources, spec.minLevel);
  return {
    filter,
    // Both must hold for a search: the required text is then the search's, and the others are asked of what is left.
    show: found.map((one) => (also === undefined || show.length === 0 ? one : both(one, show))),
    hide: of("hide"),
    horizon: spec.horizon,
    cleared: spec.cleared,
    isAll:
      spec.sources === null &&
      spec.minLevel === level.trace &&
      spec.texts.length === 0 &&
      spec.cleared.length === 0 &&
      also === undefined,
  };
}

function filterOf(sources: readonly number[] | null, minLevel: Level): RecordFilter {
  return { ...(sources !== null && { sources: new Set(sources) }), ...(minLevel > level.trace && { minLevel }) };
}

function both(one: TextTest, others: readonly TextTest[]): TextTest {
  return { ...one, test: (text) => one.test?.(text) !== false && others.some((other) => fitsText(other, text)) };
}

/** Sequences of the selected records in [from, to), ascending. Takes time that grows with their number. */
export function sequencesIn(reader: RecordSource, selection: Selection, from: number, to: number): number[] {
  const { filter, show, hide, cleared } = selection;
  const texts = new Texts(reader, from, to);
  let found: number[];
  const [only] = show;
  if (only === undefined) found = reader.select(filter, from, 1, to - from, to);
  else if (show.length === 1) found = candidatesOf(reader, only, filter, from, to, texts);
  else {
    const all = new Set(show.flatMap((one) => candidatesOf(reader, one, filter, from, to, texts)));
    found = [...all].sort((a, b) => a - b);
  }
  for (const { source, before } of cleared) {
    const end = Math.min(to, before);
    if (found.length === 0 || end <= from) continue;
    const gone = new Set(reader.select({ sources: new Set([source]) }, from, 1, end - from, end));
    if (gone.size > 0) found = found.filter((sequence) => !gone.has(sequence));
  }
  for (const one of hide) {
    if (found.length === 0) break;
    const hidden = new Set(candidatesOf(reader, one, filter, from, to, texts));
    if (hidden.size > 0) found = found.filter((sequence) => !hidden.has(sequence));
  }
  return found;
}

function candidatesOf(
  reader: RecordSource,
  { required, ignoreCase, test }: TextTest,
  filter: RecordFilter,
  from: number,
  to: number,
  texts: Texts,
): number[] {
  const found =
    required === ""
      ? reader.select(filter, from, 1, to - from, to)
      : reader.search({ text: required, ignoreCase, filter }, from, 1, to - from, to);
  return test === null ? found : found.filter((sequence) => test(texts.of(sequence, found.length)));
}

/** One record in so many is decoded alone; of more, all are decoded together, which is quicker. */
const FEW = 8;

/** Texts of the records in a range, decoded when they are asked for. */
class Texts {
  readonly #reader: RecordSource;
  readonly #from: number;
  readonly #to: number;
  #known: Map<number, string> | undefined;

  constructor(reader: RecordSource, from: number, to: number) {
    this.#reader = reader;
    this.#from = from;
    this.#to = to;
  }

  /** `asked`: how many will be asked for in all. An overwritten one has none. */
  of(sequence: number, asked: number): string {
    if (this.#known === undefined && asked * FEW < this.#to - this.#from) return this.#reader.at(sequence)?.text ?? "";
    this.#known ??= new Map(
      this.#reader.range(this.#from, this.#to).records.map((record) => [record.sequence, record.text]),
    );
    return this.#known.get(sequence) ?? "";
  }
}
