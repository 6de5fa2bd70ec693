import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { limits } from "../../../core/limits.ts";
import {
  type PoolWorkerEvents,
  type SpawnWorker,
  WorkerPool,
  type WorkerPoolOptions,
} from "../../../core/pool/index.ts";
import { Mutex } from "../../../core/sync/index.ts";
import { beside, startThread, until } from "../worker.ts";
import type { Jobs } from "./jobs.worker.ts";

/** Threads of node:worker_threads, which Bun, Deno and Node have alike. */
const spawn: SpawnWorker = ({ onMessage, onEnd }) => {
  const worker = new Worker(beside("./jobs.worker", import.meta.url));
  let failure: unknown;
  worker.on("message", onMessage);
  worker.on("error", (error) => {
    failure = error;
  });
  worker.on("exit", () => onEnd(failure));
  return {
    postMessage: (message) => worker.postMessage(message),
    terminate: () => void worker.terminate(),
  };
};

/** Runs `body` with a pool that is closed afterwards. */
async function withPool(
  options: Partial<WorkerPoolOptions>,
  body: (pool: WorkerPool<Jobs>) => Promise<void>,
): Promise<void> {
  const pool = new WorkerPool<Jobs>({ threads: 2, spawn, ...options });
  try {
    await body(pool);
  } finally {
    await pool.close(0);
  }
}

/** Words for the jobs that hold: how many do, and 1 to let them go; then a lock. */
function gate(): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(64 + Mutex.BYTES));
}

function open(words: Int32Array<SharedArrayBuffer>): void {
  Atomics.store(words, 1, 1);
  Atomics.notify(words, 1);
}

test("jobs are done by threads that start when they are needed, and no more than allowed", () =>
  withPool({ threads: 3 }, async (pool) => {
    assert.equal(pool.counters().threads, 0, "none before the first job");
    assert.equal(await pool.run("add", [1, 2]), 3);
    assert.equal(await pool.run("later", "done"), "done");
    assert.equal(pool.counters().started, 1, "a free thread is used again");
    const sums = await Promise.all(Array.from({ length: 50 }, (_, i) => pool.run("add", [i, i])));
    assert.deepEqual(
      sums,
      Array.from({ length: 50 }, (_, i) => 2 * i),
    );
    assert.deepEqual(pool.counters(), {
      threads: 3,
      running: 0,
      waiting: 0,
      started: 3,
      done: 52,
      failed: 0,
      overdue: 0,
      died: 0,
      refused: 0,
    });
  }));

test("a full queue is a clear error, and what waits is done in order", () =>
  withPool({ threads: 1, queue: 2 }, async (pool) => {
    const words = gate();
    const order: string[] = [];
    const held = pool.run("hold", words.buffer).then(() => order.push("held"));
    const waiting = [1, 2].map((n) => pool.run("add", [n, n]).then((sum) => order.push(String(sum))));
    await assert.rejects(pool.run("add", [3, 3]), {
      name: "CoreError",
      code: "pool.full",
      message: 'job "add" found all 1 threads busy and 2 jobs waiting: try again later',
    });
    const { running, waiting: queued, refused } = pool.counters();
    assert.deepEqual({ running, queued, refused }, { running: 1, queued: 2, refused: 1 });
    open(words);
    await Promise.all([held, ...waiting]);
    assert.deepEqual(order, ["held", "2", "4"]);
    assert.equal(await pool.run("add", [3, 3]), 6);
  }));

test("a pool without a queue takes as many jobs as it has threads", () =>
  withPool({ threads: 1, queue: 0 }, async (pool) => {
    const words = gate();
    const held = pool.run("hold", words.buffer);
    await assert.rejects(pool.run("add", [1, 1]), { code: "pool.full" });
    open(words);
    await held;
    assert.equal(await pool.run("add", [1, 1]), 2);
  }));

