/** Runs litmus tests, one after the other, each with the machine for itself. */

import { Worker } from "node:worker_threads";
import { type Litmus, SIGNAL_WORDS, signal } from "./litmus.ts";
import type { LitmusThread } from "./litmus.worker.ts";

/** Milliseconds that threads may take to begin, and to end after they were told to. */
const SLACK_MS = 30_000;

export interface LitmusResult {
  readonly steps: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly failure: string | undefined;
}

/** Lets the threads run for so many milliseconds. */
export async function runLitmus(test: Litmus, ms: number): Promise<LitmusResult> {
  const shared = test.share();
  const signals = new Int32Array(new SharedArrayBuffer(4 * SIGNAL_WORDS));
  const workers = Array.from({ length: test.threads }, (_, thread) => {
    const workerData: LitmusThread = { test: test.name, thread, shared, signals };
    return new Worker(new URL("./litmus.worker.ts", import.meta.url), { workerData });
  });
  const limit = Promise.withResolvers<never>();
  const timer = setTimeout(() => limit.reject(new Error("a thread did not end: it waits for ever")), ms + SLACK_MS);
  try {
    const answers = workers.map(answerOf);
    await Promise.race([allReady(signals, test.threads), limit.promise]);
    Atomics.store(signals, signal.begin, 1);
    Atomics.notify(signals, signal.begin);
    const stop = setTimeout(() => Atomics.store(signals, signal.stop, 1), ms);
    const results = await Promise.race([Promise.all(answers), limit.promise]);
    clearTimeout(stop);
    return { ...test.check(results, shared), failure: undefined };
  } catch (error) {
    return { steps: 0, counts: {}, failure: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** What a thread did; rejects with what went wrong in it. */
function answerOf(worker: Worker): Promise<number[]> {
  return new Promise((resolve, reject) => {
    worker.on("message", (answer: number[] | string) => {
      if (typeof answer === "string") reject(new Error(answer));
      else resolve(answer);
    });
    worker.on("error", reject);
  });
}

async function allReady(signals: Int32Array<SharedArrayBuffer>, threads: number): Promise<void> {
  for (;;) {
    const ready = Atomics.load(signals, signal.ready);
    if (ready === threads) return;
    await Atomics.waitAsync(signals, signal.ready, ready, 100).value;
  }
}
