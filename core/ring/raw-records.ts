/** Records as bytes, for consumers that make no strings of them. */

import { kindFlags, kindLevel, kindStream, type Level, type Stream, slotWord, toLevel } from "./record.ts";
import type { Window } from "./window.ts";

/**
 * A run of records in private memory of its reader: it holds until the reader is asked for something else. `index` goes
 * from 0 to before `count`.
 */
export class RawRecords {
  readonly #window: Window;

  /** For followers: see `LogFollower.nextRaw`. */
  constructor(window: Window) {
    this.#window = window;
  }

  /** The sequence of the first record; the others follow without a gap. */
  get first(): number {
    return this.#window.first;
  }

  get count(): number {
    return this.#window.count;
  }

  /** The text of all records (UTF-8); a record's plain bytes start at {@link start}, its styled bytes follow them. */
  get bytes(): Uint8Array {
    return this.#window.copy();
  }

  start(index: number): number {
    return this.#window.textStart(index);
  }

  plainBytes(index: number): number {
    return this.#window.plainBytes(index);
  }

  /** 0 where the line had no escape sequences. */
  styledBytes(index: number): number {
    return this.#window.styledBytes(index);
  }

  time(index: number): number {
    return this.#window.time(index);
  }

  source(index: number): number {
    return this.#window.word(index, slotWord.source);
  }

  stream(index: number): Stream {
    return kindStream(this.#window.word(index, slotWord.kind));
  }

  level(index: number): Level {
    return toLevel(kindLevel(this.#window.word(index, slotWord.kind)));
  }

  flags(index: number): number {
    return kindFlags(this.#window.word(index, slotWord.kind));
  }

  group(index: number): number {
    return this.#window.word(index, slotWord.group);
  }
}
