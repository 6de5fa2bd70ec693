/** Lines for a client out of a real ring. */

import { describe, expect, test } from "bun:test";
import { flag, LogBatch, LogRing, level, type RecordFields, stream } from "../../../core/index.ts";
import { streamLogs } from "../../../src/control/log-stream.ts";
import type { LogLine, Params } from "../../../src/control/requests.ts";
import { waitFor } from "../../support/wait.ts";

function ringOf(slots: number) {
  const ring = LogRing.create({ slots, bytes: slots * 128, errors: { slots: 16, bytes: slots * 128 } });
  const writer = ring.writer();
  const add = (more: Partial<RecordFields>, ...texts: string[]) => {
    const batch = new LogBatch();
    const usual = { time: Date.now(), source: 1, stream: stream.stdout, level: level.info, flags: 0, group: 0 };
    for (const text of texts) batch.add({ ...usual, ...more }, new TextEncoder().encode(text));
    writer.write(batch);
  };
  const print = (source: number, ...texts: string[]) => add({ source }, ...texts);
  const names = [
    { name: "web", source: 1 },
    { name: "api", source: 2 },
  ];
  return {
    reader: ring.reader(),
    errors: ring.errors(),
    add,
    print,
    flood: (count: number) => {
      for (let index = 0; index < count; index++) print(1, `noise ${index}`);
    },
    names: async () => names,
    numbersOf: (error: string) => new Set(error === "e97e83" ? [7, 9] : []),
  };
}

async function read(source: ReturnType<typeof ringOf>, what: Partial<Omit<Params<"logs">, "follow">>) {
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
  const texts = lines.map(({ name, text, around }) => `${around === true ? "- " : ""}${name} ${text}`);
  return { texts, missed, cursor, sequences: lines.map(({ sequence }) => sequence) };
}

