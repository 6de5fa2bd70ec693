import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { findingsIn, measures, score, scoresOf, summary } from "../../../scripts/eval/errors.ts";
import { type Finding, FindingReader } from "../../../src/errors/index.ts";

const corpus = new URL("../../corpus", import.meta.url).pathname;

/** `file:line:column severity code message`, without what is not known. */
function short({ file, line, column, severity, code, message }: Finding): string {
  return [[file, line, column].filter((part) => part !== null).join(":"), severity, code, message]
    .filter((part) => part !== null)
    .join(" ");
}

describe("the corpus", () => {
  test("of others is recognised", () => {
    const { macro, micro } = summary(scoresOf(join(corpus, "errorformat")));
    expect(macro).toBeGreaterThanOrEqual(0.95);
    expect(micro).toBeGreaterThanOrEqual(0.97);
  });

  test("of our own is recognised to the last finding", () => {
    const missed = scoresOf(join(corpus, "own")).filter((one) => measures(one).f1 < 1);
    expect(missed).toEqual([]);
  });

  test.each(readdirSync(join(corpus, "healthy")))("finds nothing in healthy output: %s", (name) => {
    expect(findingsIn(readFileSync(join(corpus, "healthy", name), "utf8")).map(short)).toEqual([]);
  });
});

describe("one finding is read from", () => {
  const examples: [tool: string, output: string, ...findings: string[]][] = [
    [
      "MSBuild",
      "C:\\a b\\x.cs(229,30): warning CS0618: 'Q' is obsolete",
      "C:\\a b\\x.cs:229:30 warning CS0618 'Q' is obsolete",
    ],
    ["Kotlin", "e: file:///a/Main.kt:3:5 Unresolved reference: x", "/a/Main.kt:3:5 error Unresolved reference: x"],
    ["old Kotlin", "e: /a/Main.kt: (3, 5): Unresolved reference: x", "/a/Main.kt:3:5 error Unresolved reference: x"],
    ["Maven", "[ERROR] /a/App.java:[6,3] cannot find symbol", "/a/App.java:6:3 error cannot find symbol"],
    ["Swift", "/a/x.swift:3:5: error: cannot find 'y' in scope", "/a/x.swift:3:5 error cannot find 'y' in scope"],
    [
      "Dart",
      "  error • Undefined name 'x' • lib/a.dart:3:5 • undefined_identifier",
      "lib/a.dart:3:5 error Undefined name 'x'",
    ],
    ["Psalm", "ERROR: InvalidReturnType - src/a.php:3:14 - No return", "src/a.php:3:14 error InvalidReturnType"],
    ["Verilator", "%Error: a.v:3:5: syntax error, unexpected end", "a.v:3:5 error syntax error, unexpected end"],
    ["Nim", "a.nim(3, 5) Error: undeclared identifier: 'x'", "a.nim:3:5 error undeclared identifier: 'x'"],
    ["GitHub", "::warning file=src/a.js,line=3,col=5::Unused x", "src/a.js:3:5 warning Unused x"],
    [
      "Terraform",
      '│ Error: Unsupported argument\n│ \n│   on main.tf line 3, in resource "a" "b":\n│    3:   x = 1',
      "main.tf:3 error Unsupported argument",
    ],
    [
      "Elixir",
      'warning: variable "x" is unused\n  │\n 3 │   x = 1\n  │   ~\n  │\n  └─ lib/a.ex:3:5: A.b/1',
      'lib/a.ex:3:5 warning variable "x" is unused',
    ],
    [
      "Elm",
      "-- TYPE MISMATCH ---------------------------------- src/Main.elm\n\nThe body is not right:\n\n12|     x\n        ^",
      "src/Main.elm:12 TYPE MISMATCH",
    ],
    [
      "PHP_CodeSniffer",
      "FILE: /a/b.php\n------\n 12 | ERROR | [x] Missing comment",
      "/a/b.php:12 error | [x] Missing comment",
    ],
    [
      "PHPStan",
      " ------ -----\n  Line   src/a.php\n ------ -----\n  12     Undefined variable: $x",
      "src/a.php:12 Undefined variable: $x",
    ],
    [
      "Create React App",
      "./src/a.js\n  Line 3:5:  'x' is not defined  no-undef",
      "./src/a.js:3:5 no-undef 'x' is not defined",
    ],
    [
      "Checkstyle",
      '<file name="a.js">\n<error line="3" column="5" severity="error" message="m"/>',
      'a.js:3:5 severity="error" message="m"/>',
    ],
    ["Bash", "run.sh: line 3: foo: command not found", "run.sh:3 foo: command not found"],
    ["Solidity", "Error: Undeclared identifier.\n --> a.sol:3:5:\n  |", "a.sol:3:5 error Undeclared identifier."],
    ["PHP 8", "PHP Warning:  Undefined variable $x in /a/b.php on line 3", "/a/b.php:3 warning Undefined variable $x"],
    ["Rubocop", "bin/rails:3:1: C: [Correctable] Style/X: Y", "bin/rails:3:1 info [Correctable] Style/X: Y"],
    ["a failed Go test", "=== RUN   TestA\n    a_test.go:3: got 4\n--- FAIL: TestA (0.00s)", "a_test.go:3 got 4"],
  ];
  test.each(examples)("%s", (_tool, output, ...findings) => {
    expect(findingsIn(output).map(short)).toEqual(findings);
  });
});

