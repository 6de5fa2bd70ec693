/** `brum mcp install` as a person calls it, with a home directory of the test's own. */

import { expect, test } from "bun:test";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { executable } from "./executable.ts";
import { Place } from "./running.ts";

/** A project with its own home, and what stands in a file of either. */
function home(files: Readonly<Record<string, string>> = {}) {
  const place = new Place(files);
  place.env["HOME"] = place.path;
  const read = (file: string) => readFileSync(join(place.path, file), "utf8");
  const install = (...words: readonly string[]) => place.run(["mcp", "install", ...words]);
  return { place, read, install, [Symbol.asyncDispose]: () => place[Symbol.asyncDispose]() };
}

test("lists the clients, and what to give to any other one", async () => {
  await using one = home({ ".cursor/mcp.json": "{}" });
  const { out, code } = await one.install();
  expect(code).toBe(0);
  expect(out).toMatch(/^ {2}claude-code +Claude Code$/m);
  expect(out).toMatch(/^ {2}cursor +Cursor +is here$/m);
  expect(out).toContain(`"command": ${JSON.stringify(executable)}`);
  const unknown = await one.install("cursr");
  expect(unknown).toMatchObject({ out: "", code: 2 });
  expect(unknown.err).toContain('There is no client cursr. Did you mean "cursor"?\nAI clients');
});

test("shows what it would change, and changes nothing where nobody can say yes", async () => {
  const text = '{\n  // mine\n  "a": 1\n}\n';
  await using one = home({ ".cursor/mcp.json": text });
  const { out, err, code } = await one.install("cursor");
  expect({ err, code }).toEqual({
    err: "brum: Nothing was changed: there is no terminal to ask on. --yes says yes.\n",
    code: 1,
  });
  expect(out).toContain('  // mine\n-   "a": 1\n+   "a": 1,\n+   "mcpServers": {');
  expect(one.read(".cursor/mcp.json")).toBe(text);
});

test("writes with --yes, keeps the old text, writes nothing twice, and takes it out again", async () => {
  await using one = home({ ".gemini/settings.json": '{ "a": 1 }\n' });
  const first = await one.install("gemini", "--yes");
  expect(first.code).toBe(0);
  expect(first.out).toContain("its old text is in ");
  expect(JSON.parse(one.read(".gemini/settings.json"))).toEqual({
    a: 1,
    mcpServers: { brummer: { command: executable, args: ["mcp"] } },
  });
  expect(one.read(".gemini/settings.json.brum-backup")).toBe('{ "a": 1 }\n');
  expect((await one.install("gemini", "-y")).out).toContain("is as it should be.");
  expect((await one.install()).out).toMatch(/gemini +Gemini CLI +knows Brummer/);
  expect((await one.install("gemini", "-y", "--uninstall")).code).toBe(0);
  expect(JSON.parse(one.read(".gemini/settings.json"))).toEqual({ a: 1, mcpServers: {} });
  expect((await one.install("gemini", "-y", "--uninstall")).out).toContain("it has no entry for Brummer");
});

test("names the project where the client does not know it, and brum where PATH has it", async () => {
  await using one = home();
  const inside = one.place.makeDirectory("shop");
  const windsurf = await one.install("windsurf", "--print", "-d", inside);
  expect(windsurf.err).toBe(`${one.place.path}/.codeium/windsurf/mcp_config.json:\n`);
  expect(JSON.parse(windsurf.out)).toEqual({
    mcpServers: { brummer: { command: executable, args: ["mcp", "--dir", inside] } },
  });
  mkdirSync(join(one.place.path, "bin"));
  symlinkSync(executable, join(one.place.path, "bin/brum"));
  one.place.env["PATH"] = [join(one.place.path, "bin"), one.place.env["PATH"]].join(delimiter);
  expect((await one.install("codex", "--print")).out).toBe('[mcp_servers.brummer]\ncommand = "brum"\nargs = ["mcp"]\n');
  expect((await one.install("codex", "--project", "-y", "-d", inside)).code).toBe(0);
  expect(one.read("shop/.codex/config.toml")).toContain('command = "brum"');
});

test("leaves a broken file alone, with its place", async () => {
  await using one = home({ ".claude.json": "{" });
  const { err, code } = await one.install("claude-code", "-y");
  expect(code).toBe(1);
  expect(err).toMatch(/^brum: .*\.claude\.json cannot be changed: it cannot be read \(1:2/);
  expect(one.read(".claude.json")).toBe("{");
  expect((await one.install("windsurf", "--project")).err).toBe("brum: Windsurf has no file in a project: --user.\n");
});
