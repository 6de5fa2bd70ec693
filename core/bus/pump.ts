/**
 * Keeps one thread's deliveries going: asleep on the event count while there is nothing, and never for longer at a stretch
 * than a slice, so that the thread's event loop gets its turns.
 */

import { limits } from "../limits.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { Inbox } from "./inbox.ts";

export class Pump {
  readonly #inbox: Inbox;
  readonly #dispatcher: Dispatcher;
  /** When this turn of the event loop began to run handlers (`performance.now()`). */
  #sliceStart = 0;
  #isAsleep = false;
  #isScheduled = false;
  #isStopped = false;
  #onIdle: (() => void) | undefined;

  constructor(inbox: Inbox, dispatcher: Dispatcher) {
    this.#inbox = inbox;
    this.#dispatcher = dispatcher;
  }

  /** After the first subscription: waits for events. */
  start(): void {
    if (!this.#isAsleep) this.#schedule();
  }

  /** A handler has ended, so another may start. */
  resume(): void {
    if (!this.#isScheduled) this.#pump();
  }

  /** Settles when nothing is queued or under way, after `timeoutMs` at the latest. */
  idle(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#schedule();
    });
  }

  /** Starts nothing more. */
  stop(): void {
    this.#isStopped = true;
    this.#onIdle = undefined;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setTimeout(() => {
      this.#isScheduled = false;
      this.#beginSlice();
    }, 0);
  }

  #beginSlice(): void {
    this.#sliceStart = performance.now();
    this.#pump();
  }

  #pump(): void {
    while (!this.#isStopped) {
      this.#inbox.fill();
      while (!this.#dispatcher.isBusy && this.#dispatcher.runNext(false)) {
        if (performance.now() - this.#sliceStart >= limits.busSliceMs) {
          this.#schedule();
          return;
        }
        this.#inbox.fill();
      }
      if (this.#dispatcher.pending === 0) this.#onIdle?.();
      // All workers are busy, or there is nothing: make room in the rings, and sleep if that brought nothing to do.
      this.#inbox.refill();
      if ((this.#dispatcher.isBusy || !this.#dispatcher.hasQueued) && this.#sleep()) return;
    }
  }

  /** False: something has come in meanwhile. */
  #sleep(): boolean {
    const arrival = this.#inbox.seat?.arrival;
    if (arrival === undefined || this.#isAsleep) return true;
    const ticket = arrival.prepare();
    // Looks again after prepare(): what is published from here on wakes us (see EventCount).
    if (this.#inbox.canRefill) {
      arrival.cancel();
      return false;
    }
    this.#isAsleep = true;
    void arrival.waitAsync(ticket).then(() => {
      this.#isAsleep = false;
      this.#beginSlice();
    });
    return true;
  }
}
