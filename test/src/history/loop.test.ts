import { expect, test } from "bun:test";
import type { LogRecord } from "../../../core/index.ts";
import { HistoryLoop } from "../../../src/history/thread.ts";
import { record, records } from "./harness.ts";

/** A log that gives out what is put into it, and says how often it was asked. */
class MemoryFollower {
  readonly waiting: LogRecord[] = [];
  asked = 0;
  waits: number[] = [];
  #arrived: () => void = () => {};

  next(limit: number): { records: LogRecord[]; dropped: number } {
    this.asked++;
    return { records: this.waiting.splice(0, limit), dropped: 0 };
  }

  print(lines: readonly LogRecord[]): void {
    this.waiting.push(...lines);
    this.#arrived();
  }

  /** Waits until something is printed, however long that takes: the tests have no time to lose. */
  waitAsync(milliseconds: number): Promise<boolean> {
    this.waits.push(milliseconds);
    if (this.waiting.length > 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      this.#arrived = () => resolve(true);
    });
  }
}

/** A recorder that fails at its first step, or when it is closed, having taken nothing. */
function failing(when: "step" | "close") {
  let isRunning = true;
  return {
    get isRunning() {
      return isRunning;
    },
    step() {
      if (when === "step") isRunning = false;
      return false;
    },
    pauseAfter: () => 0,
    idle: () => false,
    close() {
      isRunning = false;
    },
  };
}

function filesInMemory() {
  const lines: string[] = [];
  return { isRunning: true, lines, write: (some: readonly LogRecord[]) => void lines.push(...some.map((r) => r.text)) };
}

test("with nothing to write to, it ends and reads nothing", async () => {
  const follower = new MemoryFollower();
  follower.print(records(0, 5000));
  await new HistoryLoop({ follower, recorder: undefined, files: undefined }).run();
  expect([follower.asked, follower.waits]).toEqual([0, []]);
});

test("a history that fails and no files: it ends at the next record, and does not read on", async () => {
  const follower = new MemoryFollower();
  const running = new HistoryLoop({ follower, recorder: failing("step"), files: undefined }).run();
  follower.print(records(0, 100_000));
  await running;
  expect(follower.asked).toBe(0);
});

test("files that fail, and no history: it ends", async () => {
  const follower = new MemoryFollower();
  const files = {
    isRunning: true,
    write() {
      files.isRunning = false;
    },
  };
  follower.print(records(0, 100_000));
  await new HistoryLoop({ follower, recorder: undefined, files }).run();
  expect(follower.asked).toBe(1);
});

test("a history that fails: files go on, and get the rest at the end", async () => {
  const follower = new MemoryFollower();
  const files = filesInMemory();
  const loop = new HistoryLoop({ follower, recorder: failing("step"), files });
  const running = loop.run();
  follower.print(records(0, 3000));
  loop.stop();
  await running;
  loop.finish(1);
  expect(files.lines).toEqual(records(0, 3000).map(({ text }) => text));
});

test("a history that fails at the very end: files get the rest", async () => {
  const follower = new MemoryFollower();
  const files = filesInMemory();
  const loop = new HistoryLoop({ follower, recorder: failing("close"), files });
  const running = loop.run();
  loop.stop();
  await running;
  follower.print(records(0, 3000));
  loop.finish(1);
  expect(files.lines).toEqual(records(0, 3000).map(({ text }) => text));
});

test("it stops at once, however long it would wait", async () => {
  const follower = new MemoryFollower();
  const loop = new HistoryLoop({ follower, recorder: undefined, files: filesInMemory() });
  const running = loop.run();
  expect(follower.waits).toHaveLength(1);
  loop.stop();
  await running;
  follower.print([record(0, "late")]);
});
