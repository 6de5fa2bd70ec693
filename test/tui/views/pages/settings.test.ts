import { describe, expect, test } from "bun:test";
import type { Setting, SettingGroup } from "../../../../src/config/index.ts";
import type { ManagersReport } from "../../../../src/detect/index.ts";
import type { ClientFinding } from "../../../../src/install/index.ts";
import type { McpAddress } from "../../../../src/mcp/index.ts";
import type { Model } from "../../../../tui/model.ts";
import { type ProgramInfo, type Surroundings, shortPath } from "../../../../tui/settings/info.ts";
import { update } from "../../../../tui/update.ts";
import { settingsPage } from "../../../../tui/views/pages/settings.ts";
import { modelOf } from "../../support.ts";
import { body, offered, sizes } from "./support.ts";

const URL = "http://127.0.0.1:7777/mcp";

function setting(id: string, value: string | null, changes: Partial<Setting> = {}): Setting {
  return {
    id,
    name: id.split(".").at(-1) ?? id,
    value,
    initial: value,
    initialWords: "",
    source: null,
    sourceText: "default",
    meaning: "",
    allowed: "a whole number from 0 to 65535",
    variable: `BRUMMER_${id.toUpperCase().replaceAll(".", "_")}`,
    ...changes,
  };
}

const file = (line: number) =>
  ({ source: { kind: "file", name: "/home/ann/shop/.brum.toml", line }, sourceText: `./.brum.toml:${line}` }) as const;

const groups: readonly SettingGroup[] = [
  {
    table: "",
    title: "",
    settings: [
      setting("preferred_package_manager", null, {
        initialWords: "as the project says",
        meaning: "runs the scripts; by default as the project says",
        allowed: "one of npm, pnpm, yarn, bun",
      }),
    ],
  },
  {
    table: "",
    title: "MCP (Model Context Protocol) Settings",
    settings: [
      setting("mcp_port", "7791", {
        initial: "7777",
        source: { kind: "option", name: "--port" },
        sourceText: "--port",
        meaning: "port of the MCP server; 0: any free one",
      }),
      setting("no_mcp", "false"),
    ],
  },
  {
    table: "core",
    title: "Shared-Memory Core",
    settings: [
      setting("core.ring_bytes", '"64 MiB"', {
        initial: '"128 MiB"',
        meaning: "text of the log",
        allowed: 'a power of two from 1 MiB to 1 GiB, in bytes or as a text like "128 MiB"',
        ...file(3),
      }),
      setting("core.ring_slots", "1048576"),
    ],
  },
  {
    table: "processes.web",
    title: "",
    settings: [setting("processes.web.command", '"npm run dev"', { initial: null, variable: null, ...file(8) })],
  },
];

const info: ProgramInfo = {
  groups,
  directory: "/home/ann/shop",
  home: "/home/ann",
  pid: 4711,
  stateFolder: "/home/ann/.local/state/brummer",
  historyFile: "/home/ann/.local/state/brummer/history/shop-c831abaaf2b6.db",
  ownLog: "/home/ann/.local/state/brummer/brum.log",
  withoutMcp: null,
  withoutProxy: null,
  exchanges: 1_000,
};

const managers: ManagersReport = {
  used: "npm",
  because: "package-lock.json",
  managers: [
    { name: "npm", path: "/usr/bin/npm", version: "11.19.1" },
    { name: "pnpm", path: null, version: null },
    { name: "bun", path: "/home/ann/.bun/bin/bun", version: null },
  ],
};

function client(id: string, label: string, changes: Partial<ClientFinding> = {}): ClientFinding {
  return {
    id,
    label,
    file: `/home/ann/.${id}/mcp.json`,
    hasFile: true,
    isInstalled: true,
    target: null,
    isCurrent: false,
    problem: null,
    snippet: JSON.stringify({ mcpServers: { brummer: { command: "brum", args: ["mcp"] } } }, null, 2),
    note: "It sees the change by itself.",
    ...changes,
  };
}

