import { describe, expect, test } from "bun:test";
import type { ErrorGroup } from "../../../../src/errors/index.ts";
import type { Model } from "../../../../tui/model.ts";
import { update } from "../../../../tui/update.ts";
import { groupsOf, minutesAgo, sighting } from "../../found/support.ts";
import { modelOf } from "../../support.ts";
import { body, offered, sizes } from "./support.ts";

const frame = (name: string, file: string, line: number, own = true) => ({
  function: name,
  file,
  line,
  column: 3,
  own,
});

function located(group: ErrorGroup): ErrorGroup {
  if (group.fingerprint !== "TypeError") return group;
  const rows = ["  const order = await db.find(id)", "  return order.user.id", "}"];
  return {
    ...group,
    location: {
      fingerprint: group.fingerprint,
      file: "/project/src/orders.ts",
      line: 42,
      column: 17,
      excerpt: rows.map((text, index) => ({ line: 41 + index, text })),
    },
  };
}

function broken(changes: Partial<Model> = {}): Model {
  const errors = groupsOf(
    sighting("typecheck", "TS2345", { time: minutesAgo(3), kind: "compile", severity: "warning" }),
    sighting("api", "TypeError", {
      time: minutesAgo(1),
      count: 2,
      message: "Cannot read properties of undefined (reading 'id')",
      frames: [
        frame("getOrder", "/project/src/orders.ts", 42),
        frame("run", "/project/node_modules/x/a.js", 7, false),
        frame("next", "/project/node_modules/x/b.js", 9, false),
        frame("handler", "/project/src/routes.ts", 18),
      ],
      causes: [{ type: "Error", message: "no such order", frames: [frame("find", "/project/src/db.ts", 5)] }],
    }),
  );
  return update(modelOf({ view: "errors", ...sizes.wide, ...changes }), { type: "errors", errors: errors.map(located) })
    .model;
}

describe("errors", () => {
  test("96x20", () => {
    expect(body(broken())).toBe(`
──────────────────────────────────────┬─────────────────────────────────────────────────────────
   2× TypeError            api 1m ago │ 2 errors, seen 3 times
      src/orders.ts:42:17             │ TypeError: Cannot read properties of undefined (reading
   1× TS2345         typecheck 3m ago │ 'id')
      src/ts2345.ts:42:17             │ api · error · runtime · javascript · 2 times, first
                                      │ 10:41:07, last 10:41:07
                                      │
                                      │ src/orders.ts:42:17
                                      │   41 │   const order = await db.find(id)
                                      │ ▸ 42 │   return order.user.id
                                      │   43 │ }
                                      │
                                      │ getOrder  src/orders.ts:42:3
                                      │ 2 frames of libraries
                                      │ handler   src/routes.ts:18:3
                                      │
                                      │ caused by Error: no such order
 ✖ api: TypeError: Cannot read properties of undefined (reading 'id') (e shows it)
`);
  });

  test("60x15: the list alone, then the detail", () => {
    expect(body(broken(sizes.middle))).toBe(`
────────────────────────────────────────────────────────────
 2 errors, seen 3 times
   2× TypeError                                  api 1m ago
      src/orders.ts:42:17
   1× TS2345                               typecheck 3m ago
      src/ts2345.ts:42:17






 ✖ api: TypeError: Cannot read properties of u… (e shows it)
`);
    expect(body(update(broken(sizes.middle), { type: "key", key: "enter" }).model)).toBe(`
────────────────────────────────────────────────────────────
 2 errors, seen 3 times
 TypeError: Cannot read properties of undefined (reading
 'id')
 api · error · runtime · javascript · 2 times, first
 10:41:07, last 10:41:07

 src/orders.ts:42:17
   41 │   const order = await db.find(id)
 ▸ 42 │   return order.user.id
   43 │ }

 ✖ api: TypeError: Cannot read properties of u… (e shows it)
`);
  });

  test("40x10 without Unicode", () => {
    expect(body(broken({ ...sizes.small, unicode: false }))).toBe(`
----------------------------------------
 2 errors, seen 3 times
   2x TypeError              api 1m ago
      src/orders.ts:42:17
   1x TS2345           typecheck 3m ago
      src/ts2345.ts:42:17

 x api: TypeError: Cannot ~ (e shows it)
`);
  });

  test("none", () => {
    expect(body(modelOf({ view: "errors", ...sizes.small }))).toContain("No errors so far.");
  });

  test("what can be done with one", () => {
    const model = broken();
    expect(offered(model)).toEqual(expect.arrayContaining(["o edit", "l in the log", "y copy", "⏎ detail"]));
    const press = (key: string) => update(model, { type: "key", key });
    expect(press("o").effects).toEqual([
      { type: "edit", file: "/project/src/orders.ts", line: 42, column: 17, directory: "/project" },
    ]);
    expect(press("l")).toMatchObject({ model: { view: "logs" }, effects: [{ type: "reveal", group: 7, source: 2 }] });
    expect(press("y").effects).toMatchObject([{ type: "copy", text: expect.stringContaining("src/orders.ts:42:17") }]);
  });

  test("a new error above takes neither the selection nor the place in the detail", () => {
    const below = update(broken(), { type: "key", key: "down" }).model;
    const more = update(below, {
      type: "errors",
      errors: [...groupsOf(sighting("web", "RangeError")), ...below.errors],
    }).model;
    expect(more.pages.errors.selected).toBe("TS2345");
    expect(body(more)).toContain("TS2345: it broke");
  });

  test("of a thousand, only the rows that can be seen are drawn", () => {
    let drawn = 0;
    const errors = groupsOf(...Array.from({ length: 1000 }, (_, index) => sighting("api", `Error${index}`))).map(
      (group) => ({
        ...group,
        last: {
          ...group.last,
          get severity() {
            drawn += 1;
            return group.last.severity;
          },
        },
      }),
    );
    body({ ...modelOf({ view: "errors", ...sizes.wide }), errors });
    expect(drawn).toBeGreaterThan(0);
    expect(drawn).toBeLessThan(50);
  });
});
