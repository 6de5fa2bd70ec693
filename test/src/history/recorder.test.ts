import { describe, expect, test } from "bun:test";
import { LogBatch, LogRing, level, stream } from "../../../core/index.ts";
import { historyLimits } from "../../../src/history/limits.ts";
import { Recorder } from "../../../src/history/thread.ts";
import type { HistoryWriter } from "../../../src/history/writer.ts";
import { event, linesIn, lockFile, makePlace, openWriter, restIn, sighting } from "./harness.ts";

const encoder = new TextEncoder();

/** Prints lines `line FROM` to before `line TO`. */
function print(ring: LogRing, from: number, to: number): void {
  const writer = ring.writer();
  const batch = new LogBatch();
  const fields = { time: 1_000_000, source: 1, stream: stream.stdout, level: level.info, flags: 0, group: 0 };
  for (let at = from; at < to; ) {
    for (batch.clear(); at < to && batch.add(fields, encoder.encode(`line ${at}`)); ) at++;
    writer.write(batch);
  }
}

/** A recorder of a ring, with what it said and the lines that it wrote beside. */
function recorderOf(writer: HistoryWriter, ring: LogRing, slots: number, hasFiles = false) {
  const reader = ring.reader();
  const told: string[] = [];
  const lines: string[] = [];
  const tell = (text: string) => void told.push(text);
  const recorder = new Recorder({
    writer,
    follower: reader.follow(0),
    latest: () => reader.latest(),
    capacity: slots,
    retention: { maxBytes: 1e9, maxAgeMs: 1e15 },
    failed: tell,
    warn: tell,
    ...(hasFiles ? { beside: (records) => void lines.push(...records.map(({ text }) => text)) } : {}),
  });
  return { recorder, told, lines };
}

/** How many lines are there, and how many are counted as missed. */
function sums(lines: readonly string[]): { there: number; missed: number } {
  const gaps = lines.filter((line) => line.startsWith("gap "));
  return {
    there: lines.length - gaps.length,
    missed: gaps.reduce((sum, gap) => sum + Number(gap.slice("gap ".length)), 0),
  };
}

describe("while the file is locked", () => {
  test("what comes waits, with the gaps of a flood, and is written afterwards", async () => {
    using place = makePlace();
    const slots = 4096;
    const ring = LogRing.create({ slots, bytes: 1 << 20 });
    const writer = await openWriter(place.file);
    const { recorder, told } = recorderOf(writer, ring, slots);
    let now = 10_000;
    const lock = await lockFile(place.file);
    recorder.name(1, "web");
    for (let printed = 0; printed < 30_000; printed += 10_000) {
      print(ring, printed, printed + 10_000);
      recorder.error(sighting("aa"));
      recorder.event(event);
      while (recorder.step(now));
      now += 5000;
      expect(recorder.idle(now)).toBe(true);
    }
    lock.release();
    recorder.close(now);
    const lines = await linesIn(place.file);
    const { there, missed } = sums(lines);
    expect(there + missed).toBe(30_000);
    expect(there).toBeGreaterThan(3 * 2000);
    expect(lines.filter((line) => line.startsWith("gap "))).toHaveLength(3);
    expect(lines.at(-1)).toBe("line 29999");
    expect(await restIn(place.file)).toEqual({ names: ["web"], errors: [3], events: ["ready", "ready", "ready"] });
    expect(told).toEqual([]);
  });

  test("for long: lines stay in the ring, errors that find no room are told", async () => {
    using place = makePlace();
    const slots = 1 << 18;
    const lines = slots - 5000;
    const ring = LogRing.create({ slots, bytes: 1 << 24 });
    const writer = await openWriter(place.file);
    const { recorder, told } = recorderOf(writer, ring, slots);
    const lock = await lockFile(place.file);
    print(ring, 0, lines);
    while (recorder.step(10_000));
    expect(writer.isStuck).toBe(true);
    recorder.error(sighting("aa"));
    recorder.event(event);
    expect(recorder.step(20_000)).toBe(false);
    expect(recorder.isRunning).toBe(true);
    lock.release();
    recorder.close(30_000);
    expect(sums(await linesIn(place.file))).toEqual({ there: lines, missed: 0 });
    expect(told).toEqual([
      expect.stringMatching(/^The history waits: another program has its file locked\./),
      "The history goes on: its file is free again. Errors, events and exchanges that are missing in it: 2.",
    ]);
  });

  test("for long, with files beside: they get every line, and the history a counted gap", async () => {
    using place = makePlace();
    const slots = 1 << 18;
    const printed = slots - 5000;
    const ring = LogRing.create({ slots, bytes: 1 << 24 });
    const writer = await openWriter(place.file);
    const { recorder, lines } = recorderOf(writer, ring, slots, true);
    const lock = await lockFile(place.file);
    print(ring, 0, printed);
    while (recorder.step(10_000));
    expect(lines).toHaveLength(printed);
    lock.release();
    recorder.close(20_000);
    const { there, missed } = sums(await linesIn(place.file));
    expect(there + missed).toBe(printed);
    expect(there).toBeGreaterThanOrEqual(historyLimits.waitingRecords);
    expect(missed).toBeGreaterThan(0);
  });

  test("to the very end: that is said", async () => {
    using place = makePlace();
    const ring = LogRing.create({ slots: 4096, bytes: 1 << 20 });
    const writer = await openWriter(place.file);
    const { recorder, told } = recorderOf(writer, ring, 4096);
    const lock = await lockFile(place.file);
    print(ring, 0, 1000);
    recorder.close(10_000);
    expect(recorder.isRunning).toBe(false);
    expect(told).toEqual([expect.stringContaining("locked")]);
    lock.release();
  });
});
