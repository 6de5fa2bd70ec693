import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { flag, type LogReader, LogRing, stream } from "../../../core/index.ts";
import type { Launch, ProcessSnapshot } from "../../../src/process/index.ts";
import { ProcessTable } from "../../../src/process/thread.ts";
import { tableTools } from "../../support/process-table.ts";
import { waitFor } from "../../support/wait.ts";

let table: ProcessTable;
let reader: LogReader;
let published: ProcessSnapshot[];
let exits: { snapshot: ProcessSnapshot; records: number }[];
beforeEach(() => {
  const ring = LogRing.create({ slots: 4096, bytes: 1 << 20 });
  reader = ring.reader();
  published = [];
  exits = [];
  table = new ProcessTable({
    ...tableTools(ring),
    publish: (snapshot) => published.push(snapshot),
    publishExit: (snapshot) => exits.push({ snapshot, records: reader.latest() }),
    publishTail: () => {},
  });
});
afterEach(() => table.close());

const shell = (text: string, more: Partial<Launch> = {}): Launch => ({
  name: "job",
  kind: "command",
  command: text,
  argv: ["/bin/sh", "-c", text],
  cwd: "/",
  ...more,
});
const records = () => reader.range(reader.oldest(), reader.latest()).records;
const system = () => records().flatMap(({ stream: of, text }) => (of === stream.system ? [text] : []));
const status = async () => (await table.list())[0]?.status;
const check = { delayMs: 0, intervalMs: 20, timeoutMs: 500, withinMs: 5000, successes: 1 };

describe("a restart policy", () => {
  const policy = { when: "on-failure", delayMs: 1, maxDelayMs: 4, limit: 0 } as const;

  test("starts a crashing process again 50 times with longer pauses, each with an id and an exit of its own", async () => {
    await table.start(shell("exit 3", { restart: { ...policy, limit: 50 } }));
    await waitFor("the limit", async () => (await status()) === "failed", 10_000);
    expect((await table.list())[0]).toMatchObject({ restarts: 50, status: "failed", exitCode: 3 });
    expect(exits).toHaveLength(51);
    expect(new Set(exits.map(({ snapshot }) => snapshot.id)).size).toBe(51);
    expect(system().at(-1)).toBe(
      "job is not started again: it was started again 50 times in a row, which is the limit",
    );
  }, 15_000);

  test("shows the pause as restarting, with the time of the start, and never the failure before it", async () => {
    await table.start(shell("exit 3", { restart: { ...policy, delayMs: 150, maxDelayMs: 150, limit: 1 } }));
    const pausing = await waitFor("the pause", () => published.find(({ restartAt }) => restartAt !== null));
    expect(pausing).toMatchObject({ status: "restarting", pid: null, exitCode: 3 });
    await waitFor("the end", async () => (await status()) === "failed");
    expect(published.filter(({ status }) => status === "failed")).toHaveLength(1);
  });

  test("does not start again what ended well, or was stopped, also during the pause", async () => {
    await table.start(shell("exit 0", { restart: policy }));
    await waitFor("the end", async () => (await status()) === "success");
    await table.start(shell("exit 1", { restart: { ...policy, delayMs: 60_000, maxDelayMs: 60_000 } }));
    await waitFor("the pause", async () => (await status()) === "restarting");
    expect(await table.stop("job")).toMatchObject({ status: "stopped", restartAt: null });
    await table.start(shell("exec sleep 60", { restart: { ...policy, when: "always" } }));
    expect(await table.stop("job")).toMatchObject({ status: "stopped" });
  });

  test("a restart that is asked for ends the pause", async () => {
    await table.start(shell("exit 1", { restart: { ...policy, delayMs: 60_000, maxDelayMs: 60_000 } }));
    await waitFor("the pause", async () => (await status()) === "restarting");
    await table.restart("job");
    expect(await waitFor("the second end", () => exits[1])).toBeDefined();
  });
});

describe("a readiness check", () => {
  test("makes a process starting, then ready, and says after how long", async () => {
    await table.start(
      shell("sleep 0.1; echo listening; exec sleep 60", {
        ready: { ...check, probe: { kind: "log", pattern: "listening" } },
      }),
    );
    expect(await status()).toBe("starting");
    await waitFor("ready", async () => (await status()) === "ready");
    expect(published.map(({ status }) => status)).toEqual(["starting", "ready"]);
    expect(system().at(-1)).toMatch(/^job is ready after 0\.\d s$/);
  });

  test("that is given up leaves it running, with the reason", async () => {
    await table.start(
      shell("exec sleep 60", {
        ready: { ...check, withinMs: 100, probe: { kind: "tcp", host: "127.0.0.1", port: 1 } },
      }),
    );
    await waitFor("the end of the check", async () => (await status()) === "running");
    expect((await table.list())[0]?.note).toContain("127.0.0.1:1");
    expect(system().at(-1)).toStartWith("job is not ready: ");
  });

  test("ends with the process", async () => {
    await table.start(shell("exit 0", { ready: { ...check, probe: { kind: "log", pattern: "never" } } }));
    await waitFor("the end", async () => (await status()) === "success");
    expect(published.map(({ status }) => status)).toEqual(["starting", "success"]);
  });
});

