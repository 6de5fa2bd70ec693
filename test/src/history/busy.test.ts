import { describe, expect, test } from "bun:test";
import { prune } from "../../../src/history/index.ts";
import { historyLimits } from "../../../src/history/limits.ts";
import { HistoryWriter } from "../../../src/history/writer.ts";
import { runtime } from "../../../src/runtime/index.ts";
import {
  event,
  intercepted,
  linesIn,
  lockFile,
  makePlace,
  openWriter,
  record,
  records,
  restIn,
  run,
  sighting,
} from "./harness.ts";

const texts = (from: number, to: number) => records(from, to).map(({ text }) => text);

describe("a file that is locked by another program", () => {
  test("costs no record, gap, error, event or name", async () => {
    using place = makePlace();
    const writer = await openWriter(place.file);
    writer.write(records(0, 20));
    writer.commit();
    const lock = await lockFile(place.file);
    writer.source(1, "web");
    writer.write(records(20, 30));
    writer.gap(40, 10, 1);
    writer.error(sighting("aa"));
    writer.write(records(40, 2000));
    writer.event(event);
    expect(writer.commit()).toBe(false);
    writer.error(sighting("aa"));
    writer.write(records(2000, 2010));
    expect(writer.commit()).toBe(false);
    expect(await linesIn(place.file)).toEqual(texts(0, 20));
    lock.release();
    expect(writer.commit()).toBe(true);
    expect(await linesIn(place.file)).toEqual([...texts(0, 30), "gap 10", ...texts(40, 2010)]);
    expect(await restIn(place.file)).toEqual({ names: ["web"], errors: [2], events: ["ready"] });
    writer.write(records(2010, 2020));
    writer.close(2);
    expect(await linesIn(place.file)).toEqual([...texts(0, 30), "gap 10", ...texts(40, 2020)]);
  });

  test("is not locked by what waits", async () => {
    using place = makePlace();
    const writer = await openWriter(place.file);
    writer.source(1, "web");
    writer.error(sighting("aa"));
    writer.event(event);
    writer.gap(1, 1, 1);
    writer.write(records(1, 3000));
    (await lockFile(place.file)).release();
    writer.close(2);
    expect((await linesIn(place.file)).length).toBe(3000);
  });

  test("for so long that no more can wait: what is over is a counted gap", async () => {
    using place = makePlace();
    const writer = await openWriter(place.file);
    const lock = await lockFile(place.file);
    const step = 8000;
    const { waitingRecords } = historyLimits;
    let kept = 0;
    let at = 0;
    for (; at < waitingRecords + 5 * step; at += step) {
      if (!writer.isStuck) kept = at + step;
      writer.write(records(at, at + step));
      expect(writer.pending).toBeLessThan(waitingRecords + step);
    }
    expect(kept).toBe(waitingRecords);
    expect(writer.isStuck).toBe(true);
    writer.gap(at + 5, 5, 1);
    expect([writer.error(sighting("aa")), writer.event(event)]).toEqual([false, false]);
    expect(writer.commit()).toBe(false);
    lock.release();
    expect(writer.commit()).toBe(true);
    expect([writer.isStuck, writer.pending]).toEqual([false, 0]);
    writer.write(records(at + 5, at + 7));
    expect(writer.error(sighting("aa"))).toBe(true);
    writer.close(2);
    const lines = await linesIn(place.file);
    expect(lines.length).toBe(kept + 3);
    expect(lines.slice(kept - 1)).toEqual([`line ${kept - 1}`, `gap ${5 * step + 5}`, ...texts(at + 5, at + 7)]);
  });

  test("at the end: closing fails, and can be tried again", async () => {
    using place = makePlace();
    const writer = await openWriter(place.file);
    const lock = await lockFile(place.file);
    writer.write(records(0, 700));
    expect(() => writer.close(5)).toThrow("locked");
    lock.release();
    writer.close(5);
    expect(await linesIn(place.file)).toEqual(texts(0, 700));
  });
});

