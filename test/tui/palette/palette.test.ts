/** What keys, texts and clicks in the palette do. */

import { describe, expect, test } from "bun:test";
import { level } from "../../../core/index.ts";
import { layoutOf } from "../../../tui/layout.ts";
import type { Model } from "../../../tui/model.ts";
import { missingCommands, wordCommands } from "../../../tui/palette/words.ts";
import { Session, shop } from "../overlay-support.ts";
import { modelOf, processOf, withProcess } from "../support.ts";

const open = (model: Model = shop()) => new Session(model).press(":");
/** Enters a text: what was asked for, and the model then. */
const enter = (text: string, model?: Model) => {
  const session = open(model).type(text).press("enter");
  return { session, effects: session.asked(), model: session.model };
};
const errorOf = (session: Session) =>
  session.model.overlay?.kind === "palette" ? session.model.overlay.chooser.error : "";
const textOf = (session: Session) =>
  session.model.overlay?.kind === "palette" ? session.model.overlay.chooser.line.text : null;

describe("opening and closing", () => {
  test.each([":", "C-p"])("%s opens it, esc and ctrl+c close it and do nothing", (key) => {
    for (const close of ["escape", "C-c"]) {
      const session = new Session(shop()).press(key);
      expect(session.model.overlay?.kind).toBe("palette");
      session.type("stop").press("down", close);
      expect(session.model).toEqual(shop());
      expect(session.asked()).toEqual([]);
    }
  });

  test("deleting in an empty line closes it, keys are typed and nothing else", () => {
    const session = open().type("qs1n?");
    expect(textOf(session)).toBe("qs1n?");
    session.press("C-u", "backspace");
    expect(session.model.overlay).toBeNull();
    expect(session.asked()).toEqual([]);
  });

  test("enter with nothing typed and nothing chosen does nothing", () => {
    const session = open().press("enter");
    expect(session.asked()).toEqual([]);
    expect(errorOf(session)).toBe("Type a command, or choose one.");
  });
});

describe("the predecessor's commands, with and without a slash", () => {
  const two = withProcess(shop(), processOf("typecheck", 3, "running"));

  test.each(["", "/", "  /"])("%p", (slash) => {
    expect(enter(`${slash}run typecheck`).effects).toMatchObject([{ type: "start", entry: { name: "typecheck" } }]);
    expect(enter(`${slash}stop web`).effects).toEqual([{ type: "stop", name: "web" }]);
    expect(enter(`${slash}restart web`).effects).toEqual([{ type: "restart", name: "web" }]);
    const names = ["web", "typecheck"];
    for (const all of ["", " ", " all"]) {
      expect(enter(`${slash}stop${all}`, two).effects).toEqual(names.map((name) => ({ type: "stop", name })));
      expect(enter(`${slash}restart${all}`, two).effects).toEqual(names.map((name) => ({ type: "restart", name })));
    }
    expect(enter(`${slash}clear`).effects).toEqual([{ type: "clear" }]);
    expect(enter(`${slash}clear logs`).effects).toEqual([{ type: "clear" }]);
    expect(enter(`${slash}clear errors`).effects).toEqual([]);
    expect(enter(`${slash}clear web`).effects).toEqual([{ type: "clear", of: { name: "web", source: 1 } }]);
    expect(enter(`${slash}clear requests`).effects).toEqual([{ type: "clear-exchanges", process: null }]);
    expect(enter(`${slash}proxy localhost:3000`).effects).toEqual([
      { type: "proxy-add", url: "http://localhost:3000/" },
    ]);
    expect(enter(`${slash}toggle-proxy`).effects).toEqual([{ type: "proxy-mode", mode: "full" }]);
    expect(enter(`${slash}proxy mode reverse`).effects).toEqual([{ type: "proxy-mode", mode: "reverse" }]);
    expect(enter(`${slash}help`).model).toMatchObject({ overlay: null, help: 0 });
    expect(enter(`${slash}show err`).model.log.texts).toMatchObject([{ kind: "show", text: "err", regex: true }]);
    expect(enter(`${slash}hide ^GET .* 200$`).model.log.texts).toMatchObject([{ kind: "hide", text: "^GET .* 200$" }]);
  });

  test("what there is none of is said, and nothing is done", () => {
    expect([...missingCommands.keys()]).toEqual(["ai", "term"]);
    for (const text of ["/ai claude", "/term"]) {
      const { session, effects } = enter(text);
      expect(effects).toEqual([]);
      expect(session.content.join(" ")).toContain("not part of Brummer yet");
      expect(textOf(session)).toBe(text);
    }
  });

  test("a word is a command only as a whole", () => {
    expect(enter("showing off").model.log.texts).toEqual([]);
    expect(errorOf(enter("showing off").session)).toBe('Nothing fits "showing off".');
  });

  test("words in capitals and their other names", () => {
    expect(enter("SHOW Err").model.log.texts).toMatchObject([{ text: "Err" }]);
    expect(enter("STOP web").effects).toEqual([{ type: "stop", name: "web" }]);
    expect(enter("start api").effects).toMatchObject([{ type: "start", entry: { name: "api" } }]);
  });
});

