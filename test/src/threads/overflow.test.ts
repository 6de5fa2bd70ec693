import { afterEach, expect, test } from "bun:test";
import { loadConfiguration } from "../../../src/config/index.ts";
import { Program } from "../../../src/threads/program.ts";
import { makeFolder } from "../../support/folder.ts";
import { waitFor } from "../../support/wait.ts";

const RealWorker = globalThis.Worker;
const { XDG_STATE_HOME } = process.env;
const workers: Worker[] = [];
afterEach(() => {
  globalThis.Worker = RealWorker;
  workers.length = 0;
  if (XDG_STATE_HOME === undefined) delete process.env["XDG_STATE_HOME"];
  else process.env["XDG_STATE_HOME"] = XDG_STATE_HOME;
});

test("a process that waits for the history goes on when the history's thread dies", async () => {
  using folder = makeFolder({ ".brum.toml": '[core]\nring_slots = 4096\nring_bytes = "1 MiB"\n' });
  process.env["XDG_STATE_HOME"] = folder.path;
  globalThis.Worker = class extends RealWorker {
    constructor(...parameters: ConstructorParameters<typeof RealWorker>) {
      super(...parameters);
      workers.push(this);
    }
  };
  const { core, eventBus, history, logFiles, environment } = loadConfiguration(folder.path, {});
  const argv = ["/bin/sh", "-c", "exec yes 0123456789"];
  const program = new Program({
    project: { directory: folder.path, name: "test", packageManager: "npm", scripts: [], candidates: [], warnings: [] },
    preferredPackageManager: undefined,
    launches: [{ name: "job", kind: "command", command: "yes", argv, cwd: "/", overflow: "block" }],
    mcpPort: undefined,
    core,
    history,
    logFiles,
    eventBus,
    version: "0",
    ownLog: undefined,
    environment,
    variables: {},
  });
  const notices: string[] = [];
  program.bus.subscribe("system.notice", ({ payload }) => void notices.push(payload.text));
  await program.start();
  const grows = (by: number) => {
    const from = program.reader.latest();
    return waitFor(`${by} more lines`, () => program.reader.latest() >= from + by, 5000);
  };
  await grows(20_000);
  workers.at(-1)?.terminate();
  await waitFor("the notice", () => notices.some((text) => text.includes("The history thread of Brummer died")));
  await grows(500_000);
  const began = performance.now();
  await program.close();
  expect(performance.now() - began).toBeLessThan(3000);
}, 30_000);
