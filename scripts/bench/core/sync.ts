/** Locks and notifications that nobody contends for. */

import { measure } from "mitata";
import { EventCount, Mutex } from "../../../core/index.ts";
import { progress, row } from "../rounds.ts";
import type { BenchRow, Targets } from "../row.ts";

export const targets: Targets = {
  "mutex, uncontended": [{ of: "ratio", limit: 3 }],
  "mutex, uncontended, with using": [{ of: "ratio", limit: 15 }],
};

const ROUNDS = 9;
/** Nanoseconds for each measurement of a round. */
const BUDGET = { min_cpu_time: 40e6 };

export async function syncRows(): Promise<BenchRow[]> {
  progress("core: mutex, event count");
  const mutex = new Mutex(words(Mutex.BYTES), 0, { name: "bench", rank: 1 });
  const count = new EventCount(words(EventCount.BYTES), 0);
  const word = words(64);
  const work = {
    add: () => Atomics.add(word, 0, 1),
    notify: () => Atomics.notify(word, 0),
    lock: () => {
      mutex.lock();
      mutex.unlock();
    },
    using: () => {
      using _ = mutex.guard();
    },
    notifyAll: () => count.notifyAll(),
  };
  const samples = { add: [] as number[], notify: [] as number[], lock: [] as number[] };
  const more = { using: [] as number[], notifyAll: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    samples.add.push((await measure(work.add, BUDGET)).p50);
    samples.lock.push((await measure(work.lock, BUDGET)).p50);
    more.using.push((await measure(work.using, BUDGET)).p50);
    samples.notify.push((await measure(work.notify, BUDGET)).p50);
    more.notifyAll.push((await measure(work.notifyAll, BUDGET)).p50);
  }
  const cost = (name: string, own: number[], beside: string, other: number[]) =>
    row("core", { name, unit: "ns", higherIsBetter: false, samples: own, baseline: { name: beside, samples: other } });
  return [
    cost("mutex, uncontended", samples.lock, "Atomics.add", samples.add),
    cost("mutex, uncontended, with using", more.using, "Atomics.add", samples.add),
    cost("notify when nobody waits", more.notifyAll, "Atomics.notify", samples.notify),
  ];
}

function words(bytes: number): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(bytes));
}
