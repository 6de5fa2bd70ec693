/** A logical thread: a body that is run again from its start whenever it goes on, with the logged results of its accesses. */

import type { Body } from "./scenario.ts";

/** Results that one run of a body can have; a body that needs more loops without an end. */
const LOG_ENTRIES = 1 << 14;
const LOG_BYTES = 1 << 16;

export const state = {
  /** Can go on: not begun, preempted, or woken. */
  ready: 0,
  /** In a blocking wait. */
  blocked: 1,
  /** In its event loop, with nothing to do before a notification or a timer. */
  parked: 2,
  done: 3,
  dead: 4,
  /** Begins only when something has happened (a death, the end of the others). */
  dormant: 5,
} as const;
export type State = (typeof state)[keyof typeof state];

/** What an event loop does next: number `k` of its asynchronous waits (`2 k`) or of its timers (`2 k + 1`). */
export type Turn = number;

interface Timer {
  readonly run: () => void;
  readonly due: number;
  isOver: boolean;
}

export class LogicalThread {
  readonly index: number;
  readonly isMortal: boolean;
  /** Its body is a promise. */
  readonly hasEventLoop: boolean;
  /** Its body has been stopped in a call of the door, and can go on from there. */
  isOnStack = false;
  /** Its body has put something off. */
  hasMicrotasks = false;
  /** Set once the thread's instance of the core is there. */
  body: Body = () => {};
  state: State = state.ready;
  /** Entries of the log, and how many of them this run has used. */
  length = 0;
  at = 0;
  notes: number[] = [];
  /** Why this thread waits: for traces and reports of deadlocks. */
  waitsFor = 0;
  /** When its blocking wait ends by itself, in virtual milliseconds. */
  deadline = Number.POSITIVE_INFINITY;
  /** Turns of the event loop so far, and those that are due. */
  readonly turns: Turn[] = [];
  readonly due: Turn[] = [];
  /** Its event loop has had its last turn in full, and the promises and timers of that run are there to go on with. */
  isAtRest = false;
  /** Its body's promise is settled. */
  isSettled = false;
  /** Made anew by every run: what asynchronous waits and timers call. */
  readonly wakes: (() => void)[] = [];
  readonly timers: Timer[] = [];
  /** Set for a schedule that is shown: says which code runs, to find bodies that do not repeat themselves. */
  placeOf: (() => string) | undefined;
  readonly #places: string[] = [];
  readonly #log = new Float64Array(LOG_ENTRIES);
  readonly #bytes = new Uint8Array(LOG_BYTES);
  #byteLength = 0;
  readonly #firstState: State;

  constructor(index: number, firstState: State, is: { isMortal?: boolean; hasEventLoop?: boolean } = {}) {
    this.index = index;
    this.isMortal = is.isMortal === true;
    this.hasEventLoop = is.hasEventLoop === true;
    this.#firstState = firstState;
  }

  /** Before a schedule. */
  reset(): void {
    this.state = this.#firstState;
    this.length = 0;
    this.#byteLength = 0;
    this.deadline = Number.POSITIVE_INFINITY;
    this.#places.length = 0;
    if (this.turns.length > 0) this.turns.length = 0;
    if (this.due.length > 0) this.due.length = 0;
    this.rewind();
  }

  /** Before a run of the body. */
  rewind(): void {
    this.at = 0;
    this.hasMicrotasks = false;
    this.isAtRest = false;
    this.isSettled = false;
    if (this.notes.length > 0) this.notes = [];
    if (this.wakes.length > 0) this.wakes.length = 0;
    if (this.timers.length > 0) this.timers.length = 0;
  }

  /** The result of the next access of a run that repeats what it did before. */
  replay(): number {
    if (this.placeOf !== undefined) this.#checkPlace(this.placeOf());
    return this.#log[this.at++] ?? 0;
  }

  /** As {@link replay} for a copy out of shared memory. */
  replayBytes(target: Uint8Array): void {
    const start = this.replay();
    target.set(this.#bytes.subarray(start, start + target.length));
  }

  /** Logs the result of an access that this run has just done; false: the log is full. */
  record(value: number): boolean {
    if (this.placeOf !== undefined) this.#places[this.length] = this.placeOf();
    this.#log[this.length++] = value;
    this.at = this.length;
    return this.length < LOG_ENTRIES;
  }

  recordBytes(bytes: Uint8Array): boolean {
    const start = this.#byteLength;
    if (start + bytes.length > LOG_BYTES) return false;
    this.#bytes.set(bytes, start);
    this.#byteLength += bytes.length;
    return this.record(start);
  }

  #checkPlace(place: string): void {
    const before = this.#places[this.at];
    if (before === undefined || before === place) return;
    throw new Error(`its body does not repeat itself: result ${this.at} was of ${before} and is now of ${place}`);
  }

  /** Logs what a wait returns while the body is not running. */
  wake(value: number): void {
    this.#log[this.length++] = value;
    this.state = state.ready;
    this.deadline = Number.POSITIVE_INFINITY;
  }

  /** Its timer that is due first, or undefined. */
  firstTimer(): number | undefined {
    let first: number | undefined;
    this.timers.forEach((timer, index) => {
      if (timer.isOver) return;
      if (first === undefined || timer.due < (this.timers[first]?.due ?? 0)) first = index;
    });
    return first;
  }

  /** When a wait or a timer of it ends by itself. */
  nextTime(): number {
    if (this.state === state.blocked) return this.deadline;
    if (this.state !== state.parked) return Number.POSITIVE_INFINITY;
    const first = this.firstTimer();
    return first === undefined ? Number.POSITIVE_INFINITY : (this.timers[first]?.due ?? 0);
  }
}
