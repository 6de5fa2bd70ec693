import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { initFile, initText, launchesOf, loadConfiguration } from "../../../src/config/index.ts";
import type { Launch } from "../../../src/process/index.ts";
import { makeFolder } from "../../support/folder.ts";

const script = (name: string): Launch => ({
  name,
  kind: "script",
  command: "x",
  argv: ["npm", "run", name],
  cwd: "/p",
});
const shop = { name: "shop", packageManager: "pnpm" };

/** The text as it is when every commented key is taken out of its comment. */
function uncommented(text: string): string {
  return text.replaceAll(/^#(?=[\w[])/gm, "");
}

describe("the file that brum init writes", () => {
  test.each([
    [["dev", "build", "test", "api:dev"]],
    [["db", "postgres", "database", "my server", "ünï", 'a"b', "-x", "start", "x\nmcp_port = 1"]],
    [["worker"]],
    [[]],
    [Array.from({ length: 40 }, (_, index) => `script-${index}`)],
  ])("for the scripts %p changes nothing, and is valid with all of its keys", (names) => {
    const candidates = names.map(script);
    const text = initText(shop, candidates);
    using plain = makeFolder({ ".brum.toml": text });
    using none = makeFolder();
    const read = (path: string) => loadConfiguration(path, {}, { home: "/none" });
    expect(read(plain.path)).toEqual(read(none.path));
    using full = makeFolder({ ".brum.toml": uncommented(text) });
    const { processes, warnings, preferredPackageManager } = read(full.path);
    expect(warnings).toEqual([]);
    expect(preferredPackageManager).toBe("pnpm");
    expect(launchesOf(processes, candidates)).toMatchObject({ mistakes: [], warnings: [] });
  });

  test("names what was found and shows keys at the names of the project", () => {
    const text = initText(shop, ["typecheck", "web:dev", "dev", "start", "test", "build"].map(script));
    for (const part of [
      "# How brum runs shop.",
      "# Found here: typecheck, web:dev, dev, start, test, build.\n",
      "#[processes.dev]\n",
      '#[processes."web:dev"]\n# Starts when dev is ready',
      "#[processes.test]\n# Runs again when",
      "#[processes.db]\n#command = [",
    ]) {
      expect(text).toContain(part);
    }
    expect(text.split("\n").filter((line) => line.length > 130)).toEqual([]);
  });

  test("makes up a process of its own name", () => {
    const names = ["db", "postgres", "database"];
    expect(initText(shop, names.map(script))).toContain("#[processes.my-database]\n#command = [");
  });

  test("may name the schema for editors", () => {
    expect(initText({ ...shop, schema: "./docs/brum.schema.json" }, [])).toStartWith(
      "#:schema ./docs/brum.schema.json\n\n",
    );
  });

  test("never takes the place of one that is there", () => {
    using folder = makeFolder();
    const path = join(folder.path, ".brum.toml");
    expect(initFile(folder.path, "a = 1\n")).toEqual({ path });
    expect(initFile(folder.path, "b = 2\n")).toEqual({
      error: `${path} is there already; it was not changed. brum --settings shows what holds.`,
    });
    expect(readFileSync(path, "utf8")).toBe("a = 1\n");
    expect(initFile(join(folder.path, "none"), "x")).toMatchObject({ error: expect.stringContaining("ENOENT") });
  });
});
