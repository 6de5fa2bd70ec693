import { expect, test } from "bun:test";
import { Board, Line } from "./board.ts";
import { Checks } from "./checks.ts";
import { checkResources, checkTrend, type Resources } from "./resources.ts";

const start: Resources = { megabytes: 100, files: 10, threads: 5, timers: 1, listeners: 2 };

function problems(run: (checks: Checks) => void): string[] {
  const checks = new Checks();
  run(checks);
  return checks.results.filter(({ problem }) => problem !== undefined).map(({ name }) => name);
}

test("what a run leaves behind fails beyond the tolerance, each kind by name", () => {
  const end = { megabytes: 163, files: 10, threads: 13, timers: 1, listeners: 2 };
  expect(problems((checks) => checkResources(checks, start, end))).toEqual([]);
  const more = { megabytes: 165, files: 11, threads: 14, timers: 2, listeners: 3 };
  expect(problems((checks) => checkResources(checks, start, more))).toHaveLength(5);
});

test("where a system does not tell, nothing is checked", () => {
  const end = { ...start, files: undefined, threads: undefined };
  expect(problems((checks) => checkResources(checks, { ...start, files: undefined, threads: undefined }, end))).toEqual(
    [],
  );
});

test("memory that rises under load fails; what warms up, jumps once or is steady does not", () => {
  const rising = Array.from({ length: 60 }, (_, index) => 100 + 2 * index);
  const warming = Array.from({ length: 60 }, (_, index) => Math.min(100 + 10 * index, 200) + (index % 7));
  const jumping = Array.from({ length: 60 }, (_, index) => (index === 50 ? 400 : 150));
  expect(problems((checks) => checkTrend(checks, rising))).toEqual(["memory does not rise under load"]);
  expect(problems((checks) => checkTrend(checks, warming))).toEqual([]);
  expect(problems((checks) => checkTrend(checks, jumping))).toEqual([]);
});

test("a check that failed once has failed, however often it held", () => {
  const checks = new Checks();
  checks.equal("count", 1, 1);
  checks.equal("count", 2, 1);
  checks.equal("count", 1, 1);
  expect(checks.results).toEqual([{ name: "count", problem: "2, not 1" }]);
});

test("the board adds up what all threads count, also where a word wraps, and says who does what", () => {
  const board = new Board(2);
  const first = new Line(board.buffer, board.take("first"));
  const second = new Line(board.buffer, board.take("second"));
  first.does("publishing");
  first.count("published", 2 ** 31 - 1);
  second.count("written", 5);
  second.count("handled", 7);
  expect(board.operations).toBe(2 ** 31 + 4);
  first.count("published", 3);
  expect(board.operations).toBe(2 ** 31 + 7);
  expect(board.atWork().map(({ name, activity }) => `${name} ${activity}`)).toEqual([
    "first publishing",
    "second idle",
  ]);
  board.free(0);
  expect(board.take("third")).toBe(0);
  expect(() => board.take("fourth")).toThrow("no line is free");
});
