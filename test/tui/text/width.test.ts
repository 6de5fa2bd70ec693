import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { cellsOf, widthOf } from "../../../tui/text/width.ts";

describe("width", () => {
  test.each([
    ["", 0],
    ["abc", 3],
    ["é", 1],
    ["e\u0301", 1],
    ["漢字", 4],
    ["한글", 4],
    ["ｆｕｌｌ", 8],
    ["🐝", 2],
    ["👩‍👩‍👧", 2],
    ["👍🏽", 2],
    ["🇩🇪", 2],
    ["❤️", 2],
    ["✖", 1],
    ["─│┬⏎●◐", 6],
    ["क्ष", 2],
    ["a\u200bb", 2],
    ["שלום", 4],
  ])("%j takes %i columns", (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  test("cells put together are the text again", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect([...cellsOf(text)].map((cell) => cell.text).join("")).toBe(text);
      }),
    );
  });

  test("a joined emoji is one cell whose width terminals do not agree on", () => {
    expect([...cellsOf("a👩‍👩‍👧b")]).toEqual([
      { text: "a", width: 1, certain: true },
      { text: "👩‍👩‍👧", width: 2, certain: false },
      { text: "b", width: 1, certain: true },
    ]);
  });
});
