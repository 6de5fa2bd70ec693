import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { EventBus, LogRing } from "../../../core/index.ts";
import type { Launch } from "../../../src/process/index.ts";
import { ProcessRouter, ProcessTable } from "../../../src/process/thread.ts";
import { topics } from "../../../src/topics.ts";
import { makeFolder } from "../../support/folder.ts";
import { tableTools } from "../../support/process-table.ts";
import { waitFor } from "../../support/wait.ts";

test("a changed file restarts its process, and then what depends on it; a stop ends the watch", async () => {
  using folder = makeFolder({ "src/a.ts": "1", "notes.md": "1" });
  const said: string[] = [];
  const bus = EventBus.create(topics);
  const table = new ProcessTable({
    ...tableTools(LogRing.create({ slots: 1024, bytes: 1 << 18 })),
    publish: (snapshot) => bus.publish("process.changed", snapshot),
    publishExit: () => {},
    publishTail: () => {},
  });
  const router = new ProcessRouter([table], { awaitLine: () => () => {}, say: (text) => said.push(text) });
  bus.subscribe("process.changed", ({ payload }) => router.note(payload));
  const sleeper = (name: string): Launch => ({
    name,
    kind: "command",
    command: "sleep 60",
    argv: ["sleep", "60"],
    cwd: folder.path,
  });
  const restarts = async (name: string) => (await router.list()).find((one) => one.name === name)?.restarts;
  await router.start({ ...sleeper("api"), watch: { globs: ["src/**/*.ts"], debounceMs: 20, cascade: true } });
  await router.start({ ...sleeper("web"), dependsOn: [{ name: "api", until: "started" }] });
  await Bun.sleep(150);
  writeFileSync(join(folder.path, "notes.md"), "2");
  writeFileSync(join(folder.path, "src/a.ts"), "2");
  await waitFor("the restart", async () => (await restarts("api")) === 1);
  await waitFor("the cascade", async () => (await restarts("web")) === 1);
  expect(said).toEqual(["api restarts: src/a.ts has changed"]);
  await router.stop("api");
  await Bun.sleep(50);
  writeFileSync(join(folder.path, "src/a.ts"), "3");
  await Bun.sleep(150);
  expect(await restarts("api")).toBe(1);
  await router.stopAll();
  await bus.close(100);
});
