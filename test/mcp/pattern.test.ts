import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Pattern, PatternError } from "../../src/mcp/pattern/index.ts";
import { randomLetters } from "./harness.ts";

/** Random patterns from the parts that a search uses; each is a valid native expression. */
const atom = fc.constantFrom(
  "a",
  "b",
  "A",
  ".",
  "\\d",
  "\\w",
  "\\s",
  "[ab]",
  "[^a]",
  "\\x41",
  "\\u0062",
  "é",
  "1",
  "-",
);
const assertion = fc.constantFrom("^", "$", "\\b", "\\B", "");
const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.tuple(atom, fc.constantFrom("", "*", "+", "?", "{2}", "{1,}", "{0,2}", "*?", "+?")).map((both) => both.join("")),
    assertion,
    fc
      .tuple(fc.constantFrom("(", "(?:"), tie("pattern"), fc.constantFrom(")", ")*", ")+", ")?", "){2}", "){1,3}"))
      .map((all) => all.join("")),
  ),
  pattern: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.array(tie("part"), { minLength: 1, maxLength: 4 }).map((parts) => parts.join("")),
    fc.tuple(tie("part"), tie("part")).map((parts) => parts.join("|")),
  ),
}));
const text = fc.string({ unit: fc.constantFrom("a", "b", "A", "é", "É", "1", " ", "-", "\n"), maxLength: 8 });

describe("patterns", () => {
  test("agree with the native engine", () => {
    fc.assert(
      fc.property(
        pattern,
        fc.array(text, { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        (source, texts, ignoreCase) => {
          const native = new RegExp(source, ignoreCase ? "i" : "");
          const ours = compiled(source, ignoreCase);
          fc.pre(ours !== undefined);
          for (const line of texts) expect([line, ours.test(line)]).toEqual([line, native.test(line)]);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  const cases: [string, string][] = [
    ["a{,2}", "a{,2}"],
    ["x{", "x{"],
    ["a]b", "a]b"],
    ["[]", "a"],
    ["[^]", "\n"],
    ["[\\]x]+$", "]x]"],
    ["\\.js:\\d+", "at app.js:12"],
    ["(?<file>\\w+)\\.ts", "main.ts"],
    ["\\cJ", "\n"],
    ["\\0", "\0"],
    ["", ""],
    ["|x", "y"],
    ["(a*)*b", "aaac"],
    ["\\U0041", "A"],
    ["ſ", "s"],
    ["😀+$", "😀"],
  ];
  for (const [source, line] of cases) {
    test(`${JSON.stringify(source)} on ${JSON.stringify(line)}`, () => {
      expect(new Pattern(source, true).test(line)).toBe(new RegExp(source, "i").test(line));
    });
  }

  test("say why they cannot be used", () => {
    const why = (source: string): string => {
      try {
        new Pattern(source, true);
        return "accepted";
      } catch (error) {
        return error instanceof PatternError ? error.message : `not a PatternError: ${error}`;
      }
    };
    expect(why("a(b")).toMatch(/missing \)|unterminated/i);
    expect(why("(?i)a")).toContain("ignoreCase");
    expect(why("(?=a)")).toContain("lookahead");
    expect(why("(?<!a)b")).toContain("lookbehind");
    expect(why("(a)\\1")).toContain("back references");
    expect(why("\\p{L}")).toContain("\\p is not supported");
    expect(why("(\\d{1,500}){1,500}")).toContain("too large");
    expect(why(`${"(".repeat(200)}a${")".repeat(200)}`)).toContain("nested");
  });

  test("take linear time where backtracking takes for ever", () => {
    const line = "a".repeat(16_000);
    const started = performance.now();
    for (const source of ["(a+)+$b", "(a|a)*b$", "a*a*a*a*a*b", ".*.*.*.*x", "^(\\w+\\s?)*!$"]) {
      expect(new Pattern(source, true).test(line)).toBe(false);
    }
    // A pattern whose deterministic automaton has 2^20 states.
    expect(new Pattern("(a|b)*a(a|b){20}c", true).test(randomLetters(16_000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

/** Undefined for a pattern that is too large, of which the random ones are a few. */
function compiled(source: string, ignoreCase: boolean): Pattern | undefined {
  try {
    return new Pattern(source, ignoreCase);
  } catch (error) {
    if (error instanceof PatternError && error.message.includes("too large")) return undefined;
    throw error;
  }
}
