import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { layoutOf } from "../../../tui/layout.ts";
import { specOf } from "../../../tui/log/selection.ts";
import { LogWindows } from "../../../tui/log/window.ts";
import type { Model } from "../../../tui/model.ts";
import { lineWidth } from "../../../tui/text/cut.ts";
import { textOf } from "../../../tui/text/style.ts";
import { update } from "../../../tui/update.ts";
import { hintsThatFit, hintsView } from "../../../tui/views/hints.ts";
import { view } from "../../../tui/views/index.ts";
import { recordLook } from "../../../tui/views/record.ts";
import { ERROR, modelOf, NOW, processOf, screenText, TestLog, withProcess } from "../support.ts";

function frameOf(model: Model, log = new TestLog()) {
  const { width, height } = layoutOf(model).content;
  const windows = new LogWindows(log.reader);
  const { anchor } = model;
  const { search, collapse } = model.log;
  const look = recordLook(model, width, windows.highlighter(search));
  return view(model, windows.read({ spec: specOf(model), search, anchor, height, collapse, look }));
}

const show = (model: Model, log?: TestLog) => `\n${screenText(frameOf(model, log), model.columns, model.rows)}\n`;

function busy(changes: Partial<Model> = {}): Model {
  const web = withProcess(modelOf({ mcpPort: 7777, ...changes }), processOf("web", 1, "running"));
  const api = withProcess(web, processOf("api", 2, "failed", { exitCode: 3, endedAt: NOW }));
  return withProcess(api, processOf("typecheck", 3, "success", { endedAt: NOW - 60_000 }));
}

function log(): TestLog {
  const lines = new TestLog();
  lines.print(1, "VITE v7.1.2  ready in 412 ms");
  lines.print(2, "listening on http://localhost:3000");
  lines.print(2, "TypeError: Cannot read properties of undefined", ERROR);
  lines.print(1, "[vite] hmr update /src/App.tsx");
  return lines;
}

