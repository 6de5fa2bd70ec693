import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type Level, level } from "../../../core/index.ts";
import { Matches } from "../../../tui/log/matches.ts";
import type { TextFilter } from "../../../tui/log/options.ts";
import { compileSelection, everything, type SelectionSpec } from "../../../tui/log/selection.ts";
import { compileText } from "../../../tui/log/text-test.ts";
import { TestLog } from "../support.ts";

const filter = (kind: "show" | "hide", text: string, changes: Partial<TextFilter> = {}): TextFilter => {
  return { kind, text, regex: true, ignoreCase: true, ...changes };
};

/** The texts that a selection has, oldest first, by looking at all records. */
function shown(log: TestLog, changes: Partial<SelectionSpec>): string[] {
  const matches = new Matches(log.reader, compileSelection({ ...everything, ...changes }));
  matches.update();
  expect(matches.complete).toBe(true);
  return matches.from(0, Number.MAX_SAFE_INTEGER).map((sequence) => log.reader.at(sequence)?.text ?? "");
}

describe("a selection", () => {
  const log = new TestLog();
  for (const text of ["GET /health 200", "GET /orders 500", "ready in 3 ms", "Über uns", "get /orders 200"])
    log.print(1, text);
  log.print(2, "careful", { level: level.warn });
  log.print(2, "broken", { level: level.error });

  test.each<[name: string, changes: Partial<SelectionSpec>, texts: string[]]>([
    [
      "hides",
      { texts: [filter("hide", "/health")] },
      ["GET /orders 500", "ready in 3 ms", "Über uns", "get /orders 200", "careful", "broken"],
    ],
    [
      "shows any of several",
      { texts: [filter("show", "ready"), filter("show", "ÜBER")] },
      ["ready in 3 ms", "Über uns"],
    ],
    [
      "shows, but not what is hidden",
      { texts: [filter("show", "orders"), filter("hide", "5\\d\\d$")] },
      ["get /orders 200"],
    ],
    ["minds case", { texts: [filter("show", "GET", { ignoreCase: false })] }, ["GET /health 200", "GET /orders 500"]],
    ["takes a text as it stands", { texts: [filter("show", "/orders 5", { regex: false })] }, ["GET /orders 500"]],
    ["folds letters that are not ASCII", { texts: [filter("show", "über", { regex: false })] }, ["Über uns"]],
    ["has levels", { minLevel: level.warn }, ["careful", "broken"]],
    ["has sources and levels", { sources: [1], minLevel: level.warn }, []],
    ["begins at the horizon", { horizon: 5 }, ["careful", "broken"]],
    [
      "leaves out what was cleared of one",
      { cleared: [{ name: "web", source: 1, before: 99 }] },
      ["careful", "broken"],
    ],
  ])("%s", (_name, changes, texts) => {
    expect(shown(log, changes)).toEqual(texts);
  });

  test("finds among what it shows", () => {
    const spec = { ...everything, texts: [filter("show", "orders"), filter("show", "ready")] };
    const found = new Matches(
      log.reader,
      compileSelection(spec, compileText({ text: "get", regex: false, ignoreCase: true })),
    );
    found.update();
    expect(found.from(0, 10).map((sequence) => log.reader.at(sequence)?.text)).toEqual([
      "GET /orders 500",
      "get /orders 200",
    ]);
  });

  test("a pattern that would take the native engine for ever takes a moment", () => {
    const long = new TestLog();
    long.print(1, `${"a".repeat(5_000)}!`);
    const before = performance.now();
    expect(shown(long, { texts: [filter("show", "(a*)*(a*)*$b")] })).toEqual([]);
    expect(compileText(filter("show", "(a*)*(a*)*b")).ranges("a".repeat(5_000))).toEqual([]);
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});

const step = fc.record({
  source: fc.integer({ min: 1, max: 3 }),
  text: fc.constantFrom("alpha", "beta", "gamma alpha", "delta", "Alpha"),
  level: fc.constantFrom<Level>(level.info, level.warn, level.error),
});

test("what a selection has is what looking at every record gives, also while the ring overwrites them", () => {
  const specs = fc.record({
    sources: fc.constantFrom(null, [1], [1, 3]),
    minLevel: fc.constantFrom<Level>(level.trace, level.warn),
    texts: fc.subarray([filter("show", "alpha"), filter("show", "^d"), filter("hide", "gamma|beta")]),
    horizon: fc.constantFrom(0, 7),
    cleared: fc.subarray([
      { name: "web", source: 1, before: 11 },
      { name: "api", source: 2, before: 60 },
    ]),
  });
  fc.assert(
    fc.property(fc.array(fc.array(step, { maxLength: 40 }), { maxLength: 6 }), specs, (rounds, spec) => {
      const log = new TestLog(64);
      const matches = new Matches(log.reader, compileSelection(spec));
      for (const round of rounds) {
        for (const { source, text, level: its } of round) log.print(source, text, { level: its });
        matches.update();
        const { records } = log.reader.range(log.reader.oldest(), log.reader.latest());
        const show = spec.texts.filter(({ kind }) => kind === "show");
        const wanted = records.filter(
          (record) =>
            record.sequence >= spec.horizon &&
            !spec.cleared.some(({ source, before }) => source === record.source && record.sequence < before) &&
            (spec.sources?.some((source) => source === record.source) ?? true) &&
            record.level >= spec.minLevel &&
            (show.length === 0 || show.some(({ text }) => new RegExp(text, "i").test(record.text))) &&
            !spec.texts.some(({ kind, text }) => kind === "hide" && new RegExp(text, "i").test(record.text)),
        );
        const sequences = wanted.map(({ sequence }) => sequence);
        expect(matches.from(0, 1_000)).toEqual(sequences);
        expect(matches.upTo(Number.MAX_SAFE_INTEGER - 1, 1_000)).toEqual(sequences);
        expect(matches.count()).toBe(sequences.length);
        const middle = sequences[sequences.length >> 1] ?? 0;
        expect(matches.countAfter(middle)).toBe(sequences.filter((one) => one > middle).length);
        expect(matches.upTo(middle, 3)).toEqual(sequences.filter((one) => one <= middle).slice(-3));
        expect(sequences.every((one) => matches.has(one))).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});
