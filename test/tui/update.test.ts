import { describe, expect, test } from "bun:test";
import { untilNextChange } from "../../tui/clock.ts";
import { layoutOf } from "../../tui/layout.ts";
import { limits } from "../../tui/limits.ts";
import type { Message, Step } from "../../tui/messages.ts";
import { initialModel, type Model, viewNames } from "../../tui/model.ts";
import { textOf } from "../../tui/text/style.ts";
import { update } from "../../tui/update.ts";
import { recordLook } from "../../tui/views/record.ts";
import { modelOf, NOW, processOf, TestLog, withProcess } from "./support.ts";

const press = (model: Model, ...keys: string[]): Step =>
  run(model, ...keys.map((key) => ({ type: "key", key }) as const));

/** All messages in turn; the effects of the last one. */
function run(model: Model, ...messages: Message[]): Step {
  let step: Step = { model, effects: [] };
  for (const message of messages) step = update(step.model, message);
  return step;
}

const many = Array.from({ length: 30 }, (_, index) => ({ name: `script${index}`, command: "true" }));
const running = withProcess(modelOf(), processOf("web", 1, "running"));

describe("selecting", () => {
  test("arrows and vi keys stay within the list", () => {
    expect(press(modelOf(), "up").model.selected).toBe(0);
    expect(press(modelOf(), "down", "j").model.selected).toBe(2);
    expect(press(modelOf(), "down", "j", "down", "down", "k").model.selected).toBe(1);
    expect(press(modelOf({}, []), "down", "s", "enter", "r").model.selected).toBe(0);
  });

  test("the selected entry is always among the rows of the list, also after a resize", () => {
    let model = modelOf({}, many);
    for (let count = 0; count < 25; count += 1) model = press(model, "down").model;
    const visible = (state: Model) => state.selected - state.listTop < (layoutOf(state).list?.height ?? 0);
    expect(visible(model)).toBe(true);
    model = run(model, { type: "resize", columns: 96, rows: 9 }).model;
    expect(visible(model)).toBe(true);
    expect(model.listTop).toBeLessThanOrEqual(model.selected);
  });

  test("another process starts at the end of its log", () => {
    expect(press(modelOf({ anchor: { sequence: 5, row: 0 } }), "down").model.anchor).toBeNull();
    const all = modelOf({ anchor: { sequence: 5, row: 0 }, scope: "all" });
    expect(press(all, "down").model.anchor).toEqual({ sequence: 5, row: 0 });
  });
});

describe("starting and stopping", () => {
  test("s starts what does not run and stops what runs", () => {
    expect(press(modelOf(), "s").effects).toMatchObject([{ type: "start", entry: { name: "web" } }]);
    expect(press(running, "s").effects).toEqual([{ type: "stop", name: "web" }]);
    const failed = withProcess(modelOf(), processOf("web", 1, "failed", { exitCode: 1 }));
    expect(press(failed, "s").effects).toMatchObject([{ type: "start" }]);
  });

  test("a process that stops already is not stopped twice", () => {
    const stopping = withProcess(modelOf(), processOf("web", 1, "stopping"));
    const { model, effects } = press(stopping, "s");
    expect(effects).toEqual([]);
    expect(model.notice?.text).toBe("web is stopping already.");
  });

  test("enter starts, then shows the log on the whole screen; esc goes back", () => {
    expect(press(modelOf(), "enter").effects).toMatchObject([{ type: "start" }]);
    const open = press(running, "enter");
    expect(open.effects).toEqual([]);
    expect(open.model).toMatchObject({ zoom: true, scope: "selected" });
    expect(press(open.model, "escape").model.zoom).toBe(false);
  });

  test("esc leaves the description of a process, on the whole screen its size first", () => {
    expect(press(running, "d", "escape").model.details).toBe(false);
    const large = press(running, "d", "z", "escape").model;
    expect(large).toMatchObject({ details: true, zoom: false });
    expect(press(large, "escape").model.details).toBe(false);
    const scrolled = press({ ...running, anchor: { sequence: 5, row: 0 } }, "d", "escape").model;
    expect(scrolled.anchor).toEqual({ sequence: 5, row: 0 });
  });

  test("r restarts what ran before, ctrl+r all that run", () => {
    expect(press(modelOf(), "r").effects).toEqual([]);
    expect(press(running, "r").effects).toEqual([{ type: "restart", name: "web" }]);
    const two = withProcess(running, processOf("api", 2, "running"));
    const three = withProcess(two, processOf("typecheck", 3, "failed"));
    expect(press(three, "C-r").effects).toEqual([
      { type: "restart", name: "web" },
      { type: "restart", name: "api" },
    ]);
  });
});

