/** `overflow = "block"`: what a process prints is read no faster than it is kept. */

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { delay } from "es-toolkit";
import { type LogGate, type LogReader, LogRing, stream, threadId } from "../../../core/index.ts";
import type { Launch } from "../../../src/process/index.ts";
import { ProcessTable } from "../../../src/process/thread.ts";
import { tableTools } from "../../support/process-table.ts";
import { waitFor } from "../../support/wait.ts";
import type { KeeperStart } from "./keeper.worker.ts";

const LINES = 300_000;
/** Prints so many lines as fast as it can, each one byte longer than its number. */
const flood = `seq 1 ${LINES}`;
/** As fast, and without end. */
const endless = "exec yes 0123456789abcdef";

let ring: LogRing;
let reader: LogReader;
let table: ProcessTable;

beforeEach(() => {
  // The smallest that can be configured.
  ring = LogRing.create({ slots: 4096, bytes: 1 << 20 });
  reader = ring.reader();
  table = new ProcessTable({
    ...tableTools(ring),
    publish: () => {},
    publishExit: () => {},
    publishTail: () => {},
  });
});
afterEach(() => table.close());

function shell(text: string, more: Partial<Launch> = {}): Launch {
  return { name: "job", kind: "command", command: text, argv: ["/bin/sh", "-c", text], cwd: "/", ...more };
}

const block = { overflow: "block" } as const;

/** Keeps what the gate gives, a part of the ring at a time with a pause between. */
class Keeper {
  /** Of standard output, by source. */
  readonly lines = new Map<number, string[]>();
  dropped = 0;
  #isOver = false;
  readonly #gate: LogGate = ring.gate(0);
  readonly #reading: Promise<void> = this.#read();

  async #read(): Promise<void> {
    while (!this.#isOver) {
      const { records, dropped } = this.#gate.next(2000);
      this.dropped += dropped;
      for (const { source, stream: of, text } of records) {
        if (of === stream.stdout) this.#of(source).push(text);
      }
      await delay(2);
    }
  }

  #of(source: number): string[] {
    const lines = this.lines.get(source) ?? [];
    this.lines.set(source, lines);
    return lines;
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await this.#reading;
    this.#gate.close();
  }
}

/** A keeper in a thread of its own: that of the processes may be blocked. */
class DistantKeeper implements Disposable {
  readonly #worker = new Worker(new URL("./keeper.worker.ts", import.meta.url));

  static async start(pauseMs: number): Promise<DistantKeeper> {
    const keeper = new DistantKeeper();
    await keeper.#ask({ buffer: ring.buffer, pauseMs } satisfies KeeperStart);
    return keeper;
  }

  end(): Promise<unknown> {
    return this.#ask("end");
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }

  #ask(question: unknown): Promise<unknown> {
    const answer = new Promise((resolve) => {
      this.#worker.addEventListener("message", ({ data }) => resolve(data), { once: true });
    });
    this.#worker.postMessage(question);
    return answer;
  }
}

const one = async (name = "job") => (await table.list()).find((process) => process.name === name);
const ended = (name?: string) =>
  waitFor(
    "its end",
    async () => {
      const process = await one(name);
      return process?.pid === null && process;
    },
    30_000,
  );
const texts = (of: number) =>
  reader.range(0, reader.latest()).records.flatMap((record) => (record.stream === of ? [record.text] : []));

/** What Brummer warned of: kept apart, where no flood overwrites it. */
const warnings = () => {
  const errors = ring.errors();
  return errors
    .range(0, errors.latest())
    .records.flatMap((record) => (record.stream === stream.system ? [record.text] : []));
};

/** Nothing comes any more, although it would print without end. */
async function blocked(): Promise<void> {
  await waitFor("the process to be blocked", async () => {
    const before = reader.latest();
    await delay(150);
    return before > 2000 && before === reader.latest();
  });
}

