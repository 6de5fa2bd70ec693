import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { EscapeCleaner } from "../../../src/logs/escapes.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function clean(text: string): { plain: string; styled: string | undefined } {
  const { plain, styled } = new EscapeCleaner().clean(encoder.encode(text));
  return { plain: decoder.decode(plain), styled: styled === undefined ? undefined : decoder.decode(styled) };
}

describe("a line without its escape sequences", () => {
  test("is itself when it has none", () => {
    expect(clean("plain\ttext ü 😀")).toEqual({ plain: "plain\ttext ü 😀", styled: undefined });
  });

  test("keeps colours beside the plain text", () => {
    expect(clean("\x1b[1;32mok\x1b[0m done")).toEqual({ plain: "ok done", styled: "\x1b[1;32mok\x1b[0m done" });
    expect(clean("\x1b[38:2::1:2:3mx").styled).toBe("\x1b[38:2::1:2:3mx");
  });

  test("loses what could leave its place, set a title or ask a question", () => {
    for (const hostile of [
      "\x1b[2J",
      "\x1b[10;10H",
      "\x1b[?1049h",
      "\x1b]0;title\x07",
      "\x1b]52;c;Y2xpcA==\x1b\\",
      "\x1bPq#0\x1b\\",
      "\x1b[6n",
      "\x1b[>4;2m",
      "\x1bc",
      "\x1b(0",
      "\b\b",
      "\x07",
      "\x1b_app\x1b\\",
    ]) {
      expect(clean(`a${hostile}b`)).toEqual({ plain: "ab", styled: undefined });
    }
  });

  test("keeps the text of a hyperlink", () => {
    expect(clean("\x1b]8;;https://a.test\x07link\x1b]8;;\x07").plain).toBe("link");
  });

  test("an unfinished sequence ends with the line", () => {
    for (const broken of ["a\x1b", "a\x1b[", "a\x1b[12;", "a\x1b]0;title"]) expect(clean(broken).plain).toBe("a");
  });

  test("never holds a control character, whatever came in", () => {
    const pieces = fc.constantFrom("\x1b", "[", "]", "m", "0", ";", "\x07", "\\", "a", "\x9b", "P", "?", "\x7f", "ü");
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const { plain, styled } = clean(parts.join(""));
        expect(plain).not.toMatch(/[\x00-\x08\x0a-\x1f\x7f]/);
        expect((styled ?? "").replace(/\x1b\[[0-9;:]*m/g, "")).toBe(styled === undefined ? "" : plain);
      }),
    );
  });
});

test("binary data is a note of how much there was; text with a bell or a stray control is text", () => {
  const cleaner = new EscapeCleaner();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(cleaner.clean(bytes).plain);
  const compressed = Uint8Array.from({ length: 400 }, (_, index) => (index * 89) % 256);
  expect(text(compressed)).toBe("[binary output, 400 bytes]");
  expect(text(Uint8Array.of(0, 0, 0, 0, 65))).toBe("[binary output, 5 bytes]");
  expect(text(new TextEncoder().encode("done\x07 \x08\x08 \x01 one stray"))).toBe("done   one stray");
});