describe("lines for a client", () => {
  test("all, the newest, those since a cursor, those of a process, those with a text", async () => {
    const source = ringOf(64);
    source.print(1, "one", "two");
    source.print(2, "Three");
    source.print(1, "four");
    source.print(0, "five");
    expect(await read(source, {})).toMatchObject({
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

  test("the newest errors, though a flood has pushed them out of the log: in order, each once", async () => {
    const source = ringOf(64);
    source.add({ level: level.error }, "one", "two");
    source.add({ level: level.warn }, "three");
    source.flood(200);
    source.add({ level: level.error }, "four");
    source.flood(20);
    source.add({ level: level.error, source: 2 }, "five");
    const least = { level: "error" } as const;
    expect(await read(source, { ...least, start: { tail: 100 } })).toMatchObject({
      texts: ["web one", "web two", "web four", "api five"],
      sequences: [0, 1, 203, 224],
      // None of them is lost: what is missing of the hundred was never there.
      missed: 0,
      cursor: 225,
    });
    expect((await read(source, { ...least, start: { tail: 3 } })).texts).toEqual(["web two", "web four", "api five"]);
    expect((await read(source, { ...least, start: { tail: 2 } })).texts).toEqual(["web four", "api five"]);
    expect((await read(source, { ...least, start: { tail: 0 } })).texts).toEqual([]);
    const narrow = { level: "warn", names: ["web"], text: "T", ignoreCase: true, start: { tail: 100 } } as const;
    expect((await read(source, { ...narrow, names: ["web"] })).texts).toEqual(["web two", "web three"]);
    // All there are, and those since a cursor: what stands between the kept ones is told as a number.
    expect((await read(source, least)).texts).toEqual(["web one", "web two", "web four", "api five"]);
    const since = await read(source, { ...least, start: { cursor: 1 } });
    expect(since.texts).toEqual(["web two", "web four", "api five"]);
    expect(since.missed).toBe(source.reader.oldest() - 2);
  });

  test("where too few of the newest are left, how many are lost", async () => {
    const source = ringOf(64);
    for (let count = 0; count < 40; count++) source.add({ level: level.error }, `error ${count}`);
    source.flood(200);
    const lost = source.errors.oldest();
    expect(lost).toBeGreaterThan(20);
    const errors = await read(source, { level: "error", start: { tail: 100 } });
    expect(errors.texts).toEqual(Array.from({ length: 40 - lost }, (_, index) => `web error ${lost + index}`));
    expect(errors.missed).toBe(lost);
    expect((await read(source, { level: "error", start: { tail: 5 } })).missed).toBe(0);
    const all = await read(source, { start: { tail: 100 } });
    expect(all.missed).toBe(source.reader.oldest());
    expect(all.texts.length + all.missed).toBe(240);
    expect((await read(source, { start: { tail: 10 } })).missed).toBe(0);
    // Also where nothing at all is left.
    expect(await read(source, { names: ["api"], start: { tail: 10 } })).toMatchObject({
      texts: [],
      missed: source.reader.oldest(),
    });
  });

  test("the lines of an error that a flood has pushed out of the log", async () => {
    const source = ringOf(64);
    source.add({ level: level.error, group: 7 }, "TypeError", "    at f");
    source.add({ level: level.error, group: 8 }, "another");
    source.flood(200);
    source.add({ level: level.error, group: 9 }, "TypeError again");
    expect((await read(source, { error: "e97e83" })).texts).toEqual([
      "web TypeError",
      "web     at f",
      "web TypeError again",
    ]);
  });

  test("errors that a slow reader was overtaken by are not missed", async () => {
    const source = ringOf(64);
    const stop = new AbortController();
    const seen: string[] = [];
    let missed = 0;
    let goOn = () => {};
    const params = { names: [], start: { tail: 0 }, text: "", ignoreCase: false, styled: false, follow: true };
    const streaming = streamLogs(
      source,
      { ...params, level: "error" },
      {
        signal: stop.signal,
        send: (item) => {
          seen.push(...item.lines.map(({ text }) => text));
          missed += item.missed;
          return new Promise((resolve) => {
            goOn = resolve;
          });
        },
      },
    );
    await Bun.sleep(20);
    source.add({ level: level.error }, "first");
    await waitFor("the first error", () => seen.length === 1);
    source.flood(100);
    source.add({ level: level.error }, "second");
    source.flood(100);
    source.add({ level: level.error }, "third");
    goOn();
    await waitFor("the last error", () => {
      goOn();
      return seen.at(-1) === "third";
    });
    expect(seen).toEqual(["first", "second", "third"]);
    expect(missed).toBeGreaterThan(100);
    stop.abort();
    goOn();
    await streaming;
  });

  test("lines by what they are about", async () => {
    const source = ringOf(64);
    source.print(1, "plain");
    source.add({ flags: flag.url | flag.ready }, "ready on http://localhost:3000");
    source.add({ flags: flag.build, source: 2 }, "compiled");
    source.add({ flags: flag.late }, "late");
    expect((await read(source, { kinds: ["url"] })).texts).toEqual(["web ready on http://localhost:3000"]);
    expect((await read(source, { kinds: ["build", "ready"] })).texts).toEqual([
      "web ready on http://localhost:3000",
      "api compiled",
    ]);
    expect((await read(source, { kinds: ["test"], start: { tail: 100 } })).texts).toEqual([]);
    expect((await read(source, { kinds: ["build", "url"], start: { tail: 1 } })).texts).toEqual(["api compiled"]);
  });

  test("all lines, with those marked that were not asked for, and still none that was is missing", async () => {
    const source = ringOf(64);
    source.add({ level: level.error }, "long ago");
    source.flood(100);
    source.print(1, "before");
    source.add({ level: level.error }, "it broke");
    source.print(2, "after");
    const { texts } = await read(source, { level: "error", around: true });
    expect(texts[0]).toBe("web long ago");
    expect(texts.slice(-3)).toEqual(["- web before", "web it broke", "- api after"]);
    expect(texts[1]).toMatch(/^- web noise/);
  });
});
