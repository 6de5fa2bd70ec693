/** The readers' side of the log ring. */

import type { RingTally } from "./counters.ts";
import type { RecordFilter } from "./filter.ts";
import { LogFollower } from "./follower.ts";
import type { History, Records } from "./history.ts";
import type { LogRecord } from "./record.ts";
import type { SearchQuery } from "./search.ts";

/**
 * Reads a ring without holding anybody back: any number of readers in any thread, each object used by one thread. A record
 * that was overwritten is counted or passed over, never returned torn. Sequences are integers from 0: one that is not whole
 * throws `ring.argument`, as does a limit that is no number of records; one out of what is kept does not. Nothing here blocks.
 */
export class LogReader {
  readonly #history: History;
  readonly #tally: RingTally;

  /** For the ring: see `LogRing.reader` and `LogRing.errors`. */
  constructor(history: History, tally: RingTally) {
    this.#history = history;
    this.#tally = tally;
  }

  /** The first sequence still readable; equal to {@link latest} when there is none. */
  oldest(): number {
    return this.#history.oldest();
  }

  /** The sequence after the last record: a cursor for "everything from here on". */
  latest(): number {
    return this.#history.claims.committed();
  }

  /** The record, or undefined where it is overwritten or not there yet. */
  at(sequence: number): LogRecord | undefined {
    return this.#history.read(sequence, sequence + 1, 1).records[0];
  }

  /** The records from `from` to before `to`, and how many of them were overwritten. What is not there yet is not counted. */
  range(from: number, to: number): Records {
    const { records, dropped } = this.#history.read(from, to, Number.POSITIVE_INFINITY);
    return { records, dropped };
  }

  /**
   * Sequences of matching records, `limit` at most: with direction 1 oldest first from `from` on, with -1 newest first from
   * `from - 1` down. `until` bounds the work: going up the search ends before it, going down it is the last one looked at;
   * without it all that is kept is looked at. Reads no text. A time of the filter that is none throws `ring.argument`.
   */
  select(filter: RecordFilter, from: number, direction: 1 | -1, limit: number, until?: number): number[] {
    return this.#history.find({ filter }, from, direction, limit, until);
  }

  /** As {@link select}, by plain text too. */
  search(query: SearchQuery, from: number, direction: 1 | -1, limit: number, until?: number): number[] {
    return this.#history.find(query, from, direction, limit, until);
  }

  /** Follows the ring from `cursor` on; {@link latest} for what is still to come. */
  follow(cursor: number): LogFollower {
    return new LogFollower(this.#history, this.#tally, cursor);
  }
}
