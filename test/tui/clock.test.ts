import { describe, expect, test } from "bun:test";
import { untilNextChange } from "../../tui/clock.ts";
import { takeEvents } from "../../tui/found/index.ts";
import type { Model } from "../../tui/model.ts";
import { groupsOf, sighting, tests } from "./found/support.ts";
import { modelOf, NOW, processOf, withProcess } from "./support.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

describe("when the screen changes by itself", () => {
  test("never, where nothing counts time", () => {
    expect(untilNextChange(modelOf())).toBeNull();
  });

  test("when a notice goes", () => {
    expect(untilNextChange(modelOf({ notice: { level: "info", text: "hello", until: NOW + 1_234 } }))).toBe(1_234);
  });

  test("when the age of a process in the list does, and not where a page is shown", () => {
    const running = processOf("web", 1, "running", { startedAt: NOW - 3 * MINUTE - 20 * SECOND });
    const model = withProcess(modelOf({ columns: 96 }), running);
    expect(untilNextChange(model)).toBe(40 * SECOND);
    expect(untilNextChange({ ...model, view: "errors" })).toBeNull();
  });

  const errors = groupsOf(
    sighting("api", "Old", { time: NOW - 5 * MINUTE - 50 * SECOND }),
    sighting("api", "New", { time: NOW - 15 * SECOND }),
  );
  const outcomes = takeEvents(modelOf(), [
    tests("web", "passed", { time: NOW - 2 * MINUTE - 5 * SECOND }),
    tests("api", "failed", { time: NOW - 30 * SECOND }),
  ]);
  const cases: readonly (readonly [what: string, model: Model, wait: number | null])[] = [
    ["errors", modelOf({ view: "errors", errors }), 10 * SECOND],
    ["errors in a list of its own", modelOf({ view: "errors", errors, columns: 60 }), 10 * SECOND],
    ["errors that cannot be seen", modelOf({ view: "errors", errors, zoom: true }), null],
    ["errors of which the last cannot", modelOf({ view: "errors", errors, rows: 4 }), 45 * SECOND],
    ["outcomes", { ...outcomes, view: "tests" }, 30 * SECOND],
    ["addresses have no age", { ...outcomes, view: "urls" }, null],
  ];
  for (const [what, model, wait] of cases) {
    test(`when the age of a row of a page does: ${what}`, () => expect(untilNextChange(model)).toBe(wait));
  }
});