describe("a text is never replaced unless a row was moved to", () => {
  test("show err looks for err", () => {
    const session = open().type("show err");
    expect(session.chosen).toStartWith("show err ");
    expect(session.content[1]).toStartWith(" show error");
    expect(session.press("enter").model.log.texts).toMatchObject([{ text: "err" }]);
    const moved = open().type("show err").press("down");
    expect(moved.chosen).toStartWith("show error");
    expect(moved.press("enter").model.log.texts).toMatchObject([{ text: "error" }]);
  });

  test("what was chosen and is gone is not replaced by something else", () => {
    const session = open().type("stop").press("down");
    expect(session.chosen).toStartWith("stop web");
    session.send({ type: "process", process: processOf("web", 1, "success", { pid: null }) });
    session.send({ type: "process", process: processOf("api", 2, "running") });
    session.press("enter");
    expect(session.asked()).toEqual([]);
    expect(errorOf(session)).toBe("What was chosen is gone. Choose again.");
  });
});

describe("arguments", () => {
  const values = (text: string, model?: Model) =>
    open(model)
      .type(text)
      .content.map((row) => row.trim().split(/\s{2,}/)[0])
      .filter((title) => title !== "");

  test("are listed once there is a blank: what can be started, what runs, levels", () => {
    expect(values("run ")).toEqual(["run api", "run typecheck"]);
    expect(values("stop ")).toEqual(["stop all", "stop web"]);
    expect(values("restart ")).toEqual(["restart all", "restart web"]);
    expect(values("clear ")).toEqual([
      "clear all",
      "clear logs",
      "clear errors",
      "clear requests",
      "clear web",
      "clear api",
    ]);
    expect(values("level w")).toEqual(["level warn"]);
    expect(values("wrap ")).toEqual(["wrap", "wrap on", "wrap off"]);
    expect(values("stop ", modelOf())).toEqual(["There is no process that runs now."]);
  });

  test("what fits best is taken", () => {
    expect(enter("run tc").effects).toMatchObject([{ type: "start", entry: { name: "typecheck" } }]);
    expect(enter("level wa").model.log.minLevel).toBe(level.warn);
  });

  test("tab completes a word, then its argument; typing goes on behind it", () => {
    const session = open().type("sho").press("tab");
    expect(textOf(session)).toBe("show ");
    const argument = open().type("run ty").press("tab");
    expect(textOf(argument)).toBe("run typecheck");
    expect(argument.press("enter").asked()).toMatchObject([{ type: "start", entry: { name: "typecheck" } }]);
  });

  test.each([
    ["run", "Which one? Choose it below, or type its name."],
    ["run xyz", 'There is no script "xyz".'],
    ["run tpyecheck", 'There is no script "tpyecheck". Did you mean "typecheck"?'],
    ["run web", "web runs already."],
    ["stop api", "api does not run."],
    ["stop apx", 'There is no script "apx". Did you mean "api"?'],
    ["restart typecheck", "typecheck has not run yet."],
    ["level loud", '"loud" is no level: trace, debug, info, warn, error, fatal.'],
    ["wrap maybe", "Write wrap on or wrap off."],
    ["times never", "Write times clock, times delta or times off."],
    ["time soon", "Write 10:42, 5m ago or 2026-01-15 10:42."],
    ["filter remove 2", "There is no filter."],
    ["clear nobody", 'There is nothing of the name "nobody" to clear: all, logs, errors, requests, or a process.'],
    ["clear requests nobody", 'There is no request to a process "nobody".'],
    ["proxy ftp://x", "Write an address that begins with http:// or https://."],
    ["proxy mode none", "Write proxy mode reverse or proxy mode full."],
    ["open ftp://x", "Write an address that begins with http:// or https://."],
    ["help me", 'Nothing stands behind "help".'],
    ["/nonsense", 'There is no command "nonsense".'],
    ["zzzz", 'Nothing fits "zzzz".'],
  ])("%p: a sentence, and nothing is lost", (text, sentence) => {
    const { session, effects } = enter(text);
    expect(effects).toEqual([]);
    expect(errorOf(session)).toBe(sentence);
    expect(textOf(session)).toBe(text);
    expect(session.content.join(" ").replace(/\s+/g, " ")).toContain(sentence);
    expect(errorOf(session.type("x"))).toBeNull();
  });

  test("the sentence goes when one moves on", () => {
    const session = open().type("run").press("enter");
    expect(errorOf(session)).not.toBeNull();
    expect(errorOf(session.press("down"))).toBeNull();
  });

  test("a pattern that is none is said", () => {
    const { session } = enter("show (");
    expect(errorOf(session)).toMatch(/./);
    expect(session.model.log.texts).toEqual([]);
    expect(textOf(session)).toBe("show (");
  });

  test("nothing runs: stop and restart say so", () => {
    expect(errorOf(enter("stop", modelOf()).session)).toBe("Nothing runs.");
    expect(errorOf(enter("restart all", modelOf()).session)).toBe("Nothing runs.");
  });
});

