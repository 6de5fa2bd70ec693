import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { loadConfiguration } from "../../../src/config/index.ts";
import { makeFolder } from "../../support/folder.ts";

describe("the configuration", () => {
  test("has defaults", () => {
    using folder = makeFolder();
    expect(loadConfiguration(folder.path, {})).toMatchObject({ mcpPort: 7777, mcp: true, warnings: [] });
  });

  test("environment counts more than the nearest file, and that more than its parents", () => {
    using folder = makeFolder({
      ".brum.toml": 'mcp_port = 1000\nno_mcp = true\npreferred_package_manager = "pnpm"\n',
      "app/.brum.toml": "mcp_port = 2000\n",
    });
    const app = join(folder.path, "app");
    expect(loadConfiguration(app, {})).toMatchObject({ mcpPort: 2000, mcp: false, preferredPackageManager: "pnpm" });
    expect(loadConfiguration(app, { BRUMMER_MCP_PORT: "3000", BRUMMER_NO_MCP: "false" })).toMatchObject({
      mcpPort: 3000,
      mcp: true,
    });
  });

  test.each([
    ["mcp_port = ", /\.brum\.toml:1:/],
    ['\nmcp_port = "7777"', /\.brum\.toml:2: mcp_port must be a whole number from 0 to 65535, not "7777"/],
    ["mcp_port = 70000", /not 70000/],
    ['preferred_package_manager = "cargo"', /one of npm, pnpm, yarn, bun, not "cargo"/],
    ["no_mcp = 1", /true or false, not 1/],
  ])("with the mistake %p says where it is and what is allowed", (text, message) => {
    using folder = makeFolder({ ".brum.toml": text });
    expect(() => loadConfiguration(folder.path, {})).toThrow(message);
  });

  test("names a variable of the environment that is wrong", () => {
    using folder = makeFolder();
    expect(() => loadConfiguration(folder.path, { BRUMMER_MCP_PORT: "x" })).toThrow("BRUMMER_MCP_PORT must be");
  });

  test("says which keys have no effect", () => {
    using folder = makeFolder({ ".brum.toml": "mcp_port = 1\nproxy_port = 5\n" });
    expect(loadConfiguration(folder.path, {}).warnings).toEqual([
      `${join(folder.path, ".brum.toml")}:2: proxy_port has no effect in this version.`,
    ]);
  });
});
