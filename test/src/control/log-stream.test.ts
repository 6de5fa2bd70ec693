/** Lines for a client out of a real ring. */

import { describe, expect, test } from "bun:test";
import { LogBatch, LogRing, level, stream } from "../../../core/index.ts";
import { streamLogs } from "../../../src/control/log-stream.ts";
import type { LogLine, LogStart } from "../../../src/control/requests.ts";
import { waitFor } from "../../support/wait.ts";

function ringOf(slots: number) {
  const ring = LogRing.create({ slots, bytes: slots * 128, errors: { slots: 16, bytes: slots * 128 } });
  const writer = ring.writer();
  const print = (source: number, ...texts: string[]) => {
    const batch = new LogBatch();
    const fields = { time: Date.now(), source, stream: stream.stdout, level: level.info, flags: 0, group: 0 };
    for (const text of texts) batch.add(fields, new TextEncoder().encode(text));
    writer.write(batch);
  };
  const names = [
    { name: "web", source: 1 },
    { name: "api", source: 2 },
  ];
  return {
    reader: ring.reader(),
    errors: ring.errors(),
    print,
    names: async () => names,
    numbersOf: () => new Set<number>(),
  };
}

async function read(
  source: ReturnType<typeof ringOf>,
  what: { names?: string[]; start?: LogStart; text?: string; ignoreCase?: boolean },
) {
  const lines: LogLine[] = [];
  let missed = 0;
  const params = { names: [], start: {}, text: "", ignoreCase: false, styled: false, follow: false, ...what };
  const { cursor } = await streamLogs(source, params, {
    signal: new AbortController().signal,
    send: async (item) => {
      lines.push(...item.lines);
      missed += item.missed;
    },
  });
  return { texts: lines.map(({ name, text }) => `${name} ${text}`), missed, cursor };
}

describe("lines for a client", () => {
  test("all, the newest, those since a cursor, those of a process, those with a text", async () => {
    const source = ringOf(64);
    source.print(1, "one", "two");
    source.print(2, "Three");
    source.print(1, "four");
    source.print(0, "five");
    expect(await read(source, {})).toEqual({
      texts: ["web one", "web two", "api Three", "web four", "brum five"],
      missed: 0,
      cursor: 5,
    });
    expect((await read(source, { start: { tail: 2 } })).texts).toEqual(["web four", "brum five"]);
    expect((await read(source, { start: { tail: 0 } })).texts).toEqual([]);
    expect((await read(source, { start: { tail: 2 }, names: ["web"] })).texts).toEqual(["web two", "web four"]);
    expect((await read(source, { start: { cursor: 3 } })).texts).toEqual(["web four", "brum five"]);
    expect((await read(source, { names: ["api", "brum"] })).texts).toEqual(["api Three", "brum five"]);
    expect((await read(source, { text: "three" })).texts).toEqual([]);
    expect((await read(source, { text: "three", ignoreCase: true })).texts).toEqual(["api Three"]);
    expect((await read(source, { start: { time: Date.now() + 1000 } })).texts).toEqual([]);
  });

  test("in many messages, none of them twice or left out", async () => {
    const source = ringOf(8192);
    for (let count = 0; count < 3000; count++) source.print(1 + (count % 2), `line ${count}`);
    for (const text of ["x".repeat(60_000), "y".repeat(60_000), "w".repeat(60_000), "z"]) source.print(1, text);
    const all = (await read(source, {})).texts;
    expect(all.slice(0, 3000)).toEqual(
      Array.from({ length: 3000 }, (_, count) => `${count % 2 === 0 ? "web" : "api"} line ${count}`),
    );
    expect(all.at(-1)).toBe("web z");
    expect((await read(source, { names: ["api"] })).texts).toHaveLength(1500);
  });

  test("an unknown name, and a cursor of another run, are said", async () => {
    const source = ringOf(64);
    await expect(read(source, { names: ["wbe"] })).rejects.toThrow(
      'No process "wbe" was started here. Known: web, api.',
    );
    await expect(read(source, { start: { cursor: 9 } })).rejects.toThrow(
      "The cursor 9 is ahead of the log, whose cursor is 0",
    );
  });

  test("a cursor whose lines are gone: how many", async () => {
    const source = ringOf(64);
    for (let count = 0; count < 200; count++) source.print(1, `line ${count}`);
    const { texts, missed, cursor } = await read(source, { start: { cursor: 10 } });
    expect(missed + texts.length).toBe(190);
    expect(missed).toBeGreaterThan(100);
    expect(cursor).toBe(200);
    expect(texts.at(-1)).toBe("web line 199");
  });

  test("a reader that is slow learns how many it missed, and gets the newest", async () => {
    const source = ringOf(64);
    const stop = new AbortController();
    const seen: number[] = [];
    let missed = 0;
    let goOn = () => {};
    const params = { names: ["web"], start: { tail: 0 }, text: "", ignoreCase: false, styled: false, follow: true };
    const streaming = streamLogs(source, params, {
      signal: stop.signal,
      send: (item) => {
        seen.push(...item.lines.map(({ text }) => Number(text)));
        missed += item.missed;
        return new Promise((resolve) => {
          goOn = resolve;
        });
      },
    });
    await Bun.sleep(20);
    source.print(1, "0");
    await waitFor("the first line", () => seen.length === 1);
    for (let count = 1; count < 1000; count++) source.print(1, String(count));
    goOn();
    await waitFor("the newest line", () => {
      goOn();
      return seen.at(-1) === 999;
    });
    expect(missed).toBeGreaterThan(800);
    expect(missed + seen.length).toBe(1000);
    stop.abort();
    goOn();
    await streaming;
  });
});
