import { expect, test } from "bun:test";
import { untilNextChange } from "../../../tui/clock.ts";
import type { Model } from "../../../tui/model.ts";
import { textOf } from "../../../tui/text/style.ts";
import { hintsThatFit } from "../../../tui/views/hints.ts";
import { processView } from "../../../tui/views/process.ts";
import { modelOf, NOW, processOf, withProcess } from "../support.ts";

const rows = (model: Model) => processView(model, model.entries[0], 80).map((row) => textOf(row).trimEnd());

function running(seconds: number): Model {
  const usage = [{ name: "web", memory: 88_200_000, cpu: 1, processes: 2, ports: [] }];
  const process = processOf("web", 1, "running", { startedAt: NOW - seconds * 1_000 });
  return withProcess(modelOf({ details: true, usage }), process);
}

test("the description says how long it is so, to the second in the first minute", () => {
  expect(rows(running(12)).find((row) => row.startsWith(" state"))).toStartWith(
    " state        running for 12 s, since ",
  );
  expect(rows(running(90)).find((row) => row.startsWith(" state"))).toStartWith(" state        running for 1m, since ");
  expect(untilNextChange(running(12.25))).toBe(750);
  expect(untilNextChange({ ...running(12.25), details: false })).toBeGreaterThan(1_000);
  const failed = processOf("web", 1, "failed", { exitCode: 3, startedAt: NOW - 9_000, endedAt: NOW - 5_000 });
  expect(rows(withProcess(modelOf(), failed))).toContainEqual(expect.stringContaining("failed, exit code 3, for 5 s"));
});

test("a size has a blank before its unit", () => {
  expect(rows(running(12))).toContain(" memory       88 MB in 2 processes");
});

test("while lines are selected the hints say which keys take more and fewer", () => {
  const model = running(12);
  const words = (of: Model) => hintsThatFit(of, 200).map(({ key, word }) => `${key} ${word}`);
  const selecting = { ...model, details: false, log: { ...model.log, selecting: { from: 1, to: 1 } } };
  expect(words(selecting)).toEqual(expect.arrayContaining(["↑ more", "↓ fewer", "y copy"]));
  expect(words({ ...model, details: false })).not.toContain("↑ more");
});