describe("the log's options", () => {
  test.each([
    ["level warn", { minLevel: level.warn }],
    ["wrap off", { wrap: false }],
    ["times delta", { times: "delta" }],
    ["names off", { names: false }],
    ["collapse off", { collapse: false }],
    ["wrap", { wrap: false }],
    ["times", { times: "delta" }],
    ["level", { minLevel: level.info }],
    ["search Two words", { search: { text: "Two words", regex: false, ignoreCase: false, at: null } }],
  ])("%s", (text, log) => expect(enter(text).model.log).toMatchObject(log));

  test("search and time go there", () => {
    expect(enter("search abc").effects).toEqual([{ type: "jump", to: { kind: "hit", direction: -1, orBack: true } }]);
    expect(enter("time 10:42").effects).toMatchObject([{ type: "jump", to: { kind: "time" } }]);
  });

  test("without a text they ask for it, as their keys do", () => {
    expect(enter("search").model).toMatchObject({ overlay: null, prompt: { kind: "search" } });
    expect(enter("show ").model.prompt?.kind).toBe("show");
    expect(enter("time").model.prompt?.kind).toBe("time");
  });

  test("filters are removed by their numbers", () => {
    const { model } = enter("hide b", enter("show a", enter("level warn").model).model);
    expect(enter("filter remove 2", model).model.log.texts).toMatchObject([{ text: "b" }]);
    expect(enter("filter remove", model).model.log.texts).toMatchObject([{ text: "a" }]);
    expect(errorOf(enter("filter remove 4", model).session)).toBe("There are 3 filters: write a number up to 3.");
  });

  test("from a page or details they lead to the log, so that one sees what they do", () => {
    expect(enter("level warn", shop({ details: true })).model).toMatchObject({ view: "procs", details: false });
    expect(enter("level warn", shop({ view: "errors" })).model).toMatchObject({ view: "logs" });
    expect(enter("search abc", shop({ view: "errors" })).model.view).toBe("logs");
  });
});

