/**
 * Keeps one thread's deliveries going: asleep on the seat's event count while there is nothing, and never for longer at a
 * stretch than a slice, so that the thread's event loop gets its turns.
 */

import { limits } from "../limits.ts";
import { Deadline, type EventCount } from "../sync/index.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { Inbox } from "./inbox.ts";
import type { Lane } from "./lane.ts";
import { Retry } from "./retry.ts";
import { nextTurn } from "./turn.ts";

export interface PumpParts {
  readonly inbox: Inbox;
  readonly dispatcher: Dispatcher;
  /** Notified when there is an event to take. */
  readonly arrival: EventCount;
  /** Called when a slice is over, or there is nothing more to do. */
  readonly onPause: () => void;
  /** Told when deliveries are held up (see {@link Retry}), or fail by a mistake; they are tried again. */
  readonly onFailure: (error: unknown) => void;
}

export class Pump {
  readonly #parts: PumpParts;
  /** When this turn of the event loop began to run handlers (`performance.now()`). */
  #sliceStart = 0;
  #isAsleep = false;
  #isScheduled = false;
  #isStopped = false;
  /** It threw. */
  #hasFailed = false;
  #onIdle: (() => void) | undefined;
  readonly #retry: Retry;

  constructor(parts: PumpParts) {
    this.#parts = parts;
    this.#retry = new Retry({
      isHeldUp: () => !this.#isStopped && (this.#hasFailed || parts.inbox.isHeldUp),
      again: () => {
        parts.inbox.lookAgain();
        this.#beginSlice();
      },
      onLate: parts.onFailure,
    });
  }

  /**
   * After a subscription: waits for events, and looks for some, also when asleep: of what was published before the
   * publishers knew that this thread reads that priority, nobody has told it.
   */
  start(): void {
    this.#schedule();
  }

  /** A ring's lock could not be had: goes on with it later. */
  holdUp(error: unknown): void {
    this.#retry.begin(error);
  }

  /** The lock may be free now. */
  goOn(): void {
    if (!this.#parts.inbox.isHeldUp) return;
    this.#parts.inbox.lookAgain();
    this.#schedule();
  }

  /** A handler has ended, so another may start. */
  resume(): void {
    if (!this.#isScheduled) this.#pump();
  }

  /** Settles when nothing is held or under way, after `timeoutMs` at the latest. */
  idle(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancelTimer = Deadline.of(timeoutMs).onOver(resolve);
      this.#onIdle = () => {
        cancelTimer();
        resolve();
      };
      this.#schedule();
    });
  }

  /** Starts nothing more. */
  stop(): void {
    this.#isStopped = true;
    this.#onIdle = undefined;
    this.#retry.stop();
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

  /** Whatever happens, it goes on: a thread must not become deaf. */
  #pump(): void {
    try {
      this.#deliver();
      this.#hasFailed = false;
    } catch (error) {
      this.#hasFailed = true;
      this.#retry.begin(error);
      this.#retry.tell(error);
    }
  }

  #deliver(): void {
    const { inbox, dispatcher, onPause } = this.#parts;
    const { watch } = dispatcher;
    watch.start();
    if (this.#sliceStart === 0) this.#sliceStart = watch.now;
    while (!this.#isStopped) {
      if (dispatcher.isBusy) {
        // What is taken cannot be missed any more. Without room there is nothing to wake for: the next handler that ends
        // goes on.
        do {
          inbox.stock();
          dispatcher.lookAt(inbox.watched);
        } while (inbox.hasRoom && !this.#sleep());
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
        dispatcher.lookAt(inbox.watched);
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