test("a job over its time limit rejects alone; its thread is ended and replaced", () =>
  withPool({}, async (pool) => {
    const words = gate();
    const other = pool.run("hold", words.buffer);
    await until(() => Atomics.load(words, 0) === 1, "the other job to run");
    await pool.run("add", [1, 1]);
    const spun = gate();
    await assert.rejects(pool.run("spin", spun.buffer, { timeoutMs: 400 }), {
      code: "pool.timeout",
      message: 'job "spin" was not done within 400 ms, so its thread was ended',
    });
    // Deno ends a thread that spins after seconds, and sometimes not at all while it takes coverage.
    if ("Deno" in globalThis) Atomics.store(spun, 1, 1);
    let last = -1;
    await until(() => {
      const before = last;
      last = Atomics.load(spun, 0);
      return last > 0 && last === before;
    }, "its thread to stop");
    assert.equal(await pool.run("add", [2, 2]), 4);
    const { started, overdue, threads } = pool.counters();
    assert.deepEqual({ started, overdue, threads }, { started: 3, overdue: 1, threads: 2 });
    open(words);
    assert.equal(await other, "ok");
  }));

test("a job that waits longer than its limit rejects and is never done", () =>
  withPool({ threads: 1 }, async (pool) => {
    const words = gate();
    const held = pool.run("hold", words.buffer);
    await assert.rejects(pool.run("hold", words.buffer, { timeoutMs: 20 }), {
      code: "pool.timeout",
      message: 'job "hold" waited 20 ms for a free thread in vain',
    });
    open(words);
    await held;
    assert.equal(await pool.run("add", [1, 1]), 2);
    assert.equal(Atomics.load(words, 0), 1);
  }));

test("a job that throws rejects with what it threw, and its thread goes on", () =>
  withPool({ threads: 1 }, async (pool) => {
    const failed = (message: string) => ({ code: "pool.job-failed", message });
    await assert.rejects(pool.run("fail", "no good"), failed('job "fail" failed: RangeError: no good'));
    await assert.rejects(pool.run("failOddly", "just words"), failed('job "failOddly" failed: just words'));
    for (const job of ["failWordless", "failHostile"] as const) {
      await assert.rejects(
        pool.run(job, undefined),
        failed(`job "${job}" failed: what was thrown cannot be told in words`),
      );
    }
    await assert.rejects(pool.run("giveFunction", undefined), {
      code: "pool.job-failed",
      message: /^job "giveFunction" failed: its output cannot be passed to another thread: /,
    });
    await assert.rejects(
      pool.run("echo", () => {}),
      {
        code: "pool.job-failed",
        message: /^job "echo" failed: its input cannot be passed to another thread: /,
      },
    );
    // Checked border: the types would not let a wrong name pass.
    const untyped = pool as unknown as WorkerPool<{ toString(input: unknown): void }>;
    await assert.rejects(untyped.run("toString", 1), {
      code: "pool.job-failed",
      message: /^job "toString" failed: the worker serves no such job, but add, later, hold/,
    });
    assert.deepEqual(await pool.run("echo", { a: [1] }), { a: [1] });
    const { started, failed: count, done } = pool.counters();
    assert.deepEqual({ started, count, done }, { started: 1, count: 7, done: 1 });
  }));

test("a thread that dies costs its job only, and is replaced", () =>
  withPool({}, async (pool) => {
    const words = gate();
    const other = pool.run("hold", words.buffer);
    await assert.rejects(pool.run("crash", undefined), {
      code: "pool.worker-died",
      message: /^job "crash" was lost, as its thread ended: .*out of the blue/,
    });
    await assert.rejects(pool.run("exit", undefined), {
      code: "pool.worker-died",
      message: 'job "exit" was lost, as its thread ended',
    });
    assert.equal(await pool.run("add", [2, 2]), 4);
    open(words);
    assert.equal(await other, "ok");
    const { started, died } = pool.counters();
    assert.deepEqual({ started, died }, { started: 4, died: 2 });
  }));

test("the host learns which thread ended, and frees the lock that it died with", async () => {
  const words = gate();
  const mutex = new Mutex(words, 16, { name: "books", rank: 1 });
  const freed: boolean[] = [];
  const onThreadEnd = (id: number) => void freed.push(mutex.threadDied(id));
  await withPool({ threads: 1, onThreadEnd }, async (pool) => {
    await assert.rejects(pool.run("lockAndExit", words.buffer), { code: "pool.worker-died" });
    assert.equal(await mutex.lockAsync(10_000), "poisoned");
    mutex.heal();
    mutex.unlock();
    assert.deepEqual(freed, [true]);
  });
});

