import { describe, expect, test } from "bun:test";
import { beginningOf, cleanText, styledText } from "../../../tui/outside/clean-text.ts";

describe("cleanText", () => {
  test.each([
    ["plain", "a\n\tb 漢字 🐝", "a\n\tb 漢字 🐝"],
    ["colours", "\x1b[31mred\x1b[0m \x1b[38;2;1;2;3mx\x1b[m", "red x"],
    ["a title", "a\x1b]0;EVIL\x07b\x1b]2;EVIL\x1b\\c", "abc"],
    ["a link", "\x1b]8;;http://x\x07text\x1b]8;;\x07", "text"],
    ["a title that does not end stops with its line", "a\x1b]0;EVIL\nb", "a\nb"],
    ["device control", "a\x1bPtmux;\x1b\\b", "ab"],
    ["C1 forms", "a\x9b31mb\x9d0;EVIL\x9cc\x85d", "abcd"],
    ["half a sequence", "a\x1b[", "a"],
    ["half a sequence before another", "a\x1b\x1b[31mb", "ab"],
    ["a charset", "\x1b(Ba\x1b=b", "ab"],
    ["control characters", "a\x00\x07\x08\x0b\x0c\x7fb", "ab"],
    ["carriage returns", "a\r\nb\rc", "a\nbc"],
    ["blanks at the ends of lines", "a  \n  b\t\n\n\n", "a\n  b"],
    ["only blanks", " \n \t ", ""],
    ["half a surrogate pair", "a\ud83d", "a\ufffd"],
  ])("%s", (_, text, clean) => {
    expect(cleanText(text)).toBe(clean);
  });

  test("with colours, nothing else that commands a terminal stays", () => {
    expect(styledText("\x1b[1;31mred\x1b[0m\x1b[2J\x1b]0;EVIL\x07\x1b[?1049hx\x1b[6n")).toBe("\x1b[1;31mred\x1b[0mx");
  });

  test("takes time in proportion to the text", () => {
    const hard = ["\x1b]".repeat(100_000), `\x1b[${"1;".repeat(200_000)}`, `${" ".repeat(400_000)}x`].join("\n");
    const begin = performance.now();
    cleanText(hard);
    expect(performance.now() - begin).toBeLessThan(2_000);
  });
});

describe("beginningOf", () => {
  test.each([
    ["a text that fits", "ab\ncd", 5, { text: "ab\ncd", lines: 2, of: 2, isWhole: true }],
    ["whole lines", "ab\ncd\nef", 7, { text: "ab\ncd", lines: 2, of: 3, isWhole: false }],
    ["up to the end of a line", "ab\ncd\nef", 5, { text: "ab\ncd", lines: 2, of: 3, isWhole: false }],
    ["characters of a long line", "abcdef", 4, { text: "abcd", lines: 1, of: 1, isWhole: false }],
    ["whole characters", "äöü", 3, { text: "ä", lines: 1, of: 1, isWhole: false }],
    ["whole characters of four bytes", "🐝🐝", 7, { text: "🐝", lines: 1, of: 1, isWhole: false }],
  ])("%s", (_, text, bytes, beginning) => {
    expect(beginningOf(text, bytes)).toEqual(beginning);
  });
});
