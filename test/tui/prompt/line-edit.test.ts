import { expect, test } from "bun:test";
import fc from "fast-check";
import { type EditLine, editLine, emptyLine } from "../../../tui/prompt/line-edit.ts";
import { parseMoment } from "../../../tui/prompt/time.ts";
import { NOW } from "../support.ts";

/** The line after keys; a word in quotes is typed letter by letter. */
function typed(...keys: string[]): EditLine {
  let line = emptyLine;
  for (const key of keys) {
    if (key.startsWith("'")) for (const letter of key.slice(1)) line = editLine(line, letter, letter, 100) ?? line;
    else line = editLine(line, key, undefined, 100) ?? line;
  }
  return line;
}

test.each<[keys: string[], text: string, cursor: number]>([
  [["'abc"], "abc", 3],
  [["'abc", "left", "'x"], "abxc", 3],
  [["'abc", "home", "delete", "end", "backspace"], "b", 1],
  [["'one two", "C-w"], "one ", 4],
  [["'one two", "M-b", "C-k"], "one ", 4],
  [["'one two", "C-a", "M-d"], " two", 0],
  [["'one two", "C-left", "C-u"], "two", 0],
  [["'a👩‍👩‍👧", "backspace"], "a", 1],
  [["'a漢", "left", "left", "left", "'b"], "ba漢", 1],
  [["f5", "'x", "pageup"], "x", 1],
])("%j makes %j", (keys, text, cursor) => {
  expect(typed(...keys)).toEqual({ text, cursor });
});

test("any keys leave a cursor within the text and no control characters", () => {
  const key = fc.oneof(
    fc.constantFrom("left", "right", "home", "end", "backspace", "delete", "C-w", "C-u", "C-k", "M-b", "M-f", "M-d"),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }).map((letter) => `'${letter}`),
    fc.constantFrom("'\x1b", "'\u0000", "'\n"),
  );
  fc.assert(
    fc.property(fc.array(key, { maxLength: 60 }), (keys) => {
      const { text, cursor } = typed(...keys);
      expect(cursor).toBeGreaterThanOrEqual(0);
      expect(cursor).toBeLessThanOrEqual(text.length);
      expect(text).not.toMatch(/\p{Cc}/u);
      expect(text.length).toBeLessThanOrEqual(100);
    }),
  );
});

test.each<[text: string, milliseconds: number | undefined]>([
  ["10:40", -(2 * 60 + 7) * 1000],
  ["10:42:07", 0],
  ["5m", -300_000],
  ["5m ago", -300_000],
  ["-90s", -90_000],
  ["2h", -7_200_000],
  ["10:43", 53_000 - 86_400_000],
  ["2026-01-15 10:00", -(42 * 60 + 7) * 1000],
  ["25:00", undefined],
  ["10:4", undefined],
  ["soon", undefined],
  ["", undefined],
])("the moment %j", (text, milliseconds) => {
  expect(parseMoment(text, NOW)).toBe(milliseconds === undefined ? undefined : NOW + milliseconds);
});
