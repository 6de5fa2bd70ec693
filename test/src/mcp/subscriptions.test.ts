import { describe, expect, spyOn, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "@modelcontextprotocol/client";
import { LogFollower } from "../../../core/ring/follower.ts";
import { detectProject } from "../../../src/detect/index.ts";
import { mcpLimits } from "../../../src/mcp/limits.ts";
import { makeFolder } from "../../support/folder.ts";
import { Harness, launchOf, project, until } from "./harness.ts";
import { sighting } from "./sightings.ts";

/** What a client has heard, in its order: URIs that have changed, and `list`. */
interface Ear {
  readonly heard: string[];
  /** When each came, in milliseconds of `performance.now`. */
  readonly times: number[];
  /** Hears of these from now on. */
  listen(uris: readonly string[]): Promise<void>;
  /** Hears of nothing any more. */
  stop(): Promise<void>;
}

function earOf(client: Client, modern: boolean): Ear {
  const heard: string[] = [];
  const times: number[] = [];
  const note = (what: string) => {
    heard.push(what);
    times.push(performance.now());
  };
  client.setNotificationHandler("notifications/resources/updated", ({ params }) => note(params.uri));
  client.setNotificationHandler("notifications/resources/list_changed", () => note("list"));
  const open: { close(): Promise<void> }[] = [];
  const subscribed: string[] = [];
  return {
    heard,
    times,
    async listen(uris) {
      if (modern) open.push(await client.listen({ resourceSubscriptions: [...uris], resourcesListChanged: true }));
      else for (const uri of uris) await client.subscribeResource({ uri });
      subscribed.push(...uris);
    },
    async stop() {
      for (const one of open) await one.close();
      if (!modern) for (const uri of subscribed) await client.unsubscribeResource({ uri });
    },
  };
}

async function started(harness: Harness, name: string) {
  const { process } = await harness.processes.start(launchOf(project, { name, command: "vite" }));
  harness.journal.add({ kind: "process", process });
  return process;
}

/** Long enough for whatever is still to be told. */
const settle = () => Bun.sleep(mcpLimits.changeMs + 300);

describe.each([false, true])("modern: %s", (modern) => {
  test("lines are told of at once, then once a second, and the last one is never lost", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    const ear = earOf(client, modern);
    await started(harness, "web");
    await ear.listen(["logs://recent"]);
    const began = performance.now();
    harness.log(["first"]);
    await until(() => ear.heard.includes("logs://recent"));
    expect(performance.now() - began).toBeLessThan(500);
    for (let index = 0; index < 40; index++) {
      harness.log([`line ${index}`]);
      await Bun.sleep(60);
    }
    await settle();
    const times = ear.times.filter((_, index) => ear.heard[index] === "logs://recent");
    expect(times.length).toBeGreaterThan(2);
    expect(times.length).toBeLessThan(6);
    for (const [index, time] of times.slice(1).entries()) {
      expect(time - (times[index] ?? 0)).toBeGreaterThan(mcpLimits.changeMs - 100);
    }
    const { contents } = await client.readResource({ uri: "logs://recent" }, { cacheMode: "refresh" });
    expect(JSON.stringify(contents)).toContain("line 39");
    const count = ear.heard.length;
    await settle();
    expect(ear.heard).toHaveLength(count);
  }, 20_000);

  test("each resource is told of what concerns it", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    const ear = earOf(client, modern);
    await started(harness, "web");
    await started(harness, "api");
    const uris = [
      "logs://recent",
      "logs://errors",
      "process://web/logs",
      "process://api/logs",
      "process://web",
      "processes://active",
      "errors://groups",
      "error://ab12ab12",
    ];
    await ear.listen(uris);
    await settle();
    const changed = async (change: () => void) => {
      ear.heard.length = 0;
      change();
      await settle();
      return [...new Set(ear.heard)].sort();
    };
    expect(await changed(() => harness.log(["info"]))).toEqual(["logs://recent", "process://web/logs"]);
    expect(await changed(() => harness.log(["bad"], { source: 2, level: 4 }))).toEqual([
      "logs://errors",
      "logs://recent",
      "process://api/logs",
    ]);
    expect(await changed(() => harness.log(["of Brummer"], { source: 0 }))).toEqual(["logs://recent"]);
    const end = () => {
      harness.journal.add({ kind: "process", process: harness.processes.set("web", { status: "failed" }) });
    };
    expect(await changed(end)).toEqual(["process://web", "processes://active"]);
    expect(await changed(() => void harness.overview.error(sighting("ab12ab12ab12")))).toEqual([
      "error://ab12ab12",
      "errors://groups",
      "list",
    ]);
    expect(await changed(() => void harness.overview.error(sighting("cd34cd34cd34")))).toEqual([
      "errors://groups",
      "list",
    ]);
    expect(await changed(() => void harness.overview.error(sighting("ab12ab12ab12")))).toEqual([
      "error://ab12ab12",
      "errors://groups",
    ]);
    const location = { fingerprint: "ab12ab12ab12", file: "/x.ts", line: 1, column: null, excerpt: [] };
    expect(await changed(() => harness.overview.located(location))).toEqual(["error://ab12ab12", "errors://groups"]);
    await ear.stop();
    expect(await changed(() => harness.log(["more"], { level: 4 }))).toEqual([]);
  }, 30_000);

  test("a process that is not there yet is heard of when it comes", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    const ear = earOf(client, modern);
    await ear.listen(["process://a%20b", "process://a%20b/logs"]);
    await started(harness, "a b");
    harness.log(["hello"]);
    await until(() => ear.heard.includes("process://a%20b") && ear.heard.includes("process://a%20b/logs"));
    await until(() => ear.heard.includes("list"));
  });

  test("while nobody listens nothing is watched", async () => {
    using waits = spyOn(LogFollower.prototype, "waitAsync");
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    await client.listTools();
    using journal = spyOn(harness.journal, "listen");
    harness.log(["unheard"]);
    await Bun.sleep(50);
    expect(waits).not.toHaveBeenCalled();
    expect(journal).not.toHaveBeenCalled();
    const ear = earOf(client, modern);
    await ear.listen(["logs://recent"]);
    expect(waits).toHaveBeenCalledTimes(1);
    await ear.stop();
    harness.log(["unheard"]);
    await settle();
    harness.log(["unheard"]);
    await settle();
    expect(waits).toHaveBeenCalledTimes(1);
    expect(ear.heard.filter((what) => what !== "list")).toEqual([]);
  });
});

