import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { level } from "../../core/index.ts";
import type { ProcessStatus } from "../../src/process/index.ts";
import { activeBindings, commandFor } from "../../tui/active-keys.ts";
import { commands } from "../../tui/commands/index.ts";
import { bindings } from "../../tui/keys.ts";
import { initialLog } from "../../tui/log/options.ts";
import { initialModel, type Model, viewNames } from "../../tui/model.ts";
import { emptyPalette, emptyStartPage, newestNotices } from "../../tui/overlay.ts";
import { wordCommands } from "../../tui/palette/words.ts";
import { openPrompt } from "../../tui/prompt/prompt.ts";
import { hintsThatFit } from "../../tui/views/hints.ts";
import { newWeb, withRows } from "../../tui/web/web.ts";
import { modelOf, processOf, withProcess } from "./support.ts";
import { exchangeOf } from "./web/support.ts";

describe("key table", () => {
  test("no key does two things at once, whatever is shown", () => {
    const states = fc.record({
      view: fc.constantFrom(...viewNames),
      zoom: fc.boolean(),
      details: fc.boolean(),
      listKeys: fc.boolean(),
      listFilter: fc.constantFrom(null, { text: "we", regex: false, ignoreCase: true }),
      scope: fc.constantFrom<Model["scope"]>("selected", "all"),
      anchor: fc.constantFrom(null, { sequence: 3, row: 0 }),
      help: fc.constantFrom(null, null, 0),
      asking: fc.constantFrom(false, false, true),
      stopping: fc.constantFrom(false, false, true),
      typing: fc.constantFrom(null, null, "web"),
      prompt: fc.constantFrom(
        null,
        null,
        openPrompt("search"),
        openPrompt("time"),
        openPrompt("list"),
        openPrompt("web"),
      ),
      overlay: fc.constantFrom(null, null, emptyPalette, emptyStartPage, newestNotices),
      columns: fc.constantFrom(40, 120),
      web: fc.constantFrom(newWeb(null, 10), withRows(newWeb(null, 10), [exchangeOf()]), {
        ...withRows(newWeb(null, 10), [exchangeOf({ url: "example.com:443", method: "CONNECT" })]),
        frozen: { list: [], last: 0 },
      }),
      log: fc
        .record({
          wrap: fc.boolean(),
          search: fc.constantFrom(null, { text: "a", regex: false, ignoreCase: true, at: null }),
          selecting: fc.constantFrom(null, { from: 1, to: 2 }),
          marks: fc.constantFrom([], [3]),
          minLevel: fc.constantFrom(level.trace, level.warn),
        })
        .map((changes) => ({ ...initialLog, ...changes })),
    });
    const statuses = fc.constantFrom<ProcessStatus | null>(null, "running", "failed", "stopping");
    fc.assert(
      fc.property(states, statuses, (changes, status) => {
        const model = modelOf(changes);
        const keys = activeBindings(status === null ? model : withProcess(model, processOf("web", 1, status))).flatMap(
          (binding) => binding.keys,
        );
        expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  test("every command can be called by a key, or by a word", () => {
    const bound = new Set([...bindings, ...wordCommands].map(({ command }) => command));
    expect(Object.keys(commands).filter((name) => ![...bound].some((command) => command === name))).toEqual([]);
    expect(bound.size).toBe(Object.keys(commands).length);
  });

  test("only keys that do something now are active", () => {
    const idle = modelOf();
    expect(commandFor(idle, "r")).toBeUndefined();
    expect(commandFor(idle, "C-r")).toBeUndefined();
    expect(commandFor(idle, "s")).toBe("start-stop");
    const running = withProcess(idle, processOf("web", 1, "running"));
    expect(commandFor(running, "r")).toBe("restart");
    expect(commandFor(running, "end")).toBeUndefined();
    expect(commandFor({ ...running, anchor: { sequence: 3, row: 0 } }, "end")).toBe("follow");
    expect(commandFor({ ...running, view: "logs" }, "s")).toBeUndefined();
  });

  test("while a process is described, keys of a log that cannot be seen are neither active nor offered", () => {
    const described = { ...withProcess(modelOf(), processOf("web", 1, "running")), details: true };
    for (const key of ["a", "e", "S-e", "v", "f", "space", "c", "w"])
      expect(commandFor(described, key)).toBeUndefined();
    expect(commandFor(described, "/")).toBe("filter-list");
    expect(commandFor({ ...described, zoom: true }, "/")).toBeUndefined();
    const words = hintsThatFit(described, 200).map(({ word }) => word);
    for (const word of ["search", "next error", "all logs", "selected log", "follow"])
      expect(words).not.toContain(word);
    expect(words).toContain("log");
  });

  test("what is started with the program is there from the first frame on", () => {
    const launch = (name: string, kind: "script" | "command") => ({
      name,
      kind,
      command: name,
      argv: [name],
      cwd: "/",
    });
    const start = { name: "shop", version: "1", columns: 80, rows: 24, unicode: true, colors: "256", now: 0 } as const;
    const scripts = ["web", "api"].map((name) => ({ name, command: name }));
    const one = initialModel({ ...start, scripts, starting: [launch("api", "script")] });
    expect(one).toMatchObject({ selected: 1, scope: "selected" });
    const two = initialModel({ ...start, scripts, starting: [launch("custom", "command"), launch("web", "script")] });
    expect(two).toMatchObject({ selected: 2, scope: "all" });
    expect(two.entries.map((entry) => entry.name)).toEqual(["web", "api", "custom"]);
  });

  test("a question and the help take the keys for themselves", () => {
    const asking = modelOf({ asking: true });
    expect(commandFor(asking, "s")).toBeUndefined();
    expect(commandFor(asking, "q")).toBeUndefined();
    expect(commandFor(asking, "y")).toBe("quit-now");
    expect(commandFor(asking, "escape")).toBe("keep-running");
    expect(commandFor(modelOf({ help: 0 }), "s")).toBeUndefined();
    expect(commandFor(modelOf({ help: 0 }), "escape")).toBe("back");
  });

  test("ctrl+c quits from everywhere, and ends by force once the program is stopping", () => {
    for (const model of [modelOf(), modelOf({ help: 0 }), modelOf({ asking: true }), modelOf({ zoom: true })]) {
      expect(commandFor(model, "C-c")).toBe("quit-now");
    }
    const stopping = modelOf({ stopping: true });
    expect(activeBindings(stopping).map((binding) => binding.command)).toEqual(["kill"]);
    expect(commands.kill(stopping).effects).toEqual([{ type: "kill" }]);
  });
});
