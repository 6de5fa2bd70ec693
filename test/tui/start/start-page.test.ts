/** The start page: when it is there, what it lists, what its keys do. */

import { describe, expect, test } from "bun:test";
import { layoutOf } from "../../../tui/layout.ts";
import { initialModel, type Model, type OfferedScript } from "../../../tui/model.ts";
import { Session } from "../overlay-support.ts";
import { modelOf, NOW, processOf, withProcess } from "../support.ts";

const offered: readonly OfferedScript[] = [
  { name: "dev", command: "turbo dev", description: "turbo dev", group: "shop" },
  { name: "test", command: "vitest", description: "vitest", group: "shop" },
  { name: "@shop/api:dev", command: "node server.js", description: "node server.js", group: "packages/api" },
  { name: "@shop/web:dev", command: "vite", description: "vite", group: "packages/web" },
  { name: "make:build", command: "make build", description: "Builds everything", group: "Make" },
];
const started = [
  { kind: "script", text: "test" },
  { kind: "command", text: "node seed.js" },
  { kind: "script", text: "gone" },
] as const;

const page = (changes: Partial<Model> = {}, scripts = offered) =>
  new Session(modelOf({ rows: 20, ...changes }, scripts)).press("n");
const below = (session: Session) => `\n${session.rows.slice(1).join("\n")}\n`;
const titles = (session: Session) =>
  session.content.map((row) => row.trim().split(/\s{2,}/)[0]).filter((row) => row !== "");
const marked = ({ model }: Session) => (model.overlay?.kind === "start" ? model.overlay.marked : null);
const errorOf = ({ model }: Session) => (model.overlay?.kind === "start" ? model.overlay.chooser.error : "");

describe("when it is there", () => {
  const start = { name: "shop", version: "1", columns: 96, rows: 12, unicode: true, colors: "256", now: NOW } as const;
  const { launch } = processOf("dev", 1, "running");

  test("first, where there are scripts and nothing is started with the program", () => {
    const kind = (changes: object) =>
      initialModel({ ...start, startPage: true, scripts: offered, starting: [], ...changes }).overlay?.kind;
    expect(kind({})).toBe("start");
    expect(kind({ starting: [launch] })).toBeUndefined();
    expect(kind({ scripts: [] })).toBeUndefined();
    expect(kind({ startPage: false })).toBeUndefined();
  });

  test("by its key, but not while a search is active", () => {
    expect(page().model.overlay?.kind).toBe("start");
    const search = { text: "a", regex: false, ignoreCase: true, at: null };
    const searching = modelOf();
    expect(new Session({ ...searching, log: { ...searching.log, search } }).press("n").model.overlay).toBeNull();
    expect(new Session({ ...searching, view: "errors" }).press("n").model.overlay?.kind).toBe("start");
  });

  test("esc leads to the processes behind it, where q quits", () => {
    const session = page().press("escape");
    expect(session.model).toMatchObject({ overlay: null, view: "procs" });
    expect(session.press("q").asked()).toEqual([{ type: "quit" }]);
  });

  test("ctrl+c quits where nothing runs, and closes where something does", () => {
    expect(page().press("C-c").asked()).toEqual([{ type: "quit" }]);
    const running = withProcess(modelOf({}, offered), processOf("dev", 1, "running"));
    const session = new Session(running).press("n", "C-c");
    expect(session.asked()).toEqual([]);
    expect(session.model.overlay).toBeNull();
  });
});

describe("frames", () => {
  test("96x20: what was started last, then scripts by package, then what was detected", () => {
    expect(below(page({ started }))).toBe(`
────────────────────────────────────────────────────────────────────────────────────────────────
 start:  a script's name, or any command
 last started
   test           vitest                                                                   shop
   node seed.js   a command
 shop
   dev            turbo dev
 packages/api
   @shop/api:dev  node server.js
 packages/web
   @shop/web:dev  vite
 Make
   make:build     Builds everything




────────────────────────────────────────────────────────────────────────────────────────────────
 ⏎ start  tab mark  ↓ choose  esc close
`);
  });

  test("60x12: what fits, with its package, and what is typed as a command", () => {
    const session = page({ columns: 60, rows: 12 }).type("de").press("tab");
    expect(below(session)).toBe(`
────────────────────────────────────────────────────────────
 start: de                                         1 marked
 ✓ dev            turbo dev                            shop
   @shop/api:dev  node server.js               packages/api
   @shop/web:dev  vite                         packages/web
   run "de"       as a command



────────────────────────────────────────────────────────────
 ⏎ start  tab mark  ↓ choose  esc close
`);
  });

  test("40x10: titles alone", () => {
    expect(below(page({ columns: 40, rows: 10 }).type("zzz"))).toBe(`
────────────────────────────────────────
 start: zzz
   run "zzz"




────────────────────────────────────────
 ⏎ start  tab mark  esc close
`);
  });

  test("a project without scripts says what to do", () => {
    const session = page({ columns: 60, rows: 10 }, []);
    expect(session.content.slice(0, 2)).toEqual([
      " Nothing was found here that could be started. Type a",
      " command and press enter: node server.js",
    ]);
    expect(session.rows.at(-1)).toBe(" esc close");
    expect(session.type("node x.js").press("enter").asked()).toEqual([{ type: "start-words", text: "node x.js" }]);
  });
});

