/**
 * A program for the terminal tests: the screen on a real ring and a real bus in one process, with processes that live in
 * memory. What a "process" prints is told by its name, so a test drives everything by keys.
 */

import process from "node:process";
import { EventBus, flag, LogBatch, LogRing, type LogWriter, level, stream } from "../../core/index.ts";
import type { Project, Script } from "../../src/detect/index.ts";
import type { ErrorSighting } from "../../src/errors/index.ts";
import { isAlive, type Launch, type ProcessClient, type ProcessSnapshot } from "../../src/process/index.ts";
import { TerminalTap } from "../../src/process/terminal/tap.ts";
import { onEndSignals } from "../../src/threads/signals.ts";
import { topics } from "../../src/topics.ts";
import { openScreen } from "../../tui/index.ts";
import { limits } from "../../tui/limits.ts";
import { tellAgents } from "./harness-agents.ts";
import { tellFound } from "./harness-found.ts";
import { recordPressed } from "./harness-pressed.ts";
import { FakeProxy } from "./harness-web.ts";

if (process.env["HARNESS_PRESSED"] !== undefined) recordPressed(process.env["HARNESS_PRESSED"]);
const home = process.env["HARNESS_HOME"] ?? "/nowhere";
// A notice that stays, for screens that must not change by themselves.
if (process.env["HARNESS_NOTICE_MS"] !== undefined)
  Object.assign(limits, { noticeMs: Number(process.env["HARNESS_NOTICE_MS"]) });

const scripts: Script[] = [
  { name: "web", command: "vite --port 5173" },
  { name: "api", command: "node --watch server.js" },
  { name: "flood", command: "yes" },
  { name: "colours", command: "node colours.js" },
  { name: "crash", command: "node crash.js" },
  { name: "throw", command: "throws inside the program itself" },
  { name: "typecheck", command: "tsc --noEmit" },
  { name: "shell", command: "has a terminal" },
];

const project: Project = {
  directory: process.cwd(),
  name: "shop",
  packageManager: "npm",
  scripts: process.env["HARNESS_EMPTY"] === "1" ? [] : scripts,
  candidates: [],
  warnings: process.env["HARNESS_WARNING"] === undefined ? [] : [process.env["HARNESS_WARNING"]],
};

const ring = LogRing.create({ slots: 1 << 14, bytes: 1 << 22 });
const bus = EventBus.create(topics);
const writer: LogWriter = ring.writer();
const batch = new LogBatch();
const encoder = new TextEncoder();
const escapes = /\x1b(?:\[[0-?]*[@-~]|\][^\x07]*\x07)/g;

interface PrintOptions {
  readonly level?: 2 | 3 | 4;
  readonly group?: number;
  readonly time?: number;
  readonly flags?: number;
}

function print(source: number, lines: readonly string[], more: PrintOptions = {}): void {
  for (const line of lines) {
    const plain = line.replace(escapes, "");
    const fields = {
      time: more.time ?? Date.now(),
      source,
      stream: stream.stdout,
      level: more.level ?? level.info,
      flags: more.flags ?? (more.level === level.error ? flag.error : 0),
      group: more.group ?? 0,
    };
    const styled = plain === line ? undefined : encoder.encode(line);
    while (!batch.add(fields, encoder.encode(plain), styled)) flush();
  }
  flush();
}

function flush(): void {
  writer.write(batch);
  batch.clear();
}

const snapshots = new Map<string, ProcessSnapshot>();
const timers = new Map<string, ReturnType<typeof setInterval>>();

function change(snapshot: ProcessSnapshot): ProcessSnapshot {
  snapshots.set(snapshot.name, snapshot);
  bus.publish("process.changed", snapshot);
  return snapshot;
}

function end(name: string, status: "stopped" | "failed" | "success", exitCode: number | null): ProcessSnapshot {
  clearInterval(timers.get(name));
  const snapshot = snapshots.get(name);
  if (snapshot === undefined) throw new Error(`There is no process ${name}.`);
  return change({ ...snapshot, status, pid: null, endedAt: Date.now(), exitCode });
}

