import { describe, expect, test } from "bun:test";
import { builtIn, ErrorReader, type ErrorReaderParts, fingerprintOf } from "../../../src/errors/index.ts";

type Told = Parameters<ErrorReaderParts["tell"]>[0];

/** What is told of lines; a line that begins with `!` has the level error. */
function errorsIn(lines: readonly string[]): { errors: Told[]; groups: number[] } {
  const errors: Told[] = [];
  let number = 0;
  const reader = new ErrorReader({
    rules: builtIn,
    newNumber: () => ++number,
    tell: (error) => void errors.push(error),
  });
  const groups = lines.map((line) => reader.push(line.replace(/^!/, ""), line.startsWith("!") ? "error" : "none"));
  reader.end();
  return { errors, groups };
}

const place = ({ place: its }: Told) => (its === null ? "" : `${its.file}:${its.line}`);
const short = (error: Told) => [error.language, error.severity, error.type, error.message, place(error)];

const traces: readonly [name: string, lines: readonly string[], expected: readonly unknown[]][] = [
  [
    "Node, with a cause",
    [
      "!TypeError: no items",
      "    at total (/shop/node_modules/x/a.js:1:2)",
      "    at cart (/shop/src/cart.js:7:3)",
      "    at node:internal/main:28:49 {",
      "  code: 'E_SHOP',",
      "  [cause]: Error: no stock",
      "      at stock (/shop/src/stock.js:4:9)",
      "}",
      "next line",
    ],
    ["javascript", "error", "TypeError", "no items", "/shop/src/cart.js:7"],
  ],
  [
    "Python, chained",
    [
      "Traceback (most recent call last):",
      '  File "/shop/a.py", line 4, in read',
      '    return {}["k"]',
      "KeyError: 'k'",
      "",
      "The above exception was the direct cause of the following exception:",
      "",
      "Traceback (most recent call last):",
      '  File "/shop/a.py", line 9, in <module>',
      "    read()",
      "ValueError: wrapped",
    ],
    ["python", "error", "ValueError", "wrapped", "/shop/a.py:9"],
  ],
  [
    "Dart, whose first line says nothing",
    ["Unhandled exception:", "Bad state: no order", "#0      load (package:shop/cart.dart:12:5)", "", "next line"],
    ["dart", "critical", "Exception", "Bad state: no order", "package:shop/cart.dart:12"],
  ],
  [
    "Dart, with a type",
    ["Unhandled exception:", "FormatException: Invalid number", "#0      load (package:shop/cart.dart:12:5)"],
    ["dart", "critical", "FormatException", "Invalid number", "package:shop/cart.dart:12"],
  ],
  [
    "Java, after a logger's line",
    [
      "!2026-07-28 14:03:05 ERROR [main] c.s.App : order failed",
      "java.lang.IllegalStateException: closed",
      "\tat org.springframework.aop.X.invoke(X.java:3)",
      "\tat com.shop.Cart.add(Cart.java:42)",
      "\t... 30 common frames omitted",
      "Caused by: com.shop.DbException: no db",
      "\tat com.shop.Db.get(Db.java:7)",
    ],
    ["java", "error", "java.lang.IllegalStateException", "closed", "Cart.java:42"],
  ],
  [
    "Go, a panic with goroutines",
    [
      "panic: oh no",
      "",
      "goroutine 1 [running]:",
      "main.add(...)",
      "\t/shop/main.go:12 +0x1d",
      "main.main()",
      "\t/shop/main.go:3",
      "exit status 2",
    ],
    ["go", "critical", "panic", "oh no", "/shop/main.go:12"],
  ],
  [
    "Rust, a panic",
    ["thread 'main' panicked at src/main.rs:4:5:", "index out of bounds", "note: run with `RUST_BACKTRACE=1`"],
    ["rust", "critical", "panic", "index out of bounds", "src/main.rs:4"],
  ],
  [
    "C#, with an inner exception",
    [
      "Unhandled exception. System.InvalidOperationException: outer",
      " ---> System.ArgumentNullException: no value",
      "   at Shop.Cart.Add(String x) in /shop/Cart.cs:line 12",
      "   --- End of inner exception stack trace ---",
      "   at Shop.Program.Main(String[] args) in /shop/Program.cs:line 5",
    ],
    ["csharp", "critical", "System.InvalidOperationException", "outer", "/shop/Cart.cs:12"],
  ],
  [
    "Ruby",
    ["cart.rb:3:in 'Cart#add': bad item (ArgumentError)", "\tfrom cart.rb:8:in '<main>'"],
    ["ruby", "critical", "ArgumentError", "bad item", "cart.rb:3"],
  ],
  [
    "PHP",
    [
      "PHP Fatal error:  Uncaught Exception: boom in /shop/run.php:2",
      "Stack trace:",
      "#0 /shop/run.php(3): g()",
      "#1 {main}",
      "  thrown in /shop/run.php on line 2",
    ],
    ["php", "critical", "Exception", "boom", "/shop/run.php:2"],
  ],
  [
    "Elixir",
    [
      "** (RuntimeError) boom",
      "    (elixir 1.14.0) lib/enum.ex:975: Enum.each/2",
      "    (shop 0.1.0) lib/shop.ex:3: Shop.f/1",
    ],
    ["elixir", "error", "RuntimeError", "boom", "lib/shop.ex:3"],
  ],
  [
    "Jest's report of a failed test",
    [
      "  ● Cart › adds",
      "",
      "    expect(received).toBe(expected)",
      "",
      "    Expected: 4",
      "    Received: 3",
      "",
      "      at Object.<anonymous> (src/cart.test.js:5:25)",
    ],
    ["javascript", "error", "AssertionError", "expect(received).toBe(expected)", "src/cart.test.js:5"],
  ],
  [
    "Vite's overlay",
    [
      '10:12:13 AM [vite] Internal server error: Failed to resolve import "./nope"',
      "  Plugin: vite:import-analysis",
      "  File: /shop/src/main.ts:1:18",
      "  1  |  import x",
    ],
    ["javascript", "error", "BuildError", 'Failed to resolve import "./nope"', "/shop/src/main.ts:1"],
  ],
  [
    "a lost database",
    [
      "Error: connect ECONNREFUSED 127.0.0.1:5432",
      "    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1607:16)",
    ],
    ["javascript", "error", "NetworkError", "connect ECONNREFUSED 127.0.0.1:5432", ""],
  ],
  [
    "an error in a line of JSON",
    [
      '!{"level":50,"err":{"type":"TypeError","message":"bad","stack":"TypeError: bad\\n    at f (/shop/a.js:3:5)"},"msg":"failed"}',
    ],
    ["javascript", "error", "TypeError", "bad", "/shop/a.js:3"],
  ],
  [
    "an error of a logger",
    ['!time=2026 level=ERROR msg="cannot save" err="disk full"'],
    ["", "error", "Error", "cannot save: disk full", ""],
  ],
  [
    "Bun",
    [
      '1 | throw new Error("no way");',
      "          ^",
      "!error: no way",
      "      at /shop/src/a.ts:1:7",
      "",
      "Bun v1.4.5 (Linux x64)",
    ],
    ["javascript", "error", "Error", "no way", "/shop/src/a.ts:1"],
  ],
  [
    "Bun's report of a failed test",
    [
      "!error: expect(received).toEqual(expected)",
      "",
      "  {",
      '-   "a": 2,',
      '+   "a": 1,',
      "  }",
      "",
      "- Expected  - 1",
      "+ Received  + 1",
      "",
      "      at <anonymous> (/shop/a.test.ts:3:40)",
      "(fail) other [0.19ms]",
    ],
    ["javascript", "error", "AssertionError", "expect(received).toEqual(expected)", "/shop/a.test.ts:3"],
  ],
];