test.each([
  "listening on http://localhost:3000/a.js:3",
  "10:42:07 redis.local:6379: connected",
  "GET example.com:8080: 200",
  "image node:20, ghcr.io/a/b:1.2, user@host:path",
  "    at render (/a/src/page.tsx:3:5)",
  "\t/a/main.go:12 +0x1d",
  "=== RUN   TestA\n    a_test.go:3: only a log\n--- PASS: TestA (0.00s)",
  "ratio 16:9, 3:2 and 1:1",
])("no finding: %s", (output) => {
  expect(findingsIn(output)).toEqual([]);
});

test("any lines are read, and none gives more than a few findings", () => {
  const part = fc.constantFrom(
    "a.js",
    ":3",
    ":5",
    ": ",
    "error",
    "\t",
    " --> ",
    "(1,2)",
    "[",
    'File "',
    '", line 3',
    "| ",
    "^",
    "é",
  );
  const line = fc.oneof(
    fc.string(),
    fc.array(part, { maxLength: 12 }).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
      const found: Finding[] = [];
      const reader = new FindingReader((finding) => found.push(finding));
      for (const one of lines) reader.push(one);
      reader.end();
      expect(found.length).toBeLessThanOrEqual(lines.length);
      for (const { file, line: at } of found) expect(file !== "" && (at === null || at >= 0)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("a line made to be slow is read in a few milliseconds", () => {
  const made = ["error • a • ", "error: ", "in a.b ", "/a", "a.b:", " ", "[", "a=1,"].map((part) =>
    part.repeat(100_000 / part.length),
  );
  for (const line of made) {
    const began = performance.now();
    findingsIn(line);
    expect(performance.now() - began).toBeLessThan(100);
  }
});

test.each(["Found 1 error in src/a.ts:3", "Found 2 problems in a.js:1:2", "  found 3 type errors in lib/a.py:7"])(
  "what only counts what was told is none: %s",
  (line) => {
    expect(findingsIn(`${line}\n`)).toEqual([]);
  },
);

test("each finding that is there is right once; a column counts where both have one", () => {
  const told = (line: number, column: number | null): Finding => {
    return { file: "a", line, column, severity: null, code: null, message: "" };
  };
  const there = [
    { file: "a", line: 1, column: 2 },
    { file: "a", line: 2, column: null },
  ];
  expect(score("n", [told(1, 2), told(1, 2), told(2, 7), told(3, 1)], there)).toMatchObject({
    right: 2,
    told: 4,
    expected: 2,
  });
  expect(score("n", [told(1, 3)], there).right).toBe(0);
});