test("lines that a flood pushed out before anybody could look count as printed", async () => {
  await using harness = new Harness({ slots: 256, bytes: 1 << 16 });
  const { client } = await harness.connect();
  const ear = earOf(client, false);
  await started(harness, "web");
  await started(harness, "api");
  await ear.listen(["process://api/logs"]);
  harness.log(["wakes"], { source: 0 });
  await settle();
  expect(ear.heard).not.toContain("process://api/logs");
  harness.log(["of api"], { source: 2 });
  for (let index = 0; index < 20; index++) harness.log(Array.from({ length: 50 }, () => "of web"));
  await until(() => ear.heard.includes("process://api/logs"));
});

test("a session subscribes to what there can be, once each, and to a hundred at most", async () => {
  await using harness = new Harness();
  const { client } = await harness.connect();
  for (const uri of ["nothing://here", "logs://other", "process://a/b/c", "process://%"]) {
    expect(await client.subscribeResource({ uri }).then(String, String)).toContain(uri);
  }
  for (let index = 0; index < mcpLimits.watched; index++)
    await client.subscribeResource({ uri: `process://p${index}` });
  await client.subscribeResource({ uri: "process://p0" });
  expect(await client.subscribeResource({ uri: "logs://recent" }).then(String, String)).toContain("100 resources");
  await client.unsubscribeResource({ uri: "process://p0" });
  await client.subscribeResource({ uri: "logs://recent" });
});

test("scripts are heard of when the project's files change", async () => {
  using folder = makeFolder({ "package.json": '{"scripts": {"dev": "vite"}}' });
  await using harness = new Harness();
  harness.project = detectProject(folder.path);
  const { client } = await harness.connect();
  const ear = earOf(client, false);
  await ear.listen(["scripts://available"]);
  writeFileSync(join(folder.path, "package.json"), '{"scripts": {"dev": "vite", "test": "vitest"}}');
  await until(() => ear.heard.includes("scripts://available"));
  harness.project = detectProject(folder.path);
  const { contents } = await client.readResource({ uri: "scripts://available" });
  expect(contents).toMatchObject([{ text: '{"dev":"vite","test":"vitest"}' }]);
});