describe("typing", () => {
  const launch = { ...processOf("web", 1, "running").launch, tty: true };
  const terminal = withProcess(modelOf(), processOf("web", 1, "running", { launch }));
  const typed = (model: Model, text: string) => update(model, { type: "typed", text });

  test("i hands all keys to a process that has a terminal, until ctrl+]", () => {
    const { model } = press(terminal, "i");
    expect(model).toMatchObject({ typing: "web", scope: "selected", anchor: null });
    for (const text of ["q", "\x03", "\x1b[A", "ü"]) {
      expect(typed(model, text)).toMatchObject({
        model: { typing: "web" },
        effects: [{ type: "input", name: "web", text }],
      });
    }
    expect(typed(model, "\x1d")).toMatchObject({ model: { typing: null }, effects: [] });
  });

  test("others take no keys", () => {
    expect(press(running, "i").model.typing).toBeNull();
    expect(press(modelOf(), "i").model.typing).toBeNull();
  });

  test("the end of the process ends it, news of others do not; everything being stopped ends it too", () => {
    const { model } = press(terminal, "i");
    const other = processOf("api", 2, "failed", { pid: null });
    expect(run(model, { type: "process", process: other }).model.typing).toBe("web");
    const ended = processOf("web", 1, "success", { launch, pid: null });
    expect(run(model, { type: "process", process: ended }).model.typing).toBeNull();
    expect(run(model, { type: "processes", processes: [ended], replace: true }).model.typing).toBeNull();
    expect(run(model, { type: "stopping" }).model.typing).toBeNull();
  });

  test("t starts in a terminal what does not run", () => {
    expect(press(modelOf(), "t").effects).toMatchObject([{ type: "start", entry: { name: "web" }, inTerminal: true }]);
    expect(press(running, "t").effects).toEqual([]);
  });
});

test("what is started with the program has one row, also where it is no script of package.json", () => {
  const { launch } = processOf("db", 1, "running");
  const start = { name: "shop", version: "1", columns: 96, rows: 12, unicode: true, colors: "256", now: NOW } as const;
  const scripts = [{ name: "db", command: "postgres" }];
  const model = initialModel({ ...start, scripts, starting: [launch, { ...launch, name: "custom" }] });
  expect(model.entries.map(({ name }) => name)).toEqual(["db", "custom"]);
});

describe("processes", () => {
  test("a command is added at the end, a script keeps its row", () => {
    const processes = [processOf("node server.js", 4, "running"), processOf("api", 2, "running")];
    const { model } = run(modelOf(), { type: "processes", processes, replace: false });
    expect(model.entries.map((entry) => entry.name)).toEqual(["web", "api", "typecheck", "node server.js"]);
    expect(model.entries[1]).toMatchObject({ command: "node server.js", process: { source: 2 } });
  });

  test("a list that was asked for earlier does not undo newer news", () => {
    const stopped = processOf("web", 1, "stopped");
    const list = { type: "processes", processes: [processOf("web", 1, "running")] } as const;
    const news = run(modelOf(), { type: "process", process: stopped }).model;
    expect(run(news, { ...list, replace: false }).model.entries[0]?.process?.status).toBe("stopped");
    expect(run(news, { ...list, replace: true }).model.entries[0]?.process?.status).toBe("running");
  });

  test("a crash is told", () => {
    const crash = (changes: object) =>
      run(modelOf(), { type: "process", process: processOf("web", 1, "failed", changes) }).model;
    expect(crash({ exitCode: 3 }).notice).toMatchObject({ level: "error", text: "web: ended with exit code 3" });
    expect(crash({ signal: "SIGSEGV" }).notice?.text).toBe("web: ended by SIGSEGV");
    const note = "port 3000 is held by api, which runs here too";
    expect(crash({ exitCode: 1, note }).notice?.text).toBe(`web: ended with exit code 1; ${note}`);
    expect(crash({ error: "npm was not found" }).notice?.text).toBe("web: npm was not found");
    expect(run(modelOf(), { type: "process", process: processOf("web", 1, "stopped") }).model.notice).toBeNull();
  });
});

describe("log", () => {
  test("keys ask for scrolling, end follows", () => {
    expect(press(running, "pageup").effects).toEqual([{ type: "scroll", scroll: { unit: "rows", by: -6 } }]);
    expect(press(running, "home").effects).toEqual([{ type: "scroll", scroll: { unit: "start" } }]);
    expect(press({ ...running, zoom: true }, "up").effects).toEqual([
      { type: "scroll", scroll: { unit: "rows", by: -1 } },
    ]);
    expect(press({ ...running, anchor: { sequence: 1, row: 0 } }, "end").model.anchor).toBeNull();
  });

  test("views and scopes", () => {
    expect(press(modelOf(), "2").model.view).toBe("logs");
    expect(press(modelOf(), "tab").model.view).toBe("logs");
    expect(press(modelOf(), "tab", "tab").model.view).toBe("errors");
    expect(press(modelOf(), ...viewNames.map(() => "tab")).model.view).toBe("procs");
    expect(press(modelOf(), "S-tab").model.view).toBe("mcp");
    expect(press(modelOf(), "2", "escape").model.view).toBe("procs");
    expect(press(modelOf(), "a").model.scope).toBe("all");
    expect(press(modelOf(), "a", "a").model.scope).toBe("selected");
  });
});