test("the exit is told once, after the last line and the line about the end; what comes later is marked", async () => {
  await table.start(shell("(sleep 1.3; echo late) & echo early; printf last"));
  const exit = await waitFor("the exit", () => exits[0], 3000);
  const before = records().slice(0, exit.records);
  expect(before.map(({ text }) => text)).toEqual([
    expect.stringContaining("started"),
    "early",
    expect.stringContaining("ended"),
  ]);
  const late = await waitFor(
    "the late lines",
    () => records().find(({ text }) => text === "lastlate" || text === "late"),
    2000,
  );
  expect(late.flags & flag.late).toBe(flag.late);
  expect(exits).toHaveLength(1);
});

describe("what waits for others", () => {
  test("starts when it is let go, and says what it waits for", async () => {
    const { process } = await table.start(shell("exit 0"), ["db (ready)", "api (started)"]);
    expect(process).toMatchObject({ status: "waiting", pid: null, waitingFor: ["db (ready)", "api (started)"] });
    await table.gate("job", ["db (ready)"], null);
    expect((await table.list())[0]?.waitingFor).toEqual(["db (ready)"]);
    await table.gate("job", [], null);
    await waitFor("the end", async () => (await status()) === "success");
    expect(exits).toHaveLength(1);
  });

  test("fails with the reason where that cannot come, and can be started again", async () => {
    await table.start(shell("exit 0"), ["db (ready)"]);
    await table.gate("job", ["db (ready)"], "db has failed");
    expect((await table.list())[0]).toMatchObject({ status: "failed", error: "db has failed" });
    expect(system().at(-1)).toBe("job was not started: db has failed");
    await table.start(shell("exit 0"));
    await waitFor("the end", async () => (await status()) === "success");
  });

  test("can be stopped", async () => {
    await table.start(shell("exit 0"), ["db (ready)"]);
    expect(await table.stop("job")).toMatchObject({ status: "stopped" });
    await table.gate("job", [], null);
    expect(await status()).toBe("stopped");
  });
});

describe("a process with a terminal", () => {
  test("is interactive, is told the terminal's size, and its lines are in the log", async () => {
    const text =
      "tty -s && echo is a terminal; trap 'stty size' WINCH; read -p 'name? ' name; echo hello $name; exec sleep 60";
    await table.start({ ...shell(text, { tty: true }), argv: ["/bin/bash", "-c", text] });
    await waitFor("the first line", () => records().some(({ text }) => text === "is a terminal"));
    await table.resize("job", { columns: 123, rows: 45 });
    await table.input("job", new TextEncoder().encode("bob\r"));
    await waitFor("the size", () => records().some(({ text }) => text.endsWith("45 123")));
    await waitFor("the answer", () => records().some(({ text }) => text === "hello bob"));
    expect(await table.stop("job")).toMatchObject({ status: "stopped" });
  });

  test("hands out what it is sent, as it came, from a size of its own on", async () => {
    await table.sizeTerminals({ columns: 61, rows: 17 });
    const text = "stty size; printf '\\033[31mred\\033[m'; read line; exec sleep 60";
    await table.start(shell(text, { tty: true }));
    const decoder = new TextDecoder();
    let seen = "";
    let at: number | null = null;
    while (!seen.includes("\x1b[m")) {
      const output = await table.terminal("job", at);
      seen += decoder.decode(output.bytes);
      at = output.to;
    }
    expect(seen).toBe("17 61\r\n\x1b[31mred\x1b[m");
    const next = table.terminal("job", at);
    await table.input("job", new TextEncoder().encode("x"));
    expect(decoder.decode((await next).bytes)).toBe("x");
    const last = table.terminal("job", seen.length + 1);
    await table.stop("job");
    expect((await last).bytes.length).toBe(0);
    await expect(table.terminal("job", null)).rejects.toThrow("job does not run.");
  });

  test("that does not read what is typed is not sent more than a megabyte, and gets all of that", async () => {
    await table.start(shell("stty raw -echo; sleep 0.5; head -c 600000 | wc -c; exec sleep 60", { tty: true }));
    await Bun.sleep(100);
    const half = new Uint8Array(600_000).fill(0x78);
    await table.input("job", half);
    await expect(table.input("job", half)).rejects.toThrow("job does not read what is typed: the last of it is lost.");
    await waitFor("all of it", () => records().some(({ text }) => text === "600000"));
    await table.input("job", half);
  });

  test("gets Ctrl-C from its keyboard", async () => {
    await table.start(shell("exec sleep 60", { tty: true }));
    await Bun.sleep(50);
    await table.input("job", new Uint8Array([3]));
    expect((await waitFor("the end", () => exits[0])).snapshot).toMatchObject({ signal: "SIGINT" });
  });

  test("is the only kind that can be typed into", async () => {
    await table.start(shell("exec sleep 60"));
    await expect(table.input("job", new Uint8Array([3]))).rejects.toThrow(
      "job has no terminal. Start it with tty = true",
    );
    await expect(table.terminal("job", null)).rejects.toThrow("job has no terminal.");
    await table.stop("job");
    await expect(table.resize("job", { columns: 1, rows: 1 })).rejects.toThrow("job does not run.");
  });
});

test("usage counts the whole tree, once a second at most", async () => {
  await table.start(shell("sleep 60 & exec node -e 'for (;;) {}'"));
  await Bun.sleep(100);
  const [first] = await table.usage();
  expect(first).toMatchObject({ name: "job", cpu: null });
  expect(first?.processes).toBe(2);
  expect(await table.usage()).toEqual(first === undefined ? [] : [first]);
  await Bun.sleep(1100);
  const [second] = await table.usage();
  expect(second?.cpu).toBeGreaterThan(20);
  expect(second?.cpu).toBeLessThan(120);
  expect(second?.memory).toBeGreaterThan(5_000_000);
});
