import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { isKnownInput, splitInput } from "../../../tui/widgets/input.ts";

describe("input", () => {
  test("keys and mouse events that come together are told apart", () => {
    const wheel = "\x1b[<64;10;5M";
    expect(splitInput(`q${wheel}${wheel}\x1b[A\x1bOAé\x1b[5~\r`)).toEqual({
      tokens: ["q", wheel, wheel, "\x1b[A", "\x1bOA", "é", "\x1b[5~", "\r"],
      rest: "",
    });
    expect(splitInput("\x1b[M !!q").tokens).toEqual(["\x1b[M !!", "q"]);
  });

  test("the beginning of a sequence waits for its end", () => {
    expect(splitInput("a\x1b[<64;1")).toEqual({ tokens: ["a"], rest: "\x1b[<64;1" });
    expect(splitInput("\x1b")).toEqual({ tokens: [], rest: "\x1b" });
    expect(splitInput("\x1b\x1b[A")).toEqual({ tokens: ["\x1b", "\x1b[A"], rest: "" });
  });

  test("the answer of a terminal is one token, not keys", () => {
    expect(splitInput("\x1b]11;rgb:00/00/00\x07\x1b[?62;c").tokens).toHaveLength(2);
  });

  test("keys and the mouse are known, answers of terminals and keys of other protocols are not", () => {
    const keys = [
      "q",
      "é",
      "🐝",
      "\r",
      "\x1b",
      "\x1bx",
      "\x1b[A",
      "\x1bOP",
      "\x1b[1;5C",
      "\x1b[5~",
      "\x1b[3;2~",
      "\x1b[Z",
    ];
    const mouse = ["\x1b[M !!", "\x1b[<0;3;4M", "\x1b[<64;10;5m", "\x1b[32;3;4M"];
    expect([...keys, ...mouse].filter((sequence) => !isKnownInput(sequence))).toEqual([]);
    const others = [
      "\x1b[?62;c",
      "\x1b[>41;354;0c",
      "\x1b[99;6u",
      "\x1b[12;40R",
      "\x1b]11;rgb:00/00/00\x07",
      "\x1bP1$r0m\x1b\\",
    ];
    expect(others.filter(isKnownInput)).toEqual([]);
  });

  test("cut anywhere, the tokens are the same", () => {
    const part = fc.constantFrom(
      "q",
      "\x1b[A",
      "\x1b[<0;3;4M",
      "\x1b[<0;3;4m",
      "\x1bOB",
      "é",
      "\x1b[6~",
      "漢",
      "\x1bx",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.nat(60), (parts, at) => {
        const text = parts.join("");
        const first = splitInput(text.slice(0, at));
        const second = splitInput(first.rest + text.slice(at));
        // A cut right after ESC can only be told from the key by time, which the caller takes.
        expect([...first.tokens, ...second.tokens]).toEqual(parts);
        expect(second.rest).toBe("");
      }),
    );
  });
});