describe("what is listed", () => {
  test("every key of the screen that does something now, each once", () => {
    const rows = open(shop({ rows: 200 })).content.map((row) => row.trim().split(/\s{2,}/)[0] ?? "");
    const titles = rows.filter((title) => title !== "");
    for (const title of ["toggle zoom", "next error", "view errors", "quit", "start page", "notices"]) {
      expect(titles).toContain(title);
    }
    expect(titles).not.toContain("copy lines");
    expect(new Set(titles).size).toBe(titles.length);
  });

  test("a row does what its key does", () => {
    expect(enter("toggle zoom").model.zoom).toBe(true);
    expect(enter("view errors").model).toMatchObject({ overlay: null, view: "errors" });
    expect(enter("quit").model).toMatchObject({ overlay: null, asking: true });
  });

  test("keys stand beside what they do", () => {
    const row = (text: string) => open(shop({ rows: 100 })).type(text).content[0] ?? "";
    expect(row("toggle zoom")).toEndWith(" z");
    expect(row("restart all")).toEndWith("ctrl+r");
    expect(row("restart web")).toEndWith(" r");
    expect(row("stop web")).toEndWith(" s");
    expect(row("run api")).not.toEndWith(" s");
  });

  test("all words are there", () => {
    const commands = open(shop({ rows: 60 }))
      .type("/")
      .content.map((row) => row.slice(1));
    for (const { word } of wordCommands) expect(commands.some((row) => row.startsWith(word))).toBe(true);
  });

  test("addresses that were found are opened", () => {
    const url = "http://localhost:5173";
    const told = { kind: "url", url, urlKind: "service", label: "Local", source: 1, process: "web", time: 5 } as const;
    const session = new Session(shop())
      .send({ type: "told", events: [told] })
      .press(":")
      .type("5173");
    expect(session.chosen).toStartWith(`open ${url}`);
    expect(session.press("enter").asked()).toEqual([{ type: "open-url", url }]);
    expect(enter("open https://example.org/x").effects).toEqual([{ type: "open-url", url: "https://example.org/x" }]);
  });
});

describe("history", () => {
  const after = (...texts: string[]) => texts.reduce((model, text) => enter(text, model).model, shop());

  test("up in an empty line goes back through what was entered, down comes back", () => {
    const session = open(after("show a", "level warn"));
    expect(textOf(session.press("up"))).toBe("level warn");
    expect(textOf(session.press("up"))).toBe("show a");
    expect(textOf(session.press("up"))).toBe("show a");
    expect(textOf(session.press("down"))).toBe("level warn");
    expect(textOf(session.press("down"))).toBe("");
    session.press("up").type("ing");
    expect(textOf(session)).toBe("level warning");
    expect(session.press("up").chosen).toBe("");
  });

  test("in a line with text, up and down choose", () => {
    const session = open(after("show a")).type("stop ");
    expect(session.press("down").chosen).toStartWith("stop web");
    expect(session.press("up").chosen).toStartWith("stop all");
    expect(textOf(session.press("up"))).toBe("stop ");
  });

  test("what was entered stands first, and what failed is not kept", () => {
    const model = after("wrap off", "run nothing");
    expect(model.overlay?.kind).toBe("palette");
    const session = open({ ...model, overlay: null });
    expect(session.content[0]).toStartWith(" wrap off");
    expect(session.model.entered).toEqual(["wrap off"]);
  });
});

describe("mouse", () => {
  test("a click on a row does it, elsewhere nothing, on a tab it leaves", () => {
    const session = open().type("stop ");
    const { content, list } = layoutOf(session.model);
    session.click(3, (list?.y ?? 0) + 1).click(content.x + 3, content.y + 5);
    expect(session.model.overlay?.kind).toBe("palette");
    expect(session.click(content.x + 3, content.y + 1).asked()).toEqual([{ type: "stop", name: "web" }]);
    expect(session.model.overlay).toBeNull();
    const tab = open();
    expect(tab.click(tab.rows[0]?.indexOf("2 Logs") ?? 0, 0).model).toMatchObject({ overlay: null, view: "logs" });
  });

  test("the wheel moves the list and not the choice; page keys move the choice", () => {
    const session = open();
    const { content } = layoutOf(session.model);
    const [first] = session.content;
    session.send({ type: "wheel", x: content.x, y: content.y, direction: 1 });
    expect(session.content[0]).not.toBe(first);
    expect(session.chosen).toBe("");
    session.send({ type: "wheel", x: content.x, y: content.y, direction: -1 });
    expect(session.content[0]).toBe(first ?? "");
    expect(session.press("down").chosen).toStartWith("run api");
    expect(session.press("pagedown").chosen).not.toStartWith("run api");
  });

  test("the choice stays in sight when the terminal shrinks", () => {
    const session = open(shop({ rows: 40 })).press(...Array.from({ length: 20 }, () => "down"));
    const { chosen } = session;
    expect(session.send({ type: "resize", columns: 96, rows: 12 }).chosen).toBe(chosen);
  });
});

test("everything being stopped closes it", () => {
  expect(open().send({ type: "stopping" }).model.overlay).toBeNull();
});
