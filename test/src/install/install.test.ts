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
import { clientSnippet, installClient, type Place, surveyClients } from "../../../src/install/index.ts";
import { makeFolder } from "../../support/folder.ts";

const URL = "http://127.0.0.1:7777/mcp";

/** A home directory of its own: the real one is never touched. */
function placeIn(home: string, platform = "linux", env: Place["env"] = {}): Place {
  return { home, platform, env };
}

async function found(id: string, place: Place) {
  const finding = (await surveyClients(place)).find((one) => one.id === id);
  if (finding === undefined) throw new Error(`no client ${id}`);
  return finding;
}

/** What each client's documentation says. */
const documented: readonly (readonly [id: string, file: string, value: unknown])[] = [
  ["claude-code", ".claude.json", { mcpServers: { brummer: { type: "http", url: URL } } }],
  ["cursor", ".cursor/mcp.json", { mcpServers: { brummer: { url: URL } } }],
  ["vscode", ".config/Code/User/mcp.json", { servers: { brummer: { type: "http", url: URL } } }],
  [
    "cline",
    ".cline/data/settings/cline_mcp_settings.json",
    { mcpServers: { brummer: { type: "streamableHttp", url: URL } } },
  ],
  [
    "roo",
    ".config/Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json",
    { mcpServers: { brummer: { type: "streamable-http", url: URL } } },
  ],
  ["devin", ".config/devin/mcp_config.json", { mcpServers: { brummer: { url: URL } } }],
  ["windsurf", ".codeium/windsurf/mcp_config.json", { mcpServers: { brummer: { serverUrl: URL } } }],
  ["zed", ".config/zed/settings.json", { context_servers: { brummer: { url: URL } } }],
  ["codex", ".codex/config.toml", { mcp_servers: { brummer: { url: URL } } }],
  ["gemini", ".gemini/settings.json", { mcpServers: { brummer: { httpUrl: URL } } }],
];

describe("every client", () => {
  test.each(documented)("%s has its entry in %s, where there was no folder", async (id, file, value) => {
    using home = makeFolder();
    const place = placeIn(home.path);
    const path = join(home.path, file);
    expect(await found(id, place)).toMatchObject({ file: path, hasFile: false, isInstalled: false, target: null });
    expect(await installClient(id, URL, place)).toEqual({ file: path, backup: null });
    const text = readFileSync(path, "utf8");
    expect(file.endsWith(".toml") ? parseToml(text) : JSON.parse(text)).toEqual(value);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await found(id, place)).toMatchObject({ hasFile: true, isInstalled: true, target: URL, problem: null });
    expect(text).toBe(`${clientSnippet(id, URL)}\n`);
    // Nothing else was left behind.
    expect(readdirSync(dirname(path))).toEqual([path.slice(dirname(path).length + 1)]);
  });

  test("is covered by these tests, but those that only start programs", () => {
    const offered = clients.filter(({ entry }) => entry !== undefined).map(({ id }) => id);
    expect(documented.map(([id]) => id)).toEqual(offered);
  });

  test("that only starts programs is listed and takes no address", async () => {
    using home = makeFolder({
      ".config/Claude/claude_desktop_config.json": '{"mcpServers": {"brummer": {"command": "brum", "args": ["mcp"]}}}',
    });
    const place = placeIn(home.path);
    expect(await found("claude-desktop", place)).toMatchObject({
      isInstalled: true,
      takesAddress: false,
      target: "brum mcp",
    });
    expect(clientSnippet("claude-desktop", URL)).toBeUndefined();
    await expect(installClient("claude-desktop", URL, place)).rejects.toThrow("cannot be told of an address");
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
    expect(await installClient("cursor", URL, placeIn(home.path))).toEqual({
      file: path,
      backup: `${path}.brum-backup`,
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
    expect((await installClient("cursor", URL, placeIn(home.path))).file).toBe(real);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(parse(readFileSync(real, "utf8"))).toEqual({ mcpServers: { brummer: { url: URL } } });
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
    await expect(installClient("cursor", URL, place)).rejects.toThrow(why);
    expect(readFileSync(path, "latin1")).toBe(text);
    expect(readdirSync(dirname(path)).sort()).toEqual([".keep", "mcp.json"]);
  });

  test("that is a link to nowhere, or a folder, is left alone", async () => {
    using home = makeFolder({ ".cursor/.keep": "" });
    const path = join(home.path, ".cursor/mcp.json");
    symlinkSync(join(home.path, "gone"), path);
    await expect(installClient("cursor", URL, placeIn(home.path))).rejects.toThrow("is a link that leads nowhere");
    const folder = join(home.path, ".gemini/settings.json");
    mkdirSync(folder, { recursive: true });
    expect((await found("gemini", placeIn(home.path))).problem).toContain("cannot be read");
    await expect(installClient("gemini", URL, placeIn(home.path))).rejects.toThrow(`${folder} cannot be read`);
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
