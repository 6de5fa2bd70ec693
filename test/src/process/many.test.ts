/** Many processes: at once, and one after the other. */

import { afterEach, beforeEach, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type LogReader, LogRing } from "../../../core/index.ts";
import type { Launch, ProcessSnapshot } from "../../../src/process/index.ts";
import { ProcessTable } from "../../../src/process/thread.ts";
import { tableTools } from "../../support/process-table.ts";
import { waitFor } from "../../support/wait.ts";

const MIB = 1 << 20;
/** Less than this is no change of the memory in use. */
const SAME_BYTES = 64 * 1024;

let table: ProcessTable;
let reader: LogReader;
let exits: number;

beforeEach(() => {
  const ring = LogRing.create({ slots: 4096, bytes: MIB });
  reader = ring.reader();
  exits = 0;
  table = new ProcessTable({
    ...tableTools(ring),
    publish: () => {},
    publishExit: () => exits++,
    publishTail: () => {},
  });
});
afterEach(() => table.close());

function shell(text: string, name: string): Launch {
  return { name, kind: "command", command: text, argv: ["/bin/sh", "-c", text], cwd: "/" };
}

test("200 processes started at once all run, can all be asked for, and end without an error", async () => {
  const names = Array.from({ length: 200 }, (_, index) => `job${index}`);
  const started = await Promise.all(
    names.map((name) => table.start(shell(`echo ${name} is up; exec sleep 300`, name))),
  );
  expect(started.filter(({ duplicate }) => duplicate)).toEqual([]);
  expect(new Set(started.map(({ process }) => process.id)).size).toBe(200);
  expect(new Set(started.map(({ process }) => process.source)).size).toBe(200);
  const texts = await waitFor("a line of each", () => {
    const all = reader.range(reader.oldest(), reader.latest()).records.map(({ text }) => text);
    return names.every((name) => all.includes(`${name} is up`)) && all;
  });
  expect(texts.filter((text) => text.endsWith(" is up"))).toHaveLength(200);
  const isUp = ({ status, pid, error }: ProcessSnapshot) => status === "running" && pid !== null && error === null;
  const listed = await table.list();
  expect(listed.map(({ name }) => name)).toEqual(names);
  expect(listed.filter((one) => !isUp(one))).toEqual([]);
  const stopped = await Promise.all(names.map((name) => table.stop(name)));
  expect(stopped.filter(({ status, error }) => status !== "stopped" || error !== null)).toEqual([]);
  expect(exits).toBe(200);
}, 30_000);

const handles = () => readdirSync("/proc/self/fd").length;

/** Bytes of the heap and of buffers once nothing more can be collected: finalizers run some time after a collection. */
async function memoryInUse(): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let same = 0; same < 10; ) {
    Bun.gc(true);
    await sleep(20);
    const { heapUsed } = process.memoryUsage();
    same = heapUsed < least - SAME_BYTES ? 0 : same + 1;
    least = Math.min(least, heapUsed);
  }
  return least;
}

/** Children of this process that nobody has waited for. */
function zombies(): string[] {
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
      const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return state === "Z" && Number(parent) === process.pid;
    } catch {
      return false;
    }
  });
}

test.if(process.platform === "linux")(
  "1,000 starts and stops leave no zombie, no open handle, and take no memory",
  async () => {
    const names = Array.from({ length: 10 }, (_, index) => `job${index}`);
    const cycles = async (rounds: number) => {
      for (let round = 0; round < rounds; round++) {
        await Promise.all(
          names.map(async (name) => {
            await table.start(shell("echo up; exec sleep 300", name));
            expect(await table.stop(name)).toMatchObject({ status: "stopped", error: null });
          }),
        );
      }
    };
    // What is made once, and the code's compilation, come first.
    await cycles(20);
    const before = { handles: handles(), used: await memoryInUse() };
    await cycles(100);
    expect(exits).toBe(1200);
    expect(zombies()).toEqual([]);
    await waitFor("the handles to be closed", () => handles() <= before.handles);
    // Ids are remembered: some 100 bytes for each run.
    expect((await memoryInUse()) - before.used).toBeLessThan(2 * MIB);
  },
  60_000,
);
