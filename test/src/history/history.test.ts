import { afterEach, describe, expect, test } from "bun:test";
import { chmodSync, existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type LogRecord, level, stream } from "../../../core/index.ts";
import { BlockBuilder, unpackBlock } from "../../../src/history/block.ts";
import { HistoryReader, historyFile, type LineQuery, NoHistoryError, prune } from "../../../src/history/index.ts";
import { openHistory } from "../../../src/history/thread.ts";
import { runtime } from "../../../src/runtime/index.ts";
import { makeFolder } from "../../support/folder.ts";

const run = { startedAt: 1_000_000, pid: 1, version: "0", directory: "/p" };
let folders: { path: string; [Symbol.dispose](): void }[] = [];
afterEach(() => {
  for (const folder of folders) folder[Symbol.dispose]();
  folders = [];
});

function place(): string {
  const folder = makeFolder({});
  folders.push(folder);
  return join(folder.path, "history", "a.db");
}

function record(sequence: number, text: string, more: Partial<LogRecord> = {}): LogRecord {
  const time = 1_000_000 + sequence;
  const fields = { time, source: 1, stream: stream.stdout, level: level.info, flags: 0, group: 0, styled: undefined };
  return { sequence, text, ...fields, ...more };
}

async function filled(file: string, records: readonly LogRecord[], of = run): Promise<void> {
  const { writer } = await openHistory(file, of);
  writer.source(1, "web");
  writer.source(2, "api");
  writer.write(records);
  while (writer.index(1000));
  writer.close(2_000_000);
}

async function found(file: string, query: LineQuery, backwards = false, word = "last"): Promise<string[]> {
  const reader = await HistoryReader.open(file);
  try {
    const parts = [...reader.lines(reader.run(word, () => false).id, query, backwards)];
    return parts.flatMap((part) => ("gap" in part ? [`gap ${part.gap.missed}`] : part.records.map(({ text }) => text)));
  } finally {
    reader.close();
  }
}

describe("blocks", () => {
  test("come back as they went in", () => {
    const records = [
      record(7, ""),
      record(8, "a\ttab", { styled: "\x1b[31ma\x1b[0m\ttab", level: level.error, group: 12, flags: 3 }),
      record(12, "ünï — 日本 \ufffd", { source: 4, stream: stream.stderr, time: 0.5 }),
    ];
    const block = new BlockBuilder();
    for (const one of records) {
      const bytes = new TextEncoder().encode(`before${one.text}`);
      block.add(one, bytes, "before".length, bytes.length, one.styled);
    }
    expect(unpackBlock(block.pack())).toEqual(records);
  });
});

describe("lines", () => {
  const many = Array.from({ length: 3000 }, (_, index) =>
    record(index, `line ${index} ${index % 700 === 0 ? "connection refused by host" : "ok"}`, {
      source: (index % 2) + 1,
      level: index % 1000 === 0 ? level.error : level.info,
    }),
  );

  test("all, filtered, forwards and backwards", async () => {
    const file = place();
    await filled(file, many);
    expect(await found(file, {})).toEqual(many.map(({ text }) => text));
    expect((await found(file, {}, true)).slice(0, 2)).toEqual(["line 2999 ok", "line 2998 ok"]);
    expect(await found(file, { minLevel: level.error })).toHaveLength(3);
    expect(await found(file, { sources: new Set([2]) })).toHaveLength(1500);
    expect(await found(file, { from: 10, to: 13 })).toEqual(["line 10 ok", "line 11 ok", "line 12 ok"]);
    expect(await found(file, { since: 1_000_010, until: 1_000_012 })).toEqual(["line 10 ok", "line 11 ok"]);
    expect(await found(file, { test: (text) => /^line 29\d9 /.test(text) })).toHaveLength(10);
  });

  test.each(["refused", "connection refused", "CONNECTION ref", "efused by", "line 70", "nothing of this", "ok"])(
    "text %j: the index leaves nothing out and adds nothing",
    async (text) => {
      const file = place();
      await filled(file, many);
      for (const ignoreCase of [false, true]) {
        const fits = (line: string) =>
          ignoreCase ? line.toLowerCase().includes(text.toLowerCase()) : line.includes(text);
        expect(await found(file, { text, ignoreCase })).toEqual(many.map((one) => one.text).filter(fits));
      }
    },
  );

  test("gaps stand where the lines are missing", async () => {
    const file = place();
    const { writer } = await openHistory(file, run);
    writer.write([record(0, "a")]);
    writer.gap(500, 499, 1);
    writer.write([record(500, "b")]);
    writer.close(2);
    expect(await found(file, {})).toEqual(["a", "gap 499", "b"]);
  });

  test("a trickle fills few blocks", async () => {
    const file = place();
    const { writer } = await openHistory(file, run);
    for (let index = 0; index < 200; index++) {
      writer.write([record(index, `line ${index}`)]);
      writer.commit();
    }
    const [blocks] = writer.database.prepare("SELECT count(*) AS count FROM blocks").all();
    writer.close(2);
    expect(Number(blocks?.["count"])).toBeLessThan(4);
    expect(await found(file, {})).toHaveLength(200);
  });
});

