import { describe, expect, test } from "bun:test";
import { takeEvents } from "../../../../tui/found/index.ts";
import type { Model } from "../../../../tui/model.ts";
import { update } from "../../../../tui/update.ts";
import { testsPage } from "../../../../tui/views/pages/tests.ts";
import { build, groupsOf, minutesAgo, sighting, tests } from "../../found/support.ts";
import { modelOf, processOf, withProcess } from "../../support.ts";
import { body, offered, sizes } from "./support.ts";

const failures = [
  { file: "src/cart.test.ts", name: "adds up the prices of everything that is in it" },
  { file: "src/cart.test.ts", name: "refuses a negative count" },
  { file: "src/orders.test.ts", name: "orders" },
];

/** web has built, and builds again; test has failed after it had passed; api's build failed. */
function shop(changes: Partial<Model> = {}): Model {
  const scripts = ["web", "api", "test", "lint"].map((name) => ({ name, command: `run ${name}` }));
  const start = modelOf({ view: "tests", ...sizes.wide, ...changes }, scripts);
  const startedAt = minutesAgo(30);
  const web = withProcess(start, processOf("web", 1, "running", { startedAt }));
  const api = withProcess(web, processOf("api", 3, "running", { startedAt }));
  const test = withProcess(api, processOf("test", 2, "running", { startedAt }));
  const errors = groupsOf(
    sighting("api", "TS2345", { time: minutesAgo(3), message: "Argument of type 'string' is not assignable" }),
    sighting("api", "TS1005", { time: minutesAgo(3), message: "';' expected." }),
    sighting("web", "TypeError", { time: minutesAgo(3) }),
  );
  return takeEvents({ ...test, errors }, [
    tests("test", "passed", { time: minutesAgo(20), passed: 120, failed: 0, ms: 1_900 }),
    build("web", "succeeded", { time: minutesAgo(9), ms: 412 }),
    build("api", "failed", { time: minutesAgo(3), tool: "tsc", errors: 2, source: 3 }),
    tests("test", "failed", { time: minutesAgo(2), passed: 116, failed: 4, skipped: 1, ms: 2_140, failures }),
    build("web", "started", { time: minutesAgo(0) }),
  ]);
}

const select = (model: Model, row: string): Model => ({
  ...model,
  pages: { ...model.pages, tests: { ...model.pages.tests, selected: row } },
});

/** The last row of the list, beside the detail. */
function lastRow(model: Model): string[] {
  const lines = body(model).split("\n").slice(2, -2);
  const rows = lines.map((line) => line.replace(/│.*$/, "").trimEnd()).filter((line) => line !== "");
  return rows.slice(-2).map((line) => line.replace(/ +<1m ago$/, ""));
}

const TESTS = "test tests";
const API = "api build";

