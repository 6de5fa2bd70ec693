/** What tools outside the first corpus print: shapes that several of them share. */

import { describe, expect, test } from "bun:test";
import { builtIn, ErrorReader, type ErrorReaderParts } from "../../../src/errors/index.ts";

type Told = Parameters<ErrorReaderParts["tell"]>[0];

/** What is told of lines; a line that begins with `!` has the level error. */
function told(...lines: readonly string[]): string[] {
  const errors: Told[] = [];
  let number = 0;
  const reader = new ErrorReader({
    rules: builtIn,
    newNumber: () => ++number,
    tell: (error) => void errors.push(error),
  });
  for (const line of lines) reader.push(line.replace(/^!/, ""), line.startsWith("!") ? "error" : "none");
  reader.end();
  return errors.map(({ severity, type, message, place }) => {
    const at =
      place === null ? "" : ` @ ${[place.file, place.line, place.column].filter((one) => one !== null).join(":")}`;
    return `${severity} ${type}: ${message}${at}`;
  });
}

describe("Python", () => {
  test("a traceback that is indented as a whole", () => {
    expect(
      told(
        "    Then the discount is 0   # features/steps/cart.py:19",
        "      Traceback (most recent call last):",
        '        File "/py/lib/python3.11/site-packages/behave/model.py", line 1991, in run',
        "          match.run(runner.context)",
        '        File "features/steps/cart.py", line 21, in discount',
        '          assert context.customer["account"] == n',
        "                 ~~~~~~~~~~~~~~~~^^^^^^^^^^^",
        "      KeyError: 'account'",
        "",
        "next",
      ),
    ).toEqual(["error KeyError: 'account' @ features/steps/cart.py:21"]);
  });

  test("an indented traceback ends where the indentation does", () => {
    expect(
      told(
        "      Traceback (most recent call last):",
        '        File "a.py", line 2, in run',
        "          run()",
        "      ValueError: no",
        "Traceback (most recent call last):",
        '  File "b.py", line 3, in run',
        "TypeError: yes",
      ),
    ).toEqual(["error ValueError: no @ a.py:2", "error TypeError: yes @ b.py:3"]);
  });

  test("pytest's short traces: places are frames, not findings", () => {
    expect(
      told(
        "_____________ test_level _____________",
        "tests/test_cart.py:17: in test_level",
        '    assert total([{"cost": 1}]) == 1',
        "           ^^^^^^^^^^^^^^^^^^^^",
        "shop/cart.py:5: in total",
        '    return sum(item["price"] for item in items)',
        "!E   KeyError: 'price'",
        "_____________ test_count _____________",
        "tests/test_cart.py:13: in test_count",
        '    assert total([{"price": 2}]) == 6',
        "!E   AssertionError: assert 2 == 6",
        "!E    +  where 2 = total([{'price': 2}])",
        "=========== short test summary info ============",
      ),
    ).toEqual([
      "error KeyError: 'price' @ shop/cart.py:5",
      "error AssertionError: assert 2 == 6 @ tests/test_cart.py:13",
    ]);
  });

  test("pytest's long traces through several functions", () => {
    expect(
      told(
        "_____________ test_level _____________",
        "",
        "    def test_level():",
        '>       assert total([{"cost": 1}]) == 1',
        "               ^^^^^^^^^^^^^^^^^^^^",
        "",
        "tests/test_cart.py:17: ",
        "_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _",
        "shop/cart.py:5: in total",
        '    return sum(item["price"] for item in items)',
        "           ^^^^^^^^^^^^",
        "_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _",
        "",
        ".0 = <list_iterator object at 0x7f6646a912a0>",
        "",
        '>   return sum(item["price"] for item in items)',
        "               ^^^^^^^^^^^^^",
        "!E   KeyError: 'price'",
        "",
        "shop/cart.py:9: KeyError",
      ),
    ).toEqual(["error KeyError: 'price' @ shop/cart.py:9"]);
  });

  test("a place 'in' something is no finding where nothing is wrong", () => {
    expect(told("tests/test_cart.py:17: in test_level", "    assert 1 == 1", "done")).toEqual([]);
  });
});