describe("a flood through a small ring", () => {
  test("is kept whole where it blocks, also while others write a little", async () => {
    const keeper = new Keeper();
    await table.start(shell("i=0; while :; do echo $((i=i+1)); sleep 0.01; done", { name: "other" }));
    const { process } = await table.start(shell(flood, block));
    await ended();
    await waitFor("the last line", () => keeper.lines.get(process.source)?.at(-1) === String(LINES));
    await table.stop("other");
    await keeper.end();
    expect(keeper.dropped).toBe(0);
    expect(keeper.lines.get(process.source)).toEqual(Array.from({ length: LINES }, (_, index) => String(index + 1)));
    expect(ring.counters().gateWaits).toBeGreaterThan(0);
  }, 60_000);

  test("loses lines, which are counted, where it overwrites", async () => {
    const keeper = new Keeper();
    const { process } = await table.start(shell(flood));
    await ended();
    await waitFor("the last line", () => keeper.lines.get(process.source)?.at(-1) === String(LINES));
    await keeper.end();
    expect(keeper.dropped).toBeGreaterThan(0);
    expect((keeper.lines.get(process.source) ?? []).length).toBeLessThan(LINES);
  }, 60_000);

  test("is kept whole in a terminal too", async () => {
    using keeper = await DistantKeeper.start(5);
    await table.start(shell(flood, { ...block, tty: true }));
    await ended();
    expect(await keeper.end()).toEqual({ lines: LINES, dropped: 0 });
    expect(ring.counters().gateWaits).toBeGreaterThan(0);
  }, 60_000);
});

describe("a process that is blocked", () => {
  test("lets others print on, and is stopped as any other", async () => {
    const gate = ring.gate(0);
    await table.start(shell(endless, { ...block, stopTimeoutMs: 2000 }));
    await blocked();
    await table.start(shell("seq 1 100", { name: "other" }));
    await ended("other");
    expect(texts(stream.stdout).filter((text) => text !== "0123456789abcdef")).toHaveLength(100);
    expect(gate.next(10).dropped).toBe(0);
    const began = performance.now();
    expect(await table.stop("job")).toMatchObject({ status: "stopped", signal: "SIGTERM" });
    expect(performance.now() - began).toBeLessThan(2500);
    gate.close();
  }, 20_000);

  test("and does not want to end is ended by force when its time is over", async () => {
    ring.gate(0);
    await table.start(shell(`trap "" TERM; yes 0123456789abcdef`, { ...block, stopTimeoutMs: 300 }));
    await blocked();
    const began = performance.now();
    expect(await table.stop("job")).toMatchObject({ status: "stopped", signal: "SIGKILL" });
    expect(performance.now() - began).toBeLessThan(4000);
  }, 20_000);

  test("in a terminal is stopped as well, and lets others print on", async () => {
    using _ = await DistantKeeper.start(60_000);
    await table.start(shell(endless, { ...block, tty: true }));
    await waitFor("the process to be blocked", () => ring.counters().gateWaits > 0);
    await table.start(shell("echo from the other >&2", { name: "other" }));
    await ended("other");
    const began = performance.now();
    expect(await table.stop("job")).toMatchObject({ status: "stopped", signal: "SIGTERM" });
    expect(performance.now() - began).toBeLessThan(5000);
    expect(warnings()).toEqual([expect.stringContaining("not kept within 1.0 s")]);
  }, 20_000);

  test("goes on when what keeps the log dies, and says once that nothing keeps it", async () => {
    ring.gate(0);
    await table.start(shell(`${flood}; ${flood} >&2; sleep 0.3; echo last`, block));
    await blocked();
    ring.threadDied(threadId);
    expect(await ended()).toMatchObject({ status: "success" });
    expect(texts(stream.stdout)).toContain("last");
    expect(warnings()).toHaveLength(1);
  }, 20_000);
});

test("where nothing keeps the log nothing is blocked, and that is said once, of those that would be", async () => {
  await table.start(shell(`echo begin >&2; ${flood}; sleep 0.2; echo end`, block));
  await table.start(shell("echo 1", { name: "other" }));
  expect(await ended()).toMatchObject({ status: "success" });
  await ended("other");
  expect(texts(stream.stdout).at(-1)).toBe("end");
  expect(ring.counters().gateWaits).toBe(0);
  expect(warnings()).toEqual([
    'the output of job is not held back (overflow = "block"), and may overwrite older lines: nothing keeps it, ' +
      "neither a history nor log files",
  ]);
});
