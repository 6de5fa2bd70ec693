import { describe, expect, test } from "bun:test";
import { buildRules } from "../../../src/events/builds/rules.ts";
import { anyOf } from "../../../src/logs/index.ts";

describe("many patterns as one", () => {
  const lines = ["ready", "READY", "12 of 12", "12 of 13", "abc", "ABC", "nothing", ""];

  test("fits where one of them does, whatever their flags are", () => {
    const patterns = [/^ready$/i, /^[^A-Z]bc$/, /^(?<all>\d+) of \d+$/u];
    const fits = anyOf(patterns);
    for (const line of lines) expect([line, fits(line)]).toEqual([line, patterns.some((one) => one.test(line))]);
  });

  test("takes a repeated group for any number: who asks looks again", () => {
    const fits = anyOf([/^(?<all>\d+) of \k<all>$/, /^(?<all>abc)$/]);
    expect(lines.filter(fits)).toEqual(["12 of 12", "12 of 13", "abc"]);
  });

  test("none fits nothing", () => {
    expect(lines.filter(anyOf([]))).toEqual([]);
  });

  test("no pattern of ours is sticky or global, which would remember where it was", () => {
    expect(buildRules.filter(({ pattern }) => /[gy]/.test(pattern.flags))).toEqual([]);
  });
});
