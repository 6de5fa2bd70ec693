import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Surroundings } from "../../../tui/settings/info.ts";
import { noSurroundings } from "../../../tui/settings/info.ts";
import { Survey } from "../../../tui/settings/survey.ts";
import { makeFolder } from "../../support/folder.ts";

/** A survey of a home directory of its own, and all that it has told so far. */
function surveyOf(folder: string) {
  let found: Surroundings = noSurroundings;
  let told = 0;
  const place = { home: folder, platform: "linux", env: {} };
  const survey = new Survey({ directory: join(folder, "shop"), preferred: undefined, place }, (part) => {
    found = { ...found, ...part };
    told += 1;
  });
  const until = async (check: (found: Surroundings) => boolean) => {
    for (const end = performance.now() + 8000; !check(found); await Bun.sleep(5)) {
      if (performance.now() > end) throw new Error(`still not so: ${JSON.stringify(found)}`);
    }
  };
  return { survey, until, found: () => found, told: () => told };
}

const isComplete = ({ managers, clients, hasOwnFile }: Surroundings) =>
  managers !== null && clients !== null && hasOwnFile !== null;

describe("the Settings view", () => {
  test("looks around each time that it is opened, and else never", async () => {
    using folder = makeFolder({ "shop/package-lock.json": "{}", "shop/.brum.toml": "" });
    const { survey, until, found, told } = surveyOf(folder.path);
    survey.follow("procs");
    survey.follow("logs");
    expect(told()).toBe(0);
    survey.follow("settings");
    expect(told()).toBe(0);
    await until(isComplete);
    expect(found().hasOwnFile).toBe(true);
    // What the machine has is another matter: each is there, with a version or without.
    expect(found().managers?.managers.map(({ name }) => name)).toContain("bun");
    const after = told();
    survey.follow("settings");
    await Bun.sleep(30);
    expect(told()).toBe(after);
    survey.follow("mcp");
    survey.follow("settings");
    await until(() => told() >= 2 * after);
  });

  test("tells a client, says what it wrote and where, and looks again", async () => {
    using folder = makeFolder({ ".cursor/mcp.json": '{"a": 1}' });
    const { survey, until, found } = surveyOf(folder.path);
    const text = await survey.install("cursor", "Cursor");
    expect(text).toBe(
      "Wrote ~/.cursor/mcp.json (its old text: mcp.json.brum-backup beside it). Cursor knows Brummer now.",
    );
    expect(JSON.parse(readFileSync(join(folder.path, ".cursor/mcp.json"), "utf8"))).toMatchObject({
      mcpServers: { brummer: { command: "brum", args: ["mcp", "--dir", expect.any(String)] } },
    });
    await until(({ clients }) => clients?.find(({ id }) => id === "cursor")?.isCurrent === true);
    expect(await survey.install("cursor", "Cursor")).toBe("~/.cursor/mcp.json is as it should be already.");
    expect(await survey.install("zed", "Zed")).toBe("Wrote ~/.config/zed/settings.json. Zed knows Brummer now.");
    expect(found().managers).toBeNull();
  });

  test("leaves a file alone that cannot be read, with a sentence", async () => {
    using folder = makeFolder({ ".cursor/mcp.json": "{" });
    const { survey } = surveyOf(folder.path);
    const path = join(folder.path, ".cursor/mcp.json");
    await expect(survey.install("cursor", "Cursor")).rejects.toThrow(
      `${path} cannot be changed: it cannot be read (1:2`,
    );
    expect(readFileSync(path, "utf8")).toBe("{");
  });
});