describe("one error is told of", () => {
  test.each(traces.map(([name, lines, expected]) => ({ name, lines, expected })))("$name", ({ lines, expected }) => {
    const { errors } = errorsIn(lines);
    expect(errors.map(short)).toEqual([expected as string[]]);
  });
});

describe("an error", () => {
  test("has the errors behind it, with their frames", () => {
    const { errors } = errorsIn(traces[0]?.[1] ?? []);
    expect(errors[0]?.causes.map(({ type, message, frames }) => [type, message, frames.length])).toEqual([
      ["Error", "no stock", 1],
    ]);
    expect(errorsIn(traces[1]?.[1] ?? []).errors[0]?.causes.map(({ type }) => type)).toEqual(["KeyError"]);
  });

  test("has lines of one number; others have none", () => {
    const { groups } = errorsIn(traces[0]?.[1] ?? []);
    expect(new Set(groups.slice(0, 8)).size).toBe(1);
    expect(groups[0]).toBeGreaterThan(0);
    expect(groups[8]).toBe(0);
  });

  test("that is told twice by its tool is one", () => {
    const { errors } = errorsIn(['!✘ [ERROR] Could not resolve "x"', "", "    src/a.ts:1:14:", '      1 │ import "x"']);
    expect(errors.map((error) => [error.message, place(error)])).toEqual([['Could not resolve "x"', "src/a.ts:1"]]);
  });

  test.each([
    "!0 errors, 0 warnings",
    "!Found 0 errors. Watching for file changes.",
    "!npm error Lifecycle script `test` failed with error:",
    '!error: could not compile `shop` (bin "shop") due to 2 previous errors',
    "!make: *** [Makefile:3: all] Error 1",
    "!error Command failed with exit code 1.",
    "!FAIL src/a.test.ts",
    "Could not find a config, using defaults",
    "Failed to load x, retrying in 1 s",
  ])("is not %s", (line) => {
    expect(errorsIn([line]).errors).toEqual([]);
  });

  test("has the same fingerprint whatever its numbers, times and paths of temporary files are", () => {
    const one = (id: string, line: number) =>
      errorsIn([`!Error: order ${id} at 0x7f${id} failed`, `    at pay (/home/${id}/shop/src/pay.js:${line}:3)`])
        .errors[0];
    const [a, b] = [one("1234", 5), one("99", 8)];
    if (a === undefined || b === undefined) throw new Error("nothing was told");
    expect(fingerprintOf(a)).toBe(fingerprintOf(b));
    expect(fingerprintOf(a)).toMatch(/^[\da-f]{12}$/);
  });

  test.each([
    ["a path of Windows", JSON.stringify({ err: { stack: "TypeError: bad\n    at f (C:\\shop\\new.js:3:5)" } })],
    ["line feeds escaped twice", JSON.stringify({ err: { stack: "TypeError: bad\\n    at f (C:/shop/new.js:3:5)" } })],
  ])("in one line of JSON has its trace, with %s", (_name, line) => {
    const [error] = errorsIn([`!${line}`]).errors;
    expect(error?.frames.map(({ file, line: at }) => [file.replaceAll("\\", "/"), at])).toEqual([
      ["C:/shop/new.js", 3],
    ]);
  });

  test.each<[frame: string, file: string, own: boolean]>([
    ["f (C:\\shop\\new.js:3:5)", "C:\\shop\\new.js", true],
    ["C:/shop/new.js:3:5", "C:/shop/new.js", true],
    ["async file:///C:/shop/a.ts:3:5", "C:/shop/a.ts", true],
    ["async f (file:///shop/a.ts:3:5)", "/shop/a.ts", true],
    ["App (http://localhost:5173/src/App.tsx?t=17:3:5)", "http://localhost:5173/src/App.tsx", true],
    ["http://localhost:5173/@vite/client:3:5", "http://localhost:5173/@vite/client", false],
    ["Page (webpack-internal:///(rsc)/./app/page.tsx:3:5)", "webpack-internal:///(rsc)/./app/page.tsx", true],
    ["run (webpack-internal:///./node_modules/x/a.js:3:5)", "webpack-internal:///./node_modules/x/a.js", false],
    ["Object.<anonymous> (/shop/src (old)/a.js:3:5)", "/shop/src (old)/a.js", true],
    ["f [as g] (/my shop/a.js:3:5)", "/my shop/a.js", true],
  ])("of JavaScript may come from %s", (frame, file, own) => {
    const { errors } = errorsIn(["!TypeError: bad", `    at ${frame}`]);
    expect(errors[0]?.frames.map((it) => [it.file, it.line, it.column, it.own])).toEqual([[file, 3, 5, own]]);
  });

  test("has no frame where an address of a server follows", () => {
    const { errors } = errorsIn([
      "!Error: the server answers",
      "    at http://localhost:3000",
      "    at /shop/a.js:3:5",
    ]);
    expect(errors[0]?.frames.map(({ file }) => file)).not.toContain("http://localhost");
  });

  test("of endless recursion is told in part", () => {
    const frames = Array.from({ length: 5000 }, (_, index) => `    at f (/shop/a.js:${index}:1)`);
    const { errors } = errorsIn(["!RangeError: too deep", ...frames]);
    expect(errors[0]?.frames.length).toBeLessThanOrEqual(50);
    expect(errors[0]?.context.length).toBeLessThanOrEqual(50);
  });
});
