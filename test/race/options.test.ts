import { expect, test } from "bun:test";
import { parseOptions } from "./options.ts";

const DEFAULT = { mode: "quick", minutes: 10, only: undefined, seed: 5, replay: undefined, json: false } as const;

test("quick is the default", () => {
  expect(parseOptions([], 5)).toEqual(DEFAULT);
  expect(parseOptions(["--quick"], 5)).toEqual(DEFAULT);
});

test("deep takes minutes, ten by default", () => {
  expect(parseOptions(["--deep"], 5)).toEqual({ ...DEFAULT, mode: "deep" });
  expect(parseOptions(["--deep", "3"], 5)).toEqual({ ...DEFAULT, mode: "deep", minutes: 3 });
});

test("what else there is", () => {
  const args = ["--only", "mutex", "--seed", "9", "--json", "--replay", "mutex/two-threads@-"];
  expect(parseOptions(args, 5)).toEqual({
    ...DEFAULT,
    only: "mutex",
    seed: 9,
    json: true,
    replay: "mutex/two-threads@-",
  });
  expect(parseOptions(["--help"], 5)).toBe("help");
});

test.each([
  [["--fast"], "Unknown option '--fast'"],
  [["7"], 'unknown argument "7"'],
  [["--deep", "3", "4"], 'unknown argument "4"'],
  [["--deep", "0"], "--deep takes whole minutes from 1 to 1440, not 0"],
  [["--deep", "-1"], "--deep takes whole minutes from 1 to 1440, not -1"],
  [["--deep", "-1.5"], "--deep takes whole minutes from 1 to 1440, not -1.5"],
  [["--seed", "-1"], "--seed takes a whole number from 0 to 2147483647, not -1"],
  [["--deep", "--quick"], "--quick and --deep exclude each other"],
  [["--seed", "x"], "--seed takes a whole number from 0 to 2147483647, not x"],
])("%p is refused in words", (args, error) => {
  expect(parseOptions(args, 5)).toEqual({ error });
});