describe("choosing", () => {
  test("typing filters at once; names, packages and words of descriptions fit", () => {
    expect(titles(page().type("api"))).toEqual(["@shop/api:dev", 'run "api"']);
    expect(titles(page().type("web dev"))).toEqual(["@shop/web:dev", 'run "web dev"']);
    expect(titles(page().type("everything"))).toEqual(["make:build", 'run "everything"']);
    expect(titles(page().type("dev"))).toEqual(["dev", "@shop/api:dev", "@shop/web:dev"]);
    expect(titles(page({ started: [{ kind: "script", text: "@shop/web:dev" }] }).type("d v"))[0]).toBe("@shop/web:dev");
  });

  test("enter starts what is chosen, and shows it", () => {
    const session = page().type("web").press("enter");
    expect(session.asked()).toMatchObject([{ type: "start", entry: { name: "@shop/web:dev" } }]);
    expect(session.model).toMatchObject({ overlay: null, view: "procs", scope: "selected", selected: 3 });
  });

  test("headings are passed over by the arrow keys", () => {
    const session = page({ started });
    expect(session.chosen).toStartWith("test");
    expect(session.press("down", "down").chosen).toStartWith("dev");
    expect(session.press("down").chosen).toStartWith("@shop/api:dev");
    expect(session.press("up", "up", "up", "up", "up").chosen).toStartWith("test");
  });

  test("tab marks several, enter starts them in the order of marking", () => {
    const session = page().press("down", "tab").type("build").press("tab");
    expect(marked(session)).toEqual(["test", "make:build"]);
    session.press("enter");
    expect(session.asked()).toMatchObject([{ entry: { name: "test" } }, { entry: { name: "make:build" } }]);
    expect(session.model).toMatchObject({ overlay: null, scope: "all", selected: 1 });
  });

  test("tab on a marked one takes it out, and goes on to the next", () => {
    const session = page().press("tab", "tab");
    expect(marked(session)).toEqual(["dev", "test"]);
    session.press("up", "up", "tab");
    expect(marked(session)).toEqual(["test"]);
    expect(session.chosen).toContain("test");
  });

  test("what runs is shown and not started again", () => {
    const running = withProcess(modelOf({ rows: 20 }, offered), processOf("test", 1, "running"));
    const session = new Session(running).press("n").type("test");
    expect(session.content[0]).toEndWith(" runs");
    session.press("enter");
    expect(session.asked()).toEqual([]);
    expect(session.model).toMatchObject({ overlay: null, selected: 1 });
  });

  test("a click on a row starts it, one on a heading does nothing", () => {
    const session = page();
    const { content } = layoutOf(session.model);
    expect(session.click(4, content.y).model.overlay?.kind).toBe("start");
    session.click(4, content.y + 2);
    expect(session.asked()).toMatchObject([{ type: "start", entry: { name: "test" } }]);
  });
});

describe("commands that are typed", () => {
  test("stay until it is known whether they can be started", () => {
    const session = page().type("node x.js").press("enter");
    expect(session.asked()).toEqual([{ type: "start-words", text: "node x.js" }]);
    session.send({ type: "refused", text: '"node" is no program on PATH.' });
    expect(errorOf(session)).toBe('"node" is no program on PATH.');
    expect(session.content.at(-1)).toBe(' "node" is no program on PATH.');
    expect(session.line).toContain("node x.js");
  });

  test("are in the list once they start, and selected", () => {
    const session = page().type("node x.js").press("enter");
    session.send({ type: "starting", launches: [{ name: "custom", command: "node x.js" }] });
    expect(session.model).toMatchObject({ overlay: null, scope: "selected", selected: offered.length });
    expect(session.model.entries.at(-1)).toMatchObject({ name: "custom", command: "node x.js", script: null });
  });

  test("those of before are started again, under the name that they had", () => {
    expect(page({ started }).type("seed").press("enter").asked()).toEqual([
      { type: "start-words", text: "node seed.js" },
    ]);
    const process = processOf("custom", 9, "success", { pid: null });
    const launch = { ...process.launch, command: "node seed.js" };
    const session = page({ started })
      .press("escape")
      .send({ type: "process", process: { ...process, launch } });
    session.press("n").type("seed").press("enter");
    expect(session.asked()).toMatchObject([{ type: "start", entry: { name: "custom" } }]);
  });

  test("cannot be marked", () => {
    const session = page().type("node x.js").press("tab");
    expect(marked(session)).toEqual([]);
    expect(errorOf(session)).toBe("A command that is typed starts alone: press enter.");
  });
});

test("what has just been started stands first the next time", () => {
  const session = new Session(modelOf({ rows: 20, started }, offered));
  session.send({ type: "started", started: { kind: "script", text: "dev" } }).press("n");
  expect(titles(session).slice(0, 4)).toEqual(["last started", "dev", "test", "node seed.js"]);
});
