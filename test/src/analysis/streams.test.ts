/** Streams of any bytes: what is read from them does not depend on where they are cut, and nothing throws, hangs or grows. */

import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { LogRing, stream } from "../../../core/index.ts";
import { Analysis } from "../../../src/analysis/index.ts";
import { builtIn } from "../../../src/errors/index.ts";
import { IntakeTools, LogIntake } from "../../../src/logs/index.ts";

const tools = new URL("../../corpus/tools/", import.meta.url).pathname;
const outputs = readdirSync(tools).flatMap((name) => (name.endsWith(".out") ? [readFileSync(join(tools, name))] : []));

/** All that comes of a stream: records, errors, events. */
function read(chunks: readonly Uint8Array[]): unknown {
  const ring = LogRing.create({ slots: 1 << 13, bytes: 1 << 21 });
  const told: unknown[] = [];
  const analysis = new Analysis({
    rules: builtIn,
    numbers: { first: 1, step: 1 },
    publishError: ({ fingerprint, place, message, number }) => void told.push({ fingerprint, place, message, number }),
    publishEvent: (event) => void told.push(event),
  });
  const analyser = analysis.forRun({ source: 1, name: "web", directory: "/" })();
  const intake = new LogIntake(new IntakeTools(ring.writer()), { source: 1, stream: stream.stdout, analyser });
  for (const chunk of chunks) intake.push(chunk, 0);
  intake.end(0);
  return { told, records: ring.reader().range(0, ring.reader().latest()) };
}

function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...sorted, bytes.length].map((end, index) => bytes.slice(sorted[index - 1] ?? 0, end));
}

/** Pieces of what terminals and tools print, whole and broken. */
const piece = fc.oneof(
  fc
    .constantFrom(
      "\n",
      "\r\n",
      "\r",
      "\x1b[31m",
      "\x1b[0m",
      "\x1b[",
      "\x1b]0;title\x07",
      "\x1b]8;;http://a\x1b\\",
      "\x1b(B",
      "\x1b[2K",
      "error: ",
      "Error: it broke",
      "    at f (/src/a.js:3:5)",
      "Traceback (most recent call last):",
      '  File "a.py", line 3, in f',
      "panic: oh",
      "goroutine 1 [running]:",
      "http://localhost:3000/",
      "✓ built in 3ms",
      "Tests: 1 failed, 2 passed, 3 total",
      "src/a.ts(3,5): error TS2345: no",
      '{"level":50,"msg":"x"}',
      "[web] ",
      "web | ",
      "  [cause]: ",
      "{",
      "}",
      "Caused by: x.Y: z",
      "WARN ",
      "plain words ",
      "\x00",
      "\u{1F600}",
      "E   assert 1",
      "FAIL a.test.ts > b",
    )
    .map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
);
const bytes = fc.array(piece, { maxLength: 60 }).map((pieces) => new Uint8Array(Buffer.concat(pieces)));

describe("a stream", () => {
  test("gives the same wherever it is cut", () => {
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(2000), { maxLength: 20 }), (whole, places) => {
        expect(read(cut(whole, places))).toEqual(read([whole]));
      }),
      { numRuns: 400 },
    );
  });

  test.each([1, 7, 100, 4096])("of real tools gives the same in chunks of %i bytes", (size) => {
    for (const output of outputs.filter((_, index) => index % 9 === size % 9)) {
      const chunks = Array.from(
        { length: Math.ceil(output.length / size) },
        (_, index) => new Uint8Array(output.subarray(index * size, (index + 1) * size)),
      );
      expect(read(chunks)).toEqual(read([new Uint8Array(output)]));
    }
  });

  test("of any bytes is read without a failure: 10,000 of them, one after the other", () => {
    const ring = LogRing.create({ slots: 1 << 12, bytes: 1 << 20 });
    const tool = new IntakeTools(ring.writer());
    let told = 0;
    const analysis = new Analysis({
      rules: builtIn,
      numbers: { first: 1, step: 1 },
      publishError: () => void told++,
      publishEvent: () => void told++,
    });
    const samples = fc.sample(bytes, { numRuns: 2000, seed: 5 });
    const began = performance.now();
    let slowest = 0;
    for (let run = 0; run < 10_000; run++) {
      // A new stream each, with the scraps of two samples behind each other.
      const analyser = analysis.forRun({ source: 1, name: "web", directory: "/" })();
      const intake = new LogIntake(tool, { source: 1, stream: stream.stdout, analyser });
      const from = performance.now();
      intake.push(samples[run % samples.length] ?? new Uint8Array(), 0);
      intake.push(samples[(run * 7 + 3) % samples.length] ?? new Uint8Array(), 0);
      intake.end(0);
      slowest = Math.max(slowest, performance.now() - from);
    }
    expect(told).toBeGreaterThan(1000);
    expect(slowest).toBeLessThan(1000);
    expect(performance.now() - began).toBeLessThan(60_000);
  });
});
