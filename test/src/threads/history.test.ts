import { afterEach, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { mapValues } from "es-toolkit";
import { EventBus, LogBatch, LogRing, level, stream } from "../../../core/index.ts";
import { historyFile } from "../../../src/history/index.ts";
import { runtime } from "../../../src/runtime/index.ts";
import type { HistoryInit } from "../../../src/threads/history.ts";
import { startThread, type Thread } from "../../../src/threads/thread.ts";
import { topics, topicsWith } from "../../../src/topics.ts";
import { makeFolder } from "../../support/folder.ts";
import { waitFor } from "../../support/wait.ts";

const before = process.env["XDG_STATE_HOME"];
afterEach(() => {
  if (before === undefined) delete process.env["XDG_STATE_HOME"];
  else process.env["XDG_STATE_HOME"] = before;
});

/** Much less than a loop at rest waits. */
const PROMPT_MS = 5000;
const SLOTS = 1 << 16;

/** The thread, in a folder that holds its state; `prepare` gets the path of the database first. */
async function start(folder: string, hasFiles: boolean, prepare: (file: string) => void = () => {}) {
  process.env["XDG_STATE_HOME"] = join(folder, "state");
  const file = historyFile(folder);
  prepare(file);
  const ring = LogRing.create({ slots: SLOTS, bytes: 1 << 23 });
  const priorities = mapValues(topics, ({ priority }) => priority);
  const bus = EventBus.create(topicsWith(priorities));
  const { port1, port2 } = new MessageChannel();
  const init: HistoryInit = {
    ring: ring.buffer,
    bus: bus.buffer,
    priorities,
    ownLog: undefined,
    main: port2,
    directory: folder,
    version: "0",
    startedAt: 1,
    ringSlots: SLOTS,
    retention: { maxBytes: 1e9, maxAgeMs: 1e12 },
    files: hasFiles ? { directory: join(folder, "logs"), format: "text", maxBytes: 1e9, keep: 1 } : undefined,
  };
  const thread = await startThread({
    name: "history",
    worker: new Worker(new URL("../../../src/threads/history.ts", import.meta.url), { type: "module" }),
    init,
    transfer: [port2],
    port: port1,
    gone: () => {},
  });
  const reader = ring.reader();
  const warnings = () =>
    reader
      .range(0, reader.latest())
      .records.filter((one) => one.level === level.warn)
      .map(({ text }) => text);
  return { thread, ring, file, warnings };
}

function print(ring: LogRing, count: number): void {
  const writer = ring.writer();
  const batch = new LogBatch();
  const encoder = new TextEncoder();
  const fields = { time: 1_000_000, source: 1, stream: stream.stdout, level: level.info, flags: 0, group: 0 };
  for (let at = 0; at < count; ) {
    for (batch.clear(); at < count && batch.add(fields, encoder.encode(`line ${at}`)); ) at++;
    writer.write(batch);
  }
}

/** Ends the thread; milliseconds that it took. */
async function endOf(thread: Thread): Promise<number> {
  const began = performance.now();
  expect(await thread.end()).toBe(true);
  return performance.now() - began;
}

describe("the history thread", () => {
  test("that cannot write its file says so once, reads on for nobody, and ends promptly", async () => {
    using folder = makeFolder();
    const { thread, ring, file, warnings } = await start(folder.path, false, (place) => {
      mkdirSync(dirname(dirname(place)), { recursive: true });
      writeFileSync(dirname(place), "a file where a folder should be");
    });
    print(ring, 1000);
    expect(await endOf(thread)).toBeLessThan(PROMPT_MS);
    expect(warnings()).toEqual([expect.stringMatching(/^History stops: /)]);
    expect(existsSync(file)).toBe(false);
  });

  test("whose file breaks meanwhile writes the log files to the last line", async () => {
    using folder = makeFolder();
    const { thread, ring, file, warnings } = await start(folder.path, true);
    await thread.client.request("history.names", [{ source: 1, name: "web" }]);
    const database = await runtime.openDatabase(file, { readonly: false });
    database.exec("PRAGMA busy_timeout = 5000");
    database.exec("DROP TABLE blocks");
    database.close();
    const count = 50_000;
    print(ring, count);
    await endOf(thread);
    const lines = readFileSync(join(folder.path, "logs", "web.log"), "utf8")
      .trimEnd()
      .split("\n");
    expect(lines).toHaveLength(count);
    expect(lines.at(-1)).toEndWith(` line ${count - 1}`);
    expect(warnings().filter((text) => text.startsWith("History stops: "))).toHaveLength(1);
  });

  test("that has nothing to do ends promptly", async () => {
    using folder = makeFolder();
    const { thread, ring, file } = await start(folder.path, false);
    print(ring, 200);
    // Once all is written and indexed, it looks again after half a minute.
    await waitFor("the index", async () => {
      const database = await runtime.openDatabase(file, { readonly: true });
      const [mark] = database.prepare("SELECT value FROM state WHERE name = 'indexed'").all();
      database.close();
      return Number(mark?.["value"]) > 0;
    });
    expect(await endOf(thread)).toBeLessThan(PROMPT_MS);
  }, 60_000);
});
