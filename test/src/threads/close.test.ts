import { expect, test } from "bun:test";
import { loadConfiguration } from "../../../src/config/index.ts";
import { Program } from "../../../src/threads/program.ts";
import { makeFolder } from "../../support/folder.ts";
import { waitFor } from "../../support/wait.ts";

/** As a last word the same error, so often and so fast that most of it is told together, after a while. */
const lastWords = `
echo up
trap 'for i in 1 2 3 4 5 6 7 8 9 10; do printf "Error: it broke\\n    at f (/src/a.js:3:5)\\n"; done; exit' TERM
while :; do sleep 0.05; done
`;

test("errors that come again and again just before the end are all counted", async () => {
  using folder = makeFolder();
  const { core, eventBus, history, logFiles, environment } = loadConfiguration(folder.path, {});
  const program = new Program({
    project: { directory: "/", name: "test", packageManager: "npm", scripts: [], candidates: [], warnings: [] },
    preferredPackageManager: undefined,
    launches: [{ name: "job", kind: "command", command: "job", argv: ["/bin/sh", "-c", lastWords], cwd: "/" }],
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
  const counts: number[] = [];
  program.bus.subscribe("error.detected", ({ payload }) => void counts.push(payload.count));
  await program.start();
  await waitFor("its first line", () =>
    program.reader.range(0, program.reader.latest()).records.some(({ text }) => text === "up"),
  );
  await program.close();
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(10);
});
