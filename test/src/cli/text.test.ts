import { describe, expect, test } from "bun:test";
import { withArguments } from "../../../src/cli/index.ts";
import { duration, fitted, parseDuration, plural, size, table } from "../../../src/cli/text.ts";

test("durations and sizes", () => {
  expect([5, 4_000, 192_000, 7_500_000, 97_200_000].map(duration)).toEqual(["5ms", "4s", "3m 12s", "2h 5m", "1d 3h"]);
  expect(["90s", "1.5h", "250ms", "2d", "5", "m"].map(parseDuration)).toEqual([
    90_000,
    5_400_000,
    250,
    172_800_000,
    undefined,
    undefined,
  ]);
  expect([512, 1_500, 41_309_184, 12_000_000_000].map(size)).toEqual(["512 B", "1.5 kB", "41 MB", "12 GB"]);
  expect([plural(1, "process"), plural(2, "process"), plural(1234, "line")]).toEqual([
    "1 process",
    "2 processes",
    "1,234 lines",
  ]);
});

describe("a table", () => {
  const rows = [
    ["NAME", "PID", "COMMAND"],
    [{ text: "wäb", colour: "32" }, "7", "vite --port 3000 --host 127.0.0.1"],
    ["日本", "4711", "x\x1b[2Jy"],
  ];

  test("stands in columns of a terminal, and lets nothing through to it", () => {
    expect(table(rows, { right: [1], width: undefined, colour: false, unicode: true })).toEqual([
      "NAME   PID  COMMAND",
      "wäb      7  vite --port 3000 --host 127.0.0.1",
      "日本  4711  x [2Jy",
    ]);
  });

  test("has its last column cut to the width", () => {
    const lines = table(rows, { right: [1], width: 30, colour: true, unicode: true });
    expect(lines[1]).toBe("\x1b[32mwäb\x1b[0m      7  vite --port 3000 …");
    expect(fitted("日本語", 5)).toBe("日本…");
    expect(fitted("abcdef", 4, false)).toBe("abc~");
  });
});

describe("further arguments of a script", () => {
  const launch = (...argv: string[]) => ({ name: "dev", kind: "script", command: "vite", argv, cwd: "/" }) as const;

  test.each([
    [
      ["npm", "run", "dev"],
      ["npm", "run", "dev", "--", "--port", "a b"],
    ],
    [
      ["/usr/bin/pnpm", "run", "dev"],
      ["/usr/bin/pnpm", "run", "dev", "--port", "a b"],
    ],
    [
      ["bun", "run", "dev"],
      ["bun", "run", "dev", "--port", "a b"],
    ],
    [
      ["/bin/sh", "-c", "vite"],
      ["/bin/sh", "-c", "vite --port 'a b'"],
    ],
    [
      ["make", "dev"],
      ["make", "dev", "--port", "a b"],
    ],
  ])("behind %p", (argv, expected) => {
    const result = withArguments(launch(...argv), ["--port", "a b"]);
    expect(result.argv).toEqual(expected);
    expect(result.command).toBe("vite --port 'a b'");
    expect(withArguments(launch(...argv), [])).toEqual(launch(...argv));
  });
});
