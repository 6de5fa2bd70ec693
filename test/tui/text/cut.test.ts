import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  cutLine,
  cutText,
  fit,
  fitLine,
  fitName,
  lineWidth,
  shorten,
  shortenMiddle,
  shortenStart,
  spread,
  wrapLine,
} from "../../../tui/text/cut.ts";
import { type Line, plain, span, textOf } from "../../../tui/text/style.ts";
import { widthOf } from "../../../tui/text/width.ts";

const character = fc.constantFrom("a", "b", " ", "é", "漢", "🐝", "👩‍👩‍👧", "e\u0301");
const text = fc.array(character, { maxLength: 30 }).map((parts) => parts.join(""));
const red = { ...plain, fg: 1 };
const line: fc.Arbitrary<Line> = fc.array(fc.record({ text, style: fc.constantFrom(plain, red) }), { maxLength: 5 });
const columns = fc.integer({ min: 0, max: 40 });

describe("cutting", () => {
  test("a cut text is a beginning that fits, and one more character would not", () => {
    fc.assert(
      fc.property(text, columns, (whole, width) => {
        const cut = cutText(whole, width);
        expect(whole.startsWith(cut)).toBe(true);
        expect(widthOf(cut)).toBeLessThanOrEqual(width);
        if (cut !== whole) expect(widthOf(cut)).toBeGreaterThanOrEqual(width - 1);
      }),
    );
  });

  test("a fitted text and a fitted line have exactly the width", () => {
    fc.assert(
      fc.property(text, line, columns, (one, spans, width) => {
        expect(widthOf(fit(one, width, "…"))).toBe(width);
        expect(lineWidth(fitLine(spans, width))).toBe(width);
        expect(lineWidth(spread(spans, [span(one)], width))).toBe(width);
      }),
    );
  });

  test("a name and a path that are shortened never take more than the width", () => {
    fc.assert(
      fc.property(text, columns, (whole, width) => {
        expect(widthOf(fitName(whole, width, "…"))).toBe(width);
        expect(widthOf(shortenStart(whole, width, "…"))).toBeLessThanOrEqual(width);
        if (widthOf(whole) <= width) expect(shortenMiddle(whole, width, "…")).toBe(whole);
      }),
    );
  });

  test("of a name both ends are kept, of a path the end", () => {
    expect(shortenMiddle("@mono/c-package:build", 10, "…")).toBe("@mono…uild");
    expect(shortenMiddle("日本語のスクリプト", 10, "…")).toBe("日本…プト");
    expect(shortenMiddle("worker", 2, "…")).toBe("w…");
    expect(shortenStart("/usr/lib/python3/socketserver.py:472", 24, "…")).toBe("…on3/socketserver.py:472");
    expect(shortenStart("ab", 0, "…")).toBe("");
  });

  test("a cut line keeps its text and its styles", () => {
    expect(cutLine([span("ab"), span("漢字", red), span("c")], 5)).toEqual([span("ab"), span("漢", red)]);
  });

  test("what was left out is marked", () => {
    expect(shorten("typecheck", 6, "…")).toBe("typec…");
    expect(shorten("typecheck", 9, "…")).toBe("typecheck");
    expect(shorten("typecheck", 0, "…")).toBe("");
  });
});

describe("wrapping", () => {
  test("rows fit and hold the whole text in order", () => {
    fc.assert(
      fc.property(line, fc.integer({ min: 2, max: 20 }), (spans, width) => {
        const rows = wrapLine(spans, width);
        for (const row of rows) expect(lineWidth(row)).toBeLessThanOrEqual(width);
        expect(rows.map(textOf).join("")).toBe(textOf(spans));
        expect(rows.length).toBeGreaterThan(0);
      }),
    );
  });

  test("rows are full before the next one begins", () => {
    expect(wrapLine([span("abcdef")], 4).map(textOf)).toEqual(["abcd", "ef"]);
    expect(wrapLine([span("abc漢d")], 4).map(textOf)).toEqual(["abc", "漢d"]);
    expect(wrapLine([], 4)).toEqual([[]]);
    expect(wrapLine([span("abcd")], 4).map(textOf)).toEqual(["abcd"]);
  });
});
