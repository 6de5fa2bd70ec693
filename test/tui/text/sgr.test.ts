import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { encodeSgr, parseStyled } from "../../../tui/text/sgr.ts";
import { DEFAULT_COLOR, plain, type Style, span, styleFlag, TRUE_COLOR, textOf } from "../../../tui/text/style.ts";

const color = fc.oneof(
  fc.constant(DEFAULT_COLOR),
  fc.integer({ min: 0, max: 255 }),
  fc.integer({ min: 0, max: 0xffffff }).map((value) => TRUE_COLOR + value),
);
const style: fc.Arbitrary<Style> = fc.record({ fg: color, bg: color, flags: fc.integer({ min: 0, max: 255 }) });

describe("escape sequences of a line", () => {
  test("a style written and read again is the same, whatever came before", () => {
    fc.assert(
      fc.property(style, style, (before, after) => {
        const spans = parseStyled(`${encodeSgr(before)}a${encodeSgr(after)}b`, true);
        expect(spans.at(-1)?.style).toEqual(after);
      }),
    );
  });

  test("nothing but text is left of any bytes", () => {
    const piece = fc.constantFrom(
      "\x1b",
      "[",
      "]",
      "0;",
      "m",
      "31",
      "\x07",
      "\\",
      "P",
      "x",
      "\x9b",
      "H",
      "2J",
      "?25l",
      "\n",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        expect(textOf(parseStyled(pieces.join(""), true))).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
      }),
    );
  });

  test("colours of 16, 256 and 16 million", () => {
    expect(parseStyled("a\x1b[31mb\x1b[38;5;208mc\x1b[38;2;1;2;3md\x1b[38:2::4:5:6me\x1b[95mf\x1b[39mg", true)).toEqual(
      [
        span("a"),
        span("b", { ...plain, fg: 1 }),
        span("c", { ...plain, fg: 208 }),
        span("d", { ...plain, fg: TRUE_COLOR + 0x010203 }),
        span("e", { ...plain, fg: TRUE_COLOR + 0x040506 }),
        span("f", { ...plain, fg: 13 }),
        span("g"),
      ],
    );
  });

  test("attributes are set and taken back one by one", () => {
    const spans = parseStyled("\x1b[1;4ma\x1b[22mb\x1b[24mc\x1b[4:3md\x1b[4:0me", true);
    expect(spans.map((part) => part.style.flags)).toEqual([
      styleFlag.bold | styleFlag.underline,
      styleFlag.underline,
      0,
      styleFlag.underline,
      0,
    ]);
  });

  test("titles, links, queries and cursor movements are left out", () => {
    const line =
      "a\x1b]0;EVIL\x07b\x1b]8;;https://x.test\x1b\\link\x1b]8;;\x1b\\c\x1b[2J\x1b[6nd\x1b(Be\x1bcf\x1bP1$r\x1b\\g";
    expect(textOf(parseStyled(line, true))).toBe("ablinkcdefg");
  });

  test("a sequence that never ends swallows no more than its line", () => {
    expect(textOf(parseStyled("a\x1b]0;no end", true))).toBe("a");
    expect(textOf(parseStyled("a\x1b[31", true))).toBe("a");
  });

  test("tabs count the columns before them, not the bytes of sequences", () => {
    expect(textOf(parseStyled("\x1b[31mab\x1b[0m\tc", true))).toBe("ab      c");
  });
});