describe("a place alone on its line", () => {
  test("has its message above, where code stands below", () => {
    expect(
      told(
        "🚨 Build failed.",
        "",
        "@parcel/core: Failed to resolve './pay.js' from './src/index.js'",
        "",
        "  /shop/src/index.js:2:21",
        '    1 | import { total } from "./cart.js";',
        '  > 2 | import { pay } from "./pay.js";',
        "  >   |                     ^^^^^^^^^^",
        "    3 | document.body.textContent = total([]) + pay();",
        "",
        "",
        "@parcel/resolver-default: Cannot load file './pay.js' in './src'.",
      )[0],
    ).toBe("error Error: @parcel/core: Failed to resolve './pay.js' from './src/index.js' @ /shop/src/index.js:2:21");
  });

  test("rows of code with no more than their numbers are no message", () => {
    expect(
      told(
        "![ERROR]: Task failed: Module failed: non-zero return code",
        "Origin: /shop/playbook.yml:8:7",
        "",
        "6       debug:",
        "7         msg: hello",
        "8     - name: Read the price list",
        "        ^ column 7",
        "",
      ),
    ).toEqual(["error Error: Task failed: Module failed: non-zero return code @ /shop/playbook.yml:8:7"]);
  });

  test("deeper than the finding above is related to it", () => {
    expect(
      told(
        "!src/Cart.vue:5:23 - error TS2551: Property 'toFixed' does not exist on type 'string'.",
        "",
        "5 <template><p>{{ total.toFixed(2) }}</p></template>",
        "                        ~~~~~~~",
        "",
        "  node_modules/typescript/lib/lib.es2015.core.d.ts:487:5",
        "    487     fixed(): string;",
        "            ~~~~~~~~~~~~~~~~",
        "    'fixed' is declared here.",
        "",
        "!src/Cart.vue:5:40 - error TS2339: Property 'missing' does not exist.",
      ),
    ).toEqual([
      "error TS2551: Property 'toFixed' does not exist on type 'string'. @ src/Cart.vue:5:23",
      "error TS2339: Property 'missing' does not exist. @ src/Cart.vue:5:40",
    ]);
  });

  test("heads the rows of its file (eslint-formatter-pretty, xo)", () => {
    expect(
      told(
        "",
        "  cart.js:1:7",
        "!  ✖  1:7   unused is assigned a value but never used.   no-unused-vars",
        "!  ✖  3:3   Unexpected var, use let or const instead.    no-var",
        "  ⚠  4:3   Use a for-of loop instead of this for loop.  unicorn/no-for-loop",
        "",
        "  2 errors",
      ),
    ).toEqual([
      "error no-unused-vars: unused is assigned a value but never used. @ cart.js:1:7",
      "error no-var: Unexpected var, use let or const instead. @ cart.js:3:3",
      "warning unicorn/no-for-loop: Use a for-of loop instead of this for loop. @ cart.js:4:3",
    ]);
  });

  test("gets what is behind the message too (miette: swc, rspack)", () => {
    expect(
      told(
        "error   Build errors: ",
        "File: ./src/cart.js:1:1",
        "  × Module build failed (from builtin:swc-loader):",
        "!  ╰─▶   × Syntax Error: Expected ',', got ';'",
        "         ╭────",
        "       1 │ export const total = 0;",
        "         ·                       ─",
        "         ╰────",
        "      ",
        "!Import traces (entry → error):",
        "  ./src/index.js",
        "  ./src/cart.js ×",
        "",
        "File: ./src/index.js:2:1-32",
        "  × Module not found: Can't resolve './pay.js' in '/shop/src'",
        "   ╭─[2:0]",
        ' 2 │ import { pay } from "./pay.js";',
        "   · ───────────────────────────────",
        "   ╰────",
        "",
        "error   build failed in 0.04s",
      ),
    ).toEqual([
      "error Error: Module build failed (from builtin:swc-loader): Syntax Error: Expected ',', got ';' @ ./src/cart.js:1:1",
      "error Error: Module not found: Can't resolve './pay.js' in '/shop/src' @ ./src/index.js:2:1",
    ]);
  });
});

test("a message does not reach over another paragraph to a place", () => {
  expect(
    told(
      "  ✘ [fail]: multiplies by the count",
      "  ✘ [fail]: gives gold customers a discount Error thrown in test",
      "  ─",
      "",
      "  multiplies by the count",
      "",
      "  test/cart.test.js:9",
      "",
      '   8: test("multiplies by the count", (t) => {   ',
      "   9:   t.is(total([{ price: 2, count: 3 }]), 6);",
      "   10: });",
      "",
      "  Difference (- actual, + expected):",
    ),
  ).toEqual(["error Error: multiplies by the count @ test/cart.test.js:9"]);
});