describe("quitting", () => {
  test("q quits at once when nothing runs, else it asks", () => {
    expect(press(modelOf(), "q").effects).toEqual([{ type: "quit" }]);
    const asked = press(running, "q");
    expect(asked.effects).toEqual([]);
    expect(asked.model.asking).toBe(true);
    expect(press(asked.model, "y").effects).toEqual([{ type: "quit" }]);
    expect(press(asked.model, "n")).toMatchObject({ model: { asking: false }, effects: [] });
    expect(press(asked.model, "s")).toMatchObject({ model: { asking: true }, effects: [] });
  });

  test("ctrl+c asks nothing", () => {
    expect(press(running, "C-c").effects).toEqual([{ type: "quit" }]);
  });
});

describe("mouse", () => {
  const click = (model: Model, x: number, y: number) => run(model, { type: "click", x, y });

  test("selects an entry and a tab", () => {
    const { list } = layoutOf(modelOf());
    expect(click(modelOf(), 3, (list?.y ?? 0) + 2).model.selected).toBe(2);
    expect(click(modelOf(), 3, (list?.y ?? 0) + 5).model.selected).toBe(0);
    const tabs = " brum · shop   1 Procs  2 Logs";
    expect(click(modelOf(), tabs.indexOf("2 Logs"), 0).model.view).toBe("logs");
    expect(click(modelOf(), tabs.indexOf("2 Logs") + 6, 0).model.view).toBe("procs");
  });

  test("selects in the line of a narrow terminal", () => {
    const narrow = modelOf({ columns: 40, rows: 10 });
    expect(click(narrow, "  ○ web  ○ api".length - 1, 1).model.selected).toBe(1);
  });

  test("the wheel scrolls the log, and the list only where it is longer than its place", () => {
    const wheel = (model: Model, x: number) => run(model, { type: "wheel", x, y: 4, direction: 1 });
    expect(wheel(modelOf(), 50).effects).toEqual([{ type: "scroll", scroll: { unit: "rows", by: limits.wheelRows } }]);
    expect(wheel(modelOf(), 3).effects).toHaveLength(1);
    const long = wheel(modelOf({}, many), 3);
    expect(long).toMatchObject({ model: { listTop: 1 }, effects: [] });
  });
});

describe("time", () => {
  test("a notice goes after its time", () => {
    const told = run(modelOf(), { type: "notice", notice: { level: "warn", text: "two\nlines" } }).model;
    expect(told.notice?.text).toBe("two lines");
    expect(untilNextChange(told)).toBe(limits.noticeMs);
    expect(run(told, { type: "tick", now: NOW + limits.noticeMs - 1 }).model.notice).not.toBeNull();
    expect(run(told, { type: "tick", now: NOW + limits.noticeMs }).model.notice).toBeNull();
  });

  test("nothing wakes the screen while no shown time changes", () => {
    expect(untilNextChange(modelOf())).toBeNull();
    expect(untilNextChange(running)).toBe(60_000);
    expect(untilNextChange({ ...running, now: NOW + 20_000 })).toBe(40_000);
    expect(untilNextChange({ ...running, zoom: true })).toBeNull();
    expect(untilNextChange(withProcess(modelOf(), processOf("web", 1, "stopped")))).toBeNull();
  });
});

test("the help scrolls no further than its end", () => {
  const open = press(modelOf(), "?").model;
  let model = open;
  for (let count = 0; count < 100; count += 1) model = press(model, "down").model;
  const end = model.help ?? 0;
  expect(end).toBeGreaterThan(0);
  expect(press(model, "up").model.help).toBe(end - 1);
  expect(press(model, "?").model.help).toBeNull();
});

test("the line that was jumped to is shown so until the log is followed again", () => {
  const log = new TestLog();
  log.printMany(1, 1, 3);
  const jumped = run(running, { type: "jumped", anchor: { sequence: 2, row: 0 }, sequence: 1, hit: null }).model;
  const record = log.reader.at(1);
  if (record === undefined) throw new Error("there is no record");
  const alone = { times: 1, exact: true, first: 1, last: 1, open: false };
  const edge = (model: Model) => textOf(recordLook(model, 60).rows(record, undefined, alone)[0] ?? []).slice(0, 1);
  expect(edge(jumped)).toBe("▸");
  expect(edge(press(jumped, "end").model)).toBe(" ");
});
