import { describe, expect, test } from "bun:test";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "jsonc-parser";
import { parse as parseToml } from "smol-toml";
import { clients } from "../../../src/install/clients.ts";
import { changeText } from "../../../src/install/files.ts";
import {
  type BrumCommand,
  InstallError,
  type InstallSurroundings,
  installClient,
  type Place,
  planInstall,
  type Scope,
  surveyClients,
} from "../../../src/install/index.ts";
import { makeFolder } from "../../support/folder.ts";

/** A home directory of its own: the real one is never touched. */
function placeIn(home: string, platform = "linux", env: Place["env"] = {}): Place {
  return { home, platform, env };
}

/** A `brum` that is on no PATH, for a project in `DIRECTORY`. */
const brum: BrumCommand = { onPath: null, program: "/opt/brum", arguments: [] };
const DIRECTORY = "/home/ana/shop";

function around(place: Place, directory = DIRECTORY): InstallSurroundings {
  return { place, directory, brum };
}

const wish = (client: string, scope: Scope = "user") => ({ client, scope, isRemoval: false });

const install = (client: string, place: Place) => installClient(wish(client), around(place));

async function found(id: string, place: Place) {
  const finding = (await surveyClients(around(place))).find((one) => one.id === id);
  if (finding === undefined) throw new Error(`no client ${id}`);
  return finding;
}

const entry = { command: "/opt/brum", args: ["mcp"] };
const known = { command: "/opt/brum", args: ["mcp", "--dir", DIRECTORY] };
const variable = { command: "/opt/brum", args: ["mcp", "--dir", "$" + "{workspaceFolder}"] };
const stdio = { type: "stdio" };

/** What each client's documentation says. */
const documented: readonly (readonly [id: string, file: string, value: unknown])[] = [
  ["claude-code", ".claude.json", { mcpServers: { brummer: { ...stdio, ...entry } } }],
  ["claude-desktop", ".config/Claude/claude_desktop_config.json", { mcpServers: { brummer: known } }],
  ["cursor", ".cursor/mcp.json", { mcpServers: { brummer: { ...stdio, ...variable } } }],
  ["vscode", ".config/Code/User/mcp.json", { servers: { brummer: { ...stdio, ...variable } } }],
  ["cline", ".cline/data/settings/cline_mcp_settings.json", { mcpServers: { brummer: { ...stdio, ...known } } }],
  [
    "roo",
    ".config/Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json",
    { mcpServers: { brummer: { ...stdio, ...entry } } },
  ],
  ["devin", ".config/devin/mcp_config.json", { mcpServers: { brummer: known } }],
  ["windsurf", ".codeium/windsurf/mcp_config.json", { mcpServers: { brummer: known } }],
  ["zed", ".config/zed/settings.json", { context_servers: { brummer: entry } }],
  ["codex", ".codex/config.toml", { mcp_servers: { brummer: entry } }],
  ["gemini", ".gemini/settings.json", { mcpServers: { brummer: entry } }],
];

const inProject: readonly (readonly [id: string, file: string, value: unknown])[] = [
  ["claude-code", ".mcp.json", { mcpServers: { brummer: { ...stdio, ...entry } } }],
  ["cursor", ".cursor/mcp.json", { mcpServers: { brummer: { ...stdio, ...variable } } }],
  ["vscode", ".vscode/mcp.json", { servers: { brummer: { ...stdio, ...variable } } }],
  ["roo", ".roo/mcp.json", { mcpServers: { brummer: { ...stdio, ...entry } } }],
  ["zed", ".zed/settings.json", { context_servers: { brummer: entry } }],
  ["codex", ".codex/config.toml", { mcp_servers: { brummer: entry } }],
  ["gemini", ".gemini/settings.json", { mcpServers: { brummer: entry } }],
];

const parsed = (file: string, text: string): unknown => (file.endsWith(".toml") ? parseToml(text) : parse(text));

