/** What keys and the mouse do while a terminal is shown, and how it is drawn. */

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { activeBindings, commandFor } from "../../../tui/active-keys.ts";
import { contentKind, layoutOf } from "../../../tui/layout.ts";
import { emptyWindow } from "../../../tui/log/window.ts";
import { type Model, shownTerminal, viewNames } from "../../../tui/model.ts";
import type { TerminalView } from "../../../tui/terminal-pane/pane.ts";
import { terminalSize } from "../../../tui/terminal-pane/sizes.ts";
import { span } from "../../../tui/text/style.ts";
import { update } from "../../../tui/update.ts";
import { view } from "../../../tui/views/index.ts";
import { modelOf, processOf, screenText, withProcess } from "../support.ts";

const launch = { ...processOf("web", 1, "running").launch, command: "vi orders.ts", tty: true };
const running = withProcess(modelOf(), processOf("web", 1, "running", { launch }));
const shown: TerminalView = {
  lines: [[span("hello")], [], [span("世界")]],
  cursor: { x: 4, y: 2 },
  back: 0,
  markedPastes: true,
};

const press = (model: Model, key: string) => update(model, { type: "key", key });
const frame = (model: Model, terminal: TerminalView | null = shown) => view(model, emptyWindow, terminal);
const text = (model: Model, terminal: TerminalView | null = shown) =>
  screenText(frame(model, terminal), model.columns, model.rows);

describe("what is shown", () => {
  test("the terminal of a selected process that has one and lives, in place of its log", () => {
    expect(shownTerminal(running)?.name).toBe("web");
    expect(contentKind(running)).toBe("terminal");
    const others: readonly [string, Model][] = [
      ["of another", { ...running, selected: 1 }],
      ["in the merged log", { ...running, scope: "all" }],
      ["in another view", { ...running, view: "logs" }],
      ["described", { ...running, details: true }],
      ["as its log", { ...running, terminals: false }],
      ["ended", withProcess(running, processOf("web", 1, "success", { launch, pid: null }))],
      ["without one", withProcess(running, processOf("web", 1, "running"))],
    ];
    expect(others.filter(([, model]) => contentKind(model) === "terminal").map(([name]) => name)).toEqual([]);
  });

  test("what it draws, whose it is, and who has the keys", () => {
    const [, , head, first, second, third] = text(running).split("\n");
    expect(head).toMatch(/│ web {2}vite --port 5173 +terminal$/);
    expect(first).toMatch(/│hello$/);
    expect(second).toMatch(/│$/);
    expect(third).toMatch(/│世界$/);
    expect(text({ ...running, typing: "web" })).toMatch(/typing\n/);
    expect(text(running, { ...shown, back: 7 })).toMatch(/scrolled back by 7 rows\n/);
    expect(text(running, null)).toMatch(/terminal\n/);
  });

  test("the cursor stands in it, and pastes are marked, only while it has the keys", () => {
    const { content } = layoutOf(running);
    expect(frame(running)).toMatchObject({ cursor: null, marksPastes: false });
    const typing = frame({ ...running, typing: "web" });
    expect(typing).toMatchObject({ cursor: { x: content.x + 4, y: content.y + 2 }, marksPastes: true });
    const outside = { ...shown, cursor: { x: content.width, y: 0 } };
    expect(frame({ ...running, typing: "web" }, outside).cursor).toBeNull();
    expect(frame({ ...running, typing: "web" }, null)).toMatchObject({ cursor: null, marksPastes: false });
  });

  test("its size is that of its place, whatever is shown for a while", () => {
    const size = terminalSize(running);
    expect(size).toEqual({ columns: layoutOf(running).content.width, rows: layoutOf(running).content.height });
    for (const changes of [{ view: "errors" }, { help: 0 }, { details: true }, { terminals: false }] as const) {
      expect(terminalSize({ ...running, ...changes })).toEqual(size);
    }
    expect(terminalSize({ ...running, zoom: true }).columns).toBe(96);
  });
});

