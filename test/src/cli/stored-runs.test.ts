/** `brum logs`, `errors` and `events` with `--run`, on a history of the test's own. */

import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { flag, level } from "../../../core/index.ts";
import { parseArguments } from "../../../src/cli/arguments.ts";
import { isPlain, performPlain } from "../../../src/cli/commands/index.ts";
import { historyFile } from "../../../src/history/index.ts";
import { openHistory } from "../../../src/history/thread.ts";
import { makeFolder } from "../../support/folder.ts";
import { recordsWith } from "./record.ts";

const folder = makeFolder();
const before = process.env["XDG_STATE_HOME"];
const record = recordsWith({});

beforeAll(async () => {
  process.env["XDG_STATE_HOME"] = folder.path;
  const { writer } = await openHistory(historyFile(folder.path), {
    startedAt: 1000,
    pid: 1,
    version: "0",
    directory: folder.path,
  });
  writer.source(1, "web");
  writer.source(2, "worker");
  const lines = [
    record("starting"),
    record("ready on http://localhost:3000", { flags: flag.url | flag.ready }),
    record("tick 1"),
    record("tick 2"),
    record("it broke", { level: level.error, flags: flag.error, source: 2 }),
    record("tick 3"),
    record("tick 4"),
    record("compiled", { flags: flag.build }),
  ];
  writer.write(lines.map((line, index) => ({ ...line, sequence: index, time: 1000 + index })));
  writer.gap(500, 492, new Date(2026, 0, 2, 12, 3, 4).getTime());
  writer.write([record("late", { sequence: 500, time: 2000 })]);
  writer.error({
    fingerprint: "e97e83aabbcc",
    kind: "runtime",
    type: "TypeError",
    message: "it broke",
    severity: "error",
    language: "javascript",
    place: { file: "/p/a.ts", line: 3, column: 7 },
    frames: [],
    causes: [],
    context: ["TypeError: it broke"],
    number: 7,
    source: 2,
    process: "worker",
    directory: "/p",
    time: new Date(2026, 0, 2, 12, 3, 4).getTime(),
    count: 1,
  });
  writer.event({ kind: "ready", url: null, ms: 412, source: 1, process: "web", time: 1001 });
  writer.close(3000);
});

afterAll(() => {
  if (before === undefined) delete process.env["XDG_STATE_HOME"];
  else process.env["XDG_STATE_HOME"] = before;
  folder[Symbol.dispose]();
});