const clients: readonly ClientFinding[] = [
  client("claude-code", "Claude Code", { target: "brum mcp", isCurrent: true }),
  client("claude-desktop", "Claude Desktop", { target: "brum mcp --dir /home/ann/blog", note: "" }),
  client("cursor", "Cursor", { target: "http://127.0.0.1:8000/mcp" }),
  client("vscode", "VS Code", {
    problem: "/home/ann/.vscode/mcp.json cannot be changed: it cannot be read (3:1: comma expected).",
  }),
  client("zed", "Zed"),
  client("codex", "Codex", {
    isInstalled: false,
    hasFile: false,
    file: "/home/ann/.codex/config.toml",
    snippet: '[mcp_servers.brummer]\ncommand = "brum"\nargs = ["mcp"]',
  }),
];

const found: Surroundings = { managers, clients, hasOwnFile: true };
const address: McpAddress = { url: URL, port: 7777, wantedPort: 7777, takenBy: null };

function view(changes: Partial<Model> = {}): Model {
  const start = modelOf({ view: "settings", ...sizes.wide, info, found, ...changes });
  return update(start, { type: "mcp", port: 7777, address }).model;
}

/** Selected as keys do it: what is selected is in sight. */
function select(model: Model, row: string): Model {
  const selected = { ...model, pages: { ...model.pages, settings: { ...model.pages.settings, selected: row } } };
  return update(selected, { type: "surroundings", found: {} }).model;
}

const press = (model: Model, ...keys: string[]) =>
  keys.reduce((step, key) => update(step.model, { type: "key", key }), update(model, { type: "tick", now: model.now }));

