import { expect, test } from "bun:test";
import type { ExchangeRow } from "../../../../src/proxy/index.ts";
import { proxyLimits } from "../../../../src/proxy/index.ts";
import { Capture } from "../../../../src/proxy/thread.ts";
import { waitFor } from "../../../support/wait.ts";

/** A capture of three, and what it has told. */
function small(exchanges = 3) {
  const batches: { ids: number[]; passed: number }[] = [];
  const over: number[] = [];
  const cleared: (string | undefined)[] = [];
  const capture = new Capture({
    latest: () => 0,
    exchanges,
    tell: (rows: readonly ExchangeRow[], passed) => batches.push({ ids: rows.map(({ id }) => id), passed }),
    over: ({ id }) => over.push(id),
    cleared: (process) => cleared.push(process),
  });
  const begin = (path: string, process = "web") => {
    const head = { method: "GET", target: path, minor: 1, fields: [] };
    return capture.begin({ head, url: `http://localhost:3000${path}`, process, label: process });
  };
  const ids = () => capture.rows().map(({ id }) => id);
  return { capture, batches, over, cleared, begin, ids };
}

test("the newest are kept, as many as may be; others count as dropped", () => {
  const { capture, begin, ids } = small();
  for (let number = 1; number <= 7; number++) begin(`/${number}`).done();
  expect(ids()).toEqual([5, 6, 7]);
  expect(capture.counts).toMatchObject({ kept: 3, recorded: 7, dropped: 4 });
  expect([capture.find(4), capture.find(8), capture.find(5)?.url]).toEqual([
    undefined,
    undefined,
    "http://localhost:3000/5",
  ]);
  expect(capture.rows(5).map(({ id }) => id)).toEqual([6, 7]);
  expect(capture.rows(0, 2).map(({ id }) => id)).toEqual([5, 6]);
  expect(capture.rows(0, 0)).toEqual([]);
});

test("one that goes on while it is forgotten is heard of no more, but its end", () => {
  const { capture, batches, over, begin } = small();
  const first = begin("/slow");
  capture.flush();
  for (let number = 2; number <= 5; number++) begin(`/${number}`).done();
  first.done();
  first.content("response", Buffer.from("late"), 0, 4);
  capture.flush();
  expect(over).toEqual([2, 3, 4, 5, 1]);
  expect(batches).toEqual([
    { ids: [1], passed: 0 },
    { ids: [3, 4, 5], passed: 2 },
  ]);
  const { kept, bytes } = capture.counts;
  expect({ kept, bytes }).toEqual({ kept: 3, bytes: 3 * proxyLimits.exchangeBytes });
});

test("clearing forgets what is over, of one process or all, and says so; what goes on stays", () => {
  const { capture, cleared, batches, begin, ids } = small(10);
  begin("/a", "api").done();
  const open = begin("/b", "api");
  begin("/c", "web").done();
  expect(capture.clear("api")).toBe(1);
  expect(ids()).toEqual([2, 3]);
  expect(capture.clear()).toBe(1);
  open.done();
  capture.flush();
  expect([ids(), cleared]).toEqual([[2], ["api", undefined]]);
  // What is cleared has been told before.
  expect(batches).toEqual([
    { ids: [1, 2, 3], passed: 0 },
    { ids: [2], passed: 0 },
  ]);
  expect(capture.clear()).toBe(1);
  expect(capture.counts).toMatchObject({ kept: 0, bytes: 0, recorded: 3, dropped: 0 });
});

test("bytes are bounded too: the oldest go, and the newest stays whatever it takes", () => {
  const most = proxyLimits.captureBytes;
  const capture = new Capture({ latest: () => 0, exchanges: 100, bodyBytes: most });
  const begin = () => capture.begin({ head: undefined, url: "", process: null, label: "" });
  const half = Buffer.alloc(most / 2);
  for (let number = 0; number < 3; number++) {
    const recording = begin();
    recording.content("response", half, 0, half.length);
    recording.done();
  }
  expect(capture.rows().map(({ id }) => id)).toEqual([3]);
  expect(capture.counts).toMatchObject({ kept: 1, dropped: 2 });
  const all = Buffer.alloc(most + 1);
  const large = begin();
  large.content("response", all, 0, all.length);
  large.done();
  expect(capture.rows().map(({ id }) => id)).toEqual([4]);
});

test("small bodies that share memory stay what they were", () => {
  const capture = new Capture({ latest: () => 0, exchanges: 500 });
  const texts = Array.from({ length: 500 }, (_one, at) => `${at} `.repeat((at * 37) % 900));
  // What a socket brought may be used again.
  const brought = Buffer.alloc(8192);
  for (const text of texts) {
    const recording = capture.begin({ head: undefined, url: "", process: null, label: "" });
    const middle = text.length >> 1;
    for (const piece of [text.slice(0, middle), text.slice(middle)]) {
      brought.write(piece, 10, "latin1");
      recording.content("response", Buffer.from(brought.subarray(0, 10 + piece.length)), 10, 10 + piece.length);
    }
    recording.done();
  }
  const kept = texts.map((_text, at) => Buffer.from(capture.find(at + 1)?.responseBody.bytes ?? []).toString("latin1"));
  expect(kept).toEqual(texts);
});

test("memory is not used again while a body in it is kept", () => {
  const capture = new Capture({ latest: () => 0, exchanges: 5_000 });
  const record = (text: string) => {
    const recording = capture.begin({ head: undefined, url: "", process: null, label: "" });
    recording.content("response", Buffer.from(text), 0, text.length);
    return recording;
  };
  const kept: number[] = [];
  for (let number = 0; number < 3_000; number++) {
    const recording = record(`${number} `.repeat(200));
    if (number % 150 === 0) kept.push(number);
    else recording.done();
    if (number % 500 === 499) capture.clear();
  }
  const texts = kept.map((number) => Buffer.from(capture.find(number + 1)?.responseBody.bytes ?? []).toString());
  expect(texts).toEqual(kept.map((number) => `${number} `.repeat(200)));
});

test("few are told within a frame, a thousand at once in half a second", async () => {
  const { batches, begin } = small(1_000);
  begin("/one").done();
  await waitFor("the first", () => batches.length === 1);
  for (let number = 0; number < 1_000; number++) begin("/many").done();
  await waitFor("the thousand", () => batches.length === 2);
  const began = performance.now();
  begin("/after").done();
  await waitFor("the next", () => batches.length === 3);
  expect(performance.now() - began).toBeGreaterThan(proxyLimits.mostToldMs * 0.8);
  begin("/last").done();
  const last = performance.now();
  await waitFor("the last", () => batches.length === 4);
  expect(performance.now() - last).toBeLessThan(proxyLimits.mostToldMs * 0.8);
});

test("a large body does not hold back the memory that it came in", () => {
  const capture = new Capture({ latest: () => 0, exchanges: 100 });
  const before = process.memoryUsage().arrayBuffers;
  for (let number = 0; number < 100; number++) {
    const recording = capture.begin({ head: undefined, url: "", process: null, label: "" });
    const brought = Buffer.alloc(512 * 1024);
    for (const start of [0, 20_000]) recording.content("response", brought, start, start + 20_000);
    recording.done();
  }
  Bun.gc(true);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
  expect(capture.find(100)?.responseBody.size).toBe(40_000);
});
