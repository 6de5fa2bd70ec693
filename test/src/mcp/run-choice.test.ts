import { describe, expect, test } from "bun:test";
import { detectProject } from "../../../src/detect/index.ts";
import { chosenLaunches, type RunChoice } from "../../../src/mcp/tools/run-choice.ts";
import type { Launch, ProcessSnapshot } from "../../../src/process/index.ts";
import { makeFolder } from "../../support/folder.ts";
import { MemoryProcesses } from "./harness.ts";

const files = { "package.json": '{ "scripts": { "dev": "vite", "test": "vitest run" } }', "tool.sh": "#!/bin/sh\n" };

/** What is started for a choice, by a project of its own; `before`: commands that were started there already. */
async function chosen(choice: RunChoice, before: readonly RunChoice[] = [], alive = true) {
  using folder = makeFolder(files);
  const project = detectProject(folder.path, "npm");
  const processes = new MemoryProcesses();
  for (const one of before) {
    for (const launch of chosenLaunches(project, one, await processes.list())) {
      await processes.start(launch);
      if (!alive) processes.set(launch.name, { status: "success", exitCode: 0, endedAt: 1 });
    }
  }
  const known: readonly ProcessSnapshot[] = await processes.list();
  return chosenLaunches(project, choice, known).map(({ name, argv, kind }: Launch) => [name, kind, argv.join(" ")]);
}

const refused = (choice: RunChoice, before: readonly RunChoice[] = []) =>
  chosen(choice, before).then(
    () => "started",
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : "no error"),
  );

describe("what scripts_run starts", () => {
  test("a script by its name", async () => {
    expect(await chosen({ name: "dev" })).toEqual([["dev", "script", "npm run dev"]]);
  });

  test.each(["npm run dev", "  npm run dev ", "npm  run  dev"])(
    "a script by the command that runs it: %s",
    async (command) => {
      expect(await chosen({ command })).toEqual([["dev", "script", "npm run dev"]]);
      expect(await chosen({ command: ["npm", "run", "dev"] })).toEqual([["dev", "script", "npm run dev"]]);
      expect(await chosen({ command, name: "dev" })).toEqual([["dev", "script", "npm run dev"]]);
    },
  );

  test("a command line, by the shell as it stands", async () => {
    const command = 'echo "$HOME" | cat';
    expect(await chosen({ command })).toEqual([["custom", "command", `/bin/sh -c ${command}`]]);
    expect(await chosen({ command, name: "home" })).toEqual([["home", "command", `/bin/sh -c ${command}`]]);
  });

  test("one word: a script, else a program", async () => {
    expect(await chosen({ command: "test" })).toEqual([["test", "script", "npm run test"]]);
    expect(await chosen({ command: "cat" })).toEqual([["cat", "command", "cat"]]);
  });

  test("a program with its arguments, which no shell sees", async () => {
    const launches = await chosen({ command: ["echo", "a  b", "$HOME; exit 5"] });
    expect(launches).toEqual([["echo", "command", "echo a  b $HOME; exit 5"]]);
  });

  test("the same command again is the same process, another one has another name", async () => {
    const first = { command: "echo one two" };
    expect((await chosen(first, [first]))[0]?.[0]).toBe("custom");
    expect((await chosen(first, [first], false))[0]?.[0]).toBe("custom");
    expect((await chosen({ command: "echo three four" }, [first]))[0]?.[0]).toBe("custom-2");
    const named = { command: ["cat"], name: "reader" };
    expect((await chosen({ command: ["cat"] }, [named]))[0]?.[0]).toBe("reader");
    expect((await chosen(named, [named]))[0]?.[0]).toBe("reader");
    // A name of one that has ended may be used for something else.
    expect((await chosen({ command: ["echo"], name: "reader" }, [named], false))[0]?.[2]).toBe("echo");
  });

  test("nothing, and says why", async () => {
    expect(await refused({})).toBe("ToolError: Give name (a script, see scripts_list) or command.");
    for (const command of ["", "  ", []]) expect(await refused({ command })).toBe("ToolError: command is empty.");
    expect(await refused({ name: "dve" })).toBe('ToolError: There is no script "dve". Did you mean "dev"?');
    expect(await refused({ command: ["nosuchprogram", "x"] })).toBe(
      'ToolError: "nosuchprogram" is no program on PATH.',
    );
    expect(await refused({ command: ["dev", "--open"] })).toBe(
      'ToolError: "dev" is no program on PATH. It is a script: give it as name.',
    );
    expect(await refused({ command: "nosuchprogram" })).toContain("is no script of");
    expect(await refused({ command: "cat", name: "dev" })).toBe(
      'ToolError: "dev" is a script of the project: leave command out, or give another name.',
    );
    for (const name of ["", " a", "-x", "a\nb", "a\x1b[31m", "x".repeat(61)]) {
      expect(await refused({ command: "cat", name })).toContain(" cannot be a name: ");
    }
    expect(await refused({ command: ["echo"], name: "reader" }, [{ command: ["cat"], name: "reader" }])).toBe(
      "ToolError: reader runs already, with another command: cat. Stop it or give another name.",
    );
  });
});
