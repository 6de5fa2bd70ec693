import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { clean } from "../../../tui/text/clean.ts";

const control = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

describe("clean", () => {
  test("no control character passes, whatever a child prints", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.boolean(), fc.nat(20), (text, unicode, column) => {
        const result = clean(text, column, unicode);
        expect(result).not.toMatch(control);
        if (!unicode) expect(result).toMatch(/^[\x20-\x7e]*$/);
      }),
    );
  });

  test("controls become visible", () => {
    expect(clean("a\x07b\x1b[2J\x7f", 0, true)).toBe("a␇b␛[2J␡");
    expect(clean("a\x07b\x7f", 0, false)).toBe("a^Gb?");
    expect(clean("csi \x9b31m, override \u202e", 0, true)).toBe("csi \ufffd31m, override \ufffd");
  });

  test("tabs go to the next of every eight columns", () => {
    expect(clean("a\tb\tc", 0, true)).toBe("a       b       c");
    expect(clean("\t\t|", 0, true)).toBe(`${" ".repeat(16)}|`);
    expect(clean("ab\tc", 5, true)).toBe("ab c");
  });

  test("a terminal without Unicode gets question marks", () => {
    expect(clean("naïve 🐝 ✔", 0, false)).toBe("na?ve ? ?");
  });
});
