/** The orderly end of one thread's end of a bus. */

import { CoreError } from "../errors.ts";
import { limits } from "../limits.ts";
import type { CounterWriter } from "./counters.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { Inbox } from "./inbox.ts";
import type { Pump } from "./pump.ts";
import type { Seat } from "./seats.ts";
import type { Waits } from "./waits.ts";

export interface ClosingParts {
  readonly inbox: Inbox;
  readonly dispatcher: Dispatcher;
  readonly pump: Pump;
  readonly waits: Waits;
  readonly counters: CounterWriter;
  readonly seat: Seat;
}

export class Closing {
  readonly #parts: ClosingParts;
  #promise: Promise<{ left: number }> | undefined;
  /** Handler runs that were left when all was over but the seat. */
  #left: number | undefined;

  constructor(parts: ClosingParts) {
    this.#parts = parts;
  }

  /** Nothing more can be subscribed to. */
  get hasBegun(): boolean {
    return this.#promise !== undefined || this.isOver;
  }

  /** Nothing more can be published. */
  get isOver(): boolean {
    return this.#left !== undefined;
  }

  /** As `EventBus.close`. */
  close(timeoutMs: number): Promise<{ left: number }> {
    this.#promise ??= this.#close(timeoutMs);
    return this.#promise;
  }

  async #close(timeoutMs: number): Promise<{ left: number }> {
    const left = this.#left ?? (await this.#finish(timeoutMs));
    try {
      await this.#leave();
    } catch (error) {
      this.#promise = undefined;
      throw error;
    }
    const { seat } = this.#parts;
    seat.arrival.notifyAll();
    seat.release();
    return { left };
  }

  /** Ends everything but the seat. */
  async #finish(timeoutMs: number): Promise<number> {
    const { inbox, dispatcher, pump, waits, counters } = this.#parts;
    inbox.drain();
    dispatcher.lookAt(inbox.watched);
    if (inbox.due + dispatcher.running > 0) await pump.idle(timeoutMs);
    const left = inbox.due + dispatcher.running;
    this.#left = left;
    pump.stop();
    waits.end();
    inbox.close();
    counters.close();
    return left;
  }

  /**
   * Until no ring takes this end for a reader, so that its seat may go to somebody else; for `limits.lockMs` at most. Leaves
   * the thread its event loop: it may be the one that hears of the death of whoever holds a ring's lock.
   */
  async #leave(): Promise<void> {
    const { inbox } = this.#parts;
    let waitedMs = 0;
    for (
      let pauseMs: number = limits.busRetryMs;
      !inbox.hasLeft;
      pauseMs = Math.min(2 * pauseMs, limits.busMaxRetryMs)
    ) {
      if (waitedMs >= limits.lockMs) throw timeout(waitedMs);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      waitedMs += pauseMs;
      inbox.lookAgain();
    }
  }
}

function timeout(waitedMs: number): CoreError {
  return new CoreError(
    "lock.timeout",
    `this end of the event bus cannot give its seat back: a lock of the bus was not free for ${waitedMs} ms; if its owner ` +
      "has died, the host must say so by threadDied; then close again",
  );
}