const colours = [
  "plain \x1b[31mred\x1b[0m \x1b[1;32mbold green\x1b[0m \x1b[38;5;208morange 208\x1b[0m \x1b[38;2;10;200;250mtrue colour\x1b[0m end",
  "漢字 wide, emoji 🐝 bee, joined 👩‍👩‍👧 family, flag 🇩🇪, e\u0301 combined, ❤️ selector | end",
  "tab\tstop\tand bell \x07 and escape-less controls \x01\x02 | end",
  "\x1b[36mtitle\x1b[m \x1b]0;EVIL TITLE\x07 gone, cursor \x1b[2J\x1b[H gone, query \x1b[6n gone | end",
];

/** The error of "crash", at a place in a file that the test may make in `HARNESS_DIRECTORY`. */
function sightingOf(name: string, source: number): ErrorSighting {
  const place = { file: "src/orders.ts", line: 42, column: 17 };
  return {
    number: 7,
    language: "javascript",
    type: "TypeError",
    message: "Cannot read properties of undefined",
    severity: "error",
    causes: [],
    frames: [{ function: "getOrder", ...place, own: true }],
    place,
    context: ["TypeError: Cannot read properties of undefined", "    at getOrder (src/orders.ts:42:17)"],
    fingerprint: "crash",
    kind: "runtime",
    source,
    process: name,
    directory: process.env["HARNESS_DIRECTORY"] ?? process.cwd(),
    time: Date.now(),
    count: 1,
  };
}

function behave(name: string, source: number): void {
  if (process.env["HARNESS_FOUND"] === "1")
    void tellFound(name, source, bus, (from, line, time, flags) => print(from, [line], { time, flags }));
  let count = 0;
  const every = (milliseconds: number, work: () => void) => timers.set(name, setInterval(work, milliseconds));
  if (name === "web") {
    print(
      source,
      Array.from({ length: 300 }, (_, index) => `web line ${index + 1}`),
    );
    if (process.env["HARNESS_QUIET"] !== "1") every(400, () => print(source, [`[vite] hmr update ${++count}`]));
  } else if (name === "flood") {
    every(5, () =>
      print(
        source,
        Array.from({ length: 500 }, () => `flood ${++count} ${"y".repeat(40)}`),
      ),
    );
  } else if (name === "colours") {
    print(source, colours);
    print(source, [`long ${"abcdefghi ".repeat(30)}end`]);
  } else if (name === "crash") {
    print(source, ["TypeError: Cannot read properties of undefined", "    at getOrder (src/orders.ts:42:17)"], {
      level: level.error,
      group: 7,
    });
    print(source, ["careful"], { level: level.warn });
    bus.publish("error.detected", sightingOf(name, source));
    setTimeout(() => end(name, "failed", 3), 50);
  } else if (name === "throw") {
    setTimeout(() => {
      throw new Error("harness threw");
    }, 20);
  }
}

/** What processes with a terminal have sent it, by name. */
const taps = new Map<string, TerminalTap>();

function tapOf(name: string): TerminalTap {
  const tap = taps.get(name) ?? new TerminalTap();
  taps.set(name, tap);
  return tap;
}

/** A line of a process that has a terminal: in its log and on its screen. */
function say(name: string, line: string): null {
  print(snapshots.get(name)?.source ?? 0, [line]);
  tapOf(name).push(encoder.encode(`${line}\r\n`));
  return null;
}

