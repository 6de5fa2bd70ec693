import { expect, test } from "bun:test";
import { loadConfiguration } from "../../../src/config/index.ts";
import type { ErrorSighting } from "../../../src/errors/index.ts";
import { Program } from "../../../src/threads/program.ts";
import { makeFolder } from "../../support/folder.ts";
import { waitFor } from "../../support/wait.ts";

const LINES = 200_000;

test("a flood through a terminal is in the log in order, its errors known, before the run's end is told", async () => {
  using folder = makeFolder({
    ".brum.toml": "",
    "flood.ts": `
      const lines = Array.from({ length: ${LINES} }, (_, at) => "line " + at + "\\n");
      process.stdout.write(lines.join(""), () => {
        throw new TypeError("at last");
      });
    `,
  });
  const { core, eventBus, history, logFiles, environment } = loadConfiguration(folder.path, {});
  const argv = [process.execPath, "flood.ts"];
  const program = new Program({
    project: { directory: folder.path, name: "test", packageManager: "npm", scripts: [], candidates: [], warnings: [] },
    preferredPackageManager: undefined,
    launches: [{ name: "flood", kind: "command", command: "flood", argv, cwd: folder.path, tty: true }],
    mcpPort: undefined,
    core,
    history: { ...history, enabled: false },
    logFiles,
    eventBus,
    version: "0",
    ownLog: undefined,
    environment,
    variables: {},
  });
  const errors: ErrorSighting[] = [];
  program.bus.subscribe("error.detected", ({ payload }) => void errors.push(payload));
  await program.start();
  try {
    const ended = async () => (await program.processes.list()).every(({ status }) => status === "failed");
    await waitFor("its end", ended, 20_000);
    await waitFor("the error", () => errors.length > 0);
    const { records, dropped } = program.reader.range(0, program.reader.latest());
    expect(dropped).toBe(0);
    const numbers = records.flatMap(({ text }) => /^line (\d+)$/.exec(text)?.[1] ?? []);
    expect(numbers.map(Number)).toEqual(Array.from({ length: LINES }, (_, at) => at));
    expect(errors[0]).toMatchObject({ type: "TypeError", message: "at last", process: "flood" });
    const last = (text: RegExp) => records.findLastIndex((record) => text.test(record.text));
    expect(last(/exited|failed|code 1/)).toBeGreaterThan(last(/at last/));
  } finally {
    await program.close();
  }
}, 40_000);