describe("a commit that fails for a moment loses nothing", () => {
  test("when the disk was full", async () => {
    using place = makePlace();
    const writer = await openWriter(place.file);
    writer.write([record(0, "first")]);
    writer.commit();
    writer.database.exec("PRAGMA max_page_count = 60");
    writer.gap(10, 9, 1);
    writer.error(sighting("aa"));
    writer.event(event);
    const word = () => Math.random().toString(36);
    const noise = Array.from({ length: 5000 }, (_, at) => record(10 + at, Array.from({ length: 10 }, word).join(" ")));
    writer.write(noise);
    expect(() => writer.commit()).toThrow("full");
    expect(() => writer.commit()).toThrow("full");
    writer.database.exec("PRAGMA max_page_count = 1000000");
    expect(writer.commit()).toBe(true);
    writer.close(2);
    expect(await linesIn(place.file)).toEqual(["first", "gap 9", ...noise.map(({ text }) => text)]);
    expect(await restIn(place.file)).toEqual({ names: [], errors: [1], events: ["ready"] });
  });

  test("when all of it was written but the COMMIT itself", async () => {
    using place = makePlace();
    (await openWriter(place.file)).close(1);
    const database = await runtime.openDatabase(place.file, { readonly: false });
    let fails = false;
    const writer = new HistoryWriter(
      intercepted(database, (sql) => {
        if (!fails || sql !== "COMMIT") return;
        // As SQLite does by itself where writing fails.
        database.exec("ROLLBACK");
        throw new Error("disk I/O error");
      }),
      run,
    );
    for (const [from, to] of [
      [0, 10],
      [10, 20],
      [20, 90],
      [90, 1200],
    ] as const) {
      writer.write(records(from, to));
      writer.gap(to, 0, 1);
      writer.event(event);
      fails = true;
      expect(() => writer.commit()).toThrow("I/O");
      fails = false;
      expect(writer.commit()).toBe(true);
    }
    writer.close(2);
    const gap = "gap 0";
    expect(await linesIn(place.file)).toEqual([
      ...[...texts(0, 10), gap, ...texts(10, 20), gap, ...texts(20, 90), gap],
      ...[...texts(90, 1200), gap],
    ]);
    expect((await restIn(place.file)).events).toHaveLength(4);
  });

  test("and a block that is committed in part grows in its row, which is nobody else's", async () => {
    using place = makePlace();
    const other = await openWriter(place.file);
    const database = await runtime.openDatabase(place.file, { readonly: false });
    let fails = false;
    const writer = new HistoryWriter(
      intercepted(database, (sql) => {
        if (!fails || sql !== "COMMIT") return;
        database.exec("ROLLBACK");
        throw new Error("disk I/O error");
      }),
      run,
    );
    for (let at = 0; at < 80; at += 10) {
      writer.write(records(at, at + 10));
      fails = true;
      expect(() => writer.commit()).toThrow("I/O");
      fails = false;
      other.write([record(at, "of the other")]);
      other.commit();
      writer.commit();
    }
    expect(database.prepare("SELECT run, records FROM blocks ORDER BY run").all()).toEqual([
      { run: 1, records: 8 },
      { run: 2, records: 80 },
    ]);
    other.close(2);
    writer.close(2);
    expect(await linesIn(place.file)).toEqual(texts(0, 80));
  });

  test("and pruning leaves no transaction open", async () => {
    using place = makePlace();
    const writer = await openWriter(place.file);
    writer.write(records(0, 2000));
    writer.commit();
    const failing = intercepted(writer.database, (sql) => {
      if (sql === "COMMIT") throw new Error("disk I/O error");
    });
    expect(() => prune(failing, { maxBytes: 0, maxAgeMs: 0 }, 9_000_000, [])).toThrow("I/O");
    (await lockFile(place.file)).release();
    writer.write(records(2000, 2001));
    writer.close(2);
    expect(await linesIn(place.file)).toEqual(texts(0, 2001));
  });
});
