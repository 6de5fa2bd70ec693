import { expect, test } from "bun:test";
import { chosenKinds } from "../../../src/cli/commands/kinds.ts";
import { UsageError } from "../../../src/cli/commands/usage.ts";
import { lineKinds } from "../../../src/logs/index.ts";

const chosen = (...words: string[]) => chosenKinds("--kind", words, lineKinds);

test("kinds are parted by commas, in the singular or the plural", () => {
  expect(chosen()).toEqual([]);
  expect(chosen("url")).toEqual(["url"]);
  expect(chosen("build, Tests", "url", "url")).toEqual(["url", "build", "test"]);
  expect(chosenKinds("--kind", ["test"], ["url", "tests"])).toEqual(["tests"]);
});

test("a word that is none of them is said, with the nearest", () => {
  expect(() => chosen("url,eror")).toThrow(
    new UsageError('--kind knows error, url, build, test, ready, not "eror". Did you mean "error"?'),
  );
  expect(() => chosenKinds("--kind", ["tset"], ["url", "tests"])).toThrow(
    '--kind knows url, tests, not "tset". Did you mean "test"?',
  );
  expect(() => chosen("")).toThrow('not "".');
  expect(() => chosen("s")).toThrow('not "s".');
});
