/** The output of real tools, through the real intake: what is understood of it, and what must not be taken for an error. */

import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Kind, kinds, toolScores, understand } from "../../../scripts/eval/tools.ts";

const corpus = new URL("../../corpus/", import.meta.url).pathname;
const tools = join(corpus, "tools");

/** What of each kind is told right, of all told and all there (F1): what has been reached may not be lost. */
const reached: Readonly<Record<Kind, number>> = {
  urls: 1,
  ready: 0.95,
  builds: 0.95,
  tests: 0.95,
  failures: 0.94,
  errors: 0.9,
  "error lines": 0.96,
};

describe("of the tools in the corpus", () => {
  const scores = toolScores(tools);

  test("there are many", () => {
    expect(scores.length).toBeGreaterThanOrEqual(100);
  });

  test.each([...kinds])("%s are understood", (kind) => {
    const sum = { right: 0, told: 0, there: 0 };
    for (const { counts } of scores) {
      sum.right += counts[kind].right;
      sum.told += counts[kind].told;
      sum.there += counts[kind].there;
    }
    expect((2 * sum.right) / (sum.told + sum.there)).toBeGreaterThanOrEqual(reached[kind]);
  });
});

test("10,000 lines of healthy output hold no error", () => {
  const isHealthy = (name: string) => JSON.parse(readFileSync(join(tools, name), "utf8")).healthy === true;
  const outputs = [
    ...readdirSync(join(corpus, "healthy")).map((name) => join(corpus, "healthy", name)),
    ...readdirSync(tools).flatMap((name) =>
      name.endsWith(".json") && isHealthy(name) ? [join(tools, name.replace(".json", ".out"))] : [],
    ),
  ].map((path) => readFileSync(path));
  let lines = 0;
  for (let round = 0; lines < 10_000; round++) {
    // Each time cut elsewhere, and after another one.
    const turned = [...outputs.slice(round % outputs.length), ...outputs.slice(0, round % outputs.length)];
    const bytes = Buffer.concat(turned.flatMap((output) => [output, Buffer.from("\n")]));
    const found = understand(bytes, 1000 + 777 * round);
    lines += found.lines.length;
    expect(found.errors.filter(({ severity }) => severity !== "warning")).toEqual([]);
  }
});
