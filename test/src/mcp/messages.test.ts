import { expect, test } from "bun:test";
import type { Client } from "@modelcontextprotocol/client";
import type { ToldEvent } from "../../../src/events/index.ts";
import { mcpLimits } from "../../../src/mcp/limits.ts";
import type { ProcessSnapshot } from "../../../src/process/index.ts";
import { Harness, launchOf, project, until } from "./harness.ts";
import { failedTests, sighting } from "./sightings.ts";

interface Heard {
  readonly level: string;
  readonly logger?: string | undefined;
  readonly data: unknown;
}

function messagesTo(client: Client): Heard[] {
  const heard: Heard[] = [];
  client.setNotificationHandler("notifications/message", ({ params }) => void heard.push(params));
  return heard;
}

async function started(harness: Harness, name: string) {
  const { process } = await harness.processes.start(launchOf(project, { name, command: "vite" }));
  return process;
}

const build = (phase: "started" | "succeeded" | "failed"): ToldEvent => {
  return {
    kind: "build",
    phase,
    tool: "vite",
    ms: 900,
    errors: phase === "failed" ? 2 : null,
    warnings: null,
    source: 1,
    process: "web",
    time: 1,
  };
};

test("a session that has set a level hears of failures, new errors, builds and tests", async () => {
  await using harness = new Harness();
  const { client } = await harness.connect();
  const heard = messagesTo(client);
  await started(harness, "web");
  const changed = (change: Partial<ProcessSnapshot>) =>
    harness.journal.add({ kind: "process", process: harness.processes.set("web", change) });
  const told = (event: ToldEvent) => harness.journal.add({ kind: "event", event });
  harness.overview.error(sighting("000000000000"));
  await client.setLoggingLevel("info");
  const all = () => {
    changed({ status: "ready", url: "http://localhost:1/" });
    changed({ note: "nothing new" });
    harness.overview.error(sighting("ab12ab12ab12"));
    harness.overview.error(sighting("ab12ab12ab12"));
    told(build("started"));
    told(build("failed"));
    told(build("succeeded"));
    told(failedTests);
    changed({ status: "failed", exitCode: 1, note: "Port 1 is taken." });
  };
  all();
  await until(() => heard.length === 6);
  expect(heard).toEqual([
    {
      level: "info",
      logger: "brummer",
      data: { message: "web is ready at http://localhost:1/", uri: "process://web" },
    },
    {
      level: "error",
      logger: "brummer",
      data: { message: "New: TypeError: cart is undefined (src/cart.ts:3:7 in web)", uri: "error://ab12ab12" },
    },
    {
      level: "error",
      logger: "brummer",
      data: { message: "Build of web (vite) failed with 2 errors in 900ms", process: "web" },
    },
    { level: "info", logger: "brummer", data: { message: "Build of web (vite) succeeded in 900ms", process: "web" } },
    {
      level: "error",
      logger: "brummer",
      data: {
        message: "Tests of web (vitest) failed: 1 failed, 11 passed",
        process: "web",
        failures: ["cart > adds up"],
      },
    },
    {
      level: "error",
      logger: "brummer",
      data: {
        message: expect.stringMatching(/^web failed with exit code 1 after /),
        note: "Port 1 is taken.",
        uri: "process://web",
      },
    },
  ]);
  await client.setLoggingLevel("error");
  heard.length = 0;
  await Bun.sleep(1_100);
  all();
  await until(() => heard.length === 3);
  await Bun.sleep(50);
  expect(heard.map(({ level }) => level)).toEqual(["error", "error", "error"]);
});

test("one that has set none hears nothing, and nothing is looked for", async () => {
  await using harness = new Harness();
  const { client } = await harness.connect();
  const heard = messagesTo(client);
  harness.journal.add({ kind: "event", event: build("failed") });
  await client.ping();
  await Bun.sleep(50);
  expect(heard).toEqual([]);
});

test("a flood of messages is cut and counted", async () => {
  await using harness = new Harness();
  const { client } = await harness.connect();
  const heard = messagesTo(client);
  await client.setLoggingLevel("debug");
  for (let index = 0; index < 500; index++) harness.journal.add({ kind: "event", event: build("failed") });
  await until(() => heard.length > mcpLimits.messages);
  expect(heard).toHaveLength(mcpLimits.messages + 1);
  expect(heard.at(-1)).toMatchObject({
    level: "warning",
    data: { message: "490 more messages were left out", count: 490 },
  });
  await client.close();
  harness.journal.add({ kind: "event", event: build("failed") });
});
