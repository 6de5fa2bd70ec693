import { describe, expect, test } from "bun:test";
import { isLoopback, loadConfiguration, settingGroups, settingsText } from "../../../src/config/index.ts";
import { makeFolder } from "../../support/folder.ts";

const TOKEN = "tr0ub4dor-and-three";

/** The configuration of a folder with this `.brum.toml`, or its mistakes. */
function load(text: string, env: Record<string, string> = {}) {
  using folder = makeFolder({ ".brum.toml": text });
  return loadConfiguration(folder.path, env, { home: "/none" });
}

describe("the table [mcp]", () => {
  test("has defaults: everybody on this machine, nobody else, and no secrets", () => {
    expect(load("").mcpAccess).toEqual({ token: undefined, host: "127.0.0.1", revealSecrets: false });
  });

  test("is read from the file and from variables", () => {
    const wide = `[mcp]\ntoken = "${TOKEN}"\nhost = "0.0.0.0"\nreveal_secrets = true\n`;
    expect(load(wide).mcpAccess).toEqual({ token: TOKEN, host: "0.0.0.0", revealSecrets: true });
    const env = { BRUMMER_MCP_TOKEN: "12345678", BRUMMER_MCP_HOST: "::1", BRUMMER_MCP_REVEAL_SECRETS: "true" };
    expect(load("", env).mcpAccess).toEqual({ token: "12345678", host: "::1", revealSecrets: true });
  });

  test.each(["0.0.0.0", "::", "192.168.1.7", "fe80::1"])("the host %s is refused without a token", (host) => {
    expect(() => load(`\n[mcp]\nhost = "${host}"\n`)).toThrow(
      /\.brum\.toml:3: mcp\.host needs a token: .*other machines.*Set \[mcp\] token/,
    );
    expect(() => load("", { BRUMMER_MCP_HOST: host })).toThrow("BRUMMER_MCP_HOST needs a token");
    expect(load(`[mcp]\nhost = "${host}"\ntoken = "${TOKEN}"\n`).mcpAccess.host).toBe(host);
    // Nothing listens then.
    expect(load(`no_mcp = true\n[mcp]\nhost = "${host}"\n`).mcpAccess.host).toBe(host);
  });

  test.each(["127.0.0.1", "127.8.8.8", "::1", "localhost"])("the host %s needs none", (host) => {
    expect(isLoopback(host)).toBe(true);
    expect(load(`[mcp]\nhost = "${host}"\n`).mcpAccess.host).toBe(host);
  });

  test.each([
    ['host = "example.com"', 'mcp.host must be an IP address, or "localhost", not "example.com"'],
    ['host = "127.0.0.1.evil.example"', "mcp.host must be an IP address"],
    ['token = "short12"', "mcp.token must be a text of 8 to 1024 characters of ASCII without blanks"],
    ['token = "two words in it"', "mcp.token must be"],
    ["token = 1234567890", "mcp.token must be"],
  ])("%s is a mistake", (line, why) => {
    expect(() => load(`[mcp]\n${line}\n`)).toThrow(why);
  });

  test("a token that is wrong is not shown", () => {
    for (const line of ['token = "hunter 2 hunter"', "token = 1234567890"]) {
      expect(() => load(`[mcp]\n${line}\n`)).toThrow(/^((?!hunter|1234567890).)*not what stands there\.$/);
    }
  });
});

test("the token is in no list of settings; that there is one, and from where, is", () => {
  using folder = makeFolder({ ".brum.toml": `[mcp]\ntoken = "${TOKEN}"\n` });
  const configuration = loadConfiguration(folder.path, {}, { home: "/none" });
  const text = settingsText(configuration, folder.path, "/none");
  expect(text).not.toContain(TOKEN);
  expect(text).toContain('[mcp]\n# Source: ./.brum.toml\n# token = "********"  # set, and not shown\n# host =');
  const groups = settingGroups(configuration, folder.path, "/none");
  const token = groups.flatMap(({ settings }) => settings).find(({ id }) => id === "mcp.token");
  expect(token).toMatchObject({ value: '"********"', sourceText: "./.brum.toml:2", isSecret: true });
  expect(JSON.stringify(groups)).not.toContain(TOKEN);
  // What is printed may be used as a file: then there is no token, not one of stars.
  using again = makeFolder({ ".brum.toml": text });
  expect(loadConfiguration(again.path, {}, { home: "/none" }).mcpAccess.token).toBeUndefined();
});