describe("frames", () => {
  test("96 columns, nothing has run", () => {
    expect(show(modelOf({ rows: 9 }))).toBe(`
 brum · shop   1 Procs  2 Logs  3 Errors  4 URLs  5 Web  6 Tests  7 Settings  8 MCP
────────────────────────┬───────────────────────────────────────────────────────────────────────
 ○ web                  │ web  vite --port 5173                              following  0 lines
 ○ api                  │ Nothing runs yet. Select a script and press s or enter to start it.
 ○ typecheck            │
                        │
                        │
────────────────────────┴───────────────────────────────────────────────────────────────────────
 ⏎ start  a all logs  z zoom  d details  / filter  : commands  n new  tab view  ? help  q quit
`);
  });

  test("an open line stands below the log until it ends or one scrolls back", () => {
    const tail = { source: 1, stream: 0, text: "\x1b[1mDelete all? [y/N]\x1b[0m " } as const;
    const asked = update(busy({ scope: "all", rows: 10 }), { type: "tail", tail }).model;
    const lowest = (model: Model) => show(model, log()).split("\n").at(-4);
    expect(lowest(asked)).toBe("                        │ 10:42:07 web         Delete all? [y/N]");
    expect(show({ ...asked, scope: "selected", selected: 1 }, log())).not.toContain("Delete all?");
    const scrolled = { ...asked, anchor: { sequence: 0, row: 0 } };
    expect(show(scrolled, log())).not.toContain("Delete all?");
    const ended = update(asked, { type: "tail", tail: { ...tail, text: "" } }).model;
    expect(show(ended, log())).not.toContain("Delete all?");
  });

  test("96 columns, all logs", () => {
    expect(show(busy({ scope: "all", rows: 10 }), log())).toBe(`
 brum · shop   1 Procs  2 Logs  3 Errors  4 URLs  5 Web  6 Tests  7 Settings  8 MCP
────────────────────────┬───────────────────────────────────────────────────────────────────────
 ● web                3m│ all                                                following  4 lines
 ✖ api            exit 3│ 10:42:07 web         VITE v7.1.2  ready in 412 ms
 ✔ typecheck      1m ago│ 10:42:07 api         listening on http://localhost:3000
                        │ 10:42:07 api       ✖ TypeError: Cannot read properties of undefined
                        │ 10:42:07 web         [vite] hmr update /src/App.tsx
                        │
────────────────────────┴───────────────────────────────────────────────────────────────────────
 ⏎ logs  s stop  r restart  a selected log  / search  : commands  ? help  q quit      mcp :7777
`);
  });

  test("the same on a terminal without Unicode", () => {
    expect(show(busy({ scope: "all", rows: 10, unicode: false }), log())).toBe(`
 brum - shop   1 Procs  2 Logs  3 Errors  4 URLs  5 Web  6 Tests  7 Settings  8 MCP
------------------------+-----------------------------------------------------------------------
 * web                3m| all                                                following  4 lines
 x api            exit 3| 10:42:07 web         VITE v7.1.2  ready in 412 ms
 v typecheck      1m ago| 10:42:07 api         listening on http://localhost:3000
                        | 10:42:07 api       x TypeError: Cannot read properties of undefined
                        | 10:42:07 web         [vite] hmr update /src/App.tsx
                        |
------------------------+-----------------------------------------------------------------------
 enter logs  s stop  r restart  a selected log  / search  : commands  ? help  q quit  mcp :7777
`);
  });

  test("under 80 columns the list is one line", () => {
    expect(show(busy({ columns: 60, rows: 9 }), log())).toBe(`
 1 Procs  2 Logs  3 Errors  4 URLs  5 Web  6 Tests …
  ● web  ✖ api  ✔ typecheck
────────────────────────────────────────────────────────────
 web  vite --port 5173                   following  2 lines
 10:42:07   VITE v7.1.2  ready in 412 ms
 10:42:07   [vite] hmr update /src/App.tsx

────────────────────────────────────────────────────────────
 ⏎ logs  s stop  r restart  / search  ? help      mcp :7777
`);
  });

  test("20x5", () => {
    expect(show(busy({ columns: 20, rows: 5 }), log())).toBe(`
  ● web  ✖ api     ›
   y in 412 ms
   [vite] hmr update
    /src/App.tsx
 ⏎ logs  s stop
`);
  });

  test("a question and a notice stand in the line above the hints", () => {
    const asking = show(busy({ rows: 9, asking: true })).split("\n");
    expect(asking.at(-3)).toBe(" Stop 1 process and quit? y/n");
    expect(asking.at(-2)?.trimEnd()).toStartWith(" y stop and quit  n go on");
    const notice = { level: "error", text: "api: ended with exit code 3", until: NOW + 1 } as const;
    expect(
      show(busy({ rows: 9, notice }))
        .split("\n")
        .at(-3),
    ).toBe(" ✖ api: ended with exit code 3");
    expect(
      show(busy({ rows: 9, stopping: true }))
        .split("\n")
        .at(-3),
    ).toBe(" stopping 1 process …");
    expect(
      show(busy({ columns: 20, rows: 5, asking: true }))
        .split("\n")
        .at(-2),
    ).toBe(" Quit? y/n");
  });

  test("a notice moves nothing", () => {
    const notice = { level: "info", text: "hello", until: NOW + 1 } as const;
    for (const rows of [5, 7, 9, 24]) {
      const before = show(busy({ rows }), log()).split("\n");
      const after = show(busy({ rows, notice }), log()).split("\n");
      expect(after.filter((line, index) => line !== before[index])).toEqual([" hello"]);
    }
  });

  test("an empty log says what to do", () => {
    const content = (model: Model) => frameOf(model).content.lines.map(textOf).join(" ").trim();
    expect(content(modelOf({}, []))).toContain("Nothing was found here");
    expect(content(withProcess(modelOf({ selected: 1 }), processOf("web", 1, "running")))).toBe(
      "api has not run yet. Press s or enter to start it.",
    );
    expect(content(busy())).toBe("web runs and has printed nothing yet.");
    const error = "npm was not found on PATH";
    expect(content(withProcess(modelOf(), processOf("web", 1, "failed", { error })))).toContain(error);
  });

  test("nothing is drawn outside of the terminal, at any size and in any state", () => {
    const lines = log();
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 200 }),
        fc.record({
          view: fc.constantFrom("procs", "logs"),
          zoom: fc.boolean(),
          scope: fc.constantFrom("all", "selected"),
          help: fc.constantFrom(null, 0, 3),
          asking: fc.boolean(),
          stopping: fc.boolean(),
          unicode: fc.boolean(),
          selected: fc.nat(2),
          title: fc.constantFrom("shop", "漢字漢字漢字漢字漢字漢字漢字", "👩‍👩‍👧 family"),
        }),
        (columns, rows, changes) => {
          const model = busy({ columns, rows, ...changes });
          const frame = frameOf(model, lines);
          for (const { rect } of [...frame.chrome, frame.content]) {
            expect(rect.x >= 0 && rect.y >= 0 && rect.width >= 1 && rect.height >= 1).toBe(true);
            expect(rect.x + rect.width <= columns && rect.y + rect.height <= rows).toBe(true);
          }
          expect(frame.content.rect.x + frame.content.rect.width).toBe(columns);
          screenText(frame, columns, rows);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("hints", () => {
  test("are one line at every width, and the most important stay", () => {
    for (let width = 1; width < 200; width += 1) {
      const model = busy({ columns: width });
      expect(lineWidth(hintsView(model, width))).toBe(width);
      expect(textOf(hintsView(model, width)).trimEnd().length).toBeLessThanOrEqual(width);
    }
    expect(hintsThatFit(busy(), 9).map((hint) => hint.word)).toEqual(["stop"]);
    expect(hintsThatFit(busy(), 200).map((hint) => hint.word)).toContain("zoom");
  });
});

test("what fails in one part of the screen is said in its place, and the others are drawn", () => {
  const broken = { ...modelOf({ view: "errors", rows: 9 }), errors: [null as never] };
  const text = show(broken);
  expect(text).toContain("This part of the screen failed");
  expect(text).toContain("1 Procs  2 Logs");
  // And the keys lead out of it.
  expect(show(update(broken, { type: "key", key: "1" }).model)).not.toContain("This part of the screen failed");
});
