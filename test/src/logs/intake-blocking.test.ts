import { expect, test } from "bun:test";
import { delay } from "es-toolkit";
import fc from "fast-check";
import { flag, LogRing, level, stream } from "../../../core/index.ts";
import { BlockingIntake, IntakeTools, type LineAnalyser, LogIntake } from "../../../src/logs/index.ts";
import { waitFor } from "../../support/wait.ts";

const encoder = new TextEncoder();
const target = { source: 3, stream: stream.stdout };

/** The smallest ring that can be configured. */
function setUp(limitMs: number, analyser?: LineAnalyser) {
  const ring = LogRing.create({ slots: 4096, bytes: 1 << 20 });
  const troubles: string[] = [];
  const intake = new BlockingIntake(
    new IntakeTools(ring.writer()),
    { ...target, ...(analyser !== undefined && { analyser }) },
    { wait: "async", trouble: (what) => troubles.push(what), limitMs },
  );
  return { ring, troubles, intake, reader: ring.reader() };
}

const lines = (count: number) => encoder.encode("0123456789\n".repeat(count));

/** What the worst streams are made of: as many records and as many bytes as can be, of what is cut and what is cleaned. */
const piece = fc.oneof(
  fc.integer({ min: 1, max: 5000 }).map((count) => "\n".repeat(count)),
  fc.integer({ min: 1, max: 3000 }).map((count) => "\x01\x02\x03\x04\n".repeat(count)),
  fc.integer({ min: 1, max: 60_000 }).map((count) => `\x1b[1m${"y".repeat(count)}\x1b[0m\n`),
  fc.integer({ min: 1, max: 200_000 }).map((count) => "\x1b[1m".repeat(count / 4)),
  fc.integer({ min: 1, max: 200_000 }).map((count) => "z".repeat(count)),
  fc.constant("warn: ä\r\n"),
);

test("any output comes through as through any other intake, and none of it is lost", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(piece, { maxLength: 8 }), { maxLength: 4 }), async (parts) => {
      const { ring, troubles, intake } = setUp(10_000);
      using gate = ring.gate(0);
      const whole = LogRing.create({ slots: 1 << 17, bytes: 1 << 25 });
      const plain = new LogIntake(new IntakeTools(whole.writer()), target);
      const got: { text: string; flags: number }[] = [];
      let isOver = false;
      const keep = (async () => {
        while (!isOver || gate.cursor < ring.reader().latest()) {
          const { records, dropped } = gate.next(700);
          expect(dropped).toBe(0);
          for (const { text, flags } of records) got.push({ text, flags });
          await delay(0);
        }
      })();
      for (const part of parts) {
        const chunk = encoder.encode(part.join(""));
        plain.push(chunk, 1);
        await intake.push(chunk, 1);
      }
      plain.end(1);
      await intake.end(1);
      isOver = true;
      await keep;
      const reader = whole.reader();
      expect(joined(got)).toEqual(joined(reader.range(0, reader.latest()).records));
      expect(troubles).toEqual([]);
    }),
    { numRuns: 25 },
  );
}, 60_000);

/** Lines as they were before they were cut. */
function joined(records: readonly { text: string; flags: number }[]): string[] {
  const whole: string[] = [];
  for (const { text, flags } of records) {
    if ((flags & flag.continuation) !== 0) whole.push((whole.pop() ?? "") + text);
    else whole.push(text);
  }
  return whole;
}

test("what keeps the log and does not go on is waited for once, and again when it does", async () => {
  const { ring, troubles, intake, reader } = setUp(100);
  using gate = ring.gate(0);
  await intake.push(lines(3000), 1);
  expect(troubles).toEqual([]);
  const began = performance.now();
  await intake.push(lines(3000), 1);
  expect(performance.now() - began).toBeGreaterThanOrEqual(95);
  expect([troubles, reader.latest()]).toEqual([["stuck"], 6000]);
  // Not again for each chunk.
  const soon = performance.now();
  await intake.push(lines(20_000), 1);
  expect(performance.now() - soon).toBeLessThan(95);
  expect(gate.next(1).dropped).toBeGreaterThan(0);
  while (gate.cursor < reader.latest()) gate.next(1000);
  let isIn = false;
  const pushed = Promise.resolve(intake.push(lines(4000), 1)).then(() => {
    isIn = true;
  });
  await delay(20);
  expect(isIn).toBe(false);
  expect(intake.wasHeld(0)).toBe(true);
  gate.next(3000);
  await pushed;
  expect(gate.next(1).dropped).toBe(0);
  expect(troubles).toEqual(["stuck"]);
});

test("what others overwrite anyway is not waited for, and that is told", async () => {
  const { ring, troubles, intake, reader } = setUp(10_000);
  using gate = ring.gate(0);
  const other = new LogIntake(new IntakeTools(ring.writer()), { ...target, source: 4 });
  other.push(lines(5000), 1);
  expect(intake.push(lines(10), 1)).toBeUndefined();
  expect([troubles, reader.latest()]).toEqual([["overtaken"], 5010]);
  while (gate.cursor < reader.latest()) gate.next(1000);
  const pushed = intake.push(lines(3500), 1);
  expect(pushed).toBeInstanceOf(Promise);
  other.push(lines(5000), 1);
  await pushed;
  expect(reader.latest()).toBe(13_510);
}, 2000);

test("where nobody keeps the log nothing waits, and that is told", () => {
  const { ring, troubles, intake, reader } = setUp(10_000);
  expect(intake.push(lines(20_000), 1)).toBeUndefined();
  expect(reader.latest()).toBe(20_000);
  expect(new Set(troubles)).toEqual(new Set(["no-gate"]));
  expect([ring.counters().gateWaits, intake.wasHeld(1000)]).toEqual([0, false]);
});

test("the pause in which nothing is read is none of the output", async () => {
  let pauses = 0;
  const analyser: LineAnalyser = {
    isOpen: true,
    line: () => ({ flags: 0, group: 0, level: level.info }),
    gap: () => {},
    pause: () => void pauses++,
    end: () => {},
  };
  const { ring, intake } = setUp(10_000, analyser);
  using gate = ring.gate(0);
  const pushed = intake.push(lines(5000), 1);
  await delay(600);
  expect(pauses).toBe(0);
  gate.next(4000);
  await pushed;
  await waitFor("the pause", () => pauses === 1);
});
