/** A board in shared memory on which every thread says what it is doing and how much it has done. */

/** What a thread may be doing. Of `idle` nobody expects progress. */
export const activities = [
  "idle",
  "publishing",
  "handling events",
  "writing the log",
  "reading the log",
  "searching",
  "following the log",
  "taking a lock",
  "holding a lock",
  "waiting for a permit",
  "subscribing",
  "closing its bus",
] as const;
export type Activity = (typeof activities)[number];

/** What is counted. The first six are operations; what others published or wrote and a thread merely gets is not. */
export const kinds = [
  "published",
  "written",
  "read",
  "searched",
  "locked",
  "subscribed",
  "handled",
  "followed",
  "wrong",
] as const;
export type Kind = (typeof kinds)[number];
const operationKinds = kinds.slice(0, 6);

const LINE_WORDS = 16;
const ACTIVITY = 0;
const FIRST_COUNT = 1;

/** A thread's line; only that thread writes it. */
export class Line {
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #first: number;

  constructor(board: SharedArrayBuffer, line: number) {
    this.#words = new Int32Array(board);
    this.#first = line * LINE_WORDS;
  }

  does(activity: Activity): void {
    Atomics.store(this.#words, this.#first + ACTIVITY, activities.indexOf(activity));
  }

  count(kind: Kind, count: number): void {
    Atomics.add(this.#words, this.#first + FIRST_COUNT + kinds.indexOf(kind), count);
  }
}

/** The board as the main thread reads it. */
export class Board {
  readonly buffer: SharedArrayBuffer;
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #names: (string | undefined)[];
  readonly #totals = new Map<Kind, number>();
  readonly #before: Int32Array;

  constructor(lines: number) {
    this.buffer = new SharedArrayBuffer(lines * LINE_WORDS * 4);
    this.#words = new Int32Array(this.buffer);
    this.#names = new Array<string | undefined>(lines).fill(undefined);
    this.#before = new Int32Array(this.#words.length);
  }

  /** Gives a free line to a thread; its counters go on from those of the line's last thread. */
  take(name: string): number {
    const line = this.#names.indexOf(undefined);
    if (line === -1) throw new Error("no line is free on the board");
    this.#names[line] = name;
    return line;
  }

  /** The line's thread has ended. */
  free(line: number): void {
    this.#names[line] = undefined;
    Atomics.store(this.#words, line * LINE_WORDS + ACTIVITY, 0);
  }

  /** Adds up what was counted since the last call, which must not be 2^32 counts ago. */
  collect(): ReadonlyMap<Kind, number> {
    for (let index = 0; index < this.#words.length; index++) {
      const kind = kinds[(index % LINE_WORDS) - FIRST_COUNT];
      if (kind === undefined) continue;
      const now = Atomics.load(this.#words, index);
      const more = (now - (this.#before[index] ?? 0)) >>> 0;
      this.#before[index] = now;
      this.#totals.set(kind, (this.#totals.get(kind) ?? 0) + more);
    }
    return this.#totals;
  }

  get operations(): number {
    const totals = this.collect();
    return operationKinds.reduce((sum, kind) => sum + (totals.get(kind) ?? 0), 0);
  }

  /** The threads that are at work, with a number that changes with all that they do. */
  atWork(): { name: string; activity: Activity; progress: number }[] {
    return this.#names.flatMap((name, line) => {
      const first = line * LINE_WORDS;
      const activity = activities[Atomics.load(this.#words, first + ACTIVITY)] ?? "idle";
      if (name === undefined) return [];
      let progress = 0;
      for (let index = 0; index < kinds.length; index++) {
        progress = (progress + Atomics.load(this.#words, first + FIRST_COUNT + index)) | 0;
      }
      return [{ name, activity, progress }];
    });
  }
}