describe("Settings", () => {
  test("96x20", () => {
    expect(body(view())).toBe(`
──────────────────────────────────────┬─────────────────────────────────────────────────────────
 General                              │ 3 values set, the others by default; 5 AI clients
   preferred_package_… as the projec… │ preferred_package_manager
 MCP Settings                         │ Runs the scripts; by default as the project says.
 ● mcp_port            7791    option │
   no_mcp              false          │ value     as the project says
 [core]            Shared-Memory Core │ from      default
 ● ring_bytes          64 MiB    file │ allowed   one of npm, pnpm, yarn, bun
   ring_slots          1048576        │ variable  BRUMMER_PREFERRED_PACKAGE_MANAGER
 [processes.web]                      │
 ● command             npm run … file │ To change it, write into ./.brum.toml:
 package manager    package-lock.json │   preferred_package_manager = "npm"
 ● npm        11.19.1                 │ It counts from the next start of brum on.
   pnpm       not on PATH             │
 ○ bun        version unknown         │
 this Brummer                         │
   version    0.1.0                   │
──────────────────────────────────────┴─────────────────────────────────────────────────────────
`);
    expect(body(select(view(), "setting core.ring_bytes"))).toBe(`
──────────────────────────────────────┬─────────────────────────────────────────────────────────
 General                              │ 3 values set, the others by default; 5 AI clients
   preferred_package_… as the projec… │ [core] ring_bytes
 MCP Settings                         │ Text of the log.
 ● mcp_port            7791    option │
   no_mcp              false          │ value     "64 MiB"
 [core]            Shared-Memory Core │ from      ./.brum.toml:3
 ● ring_bytes          64 MiB    file │ default   "128 MiB"
   ring_slots          1048576        │ allowed   a power of two from 1 MiB to 1 GiB, in bytes
 [processes.web]                      │           or as a text like "128 MiB"
 ● command             npm run … file │ variable  BRUMMER_CORE_RING_BYTES
 package manager    package-lock.json │
 ● npm        11.19.1                 │ To change it, write into ./.brum.toml:
   pnpm       not on PATH             │   [core]
 ○ bun        version unknown         │   ring_bytes = "64 MiB"
 this Brummer                         │ It counts from the next start of brum on.
   version    0.1.0                   │
──────────────────────────────────────┴─────────────────────────────────────────────────────────
`);
    expect(body(select(view(), "setting mcp_port"))).toBe(`
──────────────────────────────────────┬─────────────────────────────────────────────────────────
 General                              │ 3 values set, the others by default; 5 AI clients
   preferred_package_… as the projec… │ mcp_port
 MCP Settings                         │ Port of the MCP server; 0: any free one.
 ● mcp_port            7791    option │
   no_mcp              false          │ value     7791
 [core]            Shared-Memory Core │ from      --port
 ● ring_bytes          64 MiB    file │ default   7777
   ring_slots          1048576        │ allowed   a whole number from 0 to 65535
 [processes.web]                      │ variable  BRUMMER_MCP_PORT
 ● command             npm run … file │
 package manager    package-lock.json │ To change it, write into ./.brum.toml:
 ● npm        11.19.1                 │   mcp_port = 7791
   pnpm       not on PATH             │ It counts from the next start of brum on.
 ○ bun        version unknown         │ As long as the option --port is given, no file counts.
 this Brummer                         │
   version    0.1.0                   │
──────────────────────────────────────┴─────────────────────────────────────────────────────────
`);
    expect(body(select(view(), "manager npm"))).toBe(`
──────────────────────────────────────┬─────────────────────────────────────────────────────────
 General                              │ 3 values set, the others by default; 5 AI clients
   preferred_package_… as the projec… │ npm
 MCP Settings                         │
 ● mcp_port            7791    option │ version   11.19.1
   no_mcp              false          │ path      /usr/bin/npm
 [core]            Shared-Memory Core │ used      yes: package-lock.json
 ● ring_bytes          64 MiB    file │
   ring_slots          1048576        │
 [processes.web]                      │
 ● command             npm run … file │
 package manager    package-lock.json │
 ● npm        11.19.1                 │
   pnpm       not on PATH             │
 ○ bun        version unknown         │
 this Brummer                         │
   version    0.1.0                   │
──────────────────────────────────────┴─────────────────────────────────────────────────────────
`);
  });

  test("AI clients at 96x30: one of each kind", () => {
    const tall = { rows: 30 };
    expect(body(select(view(tall), "client claude-code"))).toBe(`
──────────────────────────────────────┬─────────────────────────────────────────────────────────
 General                              │ 3 values set, the others by default; 5 AI clients
   preferred_package_… as the projec… │ Claude Code
 MCP Settings                         │ It starts brum mcp, which joins the Brummer of its
 ● mcp_port            7791    option │ project.
   no_mcp              false          │
 [core]            Shared-Memory Core │ file      ~/.claude-code/mcp.json
 ● ring_bytes          64 MiB    file │ leads to  brum mcp
   ring_slots          1048576        │
 [processes.web]                      │ The entry, beside all that is there:
 ● command             npm run … file │   {
 package manager    package-lock.json │     "mcpServers": {
 ● npm        11.19.1                 │       "brummer": {
   pnpm       not on PATH             │         "command": "brum",
 ○ bun        version unknown         │         "args": [
 this Brummer                         │           "mcp"
   version    0.1.0                   │         ]
   pid        4711                    │       }
   directory  ~/shop                  │     }
   state      ~/.local/state/brummer  │   }
   history    …y/shop-c831abaaf2b6.db │
   own log    …state/brummer/brum.log │ It sees the change by itself.
 AI clients                   5 found │
 ✔ Claude Code    knows Brummer       │
 ◐ Claude Desktop other entry         │
 ◐ Cursor         other entry         │
 ✖ VS Code        file unusable       │
──────────────────────────────────────┴─────────────────────────────────────────────────────────
`);
    expect(body(select(view(), "client cursor"))).toBe(`
──────────────────────────────────────┬─────────────────────────────────────────────────────────
 ● command             npm run … file │ 3 values set, the others by default; 5 AI clients
 package manager    package-lock.json │ Cursor
 ● npm        11.19.1                 │ It has another entry for Brummer: of another project,
   pnpm       not on PATH             │ an address that may be another's by now, or another
 ○ bun        version unknown         │ program.
 this Brummer                         │
   version    0.1.0                   │ file      ~/.cursor/mcp.json
   pid        4711                    │ leads to  http://127.0.0.1:8000/mcp
   directory  ~/shop                  │
   state      ~/.local/state/brummer  │ The entry, beside all that is there:
   history    …y/shop-c831abaaf2b6.db │   {
   own log    …state/brummer/brum.log │     "mcpServers": {
 AI clients                   5 found │       "brummer": {
 ✔ Claude Code    knows Brummer       │         "command": "brum",
 ◐ Claude Desktop other entry         │         "args": [
 ◐ Cursor         other entry         │           "mcp"
──────────────────────────────────────┴─────────────────────────────────────────────────────────
`);
    expect(body(select(view(), "client vscode"))).toBe(`
──────────────────────────────────────┬─────────────────────────────────────────────────────────
 package manager    package-lock.json │ 3 values set, the others by default; 5 AI clients
 ● npm        11.19.1                 │ VS Code
   pnpm       not on PATH             │ ~/.vscode/mcp.json cannot be changed: it cannot be read
 ○ bun        version unknown         │ (3:1: comma expected). Mend it first: Brummer does not
 this Brummer                         │ write over it.
   version    0.1.0                   │
   pid        4711                    │ file      ~/.vscode/mcp.json
   directory  ~/shop                  │
   state      ~/.local/state/brummer  │ The entry, beside all that is there:
   history    …y/shop-c831abaaf2b6.db │   {
   own log    …state/brummer/brum.log │     "mcpServers": {
 AI clients                   5 found │       "brummer": {
 ✔ Claude Code    knows Brummer       │         "command": "brum",
 ◐ Claude Desktop other entry         │         "args": [
 ◐ Cursor         other entry         │           "mcp"
 ✖ VS Code        file unusable       │         ]
──────────────────────────────────────┴─────────────────────────────────────────────────────────
`);
    expect(body(select(view(), "client claude-desktop"))).toBe(`
──────────────────────────────────────┬─────────────────────────────────────────────────────────
 [processes.web]                      │ 3 values set, the others by default; 5 AI clients
 ● command             npm run … file │ Claude Desktop
 package manager    package-lock.json │ It has another entry for Brummer: of another project,
 ● npm        11.19.1                 │ an address that may be another's by now, or another
   pnpm       not on PATH             │ program.
 ○ bun        version unknown         │
 this Brummer                         │ file      ~/.claude-desktop/mcp.json
   version    0.1.0                   │ leads to  brum mcp --dir /home/ann/blog
   pid        4711                    │
   directory  ~/shop                  │ The entry, beside all that is there:
   state      ~/.local/state/brummer  │   {
   history    …y/shop-c831abaaf2b6.db │     "mcpServers": {
   own log    …state/brummer/brum.log │       "brummer": {
 AI clients                   5 found │         "command": "brum",
 ✔ Claude Code    knows Brummer       │         "args": [
 ◐ Claude Desktop other entry         │           "mcp"
──────────────────────────────────────┴─────────────────────────────────────────────────────────
`);
    expect(body(select(view(), "client codex"))).toBe(`
──────────────────────────────────────┬─────────────────────────────────────────────────────────
   pnpm       not on PATH             │ 3 values set, the others by default; 5 AI clients
 ○ bun        version unknown         │ Codex
 this Brummer                         │ Codex was not found here.
   version    0.1.0                   │
   pid        4711                    │ file      ~/.codex/config.toml (not there)
   directory  ~/shop                  │
   state      ~/.local/state/brummer  │ The entry, beside all that is there:
   history    …y/shop-c831abaaf2b6.db │   [mcp_servers.brummer]
   own log    …state/brummer/brum.log │   command = "brum"
 AI clients                   5 found │   args = ["mcp"]
 ✔ Claude Code    knows Brummer       │
 ◐ Claude Desktop other entry         │ It sees the change by itself.
 ◐ Cursor         other entry         │
 ✖ VS Code        file unusable       │
 ○ Zed            not told yet        │
   Codex          not found here      │
──────────────────────────────────────┴─────────────────────────────────────────────────────────
`);
  });

  test("60x15 and 40x10: the list alone; zoomed its detail", () => {
    expect(body(view(sizes.middle))).toBe(`
────────────────────────────────────────────────────────────
 3 values set, the others by default; 5 AI clients
 General
   preferred_package_manager as the project says    default
 MCP Settings
 ● mcp_port                  7791                    --port
   no_mcp                    false                  default
 [core]                                  Shared-Memory Core
 ● ring_bytes                64 MiB          ./.brum.toml:3
   ring_slots                1048576                default
 [processes.web]
 ● command                   npm run dev     ./.brum.toml:8
────────────────────────────────────────────────────────────
`);
    expect(body(select(view(sizes.middle), "client codex"))).toBe(`
────────────────────────────────────────────────────────────
 3 values set, the others by default; 5 AI clients
   state      ~/.local/state/brummer
   history    …l/state/brummer/history/shop-c831abaaf2b6.db
   own log    ~/.local/state/brummer/brum.log
 AI clients                                         5 found
 ✔ Claude Code    knows Brummer
 ◐ Claude Desktop other entry
 ◐ Cursor         other entry
 ✖ VS Code        file unusable
 ○ Zed            not told yet
   Codex          not found here
────────────────────────────────────────────────────────────
`);
    expect(body(select(view({ ...sizes.middle, zoom: true }), "setting processes.web.command"))).toBe(`
────────────────────────────────────────────────────────────
 3 values set, the others by default; 5 AI clients
 [processes.web] command

 value     "npm run dev"
 from      ./.brum.toml:8
 allowed   a whole number from 0 to 65535

 To change it, write into ./.brum.toml:
   [processes.web]
   command = "npm run dev"
 It counts from the next start of the process on.
────────────────────────────────────────────────────────────
`);
    expect(body(view(sizes.small))).toBe(`
────────────────────────────────────────
 3 values set, the others by default; …
 General
   preferred_package_m… as the project…
 MCP Settings
 ● mcp_port             7791     option
   no_mcp               false
────────────────────────────────────────
`);
    expect(body(select(view({ ...sizes.small, zoom: true }), "about history"))).toBe(`
────────────────────────────────────────
 3 values set, the others by default; …
 history
 What processes printed, also in
 earlier runs; brum history reads it.

 ~/.local/state/brummer/history/shop-c8
────────────────────────────────────────
`);
    expect(body(select(view({ ...sizes.small, zoom: true }), "client zed"))).toBe(`
────────────────────────────────────────
 3 values set, the others by default; …
 Zed
 It is here, and knows nothing of
 Brummer.

 file      ~/.zed/mcp.json
────────────────────────────────────────
`);
  });

  test("without Unicode", () => {
    expect(body(select(view({ ...sizes.middle, unicode: false }), "client codex"))).toBe(`
------------------------------------------------------------
 3 values set, the others by default; 5 AI clients
   state      ~/.local/state/brummer
   history    ~l/state/brummer/history/shop-c831abaaf2b6.db
   own log    ~/.local/state/brummer/brum.log
 AI clients                                         5 found
 v Claude Code    knows Brummer
 ~ Claude Desktop other entry
 ~ Cursor         other entry
 x VS Code        file unusable
 o Zed            not told yet
   Codex          not found here
------------------------------------------------------------
`);
  });

  test("before anything was found, and without MCP", () => {
    const nothing = { managers: null, clients: null, hasOwnFile: null };
    expect(body(select(view({ found: nothing }), "about own log"))).toBe(`
──────────────────────────────────────┬─────────────────────────────────────────────────────────
 ● mcp_port            7791    option │ 3 values set, the others by default
   no_mcp              false          │ own log
 [core]            Shared-Memory Core │ What Brummer says of itself, in a file that stays. All
 ● ring_bytes          64 MiB    file │ Brummers of this user write into it.
   ring_slots          1048576        │
 [processes.web]                      │ ~/.local/state/brummer/brum.log
 ● command             npm run … file │
 package manager                      │
   looking …                          │
 this Brummer                         │
   version    0.1.0                   │
   pid        4711                    │
   directory  ~/shop                  │
   state      ~/.local/state/brummer  │
   history    …y/shop-c831abaaf2b6.db │
   own log    …state/brummer/brum.log │
──────────────────────────────────────┴─────────────────────────────────────────────────────────
`);
    const off = modelOf({ view: "settings", ...sizes.wide, info, found });
    const failed = update(off, { type: "mcp-failed", reason: "switched off by --no-mcp" }).model;
    expect(body(select(failed, "client zed"))).toBe(`
──────────────────────────────────────┬─────────────────────────────────────────────────────────
 ● npm        11.19.1                 │ 3 values set, the others by default; 5 AI clients
   pnpm       not on PATH             │ Zed
 ○ bun        version unknown         │ It is here, and knows nothing of Brummer.
 this Brummer                         │
   version    0.1.0                   │ file      ~/.zed/mcp.json
   pid        4711                    │
   directory  ~/shop                  │ The entry, beside all that is there:
   state      ~/.local/state/brummer  │   {
   history    …y/shop-c831abaaf2b6.db │     "mcpServers": {
   own log    …state/brummer/brum.log │       "brummer": {
 AI clients                   5 found │         "command": "brum",
 ✔ Claude Code    knows Brummer       │         "args": [
 ◐ Claude Desktop other entry         │           "mcp"
 ◐ Cursor         other entry         │         ]
 ✖ VS Code        file unusable       │       }
 ○ Zed            not told yet        │     }
──────────────────────────────────────┴─────────────────────────────────────────────────────────
`);
    // It starts a Brummer that has one.
    expect(offered(select(failed, "client zed"))).toContain("⏎ tell it");
  });
});

