/** Updates of resources and log messages with a whole Brummer and real processes, in both revisions of the protocol. */

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { detectProject, findCandidate } from "../../../src/detect/index.ts";
import { waitFor } from "../../support/wait.ts";
import { Running } from "./running.ts";

const scripts = {
  ticker:
    'sh -c \'for i in 1 2 3 4 5 6 7 8; do echo "tick $i"; sleep 0.2; done; echo "TypeError: cart is undefined" >&2; exit 3\'',
  flood: "sh -c 'yes \"a line of the flood, as long as lines usually are\" | head -n 1500000'",
};
const manifest = (more: Readonly<Record<string, string>> = {}) => JSON.stringify({ scripts: { ...scripts, ...more } });

let running: Running;
beforeAll(async () => {
  running = await Running.start({ "package.json": manifest() });
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

/** Starts a script of the project. */
async function start(name: string): Promise<void> {
  const candidate = findCandidate(detectProject(running.directory), name);
  if (candidate === undefined) throw new Error(`no script ${name}`);
  await running.program.processes.start(candidate.launch);
}

describe.each([false, true])("modern: %s", (modern) => {
  /** A client that hears of these resources, of lists and, where the revision has that, of log messages. */
  async function listening(uris: readonly string[]) {
    const client = await running.connect(modern);
    const heard: string[] = [];
    const messages: string[] = [];
    client.setNotificationHandler("notifications/resources/updated", ({ params }) => void heard.push(params.uri));
    client.setNotificationHandler("notifications/resources/list_changed", () => void heard.push("list"));
    client.setNotificationHandler(
      "notifications/message",
      ({ params }) => void messages.push(JSON.stringify(params.data)),
    );
    if (modern) await client.listen({ resourceSubscriptions: [...uris], resourcesListChanged: true });
    else {
      await client.setLoggingLevel("warning");
      for (const uri of uris) await client.subscribeResource({ uri });
    }
    const text = async (uri: string) =>
      JSON.stringify((await client.readResource({ uri }, { cacheMode: "refresh" })).contents);
    return { client, heard, messages, text };
  }

  test("a process that prints, and fails, is heard of", async () => {
    const uris = ["logs://recent", "logs://errors", "process://ticker", "process://ticker/logs", "processes://active"];
    const { heard, messages, text } = await listening(uris);
    await start("ticker");
    await waitFor(
      "its first line",
      async () => heard.includes("process://ticker/logs") && (await text("process://ticker/logs")).includes("tick 1"),
    );
    await waitFor("its start", () => heard.includes("process://ticker") && heard.includes("processes://active"));
    // Whatever came last is told, so that the last reading after the last telling shows it.
    let told = 0;
    await waitFor("its end", async () => {
      const count = heard.length;
      if (count === told) return false;
      told = count;
      return (
        (await text("process://ticker")).includes('exitCode\\":3') &&
        (await text("process://ticker/logs")).includes("TypeError")
      );
    });
    const lines = heard.filter((uri) => uri === "process://ticker/logs").length;
    expect(lines).toBeGreaterThanOrEqual(2);
    expect(lines).toBeLessThanOrEqual(5);
    await waitFor("errors", () => heard.includes("logs://errors"));
    if (modern) return;
    await waitFor("messages", () => messages.some((one) => one.includes("ticker failed with exit code 3")));
    expect(messages.some((one) => one.includes("ready"))).toBe(false);
  }, 30_000);

  test("a flood is told of once a second, and others are served", async () => {
    const { client, heard } = await listening(["logs://recent", "process://flood/logs", "process://ticker/logs"]);
    const began = performance.now();
    await start("flood");
    let slowest = 0;
    await waitFor(
      "its end",
      async () => {
        const asked = performance.now();
        await client.readResource({ uri: "scripts://available" }, { cacheMode: "refresh" });
        slowest = Math.max(slowest, performance.now() - asked);
        const known = await running.program.processes.list();
        return known.some(({ name, status }) => name === "flood" && status === "success");
      },
      40_000,
    );
    const seconds = (performance.now() - began) / 1000;
    await waitFor("the telling", () => heard.includes("process://flood/logs"));
    expect(heard.filter((uri) => uri === "logs://recent").length).toBeLessThanOrEqual(seconds + 2);
    expect(slowest).toBeLessThan(2_000);
  }, 60_000);

  test("scripts are heard of when package.json changes", async () => {
    const { heard, text } = await listening(["scripts://available"]);
    const name = modern ? "modern" : "legacy";
    writeFileSync(join(running.directory, "package.json"), manifest({ [name]: "true" }));
    await waitFor(
      "the change",
      async () => heard.includes("scripts://available") && (await text("scripts://available")).includes(name),
    );
  }, 30_000);

  test("scripts are heard of when .brum.toml changes", async () => {
    const { heard, text } = await listening(["scripts://available"]);
    const name = modern ? "extra" : "other";
    const file = join(running.directory, ".brum.toml");
    writeFileSync(file, "# nothing that is offered\n");
    writeFileSync(file, `[processes.${name}]\ncommand = "true"\n`);
    await waitFor("the change", () => heard.includes("scripts://available"));
    expect(await text("scripts://available")).toContain(name);
  }, 30_000);
});
