import { expect, test } from "bun:test";
import { level } from "../../../core/index.ts";
import { levelHints, levelOf } from "../../../src/logs/levels.ts";

const cases: readonly (readonly [text: string, expected: number])[] = [
  ["listening on http://localhost:3000", level.info],
  ["0 errors, 0 warnings", level.info],
  ["no error handling needed", level.info],
  ["information desk", level.info],
  ["error: cannot find module", level.error],
  ["ERROR something broke", level.error],
  ["[error] it broke", level.error],
  ["src/cart.ts(18,3): error TS2345: Argument of type", level.error],
  ["TypeError: Cannot read properties of undefined (reading 'id')", level.error],
  ["Error: no such order", level.error],
  ["Uncaught RangeError: too deep", level.error],
  ["java.lang.IllegalStateException: closed", level.error],
  ["2026-01-02 10:00:00 WARN  pool is nearly full", level.warn],
  ["warning: unused variable", level.warn],
  ["npm warn deprecated something: old", level.warn],
  ['{"level":"error","msg":"x"}', level.error],
  ["level=debug msg=hello", level.debug],
  ["DEBUG http request", level.debug],
  ["[trace] entering", level.trace],
  ["fatal: not a git repository", level.fatal],
  ["panic: runtime error: index out of range", level.fatal],
];

test.each(cases)("level of %p", (text, expected) => {
  expect(levelOf(text)).toBe(expected as ReturnType<typeof levelOf>);
});

test("a text that may have a level is never passed over by the quick test", () => {
  for (const [text, expected] of cases) {
    if (expected !== level.info) expect(levelHints(text)).not.toEqual([]);
  }
});
