import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Pattern, PatternError } from "../../../src/logs/index.ts";
import { mcpLimits } from "../../../src/mcp/limits.ts";
import { randomLetters } from "../mcp/harness.ts";

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
          for (const line of texts) expect([line, matches(ours, line)]).toEqual([line, native.test(line)]);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  test("hold the text that they require, and are as quick as promised where the native engine is used", () => {
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 1, maxLength: 5 }), (source, texts) => {
        const own = compiled(source, false);
        fc.pre(own !== undefined);
        const quick = new Pattern(source, false);
        for (const line of texts) {
          const fits = matches(own, line);
          expect([line, matches(quick, line)]).toEqual([line, fits]);
          if (fits) expect(line).toContain(own.required);
        }
      }),
      { numRuns: 2_000 },
    );
    expect(new Pattern("x+abc\\d{2}d+ef?g", false).required).toBe("abc");
    expect(new Pattern("(?:foo|bar)bazz(?:q|r)", true).required).toBe("bazz");
    expect(new Pattern("(?:longer)?ab", true).required).toBe("ab");
    expect(new Pattern("é", true).required).toBe("");
  });

  test.each(["(x+x+)+y", "(a|aa)+$", "(a|a?)+b", "a*a*b", "(?:a|b|ab){1,9}c", "(a?){30}a{30}", ".*,.*,.*,x"])(
    "%s takes no time on a long line",
    (source) => {
      const line = "a".repeat(5_000);
      const started = performance.now();
      matches(new Pattern(source, false), line);
      expect(performance.now() - started).toBeLessThan(1_000);
    },
  );

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
      expect(matches(new Pattern(source, true, false), line)).toBe(new RegExp(source, "i").test(line));
    });
  }

  test("say why they cannot be used", () => {
    const why = (source: string): string => {
      try {
        new Pattern(source, true, false);
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
    expect(why("(){501}")).toContain("too large");
    expect(why("(){99999999999}")).toContain("too large");
    expect(why(`a{${"9".repeat(400)}}`)).toContain("too large");
    expect(why(`${"(".repeat(200)}a${")".repeat(200)}`)).toContain("nested");
  });

  test("take linear time where backtracking takes for ever", () => {
    const line = "a".repeat(16_000);
    const started = performance.now();
    for (const source of ["(a+)+$b", "(a|a)*b$", "a*a*a*a*a*b", ".*.*.*.*x", "^(\\w+\\s?)*!$"]) {
      expect(matches(new Pattern(source, true, false), line)).toBe(false);
    }
    // A pattern whose deterministic automaton has 2^20 states.
    expect(matches(new Pattern("(a|b)*a(a|b){20}c", true, false), randomLetters(16_000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe("hostile patterns", () => {
  /** Repeats of repeats of nothing or little, with counts up to absurd ones. */
  const count = fc.constantFrom("*", "+", "?", "{0}", "{5}", "{500}", "{1000}", "{0,400}", "{400,}", "{99999999999}");
  const nothing = fc.constantFrom("", "", "()", "(?:)", "^", "$", "\\b", "|", "a", "(a|)");
  const { hostile } = fc.letrec<{ hostile: string }>((tie) => ({
    hostile: fc.oneof(
      { maxDepth: 12, depthSize: "max" },
      fc.array(nothing, { maxLength: 20 }).map((parts) => parts.join("")),
      fc.tuple(tie("hostile"), count).map(([inner, times]) => `(${inner})${times}`),
      fc.tuple(tie("hostile"), tie("hostile")).map((parts) => parts.join("")),
    ),
  }));

  function milliseconds(work: () => unknown): number {
    const started = performance.now();
    work();
    return performance.now() - started;
  }

  const LONGEST_MS = 500;

  test("are refused or made ready and tried at once", () => {
    const line = randomLetters(200);
    const check = (source: string) => {
      let ours: Pattern | undefined;
      expect([
        source,
        milliseconds(() => {
          ours = compiled(source, true);
        }) < LONGEST_MS,
      ]).toEqual([source, true]);
      expect([source, milliseconds(() => ours?.test(line)) < LONGEST_MS]).toEqual([source, true]);
    };
    for (const source of [
      "(){500}",
      "(){99999999999}",
      "(?:){1000}{1000}",
      "((){400}){400}",
      "(((){400}){400}|(){400}){400}",
    ]) {
      if (isNative(source)) check(source);
    }
    let nested = "";
    for (let depth = 0; depth < 90; depth++) nested = `(${nested}){400}`;
    check(nested);
    check(`${nested}a`);
    check(`(${"()".repeat(450)}a){90}`);
    fc.assert(
      fc.property(hostile, (source) => {
        fc.pre(source.length <= mcpLimits.queryCharacters);
        check(source);
      }),
      { numRuns: 2_000 },
    );
  });

  test("stop in the middle of a line, to go on there", () => {
    const line = `${randomLetters(16_000)}!`;
    const slow = new Pattern("a(a|b){150}c|!$", true, false);
    let parts = 0;
    let found = slow.test(line);
    for (; typeof found === "object"; parts++) found = slow.test(line, found);
    expect(found).toBe(true);
    expect(parts).toBeGreaterThan(20);
    // Characters that were never seen are work too, even where the steps are few.
    const rare = Array.from({ length: 5_000 }, (_, index) => String.fromCharCode(0x4e00 + index)).join("");
    const classes = Array.from({ length: 120 }, (_, index) => `[${String.fromCharCode(0x4000 + index)}]`).join("");
    expect(new Pattern(classes, true, false).test(rare)).toBeObject();
  });
});

function isNative(source: string): boolean {
  try {
    return new RegExp(source) !== undefined;
  } catch {
    return false;
  }
}

/** The whole test of a text, however many parts it takes. */
function matches(pattern: Pattern, line: string): boolean {
  let found = pattern.test(line);
  while (typeof found === "object") found = pattern.test(line, found);
  return found;
}

/** Undefined for a pattern that is too large, of which the random ones are a few. */
function compiled(source: string, ignoreCase: boolean): Pattern | undefined {
  try {
    return new Pattern(source, ignoreCase, false);
  } catch (error) {
    if (error instanceof PatternError && error.message.includes("too large")) return undefined;
    throw error;
  }
}
