/** The log ring: a table of slots and a region of text in shared memory, many producers, many readers, the newest kept. */

import { limits } from "../limits.ts";
import { RingLayout } from "./layout.ts";
import { LogReader } from "./reader.ts";
import { LogWriter } from "./writer.ts";

/** One thread's hold on a ring. Make it in one thread, send `buffer` to the others, attach there. */
export class LogRing {
  readonly #layout: RingLayout;

  private constructor(layout: RingLayout) {
    this.#layout = layout;
  }

  /**
   * Makes an empty ring. It keeps the newest `slots` records or `bytes` of text, whichever is used up first; by default
   * `limits.ringSlots` and `limits.ringBytes`. Throws `ring.size` unless both are powers of two within the limits.
   */
  static create(options: { slots?: number; bytes?: number } = {}): LogRing {
    return new LogRing(RingLayout.create(options.slots ?? limits.ringSlots, options.bytes ?? limits.ringBytes));
  }

  /** Takes up a ring that another thread made. Throws `arena.mismatch` for any other buffer. */
  static attach(buffer: SharedArrayBuffer): LogRing {
    return new LogRing(RingLayout.attach(buffer));
  }

  get buffer(): SharedArrayBuffer {
    return this.#layout.buffer;
  }

  writer(): LogWriter {
    return new LogWriter(this.#layout);
  }

  reader(): LogReader {
    return new LogReader(this.#layout);
  }
}