describe("what can be done in Settings", () => {
  const effects = (row: string, key: string, model = view()) => press(select(model, row), key).effects;

  test("o opens the file where a value is set, at its line; else the project's own file, if there is one", () => {
    const place = { type: "edit", column: null, directory: "/home/ann/shop" } as const;
    expect(effects("setting core.ring_bytes", "o")).toEqual([{ ...place, file: "/home/ann/shop/.brum.toml", line: 3 }]);
    expect(effects("setting no_mcp", "o")).toEqual([{ ...place, file: ".brum.toml", line: null }]);
    const without = view({ found: { ...found, hasOwnFile: false } });
    expect(effects("setting no_mcp", "o", without)).toEqual([]);
    expect(effects("about own log", "o")).toEqual([{ ...place, file: info.ownLog ?? "", line: null }]);
    expect(effects("client zed", "o")).toEqual([{ ...place, file: "/home/ann/.zed/mcp.json", line: null }]);
    expect(effects("client codex", "o")).toEqual([]);
  });

  test("y copies the line of TOML, a path, or the entry", () => {
    const copied = (row: string) =>
      effects(row, "y").map((effect) => (effect.type === "copy" ? effect.text : effect.type));
    expect(copied("setting core.ring_bytes")).toEqual(['ring_bytes = "64 MiB"']);
    expect(copied("setting preferred_package_manager")).toEqual(['preferred_package_manager = "npm"']);
    expect(copied("manager npm")).toEqual(["/usr/bin/npm"]);
    expect(copied("about pid")).toEqual(["4711"]);
    expect(copied("client codex")).toEqual(['[mcp_servers.brummer]\ncommand = "brum"\nargs = ["mcp"]']);
  });

  test("enter asks before it writes, and only y does it", () => {
    const asked = press(select(view(), "client zed"), "enter");
    expect(asked.effects).toEqual([]);
    expect(body(asked.model).split("\n").at(-2)).toBe(" Tell Zed of Brummer in ~/.zed/mcp.json? y/n");
    expect(offered(asked.model).slice(0, 2)).toEqual(["y yes", "n no"]);
    const effect = { type: "install", client: "zed", label: "Zed" } as const;
    expect(press(asked.model, "y")).toMatchObject({ effects: [effect], model: { question: null } });
    for (const key of ["n", "escape"])
      expect(press(asked.model, key)).toMatchObject({ effects: [], model: { question: null } });
    for (const key of ["enter", "q", "j", "7", "space"]) expect(press(asked.model, key).model.question).not.toBeNull();
    expect(update(asked.model, { type: "click", x: 50, y: 0 }).model.view).toBe("settings");
    expect(press(asked.model, "C-c").effects).toEqual([{ type: "quit" }]);
    expect(update(asked.model, { type: "stopping" }).model.question).toBeNull();
  });

  test("the question says what is changed, and what is not here", () => {
    const question = (row: string) => press(select(view(), row), "enter").model.question?.text;
    expect(question("client cursor")).toBe("Change the entry of Cursor in ~/.cursor/mcp.json?");
    expect(question("client codex")).toBe("Tell Codex, which was not found here, of Brummer in ~/.codex/config.toml?");
    for (const row of ["client claude-code", "client vscode", "about pid"]) {
      const { model } = press(select(view(), row), "enter");
      expect([row, model.question, model.zoom]).toEqual([row, null, true]);
    }
  });

  test("the home directory is ~, and only that", () => {
    expect(shortPath({ home: "/home/ann" }, "/home/ann/x")).toBe("~/x");
    expect(shortPath({ home: "/home/ann" }, "/home/anna/x")).toBe("/home/anna/x");
    expect(shortPath({ home: "/" }, "/x")).toBe("/x");
  });

  test("every row has a detail", () => {
    const model = view();
    for (const { id } of settingsPage.rows(model, 38)) {
      if (id !== null) expect(settingsPage.detail(model, id, 57).length).toBeGreaterThan(2);
    }
  });
});