/** What a command prints; its lines without their times. */
async function run(...argv: string[]): Promise<{ lines: string[]; out: string; err: string; code: number }> {
  const parsed = parseArguments(["-d", folder.path, ...argv], "0");
  if (!("subcommand" in parsed) || !isPlain(parsed.subcommand)) throw new Error(JSON.stringify(parsed));
  let out = "";
  let err = "";
  const code = await performPlain(parsed.subcommand, {
    out: async (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    width: undefined,
    colour: false,
    unicode: true,
    ask: async () => undefined,
    stopped: new AbortController().signal,
    close: () => {},
  });
  const lines = out.split("\n").slice(0, -1);
  return { lines: lines.map((line) => line.replace(/^\d\d:\d\d:\d\d /, "")), out, err, code };
}

const logs = async (...argv: string[]) => (await run("logs", "--run", "1", ...argv)).lines;

test("names stand in one column from the first line on; what was lost has its time", async () => {
  const { out, lines } = await run("logs", "--run", "1");
  expect(lines.slice(0, 5)).toEqual([
    "web    │ starting",
    "web    │ ready on http://localhost:3000",
    "web    │ tick 1",
    "web    │ tick 2",
    "worker │ it broke",
  ]);
  expect(out).toContain("12:03:04 brum   │ 492 lines dropped here");
});

test("lines by what they are about", async () => {
  expect(await logs("--kind", "url,builds", "-n", "9")).toEqual([
    "web  │ ready on http://localhost:3000",
    "web  │ compiled",
    expect.stringContaining("492 lines dropped"),
  ]);
  expect(await logs("--kind", "error", "-C", "1")).toEqual([
    "web    │ tick 2",
    "worker │ it broke",
    "web    │ tick 3",
    expect.stringContaining("492 lines dropped"),
  ]);
  const { err, code } = await run("logs", "--run", "1", "--kind", "bild");
  expect([err, code]).toEqual([
    'brum: --kind knows error, url, build, test, ready, not "bild". Did you mean "build"?\n',
    2,
  ]);
});

test("lines around a level, also before the first of the newest", async () => {
  expect((await logs("--level", "error", "-C", "2")).slice(0, 5)).toEqual([
    "web    │ tick 1",
    "web    │ tick 2",
    "worker │ it broke",
    "web    │ tick 3",
    "web    │ tick 4",
  ]);
  expect(await logs("--grep", "tick", "-n", "1", "-C", "1")).toEqual([
    "web  │ tick 3",
    "web  │ tick 4",
    "web  │ compiled",
    expect.stringContaining("492 lines dropped"),
  ]);
});

test("what only a running Brummer can do is refused", async () => {
  for (const option of ["--follow", "--show-cursor"]) {
    const { err, code } = await run("logs", "--run", "1", option);
    expect([err, code]).toEqual([`brum: ${option} is for the Brummer that runs: leave --run out.\n`, 2]);
  }
});

test("hidden lines do not count among the newest", async () => {
  expect((await logs("--hide", "late|compiled", "-n", "2")).slice(0, 2)).toEqual(["web  │ tick 3", "web  │ tick 4"]);
});

test("errors: of a process, one whole; what is not there is said", async () => {
  expect((await run("errors", "--run", "1")).lines[0]).toBe("e97e83  ✗ TypeError: it broke");
  expect((await run("errors", "--run", "1", "web")).lines).toEqual(["No errors."]);
  expect((await run("errors", "--run", "1", "e97e")).lines[2]).toBe("seen 2026-01-02 12:03:04");
  const unknown = await run("errors", "--run", "1", "wbe");
  expect([unknown.err, unknown.code]).toEqual(['brum: No process "wbe" ran then. There were: web, worker.\n', 2]);
  const none = await run("errors", "--run", "1", "ffff");
  expect([none.err, none.code]).toEqual([
    'brum: No error has an id that begins with "ffff": brum errors lists them.\n',
    2,
  ]);
});

test("events: by process and kind", async () => {
  expect((await run("events", "--run", "1", "--kind", "ready,url")).lines).toEqual([" web  ready in 412ms"]);
  expect((await run("events", "--run", "1", "--kind", "build")).lines).toEqual(["Nothing was told yet."]);
  expect((await run("events", "--run", "1", "wbe")).err).toContain('No process "wbe" ran then');
  expect((await run("events", "--run", "1", "--kind", "redy")).err).toContain('Did you mean "ready"?');
});

test("exports: as text with whole times and names in one column, as objects, as a page", async () => {
  const { out, err } = await run("history", "export", "--run", "1");
  expect(out.split("\n")[0]).toMatch(/^1970-01-01T.*:01\.000[+-]\d\d:\d\d web {4}│ starting$/);
  expect(err).toBe("");
  const objects = (await run("history", "export", "--run", "1", "--format", "ndjson")).out.trim().split("\n");
  expect(objects.map((line) => JSON.parse(line))).toHaveLength(10);
  expect((await run("history", "export", "--run", "1", "--format", "html")).out).toMatch(
    /^<!doctype html>[\s\S]*<td>worker<\/td><td>it broke<\/td>[\s\S]*<\/html>\n$/,
  );
  const file = join(folder.path, "lines.txt");
  expect((await run("history", "export", "--run", "1", "--output", file)).err).toBe(`Wrote 9 lines to ${file}.\n`);
  expect(readFileSync(file, "utf8")).toBe(out);
  expect((await run("history", "export", "--run", "1", "-o", file)).err).toContain("it is there already");
});