describe("tests and builds", () => {
  test("96x20", () => {
    expect(body(select(shop(), TESTS))).toBe(`
──────────────────────────────────────┬─────────────────────────────────────────────────────────
 ◐ web                        <1m ago │ builds and tests: 2 failed, 1 running
   vite  running                      │ ✖ vitest  4 failed of 120  2.1 s
 ✖ api                         3m ago │
   tsc  failed, 2 errors              │ process   test, running
 ✖ test                        2m ago │ ended     10:40:07, after 2.1 s
   vitest  4 failed of 120  2.1 s     │ tests     116 passed, 4 failed, 1 skipped
                                      │ history   ✔ 10:22:07  ✖ 10:40:07
                                      │
                                      │ src/cart.test.ts
                                      │   adds up the prices of everything that is in it
                                      │   refuses a negative count
                                      │ src/orders.test.ts
                                      │   orders
                                      │ and 1 more, in the log
                                      │
                                      │
──────────────────────────────────────┴─────────────────────────────────────────────────────────
`);
    expect(body(select(shop(), API))).toBe(`
──────────────────────────────────────┬─────────────────────────────────────────────────────────
 ◐ web                        <1m ago │ builds and tests: 2 failed, 1 running
   vite  running                      │ ✖ tsc  failed, 2 errors
 ✖ api                         3m ago │
   tsc  failed, 2 errors              │ process   api, running
 ✖ test                        2m ago │ ended     10:39:07
   vitest  4 failed of 120  2.1 s     │
                                      │ 2 errors, in full on the Errors page:
                                      │ src/ts2345.ts:42:17  TS2345: Argument of type 'string'…
                                      │ src/ts1005.ts:42:17  TS1005: ';' expected.
                                      │
                                      │
                                      │
                                      │
                                      │
                                      │
                                      │
──────────────────────────────────────┴─────────────────────────────────────────────────────────
`);
  });

  test("60x15 and 40x10: the list alone; zoomed its detail", () => {
    expect(body(shop(sizes.middle))).toBe(`
────────────────────────────────────────────────────────────
 builds and tests: 2 failed, 1 running
 ◐ web                                              <1m ago
   vite  running
 ✖ api                                               3m ago
   tsc  failed, 2 errors
 ✖ test                                              2m ago
   vitest  4 failed of 120  2.1 s




────────────────────────────────────────────────────────────
`);
    expect(body(select(shop({ ...sizes.middle, zoom: true }), TESTS))).toBe(`
────────────────────────────────────────────────────────────
 builds and tests: 2 failed, 1 running
 ✖ vitest  4 failed of 120  2.1 s

 process   test, running
 ended     10:40:07, after 2.1 s
 tests     116 passed, 4 failed, 1 skipped
 history   ✔ 10:22:07  ✖ 10:40:07

 src/cart.test.ts
   adds up the prices of everything that is in it
   refuses a negative count
────────────────────────────────────────────────────────────
`);
    expect(body(shop(sizes.small))).toBe(`
────────────────────────────────────────
 builds and tests: 2 failed, 1 running
 ◐ web                          <1m ago
   vite  running
 ✖ api                           3m ago
   tsc  failed, 2 errors

────────────────────────────────────────
`);
    expect(body(select(shop({ ...sizes.small, zoom: true }), API))).toBe(`
────────────────────────────────────────
 builds and tests: 2 failed, 1 running
 ✖ tsc  failed, 2 errors

 process   api, running
 ended     10:39:07

────────────────────────────────────────
`);
  });

  test("without a build or tests", () => {
    expect(body(modelOf({ view: "tests", ...sizes.middle }))).toBe(`
────────────────────────────────────────────────────────────
 no build, no tests so far
 No build and no tests so far.
 Run them as processes: how they end is read from what they
 print, and appears here.







────────────────────────────────────────────────────────────
`);
  });

  test("the tab has what failed, whether something runs meanwhile or not", () => {
    expect(testsPage.badge(modelOf())).toBeNull();
    expect(testsPage.badge(shop())).toBe("2✖");
    expect(testsPage.badge(shop({ unicode: false }))).toBe("2x");
    const begun = takeEvents(shop(), [tests("test", "started"), build("api", "started", { source: 3 })]);
    expect(testsPage.badge(begun)).toBe("2✖");
    const mended = takeEvents(begun, [tests("test", "passed"), build("api", "succeeded")]);
    expect(testsPage.badge(mended)).toBe("✔");
    expect(testsPage.badge({ ...mended, unicode: false })).toBe("v");
    expect(testsPage.badge(takeEvents(modelOf(), [tests("test", "started")]))).toBeNull();
  });

  test("rows stand in the order of the processes and stay there", () => {
    const rows = (model: Model) => testsPage.rows(model, 40).map(({ id }) => id);
    expect(rows(shop())).toEqual(["web build", "api build", "test tests"]);
    const events = [tests("lint", "failed"), tests("web", "passed"), build("gone", "failed")];
    const later = update(shop(), { type: "told", events }).model;
    expect(rows(later)).toEqual(["web build", "web tests", "api build", "test tests", "lint tests", "gone build"]);
  });

  test("a run that was ended says so; one that had ended before shows that", () => {
    const ended = (model: Model) => withProcess(model, processOf("lint", 4, "stopped", { startedAt: minutesAgo(1) }));
    const lint = takeEvents(ended(shop()), [tests("lint", "started", { tool: "jest" })]);
    expect(lastRow(lint)).toEqual([" ○ lint", "   jest  ended without a result"]);
    const before = takeEvents(ended(shop()), [
      tests("lint", "passed", { time: minutesAgo(9), passed: 7 }),
      tests("lint", "started"),
    ]);
    expect(lastRow(before)).toEqual([" ✔ lint                        9m ago", "   vitest  7 passed"]);
  });

  test("many outcomes are a line of signs with the first time and the last", () => {
    const events = Array.from({ length: 12 }, (_, index) =>
      tests("test", index === 5 ? "failed" : "passed", { time: minutesAgo(-index) }),
    );
    const model = takeEvents(
      withProcess(modelOf({ view: "tests", ...sizes.wide }), processOf("test", 2, "running")),
      events,
    );
    expect(body(model)).toContain("│ history   ✔ ✔ ✔ ✖ ✔ ✔ ✔ ✔ ✔ ✔  10:44:07 to 10:53:07\n");
    expect(body({ ...model, columns: 300 })).toContain(" history   ✔ 10:44:07  ✔ 10:45:07  ✔ 10:46:07  ✖ 10:47:07 ");
  });

  test("l shows the outcome in the log, y copies what failed, o opens it", () => {
    const effects = (key: string, model: Model) => update(model, { type: "key", key }).effects;
    const failed = select(shop(), TESTS);
    const reveal = { type: "reveal", group: null, source: 2, time: minutesAgo(2), about: "test" } as const;
    expect(effects("l", failed)).toEqual([reveal]);
    expect(effects("o", failed)).toEqual([
      { type: "edit", file: "src/cart.test.ts", line: null, column: null, directory: "/project" },
    ]);
    expect(effects("y", failed)).toEqual([
      {
        type: "copy",
        text: `test (vitest): 4 failed of 120
src/cart.test.ts
  adds up the prices of everything that is in it
  refuses a negative count
src/orders.test.ts
  orders`,
      },
    ]);
    const api = select(shop(), API);
    expect(effects("l", api)).toEqual([{ ...reveal, source: 3, time: minutesAgo(3), about: "build" }]);
    expect(effects("o", api)).toEqual([
      { type: "edit", file: "src/ts2345.ts", line: 42, column: 17, directory: "/project" },
    ]);
    expect(effects("y", api)).toEqual([
      {
        type: "copy",
        text: `api (tsc): failed, 2 errors
src/ts2345.ts:42:17  TS2345: Argument of type 'string' is not assignable
src/ts1005.ts:42:17  TS1005: ';' expected.`,
      },
    ]);
    expect(offered(failed)).toEqual(expect.arrayContaining(["⏎ detail", "o edit", "l in the log", "y copy"]));
    // Nothing is to be copied or opened of what went well.
    const web = select(shop(), "web build");
    expect(["o", "y"].flatMap((key) => [...effects(key, web)])).toEqual([]);
    expect(effects("l", web)).toHaveLength(1);
  });

  test("more errors than a few are counted", () => {
    const many = Array.from({ length: 7 }, (_, index) => sighting("api", `Error${index}`, { time: minutesAgo(3) }));
    const text = body(select({ ...shop(), errors: groupsOf(...many) }, API));
    expect(text).toContain("│ 7 errors, all of them on the Errors page; first:\n");
    expect(text).toContain("Error4: it broke");
    expect(text).not.toContain("Error5: it broke");
  });

  test("without Unicode", () => {
    expect(body(select(shop({ unicode: false }), TESTS))).toBe(`
--------------------------------------+---------------------------------------------------------
 ~ web                        <1m ago | builds and tests: 2 failed, 1 running
   vite  running                      | x vitest  4 failed of 120  2.1 s
 x api                         3m ago |
   tsc  failed, 2 errors              | process   test, running
 x test                        2m ago | ended     10:40:07, after 2.1 s
   vitest  4 failed of 120  2.1 s     | tests     116 passed, 4 failed, 1 skipped
                                      | history   v 10:22:07  x 10:40:07
                                      |
                                      | src/cart.test.ts
                                      |   adds up the prices of everything that is in it
                                      |   refuses a negative count
                                      | src/orders.test.ts
                                      |   orders
                                      | and 1 more, in the log
                                      |
                                      |
--------------------------------------+---------------------------------------------------------
`);
    expect(body(shop({ ...sizes.small, unicode: false }))).toBe(`
----------------------------------------
 builds and tests: 2 failed, 1 running
 ~ web                          <1m ago
   vite  running
 x api                           3m ago
   tsc  failed, 2 errors

----------------------------------------
`);
  });
});