const client: ProcessClient = {
  list: async () => [...snapshots.values()],
  start: async (launch) => {
    const known = snapshots.get(launch.name);
    if (known !== undefined && isAlive(known.status)) return { process: known, duplicate: true };
    const source = known?.source ?? snapshots.size + 1;
    const started: ProcessSnapshot = {
      id: `${launch.name}-1`,
      name: launch.name,
      source,
      launch,
      status: "running",
      pid: 4242,
      startedAt: Date.now(),
      endedAt: null,
      exitCode: null,
      signal: null,
      error: null,
      readyAt: null,
      url: null,
      restartAt: null,
      waitingFor: [],
      note: null,
      firstRecord: 0,
      leftover: [],
      restarts: 0,
    };
    change(started);
    behave(launch.name, source);
    return { process: started, duplicate: false };
  },
  input: async (name, bytes) => say(name, `typed ${JSON.stringify(new TextDecoder().decode(bytes))}`),
  resize: async (name, { columns, rows }) => say(name, `sized ${columns}x${rows}`),
  sizeTerminals: async () => null,
  terminal: (id, since) => tapOf(id.replace(/-1$/, "")).read(since),
  usage: async () => [],
  stop: async (name) => {
    const snapshot = snapshots.get(name);
    if (snapshot !== undefined) change({ ...snapshot, status: "stopping" });
    return end(name, "stopped", null);
  },
  restart: async (name) => {
    const snapshot = snapshots.get(name);
    if (snapshot === undefined) throw new Error(`There is no process ${name}.`);
    clearInterval(timers.get(name));
    change({ ...snapshot, status: "running", startedAt: Date.now(), restarts: snapshot.restarts + 1 });
    print(snapshot.source, [`${name} restarted`]);
    return snapshot;
  },
};

const launchOf = (script: Script): Launch => ({
  name: script.name,
  kind: "script",
  command: script.command,
  argv: ["npm", "run", script.name],
  cwd: project.directory,
  tty: script.name === "shell",
});

print(0, ["brum: harness is ready"]);
const proxy = new FakeProxy(bus, process.env["HARNESS_WEB"]);
const screen = openScreen({
  project,
  reader: ring.reader(),
  bus,
  processes: client,
  proxy,
  launches: [],
  launchesOf: (script) => [launchOf(script)],
  startPage: {
    isFirst: process.env["HARNESS_START"] === "1",
    started: [{ kind: "script", text: "typecheck" }],
    keep: (started) => {
      if (process.env["HARNESS_START"] === "1") print(0, [`keeps ${started.map(({ text }) => text).join(", ")}`]);
    },
    launchesFor: (words) =>
      words.startsWith("echo ")
        ? { launches: [launchOf({ name: "custom", command: words })] }
        : { error: `"${words}" is no script of shop and no program on PATH.` },
  },
  settings: {
    info: {
      groups: [],
      // Exists everywhere, and says nothing of package managers.
      directory: "/",
      home,
      pid: 4711,
      stateFolder: `${home}/.local/state/brummer`,
      historyFile: null,
      ownLog: null,
      withoutMcp: null,
      withoutProxy: process.env["HARNESS_WEB"] === "off" ? "switched off by --no-proxy" : null,
      exchanges: 1_000,
    },
    preferred: undefined,
    place: { home, platform: "linux", env: {} },
  },
  keys: process.env["HARNESS_KEYS"] === undefined ? [] : JSON.parse(process.env["HARNESS_KEYS"]),
  unicode: process.env["HARNESS_UNICODE"] !== "0",
  version: "0.1.0",
});
process.on("uncaughtException", (error) => {
  screen.close();
  process.stdout.write(`crashed: ${error.message}\n`);
  process.exit(1);
});
const ended = Promise.withResolvers<void>();
onEndSignals(
  () => ended.resolve(),
  () => process.exit(1),
  () => screen.hasKeyboard,
);
bus.publish("mcp.listening", { url: "http://127.0.0.1:7777/mcp", port: 7777, wantedPort: 7777, takenBy: null });
proxy.begin();
if (process.env["HARNESS_AGENTS"] === "1") tellAgents(bus);
await Promise.race([screen.quitRequested, ended.promise]);
await screen.stopping();
// Processes that do not end: only force helps.
if (process.env["HARNESS_STUCK"] === "1") await screen.killRequested;
for (const snapshot of snapshots.values()) if (isAlive(snapshot.status)) await client.stop(snapshot.name);
screen.close();
screen.close();
process.stdout.write("harness done\n");
process.exit(0);
