/** Many processes: at once, and one after another. */

import { heapStats } from "bun:jsc";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { LogRing, stream } from "../../../core/index.ts";
import type { Launch, ProcessSnapshot } from "../../../src/process/index.ts";
import { ProcessTable } from "../../../src/process/thread.ts";
import { groupLives } from "../../support/groups.ts";
import { tableTools } from "../../support/process-table.ts";
import { waitFor } from "../../support/wait.ts";

let ring: LogRing;
let table: ProcessTable;
let exits: ProcessSnapshot[];

beforeEach(() => {
  ring = LogRing.create({ slots: 16_384, bytes: 1 << 21 });
  exits = [];
  table = new ProcessTable({
    ...tableTools(ring),
    publish: () => {},
    publishExit: (snapshot) => exits.push(snapshot),
    publishTail: () => {},
  });
});
afterEach(() => table.close());

function shell(text: string, name: string): Launch {
  return { name, kind: "command", command: text, argv: ["/bin/sh", "-c", text], cwd: "/" };
}

/** Children of this process that have ended and that nobody has taken notice of. */
function zombies(): number {
  return readdirSync("/proc").filter((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    try {
      const [state, parent] = readFileSync(`/proc/${entry}/stat`, "latin1").split(") ")[1]?.split(" ") ?? [];
      return state === "Z" && Number(parent) === process.pid;
    } catch {
      return false;
    }
  }).length;
}

test("200 are started at once, each can be asked for and has printed, and all are stopped", async () => {
  const names = Array.from({ length: 200 }, (_, index) => `job${index}`);
  const starts = await Promise.all(
    names.map((name) => table.start(shell(`echo line of ${name}; exec sleep 300`, name))),
  );
  expect(starts.some(({ duplicate }) => duplicate)).toBe(false);
  const reader = ring.reader();
  const printed = () =>
    reader.range(reader.oldest(), reader.latest()).records.filter((one) => one.stream === stream.stdout);
  await waitFor("a line of each", () => printed().length === names.length, 20_000);
  expect(
    printed()
      .map(({ text }) => text)
      .sort(),
  ).toEqual(names.map((name) => `line of ${name}`).sort());

  const listed = await table.list();
  expect(listed.map(({ name }) => name)).toEqual(names);
  expect(new Set(listed.map(({ id }) => id)).size).toBe(names.length);
  expect(new Set(listed.map(({ pid }) => pid)).size).toBe(names.length);
  expect(listed.filter(({ status, error }) => status !== "running" || error !== null)).toEqual([]);

  await Promise.all(names.map((name) => table.stop(name)));
  expect(exits.map(({ name }) => name).sort()).toEqual(names.toSorted());
  expect(listed.filter(({ pid }) => pid !== null && groupLives(pid))).toEqual([]);
}, 60_000);

/** Objects that live, without texts: so that no id is given twice, the table remembers a bounded number of them. */
function objects(): number {
  const { objectCount, objectTypeCounts } = heapStats();
  return objectCount - (objectTypeCounts["string"] ?? 0);
}

describe.if(process.platform === "linux")("start and stop", () => {
  test("a thousand times leaves no zombie, no handle and no memory", async () => {
    const names = Array.from({ length: 20 }, (_, index) => `job${index}`);
    // Of the first runs alone: what the test itself keeps of each would be counted below.
    const ids = new Set<string>();
    const firstRounds = 10;
    const rounds = async (count: number) => {
      for (let round = 0; round < count; round++) {
        const starts = await Promise.all(names.map((name) => table.start(shell("echo up; exec sleep 300", name))));
        if (ids.size < firstRounds * names.length) for (const { process } of starts) ids.add(process.id);
        await Promise.all(names.map((name) => table.stop(name)));
      }
      exits = [];
      await Bun.sleep(100);
      Bun.gc(true);
      return { handles: readdirSync("/proc/self/fd").length, objects: objects() };
    };
    const before = await rounds(firstRounds);
    const after = await rounds(50);
    expect(ids.size).toBe(firstRounds * names.length);
    expect(zombies()).toBe(0);
    expect(after.handles - before.handles).toBeLessThanOrEqual(2);
    // Less than one object of every second run is kept.
    expect(after.objects - before.objects).toBeLessThan(500);
  }, 120_000);
});
