import { beforeEach, describe, expect, test } from "bun:test";
import { createServer } from "node:http";
import { LogBatch, LogRing, level, stream } from "../../../../core/index.ts";
import { Pattern } from "../../../../src/logs/index.ts";
import type { ReadyCheck, ReadyProbe } from "../../../../src/process/launch.ts";
import { monitorOf, type ReadyTools } from "../../../../src/process/ready/check.ts";
import { LineWaits, lineWaits, readyChecks } from "../../../../src/process/ready/index.ts";
import { Census } from "../../../../src/process/tree/census.ts";
import { makeFolder } from "../../../support/folder.ts";
import { freePort } from "../../../support/ports.ts";
import { processesIn } from "../../../support/processes.ts";
import { waitFor } from "../../../support/wait.ts";

let tools: ReadyTools;
let print: (text: string, source?: number) => void;
let reports: string[];
const report = {
  ready: (url: string | null) => reports.push(`ready ${url}`),
  notReady: (why: string) => reports.push(`not ready: ${why}`),
};
beforeEach(() => {
  const ring = LogRing.create({ slots: 256, bytes: 1 << 16 });
  const writer = ring.writer();
  let marks = 0;
  tools = {
    waits: new LineWaits(ring.reader()),
    compile: (pattern) => new Pattern(pattern, false),
    census: new Census(),
    newMark: () => `test-check-${process.pid}-${++marks}`,
  };
  print = (text, source = 1) => {
    const batch = new LogBatch();
    batch.add(
      { time: Date.now(), source, stream: stream.stdout, level: level.info, flags: 0, group: 0 },
      new TextEncoder().encode(text),
    );
    writer.write(batch);
  };
  reports = [];
});

const check = (probe: ReadyProbe, changes: Partial<ReadyCheck> = {}): ReadyCheck => {
  return { probe, delayMs: 0, intervalMs: 15, timeoutMs: 100, withinMs: 5000, successes: 1, ...changes };
};
const run = (ready: ReadyCheck, cwd = "/") => {
  return { launch: { name: "x", kind: "command", command: "x", argv: ["x"], cwd, ready } as const, source: 1, env: {} };
};
const begin = (ready: ReadyCheck, cwd?: string) => readyChecks(tools)(run(ready, cwd), report);
const reported = () => waitFor("a report", () => reports[0]);

describe("readiness", () => {
  test("by http: of a server that starts late and is unwell at first", async () => {
    const port = await freePort();
    begin(check({ kind: "http", url: `http://localhost:${port}/health` }, { successes: 2 }));
    await Bun.sleep(40);
    let asked = 0;
    const server = createServer((_, response) => response.writeHead(++asked < 3 ? 503 : 200).end());
    server.listen(port, "127.0.0.1");
    expect(await reported()).toBe(`ready http://localhost:${port}/health`);
    expect(asked).toBe(4);
    server.close();
  });

  test("by http: says what was seen last, and how often it looked", async () => {
    const port = await freePort();
    begin(check({ kind: "http", url: `http://localhost:${port}/` }, { withinMs: 100 }));
    expect(await reported()).toMatch(
      /^not ready: http:\/\/localhost:\d+\/ refused the connection \(\d looks in 100 ms\)$/,
    );
  });

  test("by tcp, within its time only", async () => {
    begin(check({ kind: "tcp", host: "localhost", port: await freePort() }, { withinMs: 60 }));
    expect(await reported()).toMatch(/^not ready: localhost:\d+ refused the connection \(\d looks? in 60 ms\)$/);
  });

  test("by a program: what takes too long is killed, and the next look is taken", async () => {
    using folder = makeFolder();
    const argv = ["/bin/sh", "-c", "test -f second && exit 0; touch second; sleep 77"];
    begin(check({ kind: "exec", argv }), folder.path);
    expect(await reported()).toBe("ready null");
    expect(processesIn(folder.path)).toEqual([]);
  });

  test("by a line: that of this run, not one before", async () => {
    print("ready");
    begin(check({ kind: "log", pattern: "^ready$" }));
    print("ready", 2);
    await Bun.sleep(30);
    expect(reports).toEqual([]);
    print("ready");
    expect(await reported()).toBe("ready null");
  });

  test("by a line: says that none fitted, or that the pattern cannot be used", async () => {
    begin(check({ kind: "log", pattern: "^up$" }, { withinMs: 30 }));
    begin(check({ kind: "log", pattern: "(" }));
    begin(check({ kind: "log", pattern: "a".repeat(1001) }));
    begin(check({ kind: "http", url: "nowhere" }));
    expect(reports).toEqual([]);
    await waitFor("all reports", () => reports.length === 4);
    expect(reports.sort()).toEqual([
      expect.stringMatching(/^not ready: "nowhere" is no http or https URL/),
      "not ready: no line fits /^up$/ (in 30 ms)",
      expect.stringMatching(/^not ready: the pattern \/\(\/ cannot be used: /),
      "not ready: the pattern has 1001 characters, 1000 are allowed: shorten it",
    ]);
  });

  test("by the first URL", async () => {
    begin(check({ kind: "url" }));
    print("see https://example.com/docs");
    print("  Local: http://0.0.0.0:3000/");
    expect(await reported()).toBe("ready http://localhost:3000/");
  });

  test("can be stopped: no report, and nothing is left", async () => {
    using folder = makeFolder();
    const probes: ReadyProbe[] = [
      { kind: "exec", argv: ["sleep", "77"] },
      { kind: "log", pattern: "up" },
      { kind: "url" },
      { kind: "tcp", host: "127.0.0.1", port: 1 },
    ];
    const monitors = probes.map((probe) => {
      const ready = check(probe, { timeoutMs: 60_000, intervalMs: 1 });
      const monitor = monitorOf(ready, run(ready, folder.path), tools, report);
      monitor.start();
      return monitor;
    });
    await waitFor("the program", () => processesIn(folder.path).length === 1);
    for (const monitor of monitors) monitor.stop();
    await Promise.all(monitors.map((monitor) => monitor.clean()));
    expect(processesIn(folder.path)).toEqual([]);
    print("up at http://localhost:1");
    await Bun.sleep(30);
    expect(reports).toEqual([]);
  });
});

describe("a dependency's line", () => {
  test("is found from the start of the run on, and not after the wait has ended", async () => {
    const since = Date.now();
    print("migrated");
    let found = 0;
    const wait = (pattern: string) =>
      lineWaits(tools)({ source: 1, since, pattern, found: () => found++, failed: (why) => reports.push(why) });
    wait("migrated");
    await waitFor("the line", () => found === 1);
    wait("later")();
    print("later");
    wait("(");
    wait("(")();
    await waitFor("the failure", () => reports.length > 0);
    await Bun.sleep(20);
    expect(reports).toEqual([expect.stringContaining("cannot be used")]);
    expect(found).toBe(1);
  });
});
