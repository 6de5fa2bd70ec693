/** The log ring: a table of slots and a region of text in shared memory, many producers, many readers, the newest kept. */

import { Claims, type Place } from "../claims/index.ts";
import { limits } from "../limits.ts";
import type { FindBytes } from "../memory/index.ts";
import { blankSlots } from "./abandon.ts";
import { type RingCounters, RingTally } from "./counters.ts";
import { ErrorHistory } from "./error-history.ts";
import { LogFollower } from "./follower.ts";
import { LogGate } from "./gate.ts";
import { Gates } from "./gates.ts";
import { History } from "./history.ts";
import { RingLayout, type RingSize } from "./layout.ts";
import { LogReader } from "./reader.ts";
import { LogWriter } from "./writer.ts";

/** How a reader of a ring works. */
export interface ReaderOptions {
  /**
   * A byte search of the host's, where that is faster than the engine's arrays (several times on Bun, with
   * `Buffer.prototype.indexOf`). Searches for text go through it.
   */
  readonly findBytes?: FindBytes;
}

/** One thread's hold on a ring. Make it in one thread, send `buffer` to the others, attach there. */
export class LogRing {
  readonly #layout: RingLayout;
  readonly #errorLayout: RingLayout;
  readonly #claims: Claims;
  readonly #errorClaims: Claims;
  readonly #tally: RingTally;

  private constructor(layout: RingLayout) {
    this.#layout = layout;
    this.#errorLayout = RingLayout.attachErrors(layout.buffer);
    this.#claims = new Claims(layout.claims);
    this.#errorClaims = new Claims(this.#errorLayout.claims);
    this.#tally = new RingTally(layout.counters);
  }

  /**
   * Makes an empty ring. It keeps the newest `slots` records or `bytes` of text, whichever is used up first; by default
   * `limits.ringSlots` and `limits.ringBytes`. The error ring keeps the newest warnings and errors likewise, by default
   * `limits.errorSlots` and `limits.errorBytes`, but no more than the ring. Throws `ring.size` unless all are powers of two
   * within the limits.
   */
  static create(options: Partial<RingSize> & { errors?: Partial<RingSize> } = {}): LogRing {
    const { slots = limits.ringSlots, bytes = limits.ringBytes, errors } = options;
    return new LogRing(RingLayout.create(slots, bytes, errors));
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

  reader(options: ReaderOptions = {}): LogReader {
    return new LogReader(new History(this.#layout, options.findBytes, this.#claims), this.#tally);
  }

  /**
   * Reads the error ring: a second copy of all warnings and errors, which no flood of other lines overwrites. Its sequences
   * are its own; each record's `origin` is the sequence in this ring. A producer's records are in order; those of two
   * producers that wrote at the same moment may stand the other way round than here.
   */
  errors(options: ReaderOptions = {}): LogReader {
    return new LogReader(new ErrorHistory(this.#errorLayout, options.findBytes, this.#errorClaims), this.#tally);
  }

  /**
   * Opens a gate from `cursor` on, by default at the end: a reader that writes with `gated` do not overtake. Throws
   * `ring.too-many-gates` for more than `limits.ringGates` at a time.
   */
  gate(cursor?: number): LogGate {
    const history = new History(this.#layout, undefined, this.#claims);
    const from = cursor ?? history.claims.committed();
    return new LogGate(this.#layout, history.claims, new LogFollower(history, this.#tally, from));
  }

  /**
   * Cleans up after a thread that has ended: what it had claimed and not committed becomes abandoned records, which readers
   * count as dropped; its gates are closed; locks that it held are free; whoever waits is woken. Until then producers may
   * wait for it, `limits.lockMs` at most. Returns how many claims were abandoned. `id` is the `threadId` that the ended
   * thread had, and never that of one that still runs.
   *
   * One call for each death is enough, in any order, if all come from one thread (the host's) on one `LogRing`: what cannot
   * be done as another dead thread holds a lock, for which the call waits `limits.lockMs`, is done by the call for that one.
   */
  threadDied(id: number): number {
    const gates = new Gates(this.#layout.gates);
    const blankErrors = (start: Place, count: number) => blankSlots(this.#errorLayout, start, count);
    const blank = (start: Place, count: number) => blankSlots(this.#layout, start, count);
    const abandoned =
      this.#claims.threadDied(id, blank, (dead) => gates.threadDied(dead)) +
      this.#errorClaims.threadDied(id, blankErrors);
    if (abandoned > 0) this.#tally.add("abandoned", abandoned);
    return abandoned;
  }

  /** What has happened in all threads since the ring was made. Not a snapshot: threads go on meanwhile. */
  counters(): RingCounters {
    const claimed = this.#claims.claimed();
    const locks = [this.#claims.lockCounters(), this.#errorClaims.lockCounters()];
    return {
      ...this.#tally.read(),
      claims: claimed.ticket >>> 0,
      records: claimed.sequence,
      errors: this.#errorClaims.claimed().sequence,
      lockWaits: locks.reduce((sum, { waits }) => sum + waits, 0),
      lockTakeovers: locks.reduce((sum, { takeovers }) => sum + takeovers, 0),
    };
  }
}