test("an error that is shown as an object, and then thrown", () => {
  expect(
    told(
      "  Error thrown in test:",
      "",
      "!  TypeError {",
      "!    message: 'Cannot read properties of undefined (reading \\'level\\')',",
      "!  }",
      "",
      "!  TypeError: Cannot read properties of undefined (reading 'level')",
      "      at discount (/shop/src/cart.js:6:27)",
      "      at /shop/test/cart.test.js:13:8",
      "",
    ),
  ).toEqual(["error TypeError: Cannot read properties of undefined (reading 'level') @ /shop/src/cart.js:6:27"]);
});

test("the place of a compiler's own throw gives way to that of the file it is about", () => {
  expect(
    told(
      '2. tag "unknown" not found in ./index.md:3:1',
      '!AssertionError: tag "unknown" not found',
      "    at assert (/shop/node_modules/liquidjs/dist/liquid.node.js:402:15)",
      "    at Parser.parseToken (/shop/node_modules/liquidjs/dist/liquid.node.js:3047:17)",
      "",
    ),
  ).toEqual(['error AssertionError: tag "unknown" not found @ ./index.md:3:1']);
});

test("a tool's name, the kind, the place; the words below (CMake)", () => {
  expect(
    told(
      "CMake Error at CMakeLists.txt:3 (find_package):",
      '  By not providing "FindNothing.cmake" in CMAKE_MODULE_PATH this project has',
      "  asked CMake to find a package configuration file.",
      "",
      "CMake Warning (dev) at src/CMakeLists.txt:12 (message):",
      "  no version",
      "",
      "-- Configuring incomplete, errors occurred!",
    ),
  ).toEqual([
    'error Error: By not providing "FindNothing.cmake" in CMAKE_MODULE_PATH this project has @ CMakeLists.txt:3',
    "warning Warning: no version @ src/CMakeLists.txt:12",
  ]);
});

test("what a skipped test of Go logs is no finding (gotestsum)", () => {
  expect(
    told(
      "=== Skipped",
      "=== SKIP: . TestSkipped (0.00s)",
      "    cart_test.go:17: later",
      "",
      "=== Failed",
      "=== FAIL: . TestCounts (0.00s)",
      "    cart_test.go:13: got 2, want 6",
      "",
    ),
  ).toEqual(["error Error: got 2, want 6 @ cart_test.go:13"]);
});

test("a rule's code in parentheses behind the words (staticcheck)", () => {
  expect(told("cart.go:18:6: func unused is unused (U1000)")).toEqual([
    "error U1000: func unused is unused (U1000) @ cart.go:18:6",
  ]);
});

test.each([
  [
    "jasmine",
    ["1) cart multiplies by the count", "  Message:", "    Expected 2 to be 6.", "  Stack:", "        at <Jasmine>"],
    "AssertionError: Expected 2 to be 6.",
  ],
  [
    "uvu",
    ['   FAIL  cart  "knows the level"', "    Cannot read properties of undefined (reading 'level')", ""],
    "Error: Cannot read properties of undefined (reading 'level')",
  ],
])("a failed test's heading, its message, then frames: %s", (_tool, lines, expected) => {
  expect(told(...lines, "        at UserContext.<anonymous> (/shop/spec/cart.spec.js:7:45)", "")).toEqual([
    `error ${expected} @ /shop/spec/cart.spec.js:7:45`,
  ]);
});

test("rows that list scenarios are no findings", () => {
  expect(told("Failing scenarios:", "  features/cart.feature:7  multiplies by the count", "")).toEqual([]);
});

test("what is behind an error, and its native backtrace, belong to it (anyhow)", () => {
  expect(
    told(
      "  × Expected ',', got ';'",
      "   ╭─[src/cart.js:1:1]",
      " 1 │ export const total = 0;",
      "   ·                       ─",
      "   ╰────",
      "",
      "",
      "Caused by:",
      "!    Syntax Error",
      "",
      "Stack backtrace:",
      "   0: <unknown>",
      "   8: worker",
      "             at /home/iojs/build/ws/out/../deps/uv/src/threadpool.c:122:5",
      "   9: start_thread",
      "             at ./nptl/pthread_create.c:442:8",
      "Failed to compile 1 file with swc.",
    ),
  ).toEqual(["error Error: Expected ',', got ';' @ src/cart.js:1:1"]);
});