/** A file with another server and a comment, in the form of the client. */
function withOther(file: string, value: unknown): { readonly text: string; readonly value: Record<string, unknown> } {
  const [table = ""] = Object.keys(Object(value));
  const other = { [table]: { other: { command: "x" } }, last: true };
  if (file.endsWith(".toml")) {
    return { text: `last = true # mine\n\n[${table}.other]\ncommand = "x" # keep\n`, value: other };
  }
  return {
    text: `{\n  // mine\n  "${table}": {\n    "other": { "command": "x" } // keep\n  },\n  "last": true\n}\n`,
    value: other,
  };
}

describe("every client", () => {
  test.each(documented)("%s has its entry in %s, where there was no folder", async (id, file, value) => {
    using home = makeFolder();
    const place = placeIn(home.path);
    const path = join(home.path, file);
    expect(await found(id, place)).toMatchObject({ file: path, hasFile: false, isInstalled: false, target: null });
    expect(await install(id, place)).toEqual({ file: path, backup: null, isChanged: true });
    const text = readFileSync(path, "utf8");
    expect(parsed(file, text)).toEqual(value);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const now = await found(id, place);
    expect(now).toMatchObject({ hasFile: true, isInstalled: true, isCurrent: true, problem: null });
    expect(now.target).toStartWith("/opt/brum mcp");
    expect(text).toBe(`${now.snippet}\n`);
    // Nothing else was left behind.
    expect(readdirSync(dirname(path))).toEqual([path.slice(dirname(path).length + 1)]);
  });

  test.each(documented)("%s keeps what is beside the entry, also when that goes again", async (id, file, value) => {
    const other = withOther(file, value);
    using home = makeFolder({ [file]: other.text });
    const place = placeIn(home.path);
    const path = join(home.path, file);
    expect(await install(id, place)).toEqual({ file: path, backup: `${path}.brum-backup`, isChanged: true });
    expect(readFileSync(`${path}.brum-backup`, "utf8")).toBe(other.text);
    const text = readFileSync(path, "utf8");
    const [table = ""] = Object.keys(Object(value));
    expect(parsed(file, text)).toEqual({
      ...other.value,
      [table]: { other: { command: "x" }, ...Object(value)[table] },
    });
    for (const comment of ["mine", "keep"]) expect(text).toContain(comment);
    // Once more: nothing to do, and the backup is that of the first time.
    expect(await install(id, place)).toEqual({ file: path, backup: null, isChanged: false });
    expect(readFileSync(`${path}.brum-backup`, "utf8")).toBe(other.text);
    const removed = await installClient({ ...wish(id), isRemoval: true }, around(place));
    expect(removed.isChanged).toBe(true);
    expect(readFileSync(path, "utf8")).toBe(file.endsWith(".toml") ? other.text : readFileSync(path, "utf8"));
    expect(parsed(file, readFileSync(path, "utf8"))).toEqual(other.value);
    for (const comment of ["mine", "keep"]) expect(readFileSync(path, "utf8")).toContain(comment);
    const again = await installClient({ ...wish(id), isRemoval: true }, around(place));
    expect(again.isChanged).toBe(false);
  });

  test.each(documented)("%s has its broken file left alone", async (id, file) => {
    using home = makeFolder({ [file]: "{ broken = " });
    const place = placeIn(home.path);
    const path = join(home.path, file);
    for (const isRemoval of [false, true]) {
      const refused = installClient({ ...wish(id), isRemoval }, around(place));
      await expect(refused).rejects.toThrow(`${path} cannot be changed: it cannot be read (1:`);
    }
    await expect(planInstall(wish(id), around(place))).rejects.toThrow(InstallError);
    expect(readFileSync(path, "utf8")).toBe("{ broken = ");
    expect(readdirSync(dirname(path))).toEqual([path.slice(dirname(path).length + 1)]);
  });

  test.each(inProject)("%s has its entry for one project in %s", async (id, file, value) => {
    using project = makeFolder();
    const options = around(placeIn("/nobody"), project.path);
    const plan = await planInstall(wish(id, "project"), options);
    expect(plan).toMatchObject({
      file: join(project.path, file),
      before: "",
      note: expect.stringContaining("this project"),
    });
    await installClient(wish(id, "project"), options);
    expect(parsed(file, readFileSync(join(project.path, file), "utf8"))).toEqual(value);
    expect(readFileSync(join(project.path, file), "utf8")).toBe(plan.after);
  });

  test("is covered by these tests", () => {
    expect(documented.map(([id]) => id)).toEqual(clients.map(({ id }) => id));
    expect(inProject.map(([id]) => id)).toEqual(
      clients.filter(({ project }) => project !== undefined).map(({ id }) => id),
    );
  });

  test("without a file in projects says so", async () => {
    const refused = planInstall(wish("windsurf", "project"), around(placeIn("/nobody")));
    await expect(refused).rejects.toThrow("Windsurf has no file in a project");
    await expect(planInstall(wish("nobody"), around(placeIn("/nobody")))).rejects.toThrow("There is no client nobody.");
  });

  test("starts brum by its name where that is known: from a terminal's PATH, and in what others read, too", async () => {
    const command = async (id: string, scope: Scope, onPath: string | null) => {
      const { snippet } = await planInstall(wish(id, scope), {
        ...around(placeIn("/nobody")),
        brum: { onPath, program: "/usr/bin/bun", arguments: ["/src/main.ts"] },
      });
      const [, value] = /"?command"?\s*[:=] "(.*?)"/.exec(snippet) ?? [];
      return value;
    };
    expect(await command("claude-code", "user", "/usr/bin/brum")).toBe("brum");
    expect(await command("codex", "user", "/usr/bin/brum")).toBe("brum");
    expect(await command("cursor", "project", "/usr/bin/brum")).toBe("brum");
    // A window does not know the PATH of a shell.
    expect(await command("cursor", "user", "/usr/bin/brum")).toBe("/usr/bin/brum");
    expect(await command("claude-code", "user", null)).toBe("/usr/bin/bun");
  });
});