describe("runs", () => {
  test("last is the newest that is over; a number means one; another says which there are", async () => {
    const file = place();
    await filled(file, [record(0, "first")]);
    await filled(file, [record(0, "second")], { ...run, startedAt: 5 });
    const { writer } = await openHistory(file, { ...run, pid: 77 });
    writer.write([record(0, "third")]);
    writer.commit();
    const reader = await HistoryReader.open(file);
    expect(reader.run("last", (pid) => pid === 77).id).toBe(2);
    expect(reader.run("last", () => false).id).toBe(3);
    expect(reader.run("current", () => true).id).toBe(3);
    expect(reader.run("1", () => true).id).toBe(1);
    expect(() => reader.run("9", () => true)).toThrow(/There is no run 9: .*3, 2, 1/);
    reader.close();
    writer.close(3);
    expect(await found(file, {}, false, "2")).toEqual(["second"]);
  });

  test("two that write at once lose nothing", async () => {
    const file = place();
    const [one, two] = [await openHistory(file, run), await openHistory(file, run)];
    for (let index = 0; index < 2000; index++) {
      one.writer.write([record(index, `one ${index}`)]);
      two.writer.write([record(index, `two ${index}`)]);
      if (index % 50 === 0) {
        one.writer.commit();
        two.writer.commit();
      } else if (index % 50 === 1) one.writer.commit();
    }
    one.writer.commit();
    two.writer.close(2);
    one.writer.close(2);
    expect(await found(file, {}, false, "1")).toHaveLength(2000);
    expect(await found(file, {}, false, "2")).toHaveLength(2000);
  });
});

describe("the file", () => {
  test("is the user's alone, and the same for a directory however it is written", () => {
    expect(historyFile("/tmp/../tmp")).toBe(historyFile("/tmp"));
    expect(historyFile("/tmp")).not.toBe(historyFile("/"));
  });

  test("its folder is private", async () => {
    const file = place();
    await filled(file, []);
    expect(statSync(join(file, "..")).mode & 0o777).toBe(0o700);
  });

  test("that is none is put aside and begun anew", async () => {
    const file = place();
    await filled(file, []);
    writeFileSync(file, "this is no database ".repeat(1000));
    const { writer, told } = await openHistory(file, run);
    writer.write([record(0, "new")]);
    writer.close(2);
    expect(told).toBe(`${file}.broken-${run.startedAt}`);
    expect(existsSync(String(told))).toBe(true);
    expect(await found(file, {})).toEqual(["new"]);
  });

  test("of a newer Brummer is left alone", async () => {
    const file = place();
    await filled(file, [record(0, "a")]);
    const database = await runtime.openDatabase(file, { readonly: false });
    database.exec("PRAGMA user_version = 99");
    database.close();
    const bytes = statSync(file).size;
    expect(await openHistory(file, run).catch(String)).toMatch(/written by a newer Brummer \(form 99/);
    expect(await HistoryReader.open(file).catch(String)).toMatch(/newer Brummer/);
    expect(statSync(file).size).toBe(bytes);
    expect(readdirSync(join(file, "..")).some((name) => name.includes("broken"))).toBe(false);
  });

  test("that is not there: a sentence", async () => {
    expect(await HistoryReader.open(place()).catch((error: unknown) => error)).toBeInstanceOf(NoHistoryError);
  });

  test.skipIf(process.getuid?.() === 0)("that cannot be written", async () => {
    const file = place();
    await filled(file, []);
    chmodSync(file, 0o400);
    expect(await openHistory(file, run).catch(String)).toMatch(/readonly|read-only|permission/i);
  });

  test("that is full stops the writer with SQLite's word", async () => {
    const file = place();
    const { writer } = await openHistory(file, run);
    writer.database.exec("PRAGMA max_page_count = 60");
    const fill = () => {
      for (let index = 0; index < 100_000; index += 500) {
        const text = () => Math.random().toString(36).repeat(8);
        writer.write(Array.from({ length: 500 }, (_, at) => record(index + at, text())));
        writer.commit();
      }
    };
    expect(fill).toThrow(/full/);
    writer.abandon();
  });
});

describe("what goes", () => {
  test("by age and by size, the oldest first, with its words", async () => {
    const file = place();
    const noise = (index: number) => record(index, `${Math.random().toString(36).repeat(6)} word${index}`);
    await filled(
      file,
      Array.from({ length: 5000 }, (_, index) => noise(index)),
    );
    const database = await runtime.openDatabase(file, { readonly: false });
    const byAge = prune(database, { maxBytes: 1e9, maxAgeMs: 1000 }, 1_003_000, []);
    expect(byAge.records).toBeGreaterThan(1000);
    expect(byAge.records).toBeLessThan(2100);
    const bySize = prune(database, { maxBytes: byAge.bytesAfter / 2, maxAgeMs: 1e12 }, 1_003_000, []);
    expect(bySize.bytesAfter).toBeLessThan(byAge.bytesAfter / 2);
    const left = Number(database.prepare("SELECT sum(records) AS sum FROM blocks").all()[0]?.["sum"]);
    expect(left).toBe(5000 - byAge.records - bySize.records);
    expect(await found(file, { text: "xyz word4999" })).toEqual([]);
    const all = prune(database, { maxBytes: 0, maxAgeMs: 0 }, 3_000_000, []);
    expect(all.runs).toBe(1);
    expect(database.prepare("SELECT count(*) AS count FROM blocks").all()).toEqual([{ count: 0 }]);
    database.close();
  });

  test("the newest of a run that goes on stays", async () => {
    const file = place();
    const { writer } = await openHistory(file, run);
    writer.write(Array.from({ length: 2000 }, (_, index) => record(index, `line ${index}`)));
    writer.commit();
    prune(writer.database, { maxBytes: 0, maxAgeMs: 0 }, 9_000_000, [writer.run]);
    writer.write([record(2000, "goes on")]);
    writer.close(2);
    expect((await found(file, {})).at(-1)).toBe("goes on");
  });
});