test("what a bundler throws after it has told its errors is no further one", () => {
  expect(
    told(
      '!✘ [ERROR] Could not resolve "./pay"',
      "",
      "    src/index.ts:1:20:",
      '      1 │ import { pay } from "./pay";',
      "        ╵                     ~~~~~~~",
      "",
      "!Error: Build failed with 1 error:",
      '!src/index.ts:1:20: ERROR: Could not resolve "./pay"',
      "    at failureErrorWithLog (/shop/node_modules/esbuild/lib/main.js:1748:15)",
      "    at /shop/node_modules/esbuild/lib/main.js:1207:25",
    ),
  ).toEqual(['error Error: Could not resolve "./pay" @ src/index.ts:1:20']);
});

test("who asked for what cannot be resolved", () => {
  expect(
    told(
      '! ERROR  Could not resolve "./pay" from "src/index.ts"',
      "",
      "    at getRollupError (/shop/node_modules/rollup/dist/es/shared/parseAst.js:355:41)",
      "",
    ),
  ).toEqual(['error GenericError: Could not resolve "./pay" from "src/index.ts" @ src/index.ts']);
});

test("the place at the end of the line (markuplint)", () => {
  expect(
    told(
      "!<markuplint> error: Orphaned end tag detected (no-orphaned-end-tag) /shop/index.html:6:10",
      '   5: <img src="a.png">',
      "   6: <button>y</buton>",
      '!error: Could not resolve "./pay" at src/a.ts:3:5',
    ),
  ).toEqual([
    "error no-orphaned-end-tag: Orphaned end tag detected (no-orphaned-end-tag) @ /shop/index.html:6:10",
    'error Error: Could not resolve "./pay" @ src/a.ts:3:5',
  ]);
});

test("diagnostics of TAP: the place below the words (Perl)", () => {
  expect(
    told(
      "not ok 2 - counts",
      "",
      "#   Failed test 'multiplies by the count'",
      "#   at t/cart.t line 3.",
      "#   got: '4'",
    ),
  ).toEqual(["error Error: Failed test 'multiplies by the count' @ t/cart.t:3"]);
});

test("a trace in the YAML of TAP is about the test that failed", () => {
  expect(
    told(
      "not ok 2 cart > multiplies by the count",
      "  ---",
      "  message: failed",
      "  stack: |",
      "        at Object.<anonymous> (/shop/test/cart.js:4:48)",
      "  ...",
    ),
  ).toEqual(["error Error: cart > multiplies by the count @ /shop/test/cart.js:4:48"]);
});

test("a file in quotes, with its place behind it", () => {
  expect(
    told(
      "!1795816216182 ERROR \"src/Cart.svelte\" 3:9 \"Type 'number' is not assignable to type 'string'.\"",
      '1795816216182 WARNING "src/Cart.svelte" 7:8 "Unused CSS selector"',
    ),
  ).toEqual([
    "error Error: Type 'number' is not assignable to type 'string'. @ src/Cart.svelte:3:9",
    "warning Warning: Unused CSS selector @ src/Cart.svelte:7:8",
  ]);
});

test.each([
  "!✖   found 3 problems, 1 warnings",
  "!test_level (test_cart.CartTest.test_level) ... ERROR",
  "!DTS Build error",
  '!ERROR: "test" exited with 1.',
  "!Import traces (entry → error):",
])("%s is no error of its own", (line) => {
  expect(told(line)).toEqual([]);
});

test.each([
  ["!✖   subject may not be empty [subject-empty]", "error subject-empty: subject may not be empty"],
  ["      ASSERT FAILED: expected 6, got 4", "error AssertionError: expected 6, got 4"],
  [
    '! ERROR  Could not resolve "./pay" from "src/index.ts"                         9:50:23 PM',
    'error GenericError: Could not resolve "./pay" from "src/index.ts" @ src/index.ts',
  ],
])("%s", (line, expected) => {
  expect(told(line)).toEqual([expected]);
});