describe("where files are", () => {
  const fileOf = async (id: string, place: Place) => (await found(id, place)).file;

  test("on macOS and Windows", async () => {
    using home = makeFolder();
    const mac = placeIn(home.path, "darwin", { XDG_CONFIG_HOME: "/elsewhere" });
    expect(await fileOf("vscode", mac)).toBe(join(home.path, "Library/Application Support/Code/User/mcp.json"));
    expect(await fileOf("zed", mac)).toBe(join(home.path, ".config/zed/settings.json"));
    const windows = placeIn(home.path, "win32", { APPDATA: join(home.path, "Roaming") });
    expect(await fileOf("vscode", windows)).toBe(join(home.path, "Roaming/Code/User/mcp.json"));
    expect(await fileOf("zed", windows)).toBe(join(home.path, "Roaming/Zed/settings.json"));
    expect(await fileOf("cursor", windows)).toBe(join(home.path, ".cursor/mcp.json"));
  });

  test("by the variables that clients have for it; a relative path is none", async () => {
    using home = makeFolder();
    const elsewhere = join(home.path, "else");
    const env = { XDG_CONFIG_HOME: elsewhere, CLAUDE_CONFIG_DIR: elsewhere, CODEX_HOME: elsewhere };
    const place = placeIn(home.path, "linux", env);
    expect(await fileOf("zed", place)).toBe(join(elsewhere, "zed/settings.json"));
    expect(await fileOf("claude-code", place)).toBe(join(elsewhere, ".claude.json"));
    expect(await fileOf("codex", place)).toBe(join(elsewhere, "config.toml"));
    expect(await fileOf("codex", placeIn(home.path, "linux", { CODEX_HOME: "x" }))).toBe(
      join(home.path, ".codex/config.toml"),
    );
  });

  test("an older version's file counts where there is no newer one", async () => {
    const older = ".config/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json";
    using home = makeFolder({ [older]: "{}" });
    expect(await found("cline", placeIn(home.path))).toMatchObject({ file: join(home.path, older), isInstalled: true });
  });
});

