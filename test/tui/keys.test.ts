import { describe, expect, test } from "bun:test";
import { commands } from "../../tui/commands/index.ts";
import { activeBindings, bindings, commandFor, type Mode } from "../../tui/keys.ts";
import { initialModel } from "../../tui/model.ts";
import { modelOf, processOf, withProcess } from "./support.ts";

describe("key table", () => {
  test.each(["main", "help", "ask", "stopping"] as const)("no key stands twice in mode %s", (mode: Mode) => {
    const keys = bindings.filter((binding) => binding.modes.includes(mode)).flatMap((binding) => binding.keys);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  test("every command can be called by a key", () => {
    const bound = new Set(bindings.map((binding) => binding.command));
    expect(Object.keys(commands).filter((name) => !bindings.some((binding) => binding.command === name))).toEqual([]);
    expect(bound.size).toBe(Object.keys(commands).length);
  });

  test("only keys that do something now are active", () => {
    const idle = modelOf();
    expect(commandFor(idle, "r")).toBeUndefined();
    expect(commandFor(idle, "C-r")).toBeUndefined();
    expect(commandFor(idle, "end")).toBeUndefined();
    expect(commandFor(idle, "s")).toBe("start-stop");
    const running = withProcess(idle, processOf("web", 1, "running"));
    expect(commandFor(running, "r")).toBe("restart");
    expect(commandFor({ ...running, anchor: { sequence: 3, row: 0 } }, "end")).toBe("follow");
    expect(commandFor({ ...running, view: "logs" }, "s")).toBeUndefined();
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
