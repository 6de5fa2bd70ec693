import { expect, test } from "bun:test";
import { flag } from "../../../core/index.ts";
import { limits } from "../../../tui/limits.ts";
import { everything, type SelectionSpec } from "../../../tui/log/selection.ts";
import { LogWindows } from "../../../tui/log/window.ts";
import { ERROR, TestLog } from "../support.ts";

/** Texts of all errors that one steps over, from the start or the end of the log to where there are no more. */
function steps(log: TestLog, direction: 1 | -1, spec: SelectionSpec = everything): string[] {
  const windows = new LogWindows(log.reader);
  const texts: string[] = [];
  let at: number | null = null;
  for (;;) {
    const next = windows.error(spec, at ?? (direction === 1 ? -1 : log.reader.latest()), direction, at);
    if (next === undefined) return texts;
    texts.push(log.reader.at(next)?.text ?? "");
    at = next;
  }
}

function bothWays(log: TestLog, expected: readonly string[], spec?: SelectionSpec): void {
  expect(steps(log, 1, spec)).toEqual([...expected]);
  expect(steps(log, -1, spec)).toEqual(expected.toReversed());
}

test("an error and its stack are one step, single lines are one each", () => {
  const log = new TestLog();
  log.print(1, "before");
  for (const text of ["A", "  at a", "  at b"]) log.print(1, text, { ...ERROR, group: 7 });
  log.print(1, "between");
  for (const text of ["B", "  at c"]) log.print(1, text, { ...ERROR, group: 8 });
  log.print(1, "C", ERROR);
  log.print(1, "D", ERROR);
  bothWays(log, ["A", "B", "C", "D"]);
});

test("stacks of two processes whose lines are mixed are two steps", () => {
  const log = new TestLog();
  for (const line of [1, 2, 3]) {
    log.print(1, `A${line}`, { ...ERROR, group: 7 });
    log.print(2, `B${line}`, { ...ERROR, group: 8 });
  }
  log.print(1, "C", ERROR);
  bothWays(log, ["A1", "B1", "C"]);
});

test("the rest of a long line is no error of its own", () => {
  const log = new TestLog();
  log.print(1, "long ", { ...ERROR, flags: flag.error | flag.continued });
  log.print(1, "line", { ...ERROR, flags: flag.error | flag.continuation });
  log.print(1, "next", ERROR);
  bothWays(log, ["long ", "next"]);
});

test("from the middle of a stack the next one is another error, and the one before is its own first line", () => {
  const log = new TestLog();
  for (const text of ["A", "  at a", "  at b"]) log.print(1, text, { ...ERROR, group: 7 });
  log.print(1, "B", ERROR);
  const windows = new LogWindows(log.reader);
  expect(windows.error(everything, 0, 1, null)).toBe(3);
  expect(windows.error(everything, 2, -1, null)).toBe(0);
});

test("only errors that are shown count", () => {
  const log = new TestLog();
  log.print(1, "A", { ...ERROR, group: 7 });
  log.print(2, "B", { ...ERROR, group: 8 });
  log.print(1, "C", ERROR);
  bothWays(log, ["A", "C"], { ...everything, sources: [1] });
  bothWays(log, ["C"], { ...everything, sources: [1], horizon: 1 });
});

test("an error of more lines than are looked at at once is one step", () => {
  const log = new TestLog(4 * limits.matchChunk);
  log.print(1, "A", ERROR);
  for (let line = 0; line < 2 * limits.matchChunk; line += 1) log.print(1, `B${line}`, { ...ERROR, group: 8 });
  log.print(1, "C", ERROR);
  expect(steps(log, 1)).toEqual(["A", "B0", "C"]);
});