describe("a file that is there", () => {
  test("keeps all else, its permissions, and its old text beside it", async () => {
    const text = '\uFEFF{\r\n  // mine\r\n  "a": 1\r\n}\r\n';
    using home = makeFolder({ ".cursor/mcp.json": text });
    const path = join(home.path, ".cursor/mcp.json");
    chmodSync(path, 0o666);
    expect(await install("cursor", placeIn(home.path))).toEqual({
      file: path,
      backup: `${path}.brum-backup`,
      isChanged: true,
    });
    expect(readFileSync(`${path}.brum-backup`, "utf8")).toBe(text);
    const after = readFileSync(path, "utf8");
    expect(after.startsWith('\uFEFF{\r\n  // mine\r\n  "a": 1,\r\n  "mcpServers": {\r\n')).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o666);
    expect(readdirSync(dirname(path)).sort()).toEqual(["mcp.json", "mcp.json.brum-backup"]);
  });

  test("that a link leads to is changed, and the link stays", async () => {
    using home = makeFolder({ "dotfiles/mcp.json": "{}", ".cursor/.keep": "" });
    const [link, real] = [join(home.path, ".cursor/mcp.json"), join(home.path, "dotfiles/mcp.json")];
    symlinkSync(real, link);
    expect((await install("cursor", placeIn(home.path))).file).toBe(real);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(parse(readFileSync(real, "utf8"))).toEqual({ mcpServers: { brummer: { ...stdio, ...variable } } });
  });

  test.each([
    ["broken", '{"mcpServers": {', "cannot be changed: it cannot be read (1:17: closing brace } expected)."],
    ["with something else in the place of servers", '{"mcpServers": "none"}', 'cannot be changed: "mcpServers" in it'],
    ["in another encoding", Buffer.from("\uFEFF{}", "utf16le").toString("latin1"), "is no UTF-8 text"],
  ])("%s is left alone", async (_, text, why) => {
    using home = makeFolder({ ".cursor/.keep": "" });
    const path = join(home.path, ".cursor/mcp.json");
    writeFileSync(path, text, "latin1");
    const place = placeIn(home.path);
    expect((await found("cursor", place)).problem).toStartWith(`${path} `);
    await expect(install("cursor", place)).rejects.toThrow(why);
    expect(readFileSync(path, "latin1")).toBe(text);
    expect(readdirSync(dirname(path)).sort()).toEqual([".keep", "mcp.json"]);
  });

  test("that is a link to nowhere, or a folder, is left alone", async () => {
    using home = makeFolder({ ".cursor/.keep": "" });
    const path = join(home.path, ".cursor/mcp.json");
    symlinkSync(join(home.path, "gone"), path);
    await expect(install("cursor", placeIn(home.path))).rejects.toThrow("is a link that leads nowhere");
    const folder = join(home.path, ".gemini/settings.json");
    mkdirSync(folder, { recursive: true });
    expect((await found("gemini", placeIn(home.path))).problem).toContain("cannot be read");
    await expect(install("gemini", placeIn(home.path))).rejects.toThrow(`${folder} cannot be read`);
  });

  test("that another program writes meanwhile is read again", async () => {
    using folder = makeFolder({ "a.json": "1" });
    const path = join(folder.path, "a.json");
    let times = 0;
    await changeText(path, (text) => {
      if (++times === 1) writeFileSync(path, "2");
      return `${text}!`;
    });
    expect(readFileSync(path, "utf8")).toBe("2!");
    const always = changeText(path, () => {
      writeFileSync(path, String(++times));
      return "mine";
    });
    await expect(always).rejects.toThrow("is being changed by another program");
  });
});

test("what was told of an address is told of the program; the user's own keys stay", async () => {
  const text =
    '{"mcpServers": {"brummer": {"url": "http://127.0.0.1:7777/mcp", "timeout": 60, "headers": {"X": "1"}}}}';
  using home = makeFolder({ ".gemini/settings.json": text });
  const place = placeIn(home.path);
  expect(await found("gemini", place)).toMatchObject({ target: "http://127.0.0.1:7777/mcp", isCurrent: false });
  await install("gemini", place);
  expect(parse(readFileSync(join(home.path, ".gemini/settings.json"), "utf8"))).toEqual({
    mcpServers: { brummer: { ...entry, timeout: 60 } },
  });
});