describe("keys", () => {
  test("enter and i type, also where it has the whole screen", () => {
    for (const model of [running, { ...running, zoom: true }, { ...running, details: true }]) {
      for (const key of ["enter", "i"]) {
        expect(press(model, key).model).toMatchObject({ typing: "web", scope: "selected", details: false });
      }
    }
  });

  test("l turns to its log and back, from the merged log and the description too", () => {
    const log = press(running, "l").model;
    expect(contentKind(log)).toBe("log");
    expect(contentKind(press(log, "l").model)).toBe("terminal");
    expect(contentKind(press({ ...running, scope: "all" }, "l").model)).toBe("terminal");
    expect(contentKind(press({ ...running, details: true }, "l").model)).toBe("terminal");
    expect(commandFor(withProcess(running, processOf("web", 1, "running")), "l")).toBeUndefined();
  });

  test("a search turns to the log; what acts on lines does nothing while none are seen", () => {
    const { model } = press(running, "/");
    expect(model).toMatchObject({ terminals: false, prompt: { kind: "search" } });
    for (const key of ["e", "S-e", "f", "x", "@", "m", "v", "p", "w", "u", "c"]) {
      expect(commandFor(running, key)).toBeUndefined();
    }
  });

  test("pages, start and end scroll it", () => {
    const height = layoutOf(running).content.height;
    expect(press(running, "pageup").effects).toEqual([{ type: "scroll-terminal", to: 1 - height }]);
    expect(press(running, "home").effects).toEqual([{ type: "scroll-terminal", to: "start" }]);
    expect(press(running, "end").effects).toEqual([{ type: "scroll-terminal", to: "end" }]);
    expect(press({ ...running, zoom: true }, "up").effects).toEqual([{ type: "scroll-terminal", to: -1 }]);
  });

  test("while it has the keys, one of them alone is the screen's, and shown", () => {
    const typing = { ...running, typing: "web" };
    expect(activeBindings(typing).map(({ command }) => command)).toEqual(["stop-typing"]);
    expect(text(typing)).toContain("ctrl+] stop typing");
  });
});

describe("mouse", () => {
  const { content, list } = layoutOf(running);
  const click = (model: Model, x: number, y: number) => update(model, { type: "click", x, y });

  test("a click on it gives it the keys, one elsewhere takes them back and does what it does", () => {
    const typing = click(running, content.x + 3, content.y + 3).model;
    expect(typing.typing).toBe("web");
    expect(click(typing, content.x + 3, content.y + 3).model).toEqual(typing);
    expect(click(typing, 0, running.rows - 1).model.typing).toBe("web");
    expect(click(typing, 3, (list?.y ?? 0) + 1).model).toMatchObject({ typing: null, selected: 1 });
    const tab = text(typing).split("\n")[0]?.indexOf("2 Logs") ?? 0;
    expect(click(typing, tab, 0).model).toMatchObject({ typing: null, view: "logs" });
  });

  test("the wheel scrolls it, the mouse selects no lines, and what stands above it is no filter", () => {
    const wheel = update(running, { type: "wheel", x: content.x, y: content.y, direction: -1 });
    expect(wheel.effects).toEqual([{ type: "scroll-terminal", to: -3 }]);
    const at = { x: content.x + 2, y: content.y + 2 };
    expect(update(running, { type: "drag", ...at, fromX: at.x, fromY: content.y }).effects).toEqual([]);
    const filtered = { ...running, log: { ...running.log, minLevel: 4 } } as const;
    for (let x = content.x; x < running.columns; x += 1) {
      expect(click(filtered, x, content.y - 1).model.log.minLevel).toBe(4);
    }
  });
});

test("no key does two things at once, whatever is shown of a process that has a terminal", () => {
  const changes = fc.record({
    view: fc.constantFrom(...viewNames),
    zoom: fc.boolean(),
    scope: fc.constantFrom<Model["scope"]>("selected", "all"),
    details: fc.boolean(),
    terminals: fc.boolean(),
    typing: fc.constantFrom(null, null, "web"),
    anchor: fc.constantFrom(null, { sequence: 3, row: 0 }),
    columns: fc.constantFrom(40, 120),
  });
  fc.assert(
    fc.property(changes, (change) => {
      const keys = activeBindings({ ...running, ...change }).flatMap((binding) => binding.keys);
      expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
    }),
  );
});