/** Threads that only seem to be: they do nothing until the test says what happened to them. */
function puppets(): { spawn: SpawnWorker; started: PoolWorkerEvents[]; given: unknown[] } {
  const started: PoolWorkerEvents[] = [];
  const given: unknown[] = [];
  const spawnPuppet: SpawnWorker = (events) => {
    started.push(events);
    events.onMessage({ kind: "ready", thread: 70 + started.length });
    return {
      postMessage: (message) => void given.push(message),
      terminate: () => {
        throw new RangeError("cannot end it");
      },
    };
  };
  return { spawn: spawnPuppet, started, given };
}

for (const [kind, onThreadEnd] of [
  [
    "throws",
    (id: number): never => {
      throw new RangeError(`cannot free what ${id} had`);
    },
  ],
  ["rejects", (id: number) => Promise.reject(new RangeError(`cannot free what ${id} had`))],
] as const) {
  test(`a host that ${kind} when a thread has ended is told so, and the pool goes on`, async () => {
    const { spawn, started, given } = puppets();
    const errors: string[] = [];
    const pool = new WorkerPool<Jobs>({
      threads: 1,
      spawn,
      onThreadEnd,
      onError: (error) => errors.push(String(error)),
    });
    const first = pool.run("add", [1, 1], { timeoutMs: Number.POSITIVE_INFINITY });
    const second = pool.run("add", [2, 2], { timeoutMs: Number.POSITIVE_INFINITY });
    started[0]?.onEnd(new RangeError("out of memory"));
    await assert.rejects(first, {
      code: "pool.worker-died",
      message: 'job "add" was lost, as its thread ended: RangeError: out of memory',
    });
    assert.deepEqual([started.length, given.length], [2, 2], "the job that waited has a thread");
    started[1]?.onMessage({ kind: "done", output: 4 });
    assert.equal(await second, 4);
    assert.deepEqual(errors, ["RangeError: cannot free what 71 had"]);
    const closing = pool.close(1000);
    started[1]?.onEnd();
    assert.deepEqual(await closing, { left: 0 });
    await until(() => errors.length > 1, "the next thread's end to be told");
    assert.deepEqual(errors, ["RangeError: cannot free what 71 had", "RangeError: cannot free what 72 had"]);
  });
}

test("a host that throws when it is to end a thread is told so, and the pool goes on", async () => {
  const { spawn, started } = puppets();
  const errors: string[] = [];
  const pool = new WorkerPool<Jobs>({ threads: 1, spawn, onError: (error) => errors.push(String(error)) });
  await assert.rejects(pool.run("add", [1, 1], { timeoutMs: 10 }), { code: "pool.timeout" });
  const second = pool.run("add", [2, 2]);
  const closing = pool.close(0);
  await assert.rejects(second, { code: "pool.closed" });
  for (const { onEnd } of started) onEnd();
  assert.deepEqual(await closing, { left: 1 });
  assert.deepEqual(errors, Array(2).fill("RangeError: cannot end it"));
});

for (const hears of [false, true]) {
  test(`a failure that ${hears ? "could not be told" : "nobody wants to be told"} is nobody's rejection`, async () => {
    const { ended } = startThread("./untold.worker", import.meta.url, hears);
    await assert.rejects(ended, hears ? /told in vain/ : /not told/);
  });
}

test("a host that can start no thread fails the jobs that wanted one", () =>
  withPool(
    {
      threads: 1,
      spawn: () => {
        throw new RangeError("no more threads");
      },
    },
    async (pool) => {
      for (let round = 0; round < 2; round++) {
        await assert.rejects(pool.run("add", [1, 1]), {
          code: "pool.worker-died",
          message: 'job "add" found no thread, as none could be started: RangeError: no more threads',
        });
      }
      const { started, died, waiting } = pool.counters();
      assert.deepEqual({ started, died, waiting }, { started: 0, died: 2, waiting: 0 });
    },
  ));

test("a host that can start no thread any more fails all that wait for one", () => {
  let spawned = 0;
  const spawnOnce: SpawnWorker = (events) => {
    if (spawned++ > 0) throw new RangeError("no more threads");
    return spawn(events);
  };
  return withPool({ threads: 1, spawn: spawnOnce }, async (pool) => {
    const jobs = [pool.run("exit", undefined), pool.run("add", [1, 1]), pool.run("add", [2, 2])];
    await Promise.all(jobs.map((job) => assert.rejects(job, { code: "pool.worker-died" })));
    assert.equal(pool.counters().waiting, 0);
  });
});

