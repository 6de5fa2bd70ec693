/** What the core relies on in the machine and the engine: order of accesses as the door promises it. */

import { door, type Words } from "../../../core/memory/index.ts";
import { type IsOver, type Litmus, meet } from "./litmus.ts";

/** Rounds until the words are used again. */
const CHUNK = 4096;
/** Looks at the other thread's round before sleeping: it may be off its core. */
const LOOKS = 20_000;
/** In the words where threads meet: whether to stop, and the round of each thread, on lines of their own. */
const STOP = 16;
const ROUND = 32;

interface Shared {
  readonly meeting: Words;
  readonly x: Words;
  readonly y: Words;
  readonly seen: readonly [Words, Words];
}

function words(count: number): Words {
  return new Int32Array(new SharedArrayBuffer(4 * count));
}

function share(): Shared {
  return { meeting: words(64), x: words(CHUNK), y: words(CHUNK), seen: [words(CHUNK), words(CHUNK)] };
}

/** Waits until the other thread has come to the same round: both do it within some ten ns, or there is nothing to see. */
function alongside(meeting: Words, thread: number, round: number): void {
  const other = ROUND + 16 * (1 - thread);
  Atomics.store(meeting, ROUND + 16 * thread, round | 0);
  for (let look = 0; ((Atomics.load(meeting, other) - round) | 0) < 0; look++) {
    if (look > LOOKS) Atomics.wait(meeting, other, Atomics.load(meeting, other), 1);
  }
}

/** Two threads, chunk by chunk: `before`, then both at once `round` for every index, then `after` in thread 0. */
function chunks(
  { meeting, x, y }: Shared,
  thread: number,
  isOver: IsOver,
  round: (index: number) => void,
  after: () => void,
): number {
  let count = 0;
  for (let chunk = 1; ; chunk++) {
    if (thread === 0) {
      x.fill(0);
      y.fill(0);
      // Decides for both.
      if (isOver()) Atomics.store(meeting, STOP, 1);
    }
    meet(meeting, 0, 2, 3 * chunk - 2);
    if (Atomics.load(meeting, STOP) === 1) return count;
    for (let index = 0; index < CHUNK; index++) {
      alongside(meeting, thread, chunk * CHUNK + index);
      round(index);
    }
    meet(meeting, 0, 2, 3 * chunk - 1);
    if (thread === 0) after();
    meet(meeting, 0, 2, 3 * chunk);
    count += CHUNK;
  }
}

/** Both write and then read what the other writes: at least one sees the other's write. */
const storeBuffering: Litmus<Shared> = {
  name: "memory/store-buffering",
  primitive: "memory",
  threads: 2,
  share,
  run(shared, thread, isOver) {
    const { x, y, seen } = shared;
    const own = thread === 0 ? x : y;
    const other = thread === 0 ? y : x;
    const mine = seen[thread === 0 ? 0 : 1];
    const outcomes = [0, 0, 0, 0];
    const count = chunks(
      shared,
      thread,
      isOver,
      (index) => {
        door.store(own, index, 1);
        mine[index] = door.load(other, index);
      },
      () => {
        for (let index = 0; index < CHUNK; index++) {
          const outcome = 2 * (seen[0][index] ?? 0) + (seen[1][index] ?? 0);
          outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        }
      },
    );
    return [count, ...outcomes];
  },
  check(results) {
    const [steps = 0, neither = 0, second = 0, first = 0, both = 0] = results[0] ?? [];
    if (neither > 0) throw new Error(`${neither} times neither thread saw the other's write`);
    return { steps: 4 * steps, counts: { rounds: steps, first, second, both } };
  },
};

/** Plain data before an ordered mark: who sees the mark sees the data. */
const messagePassing: Litmus<Shared> = {
  name: "memory/message-passing",
  primitive: "memory",
  threads: 2,
  share,
  run(shared, thread, isOver) {
    const { x, y } = shared;
    let seen = 0;
    let stale = 0;
    let round = 0;
    const count = chunks(
      shared,
      thread,
      isOver,
      (index) => {
        if (thread === 0) {
          door.put(x, index, index + 1);
          door.store(y, index, 1);
        } else if (door.load(y, index) === 1) {
          seen++;
          if (door.get(x, index) !== index + 1) stale++;
        }
      },
      () => {
        round++;
      },
    );
    return [count, seen, stale, round];
  },
  check(results) {
    const [steps = 0, seen = 0, stale = 0] = results[1] ?? [];
    if (stale > 0) throw new Error(`${stale} times the mark was seen and the data was not`);
    return { steps: 4 * steps, counts: { rounds: steps, seen } };
  },
};

export const memoryLitmus = [storeBuffering, messagePassing] as const;
