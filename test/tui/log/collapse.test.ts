import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { everything } from "../../../tui/log/selection.ts";
import { LogWindows } from "../../../tui/log/window.ts";
import type { Anchor } from "../../../tui/model.ts";
import { textOf } from "../../../tui/text/style.ts";
import { recordLook } from "../../../tui/views/record.ts";
import { modelOf, processOf, TestLog, withProcess } from "../support.ts";

const HEIGHT = 5;

function pane(log: TestLog) {
  const windows = new LogWindows(log.reader);
  const look = recordLook(withProcess(modelOf({ scope: "all" }), processOf("web", 1, "running")), 40);
  const request = (anchor: Anchor | null) => {
    return { spec: everything, search: null, anchor, height: HEIGHT, collapse: true, look };
  };
  /** When all is counted. */
  const rows = (anchor: Anchor | null) => {
    let read = windows.read(request(anchor));
    for (let count = 0; count < 1_000 && !read.counted; count += 1) read = windows.read(request(anchor));
    return read.rows.map((row) => textOf(row).slice(13).trimEnd().replace(/ {2,}/, " "));
  };
  return { windows, request, rows };
}

describe("equal lines in a row", () => {
  test("are one row with their number, and another source is another row", () => {
    const log = new TestLog();
    for (const text of ["a", "b", "b", "b", "c", "c"]) log.print(1, text);
    log.print(2, "c");
    expect(pane(log).rows(null)).toEqual(["a", "b ×3", "c ×2", "c"]);
  });

  test("thousands of them are one row, and the rows above stay where they are", () => {
    const log = new TestLog(1 << 13);
    for (const text of ["a", "b"]) log.print(1, text);
    for (let count = 0; count < 5_000; count += 1) log.print(1, "same");
    const { rows } = pane(log);
    expect(rows(null)).toEqual(["a", "b", "same ×5,000"]);
    for (let count = 0; count < 1_240; count += 1) log.print(1, "same");
    expect(rows(null)).toEqual(["a", "b", "same ×6,240"]);
    log.print(1, "c");
    log.print(1, "same");
    expect(rows(null)).toEqual(["a", "b", "same ×6,240", "c", "same"]);
  });

  test("the count goes on when the ring has overwritten the first of them", () => {
    const log = new TestLog(256);
    const { rows } = pane(log);
    for (let round = 1; round <= 10; round += 1) {
      for (let count = 0; count < 100; count += 1) log.print(1, "same");
      expect(rows(null).at(-1)).toBe(`same ×${round === 10 ? "1,000" : round * 100}`);
    }
  });

  test("scrolled back into the middle of them, and step by step, they are one row", () => {
    const log = new TestLog(1 << 13);
    log.print(1, "a");
    for (let count = 0; count < 5_000; count += 1) log.print(1, "same");
    for (let count = 0; count < 9; count += 1) log.print(1, `after ${count}`);
    const { windows, request, rows } = pane(log);
    const middle = { sequence: 3_000, row: 0 };
    expect(rows(windows.scroll(request(null), { unit: "start" })).slice(0, 2)).toEqual(["a", "same ×5,000"]);
    expect(windows.step(request(null), 5_001, -1)).toBe(5_000);
    expect(windows.step(request(null), 5_000, -1)).toBe(0);
    expect(windows.step(request(null), 0, 1)).toBe(5_000);
    expect(windows.scroll(request(middle), { unit: "rows", by: 2 })).toEqual({ sequence: 5_005, row: 0 });
    expect(windows.scroll(request({ sequence: 5_000, row: 0 }), { unit: "rows", by: 1 })).toEqual({
      sequence: 5_004,
      row: 0,
    });
  });

  test("scrolling up and down by rows passes the same rows, and ends at the newest", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 60 }), (texts) => {
        const log = new TestLog();
        for (const text of texts) log.print(1, text);
        const { windows, request, rows } = pane(log);
        const up: string[][] = [];
        let anchor: Anchor | null = null;
        for (let count = 0; count < 80; count += 1) {
          const next: Anchor | null = windows.scroll(request(anchor), { unit: "rows", by: -1 });
          if (JSON.stringify(next) === JSON.stringify(anchor)) break;
          up.push(rows(anchor));
          anchor = next;
        }
        expect(anchor).toEqual(windows.scroll(request(null), { unit: "start" }));
        while (anchor !== null) {
          anchor = windows.scroll(request(anchor), { unit: "rows", by: 1 });
          expect(rows(anchor)).toEqual(up.pop() ?? []);
        }
        expect(up).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

test("a flood that is faster than the counting hides no other line, and the count grows on", () => {
  const log = new TestLog(1 << 17, 1 << 20);
  const { windows, request } = pane(log);
  log.print(1, "a");
  const counts: number[] = [];
  for (let round = 0; round < 12; round += 1) {
    log.printEqual(1, "same", 100_000);
    const text = textOf(windows.read(request(null)).rows.at(-1) ?? []);
    counts.push(Number(/×([\d,]+)/.exec(text)?.[1]?.replaceAll(",", "")));
  }
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  expect(new Set(counts).size).toBe(12);
  expect(counts.at(-1)).toBeLessThanOrEqual(1_200_000);
});

describe("a million equal lines", () => {
  const COUNT = 1_000_000;
  const log = new TestLog(1 << 20, 1 << 24);
  log.print(1, "a");
  log.printEqual(1, "same", COUNT);

  /** Reads until all is counted; what the lowest row said meanwhile. */
  function readAll({ windows, request }: ReturnType<typeof pane>, anchor: Anchor | null): string[] {
    const lowest: string[] = [];
    for (let read = windows.read(request(anchor)); ; read = windows.read(request(anchor))) {
      lowest.push(
        textOf(read.rows.at(-1) ?? [])
          .slice(13)
          .trimEnd()
          .replace(/ {2,}/, " "),
      );
      if (read.counted || lowest.length > 1_000) return lowest;
    }
  }

  test("are counted piece by piece, and the row says how many it knows of", () => {
    const shown = pane(log);
    const lowest = readAll(shown, null);
    expect(lowest.length).toBeGreaterThan(2);
    for (const text of lowest.slice(0, -1)) expect(text).toMatch(/^same ×[\d,]+\+$/);
    const counts = lowest.map((text) => Number(text.replace(/\D/g, "")));
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(shown.rows(null)).toEqual(["a", "same ×1,000,000"]);
  });

  test("no read of them takes long, wherever it is and whatever is known", () => {
    const times: number[] = [];
    const timed = (read: () => unknown) => {
      const began = performance.now();
      read();
      times.push(performance.now() - began);
    };
    for (const sequence of [500_000, 999_000, 3, 250_000]) {
      const { windows, request } = pane(log);
      let anchor: Anchor | null = null;
      timed(() => windows.read(request(null)));
      timed(() => (anchor = windows.around(request(anchor), sequence)));
      for (let count = 0; count < 20; count += 1) timed(() => windows.read(request(anchor)));
      timed(() => (anchor = windows.scroll(request(anchor), { unit: "rows", by: -3 })));
      timed(() => (anchor = windows.scroll(request(anchor), { unit: "start" })));
      timed(() => windows.read(request(anchor)));
    }
    // To count them all takes some 100 ms. The machine of the tests does other things as well: not every read is looked at.
    expect(times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.8)]).toBeLessThan(20);
  });

  test("what stands at the start is found once they are counted", () => {
    const shown = pane(log);
    const start = shown.windows.scroll(shown.request(null), { unit: "start" });
    readAll(shown, start);
    expect(shown.rows(start)).toEqual(["a", "same ×1,000,000"]);
  });
});

test("the uppermost row says whose it is, though what it goes on with is out of sight", () => {
  const log = new TestLog();
  log.print(1, "TypeError: bad", { group: 7 });
  for (let count = 0; count < HEIGHT; count += 1) log.print(1, `    at f (a.js:${count}:1)`, { group: 7 });
  const windows = new LogWindows(log.reader);
  const { request } = pane(log);
  const rows = windows.read(request(null)).rows.map((row) => textOf(row).slice(0, 12).trim());
  expect(rows).toEqual(["web", "", "", "", ""]);
});