test("a job that is done in time is not over its limit later", () =>
  withPool({ threads: 1 }, async (pool) => {
    await pool.run("add", [1, 1]);
    assert.equal(await pool.run("add", [2, 2], { timeoutMs: 500 }), 4);
    await assert.rejects(pool.run("fail", "no good", { timeoutMs: 500 }), { code: "pool.job-failed" });
    await new Promise((resolve) => setTimeout(resolve, 700));
    assert.equal(pool.counters().overdue, 0);
  }));

test("threads that do not end are borne once each, then jobs wait", async () => {
  let spawned = 0;
  const ends: (() => void)[] = [];
  const pool = new WorkerPool<Jobs>({
    threads: 1,
    spawn: ({ onEnd }) => {
      spawned += 1;
      ends.push(() => onEnd());
      return { postMessage: () => {}, terminate: () => {} };
    },
  });
  for (let job = 0; job < 2; job++) {
    await assert.rejects(pool.run("add", [1, 1], { timeoutMs: 10 }), { code: "pool.timeout", message: /was not done/ });
  }
  assert.equal(spawned, 2);
  await assert.rejects(pool.run("add", [1, 1], { timeoutMs: 10 }), { code: "pool.timeout", message: /waited/ });
  assert.equal(spawned, 2, "no third beside two that do not end");
  const late = pool.run("add", [1, 1], { timeoutMs: 10 });
  ends[0]?.();
  await assert.rejects(late, { code: "pool.timeout", message: /was not done/ });
  assert.equal(spawned, 3);
  const start = performance.now();
  assert.deepEqual(await pool.close(0), { left: 0 });
  assert.ok(performance.now() - start >= limits.poolEndMs - 20, "it waits for them, and not for ever");
});

test("a handler does a job with the payload of each event, and fails as it does", () =>
  withPool({ threads: 1 }, async (pool) => {
    const words = gate();
    const handler = pool.handler("hold", { timeoutMs: 10_000 });
    const handled = handler({ payload: words.buffer });
    await until(() => Atomics.load(words, 0) === 1, "the job to run");
    open(words);
    assert.equal(await handled, undefined);
    await assert.rejects(pool.handler("fail")({ payload: "no good" }), { code: "pool.job-failed" });
  }));

test("close lets jobs be done, takes no more, and ends the threads", async () => {
  const ended: number[] = [];
  const pool = new WorkerPool<Jobs>({ threads: 2, spawn, onThreadEnd: (id) => void ended.push(id) });
  const jobs = Array.from({ length: 20 }, (_, i) => pool.run("add", [i, 1]));
  const closing = pool.close(10_000);
  assert.equal(pool.close(0), closing, "closed once");
  await assert.rejects(pool.run("add", [1, 1]), { code: "pool.closed" });
  assert.deepEqual(await closing, { left: 0 });
  assert.deepEqual(
    await Promise.all(jobs),
    Array.from({ length: 20 }, (_, i) => i + 1),
  );
  assert.equal(ended.length, pool.counters().started);
  assert.equal(pool.counters().threads, 0);
});

test("close says what it left after its time limit", async () => {
  const pool = new WorkerPool<Jobs>({ threads: 1, spawn });
  const words = gate();
  const jobs = [pool.run("hold", words.buffer), pool.run("add", [1, 1]), pool.run("add", [2, 2])];
  const rejected = Promise.all(
    jobs.map((job) => assert.rejects(job, { code: "pool.closed", message: /was not done/ })),
  );
  assert.deepEqual(await pool.close(50), { left: 3 });
  await rejected;
});

test("sizes out of range are errors that name the range", () => {
  for (const threads of [0, limits.poolThreads + 1, 1.5]) {
    assert.throws(() => new WorkerPool<Jobs>({ threads, spawn }), {
      code: "pool.size",
      message: new RegExp(`number of threads .* from 1 to ${limits.poolThreads}, not ${threads}$`),
    });
  }
  for (const queue of [-1, limits.poolMaxQueue + 1, Number.NaN]) {
    assert.throws(() => new WorkerPool<Jobs>({ threads: 1, queue, spawn }), {
      code: "pool.size",
      message: /waiting jobs/,
    });
  }
});
