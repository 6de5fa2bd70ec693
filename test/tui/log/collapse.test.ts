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
  const rows = (anchor: Anchor | null) =>
    windows.read(request(anchor)).rows.map((row) => textOf(row).slice(12).trimEnd().replace(/ {2,}/, " "));
  return { windows, request, rows };
}

describe("equal lines in a row", () => {
  test("are one row with their number, and another source is another row", () => {
    const log = new TestLog();
    for (const text of ["a", "b", "b", "b", "c", "c"]) log.print(1, text);
    log.print(2, "c");
    expect(pane(log).rows(null)).toEqual(["a", "b ×3", "c ×2", "c"]);
  });

  test("a row counts two hundred at most, so that no row reads a whole log", () => {
    const log = new TestLog(1 << 13);
    for (let count = 0; count < 500; count += 1) log.print(1, "same");
    expect(pane(log).rows(null)).toEqual(["same ×100", "same ×200+", "same ×200+"]);
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

test("the uppermost row says whose it is, though what it goes on with is out of sight", () => {
  const log = new TestLog();
  log.print(1, "TypeError: bad", { group: 7 });
  for (let count = 0; count < HEIGHT; count += 1) log.print(1, `    at f (a.js:${count}:1)`, { group: 7 });
  const windows = new LogWindows(log.reader);
  const { request } = pane(log);
  const rows = windows.read(request(null)).rows.map((row) => textOf(row).slice(0, 12).trim());
  expect(rows).toEqual(["web", "", "", "", ""]);
});
