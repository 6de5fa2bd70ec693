import { describe, expect, test } from "bun:test";
import { commandFor } from "../../tui/active-keys.ts";
import { commands } from "../../tui/commands/index.ts";
import { hitTest } from "../../tui/hit.ts";
import { layoutOf } from "../../tui/layout.ts";
import { chipsOf } from "../../tui/log/chips.ts";
import { type Model, targetEntry } from "../../tui/model.ts";
import { textOf } from "../../tui/text/style.ts";
import { update } from "../../tui/update.ts";
import { emptyView } from "../../tui/views/empty.ts";
import { listView } from "../../tui/views/list.ts";
import { modelOf, processOf, withProcess } from "./support.ts";

const scripts = Array.from({ length: 200 }, (_, index) => ({
  name: `script-${String(index).padStart(3, "0")}`,
  command: "x",
  ...(index % 50 === 7 && { groups: ["nightly"] }),
}));

const many = (changes: Partial<Model> = {}) => modelOf({ rows: 24, ...changes }, scripts);

function press(model: Model, ...keys: string[]): Model {
  return keys.reduce((next, key) => {
    const typed = key.length === 1 ? { typed: key } : {};
    return update(next, { type: "key", key, ...typed }).model;
  }, model);
}

function shown(model: Model): string[] {
  const rect = layoutOf(model).list;
  return rect === null ? [] : listView(model, rect).map((row) => textOf(row).trim());
}

const selected = (model: Model) => targetEntry(model)?.name;

describe("a long list of processes", () => {
  test("goes by pages, by halves, and to its edges, while there is no log to scroll", () => {
    const height = layoutOf(many()).list?.height ?? 0;
    const page = press(many(), "pagedown");
    expect(selected(page)).toBe(`script-${String(height - 1).padStart(3, "0")}`);
    expect(shown(page).some((row) => row.includes(selected(page) ?? "?"))).toBe(true);
    expect(selected(press(page, "pageup"))).toBe("script-000");
    expect(selected(press(many(), "end"))).toBe("script-199");
    expect(selected(press(many(), "S-g", "C-u"))).toBe(`script-${199 - Math.trunc((height - 1) / 2)}`);
    expect(selected(press(many(), "end", "home"))).toBe("script-000");
    expect(selected(press(many(), "end", "pagedown"))).toBe("script-199");
    expect(shown(press(many(), "end")).at(-1)).toContain("script-199");
  });

  test("a page further may be a process with a log: the keys stay the list's, until something is started", () => {
    const height = layoutOf(many()).list?.height ?? 0;
    const model = withProcess(many(), processOf(scripts[height - 1]?.name ?? "", 1, "running"));
    const page = press(model, "pagedown");
    expect(page.listKeys).toBe(true);
    expect(selected(press(page, "pagedown"))).toBe(`script-0${2 * (height - 1)}`);
    expect(press(press(page, "down"), "s").listKeys).toBe(false);
  });

  test("beside a log h makes the keys the list's, h or esc the log's again", () => {
    const model = withProcess(many(), processOf("script-000", 1, "running"));
    expect(commandFor(model, "/")).toBe("search");
    expect(update(model, { type: "key", key: "pageup" }).effects).toMatchObject([{ type: "scroll" }]);
    const turned = press(model, "h");
    expect(commandFor(turned, "/")).toBe("filter-list");
    expect(selected(press(turned, "end"))).toBe("script-199");
    for (const key of ["h", "escape"]) expect(commandFor(press(turned, key), "/")).toBe("search");
    expect(commandFor(update(turned, { type: "click", x: 60, y: 10 }).model, "/")).toBe("search");
  });
});

describe("the list's filter", () => {
  test("shows what fits while one types, in names and groups, and is a chip that can be removed", () => {
    const typed = press(many(), "end", "/", "0", "4");
    expect(shown(typed).slice(0, 2)).toEqual(["○ script-004", "○ script-040"]);
    expect(selected(typed)).toBe("script-004");
    const entered = press(typed, "enter");
    expect(chipsOf(entered).map(({ text }) => text)).toEqual(["list 04: 12 of 200"]);
    expect(selected(press(entered, "end"))).toBe("script-104");
    expect(selected(press(entered, "down", "down"))).toBe("script-041");
    expect(hitTest(entered, 3, (layoutOf(entered).list?.y ?? 0) + 1)).toEqual({ part: "entry", index: 40 });
    for (const key of ["x", "escape"]) {
      const all = press(press(entered, "end"), key);
      expect(all.listFilter).toBeNull();
      expect(selected(all)).toBe("script-104");
      expect(shown(all).some((row) => row.includes("script-104"))).toBe(true);
    }
    expect(shown(press(many(), "/", ..."nightly"))).toHaveLength(4);
  });

  test("esc in the line takes it away, a pattern works as elsewhere, and nothing that cannot be seen is started", () => {
    expect(press(many(), "/", "0", "escape").listFilter).toBeNull();
    expect(selected(press(many(), "/", "M-r", ..."9$"))).toBe("script-009");
    const none = press(many(), "/", ..."nobody", "enter");
    expect(shown(none)).toEqual(["nothing fits"]);
    expect(selected(none)).toBeUndefined();
    expect(emptyView(none, 60).map(textOf)).toEqual([" No process fits the filter of the list."]);
    const one = press(many(), "/", ..."17", "enter");
    expect(emptyView(one, 80).map(textOf)[0]).toStartWith(" Nothing runs yet.");
    expect(commands["start-stop"](none).effects).toEqual([]);
  });

  test("the line of names under 80 columns has only what fits; what is started is shown all the same", () => {
    const narrow = press(many({ columns: 60 }), "/", ..."19", "enter");
    const { strip } = layoutOf(narrow);
    expect(hitTest(narrow, 3, strip?.y ?? 0)).toEqual({ part: "entry", index: 19 });
    const launch = { name: "other", kind: "command", command: "x", argv: ["x"], cwd: "/" } as const;
    const started = update(narrow, { type: "starting", launches: [launch] }).model;
    expect(selected(started)).toBe("other");
    expect(started.listFilter).toBeNull();
  });
});
