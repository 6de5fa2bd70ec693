import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LogRing } from "../../../core/index.ts";
import type { Launch, ProcessSnapshot } from "../../../src/process/index.ts";
import { ProcessTable } from "../../../src/process/thread.ts";
import { tableTools } from "../../support/process-table.ts";
import { waitFor } from "../../support/wait.ts";

let folder: string;
let table: ProcessTable;
let published: ProcessSnapshot[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "brum-tree-"));
  published = [];
  table = new ProcessTable({
    ...tableTools(LogRing.create({ slots: 1024, bytes: 1 << 18 })),
    publish: (snapshot) => published.push(snapshot),
    publishExit: () => {},
    publishTail: () => {},
  });
});
afterEach(async () => {
  await table.close();
  rmSync(folder, { recursive: true });
});

const shell = (text: string): Launch => ({
  name: "job",
  kind: "command",
  command: text,
  argv: ["/bin/sh", "-c", text],
  cwd: folder,
});

/** The number that a process wrote to a file. */
const pidIn = (file: string) =>
  waitFor(file, () => {
    try {
      return Number(readFileSync(join(folder, file), "utf8")) || undefined;
    } catch {
      return undefined;
    }
  });

function lives(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return !/\) [ZX] /.test(stat);
  } catch {
    return false;
  }
}

/** A daemon as daemons are made: two forks, a session of its own, and its parent gone. */
const daemon = (file: string, more = "") =>
  `setsid sh -c '${more} sh -c "echo \\$\\$ > ${file}; exec sleep 300" >/dev/null 2>&1 &'`;

describe.if(process.platform === "linux")("a stop ends", () => {
  test("a daemon with a session of its own whose parent has gone", async () => {
    await table.start(shell(`${daemon("pid")}; exec sleep 300`));
    const pid = await pidIn("pid");
    expect(lives(pid)).toBe(true);
    await table.stop("job");
    expect(lives(pid)).toBe(false);
  });

  test("one that has emptied its environment, while its parent lives", async () => {
    await table.start(shell(`setsid env -i sh -c 'echo $$ > pid; exec /bin/sleep 300' & exec sleep 300`));
    const pid = await pidIn("pid");
    await table.stop("job");
    expect(lives(pid)).toBe(false);
  });

  test("what a willing process starts while it is stopping", async () => {
    writeFileSync(join(folder, "late.sh"), "trap 'setsid sleep 300 & echo $! > pid; exit 0' TERM\nsleep 300 & wait");
    await table.start(shell("exec sh late.sh"));
    await waitFor("its start", () => published.some(({ status }) => status === "running"));
    await Bun.sleep(50);
    await table.stop("job");
    expect(lives(await pidIn("pid"))).toBe(false);
  });

  test("a daemon that an ended process left behind, which is told before", async () => {
    await table.start(shell(daemon("pid")));
    const pid = await pidIn("pid");
    await waitFor("the news", () => published.at(-1)?.leftover.includes(pid));
    await table.stop("job");
    expect(lives(pid)).toBe(false);
    expect(published.at(-1)?.leftover).toEqual([]);
  });
});

test("a willing process is stopped within 50 ms at the median", async () => {
  const times: number[] = [];
  for (let count = 0; count < 15; count++) {
    await table.start(shell("exec sleep 300"));
    const began = performance.now();
    await table.stop("job");
    times.push(performance.now() - began);
  }
  expect(times.sort((a, b) => a - b)[7]).toBeLessThan(50);
});

test("a halted process is asked to end, not killed", async () => {
  const { process: started } = await table.start(shell("exec sleep 300"));
  process.kill(started.pid ?? 0, "SIGSTOP");
  const began = performance.now();
  expect(await table.stop("job")).toMatchObject({ status: "stopped", signal: "SIGTERM" });
  expect(performance.now() - began).toBeLessThan(2000);
});

test("nobody else is touched: a process of ours that is none of the run's lives on", async () => {
  const other = Bun.spawn(["sleep", "300"]);
  await table.start(shell("exec sleep 300"));
  await table.stop("job");
  expect(other.exitCode).toBeNull();
  expect(lives(other.pid)).toBe(true);
  other.kill();
  await other.exited;
});
