/**
 * A program for the terminal tests: the screen on a real ring and a real bus in one process, with processes that live in
 * memory. What a "process" prints is told by its name, so a test drives everything by keys.
 */

import process from "node:process";
import { EventBus, flag, LogBatch, LogRing, type LogWriter, level, stream } from "../../core/index.ts";
import type { Project, Script } from "../../src/detect/index.ts";
import { isAlive, type Launch, type ProcessClient, type ProcessSnapshot } from "../../src/process/index.ts";
import { topics } from "../../src/topics.ts";
import { openScreen } from "../../tui/index.ts";

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

function print(source: number, lines: readonly string[], more: { level?: 2 | 3 | 4; group?: number } = {}): void {
  for (const line of lines) {
    const plain = line.replace(escapes, "");
    const fields = {
      time: Date.now(),
      source,
      stream: stream.stdout,
      level: more.level ?? level.info,
      flags: more.level === level.error ? flag.error : 0,
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

function behave(name: string, source: number): void {
  let count = 0;
  const every = (milliseconds: number, work: () => void) => timers.set(name, setInterval(work, milliseconds));
  if (name === "web") {
    print(
      source,
      Array.from({ length: 300 }, (_, index) => `web line ${index + 1}`),
    );
    every(400, () => print(source, [`[vite] hmr update ${++count}`]));
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
    setTimeout(() => end(name, "failed", 3), 50);
  } else if (name === "throw") {
    setTimeout(() => {
      throw new Error("harness threw");
    }, 20);
  }
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
  input: async (name, bytes) => {
    print(snapshots.get(name)?.source ?? 0, [`typed ${JSON.stringify(new TextDecoder().decode(bytes))}`]);
    return null;
  },
  resize: async (name, { columns, rows }) => {
    print(snapshots.get(name)?.source ?? 0, [`sized ${columns}x${rows}`]);
    return null;
  },
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
const screen = openScreen({
  project,
  reader: ring.reader(),
  bus,
  processes: client,
  launches: [],
  launchesOf: (script) => [launchOf(script)],
  unicode: process.env["HARNESS_UNICODE"] !== "0",
  version: "0.1.0",
});
process.on("uncaughtException", (error) => {
  screen.close();
  process.stdout.write(`crashed: ${error.message}\n`);
  process.exit(1);
});
process.on("SIGTERM", () => {
  screen.close();
  process.exit(0);
});
bus.publish("mcp.listening", { url: "http://127.0.0.1:7777/mcp", port: 7777, wantedPort: 7777 });
await screen.quitRequested;
screen.stopping();
for (const snapshot of snapshots.values()) if (isAlive(snapshot.status)) await client.stop(snapshot.name);
screen.close();
screen.close();
process.stdout.write("harness done\n");
process.exit(0);
