import { describe, expect, test } from "bun:test";
import { parse } from "dotenv";
import fc from "fast-check";
import { parseDotenv } from "../../../src/config/environment/dotenv.ts";
import { expand } from "../../../src/config/environment/expand.ts";

describe("a .env file", () => {
  test("is read with the line of each variable", () => {
    const text = `# comment
A=1
export B = two words  # comment
  C: yaml

D="first
second # inside
" # after
E='$A'
F=\`"'\`
G=
H="a\\nb"
I=x=y#z\r
`;
    const { entries, warnings } = parseDotenv(text, "/p/.env");
    expect(warnings).toEqual([]);
    expect(entries.map(({ name, value, line, literal }) => [line, name, value, literal])).toEqual([
      [2, "A", "1", false],
      [3, "B", "two words", false],
      [4, "C", "yaml", false],
      [6, "D", "first\nsecond # inside\n", false],
      [9, "E", "$A", true],
      [10, "F", `"'`, false],
      [11, "G", "", false],
      [12, "H", "a\nb", false],
      [13, "I", "x=y", false],
    ]);
  });

  test("has comments that say whether a value is secret", () => {
    const text = `A=1 # secret
B="x # secret"
C="two
lines"  #public
D='# secret'
E="q" # Secret: rotate it
F=x # not secret
G= # secret
H=a#secret
`;
    const { entries } = parseDotenv(text, "f");
    expect(entries.map(({ name, isSecret }) => [name, isSecret])).toEqual([
      ["A", true],
      ["B", undefined],
      ["C", false],
      ["D", undefined],
      ["E", true],
      ["F", undefined],
      ["G", true],
      ["H", undefined],
    ]);
    expect(entries.find(({ name }) => name === "A")?.value).toBe("1");
  });

  test.each([
    ["A=1\nfoo bar\n", "/p/.env:2: this line has no effect: it is neither a comment nor NAME=VALUE."],
    ["\n=x", "/p/.env:2: this line has no effect"],
    ['A="open\nB=2', '/p/.env:1: the value of A begins with ", which does not end it: it is a part of the value.'],
    ["A='x' y\nB=2", "/p/.env:1: the value of A begins with '"],
  ])("%p tells what in it has no effect, with its line", (text, warning) => {
    expect(parseDotenv(text, "/p/.env").warnings).toEqual([expect.stringContaining(warning)]);
  });

  test("is read on behind a line that is wrong", () => {
    const { entries } = parseDotenv('A="open\nwhat\nB=2\n', "f");
    expect(entries.map(({ name, value }) => [name, value])).toEqual([
      ["A", '"open'],
      ["B", "2"],
    ]);
  });

  test("has the values that dotenv reads", () => {
    const value = fc.oneof(
      fc.stringMatching(/^[ -~]{0,12}$/),
      fc.stringMatching(/^"[^"\\`]{0,12}"$/),
      fc.stringMatching(/^'[a-z \n#="$]{0,12}'$/),
    );
    const line = fc.tuple(fc.constantFrom("A", "B.c", "export D", "E-f"), fc.constantFrom("=", " = ", ": "), value);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 4 }), (lines) => {
        const text = lines.map((parts) => parts.join("")).join("\n");
        // A value that opens a quotation and does not end it is where dotenv's expression and lines differ by design.
        const { entries, warnings } = parseDotenv(text, "f");
        if (warnings.length > 0) return;
        expect(Object.fromEntries(entries.map((entry) => [entry.name, entry.value]))).toEqual(parse(text));
      }),
      { numRuns: 500 },
    );
  });
});

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: they are what is tested
describe("references in a value", () => {
  const values: Readonly<Record<string, string>> = { A: "1", EMPTY: "", LONG_1: "x" };
  test.each([
    ["$A-${A}-$LONG_1", "1-1-x"],
    ["a\\$A$", "a$A$"],
    ["${NONE:-d}${EMPTY:-e}${NONE-f}${EMPTY-g}", "def"],
    ["${A:+yes}${NONE:+no}${EMPTY+set}${EMPTY:+no}", "yesset"],
    ["${NONE:-${A}/${NONE:-x}}!", "1/x!"],
    ["${NONE:-}", ""],
    ["${A", "${A"],
    ["$(date) $1 ${1} ${A?x}", "$(date) $1 ${1} ${A?x}"],
    ["pa$$A", "pa$1"],
    ["{$A}", "{1}"],
  ])("%p is %p", (text, expected) => {
    expect(
      expand(
        text,
        (name) => values[name],
        () => {},
      ),
    ).toBe(expected);
  });

  test("to nothing are told", () => {
    const unset: string[] = [];
    expect(
      expand(
        "$A $NONE ${OTHER} ${THIRD:-}",
        (name) => values[name],
        (name) => unset.push(name),
      ),
    ).toBe("1   ");
    expect(unset).toEqual(["NONE", "OTHER"]);
  });
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: they are what is tested
