/** Searches that were made before: who asks the same again needs only what is new to be searched. Reads no log. */

import { mcpLimits } from "./limits.ts";
import type { LogQuery, Match } from "./search.ts";

/** What is known of a part of a ring. */
export interface KnownPart {
  /** The part goes from this sequence … */
  readonly floor: number;
  /** … to before this one. */
  readonly high: number;
  /** Its matches, newest first: all of them, or those that are newer than {@link next}. */
  readonly records: readonly Match[];
  /** The match after them. What is older is not known then. */
  readonly next: Match | undefined;
}

/**
 * Says what a search looks for, wherever it ends: two with one key find the same in the same lines. `ring`: which of them is
 * searched. Undefined where that cannot be said, as a pattern has no name.
 */
export function searchKey(ring: "log" | "errors", query: LogQuery): string | undefined {
  const { filter, from, text, ignoreCase, pattern, hidden = [], collapse = false, limit } = query;
  const patterns = [...(pattern === undefined ? [] : [pattern]), ...hidden].map(({ name }) => name);
  if (patterns.includes(undefined)) return undefined;
  const { sources, minLevel, anyFlags, groups, since, until } = filter;
  const sets = [sources, groups].map((set) => (set === undefined ? null : [...set].sort((a, b) => a - b)));
  const fields = [minLevel, anyFlags, since, until].map((field) => field ?? null);
  // A pattern takes the text's place.
  const wanted = pattern === undefined ? text : null;
  return JSON.stringify([ring, from, limit, collapse, sets, fields, wanted, ignoreCase, patterns]);
}

/** The searches of one server, the most recently used ones; bounded in number and in text. */
export class SearchCache {
  readonly #mostBytes: number;
  /** The least recently used first. */
  readonly #parts = new Map<string, { readonly part: KnownPart; readonly bytes: number }>();
  /** Records that are copies already. */
  readonly #copies = new WeakSet<Match>();
  #bytes = 0;

  /** `bytes` of text at most. */
  constructor(bytes: number = mcpLimits.searchesBytes) {
    this.#mostBytes = bytes;
  }

  /** Bytes of text that it holds, at most. */
  get bytes(): number {
    return this.#bytes;
  }

  /** What is known of a search. */
  get(key: string): KnownPart | undefined {
    const known = this.#parts.get(key);
    if (known === undefined) return undefined;
    this.#parts.delete(key);
    this.#parts.set(key, known);
    return known.part;
  }

  /** Takes in what a search has found, unless a search that went further did so before. */
  set(key: string, part: KnownPart): void {
    const known = this.#parts.get(key);
    if (known !== undefined && known.part.high > part.high) return;
    this.#delete(key);
    const all = part.next === undefined ? part.records : [...part.records, part.next];
    const bytes = all.reduce((sum, record) => sum + bytesOf(record), 0);
    if (bytes > this.#mostBytes) return;
    const { next } = part;
    const copy = {
      ...part,
      records: part.records.map((record) => this.#copy(record)),
      next: next === undefined ? undefined : this.#copy(next),
    };
    this.#parts.set(key, { part: copy, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#parts.keys()) {
      if (this.#parts.size <= mcpLimits.searches && this.#bytes <= this.#mostBytes) break;
      this.#delete(oldest);
    }
  }

  #delete(key: string): void {
    this.#bytes -= this.#parts.get(key)?.bytes ?? 0;
    this.#parts.delete(key);
  }

  /** Its text is often a part of a much longer one, decoded at once, which it would keep in memory. */
  #copy(record: Match): Match {
    if (this.#copies.has(record)) return record;
    const { text, styled } = record;
    const copy = { ...record, text: copied(text), styled: styled === undefined ? undefined : copied(styled) };
    this.#copies.add(copy);
    return copy;
  }
}

function copied(text: string): string {
  return Buffer.from(text, "utf16le").toString("utf16le");
}

/** At most, as the engine keeps texts: two bytes a unit. */
function bytesOf({ text, styled = "" }: Match): number {
  return 2 * (text.length + styled.length);
}
