/**
 * Keeps one thread's deliveries going: asleep on the seat's event count while there is nothing, and never for longer at a
 * stretch than a slice, so that the thread's event loop gets its turns.
 */

import { limits } from "../limits.ts";
import type { EventCount } from "../sync/index.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { Inbox } from "./inbox.ts";
import type { Lane } from "./lane.ts";
import { nextTurn } from "./turn.ts";

export interface PumpParts {
  readonly inbox: Inbox;
  readonly dispatcher: Dispatcher;
  /** Notified when there is an event to take. */
  readonly arrival: EventCount;
  /** Called when a slice is over, or there is nothing more to do. */
  readonly onPause: () => void;
}

export class Pump {
  readonly #parts: PumpParts;
  /** When this turn of the event loop began to run handlers (`performance.now()`). */
  #sliceStart = 0;
  #isAsleep = false;
  #isScheduled = false;
  #isStopped = false;
  #onIdle: (() => void) | undefined;

  constructor(parts: PumpParts) {
    this.#parts = parts;
  }

  /** After a subscription: waits for events. */
  start(): void {
    if (!this.#isAsleep) this.#schedule();
  }

  /** A handler has ended, so another may start. */
  resume(): void {
    if (!this.#isScheduled) this.#pump();
  }

  /** Settles when nothing is held or under way, after `timeoutMs` at the latest. */
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
    nextTurn(() => {
      this.#isScheduled = false;
      this.#beginSlice();
    });
  }

  #beginSlice(): void {
    this.#sliceStart = 0;
    this.#pump();
  }

  #pump(): void {
    const { inbox, dispatcher, onPause } = this.#parts;
    const { watch } = dispatcher;
    watch.start();
    if (this.#sliceStart === 0) this.#sliceStart = watch.now;
    while (!this.#isStopped) {
      if (dispatcher.isBusy) {
        // What is taken cannot be missed any more. Without room there is nothing to wake for: the next handler that ends
        // goes on.
        do inbox.stock();
        while (inbox.hasRoom && !this.#sleep());
        break;
      }
      const lane = inbox.urgent();
      if (lane === undefined) {
        if (dispatcher.running === 0) this.#onIdle?.();
        if (this.#sleep()) break;
      } else if (!lane.hasHeld) {
        watch.stop();
        lane.fill(limits.busTake);
        watch.start();
      } else {
        this.#runSome(lane);
        if (watch.now - this.#sliceStart < limits.busSliceMs) continue;
        this.#schedule();
        break;
      }
    }
    watch.stop();
    onPause();
  }

  /**
   * Runs the lane's next handler, and those that are timed with it. They are over within some µs, so what is more urgent
   * can wait for them; to look for that means to fetch cache lines from the publishers' cores, and takes longer than they do.
   */
  #runSome(lane: Lane): void {
    const { inbox, dispatcher } = this.#parts;
    do dispatcher.run(lane, false);
    while (dispatcher.watch.isTiming && lane.hasHeld && !inbox.isInterrupted && !dispatcher.isBusy && !this.#isStopped);
  }

  /** False: something has come in meanwhile. */
  #sleep(): boolean {
    const { inbox, arrival } = this.#parts;
    if (this.#isAsleep) return true;
    const ticket = arrival.prepare();
    // Looks again after prepare(): what is published from here on wakes us (see EventCount).
    if (inbox.canStock) {
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
