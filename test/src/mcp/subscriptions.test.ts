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
  test.concurrent("lines are told of at once, then once a second, and the last one is never lost", async () => {
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

  const known = [
    "logs://recent",
    "logs://errors",
    "process://web/logs",
    "process://api/logs",
    "process://web",
    "processes://active",
    "errors://groups",
    "error://ab12ab12",
    "timeline://recent",
  ];
  const location = { fingerprint: "ab12ab12ab12", file: "/x.ts", line: 1, column: null, excerpt: [] };
  const of = { source: 1, process: "web", time: 1 };
  const fail = (harness: Harness) =>
    harness.journal.add({ kind: "process", process: harness.processes.set("web", { status: "failed" }) });
  /** What happens, and what of these is heard of it. */
  const cases: [string, (harness: Harness) => void, string[]][] = [
    ["a line", (harness) => harness.log(["info"]), ["logs://recent", "process://web/logs"]],
    [
      "a bad line",
      (harness) => harness.log(["bad"], { source: 2, level: 4 }),
      ["logs://errors", "logs://recent", "process://api/logs", "timeline://recent"],
    ],
    ["a line of Brummer", (harness) => harness.log(["own"], { source: 0 }), ["logs://recent"]],
    [
      "an address",
      ({ journal }) =>
        journal.add({ kind: "event", event: { kind: "ready", url: "http://localhost:1/", ms: 1, ...of } }),
      ["process://web", "processes://active", "timeline://recent"],
    ],
    ["an end", fail, ["process://web", "processes://active", "timeline://recent"]],
    [
      "a new error",
      ({ overview }) => overview.error(sighting("ef56ef56ef56")),
      ["errors://groups", "list", "timeline://recent"],
    ],
    [
      "an error again",
      ({ overview }) => overview.error(sighting("ab12ab12ab12")),
      ["error://ab12ab12", "errors://groups", "timeline://recent"],
    ],
    [
      "the place of an error",
      ({ overview }) => overview.located(location),
      ["error://ab12ab12", "errors://groups", "timeline://recent"],
    ],
  ];
  test.concurrent.each(cases)(
    "of %s",
    async (_what, change, expected) => {
      await using harness = new Harness();
      const { client } = await harness.connect(modern);
      const ear = earOf(client, modern);
      for (const name of ["web", "api"]) await started(harness, name);
      for (const fingerprint of ["ab12ab12ab12", "cd34cd34cd34"]) harness.overview.error(sighting(fingerprint));
      await ear.listen(known);
      await settle();
      ear.heard.length = 0;
      change(harness);
      await settle();
      expect(ear.heard.toSorted()).toEqual(expected);
      await ear.stop();
      change(harness);
      harness.log(["more"], { level: 4 });
      await settle();
      // Lists are heard of as long as a session is open.
      const heard = ear.heard.filter((what) => what !== "list").toSorted();
      expect(heard).toEqual(expected.filter((what) => what !== "list"));
    },
    20_000,
  );

  test.concurrent("a process that is not there yet is heard of when it comes", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    const ear = earOf(client, modern);
    await ear.listen(["process://a%20b", "process://a%20b/logs"]);
    await started(harness, "a b");
    harness.log(["hello"]);
    await until(() => ear.heard.includes("process://a%20b") && ear.heard.includes("process://a%20b/logs"));
    await until(() => ear.heard.includes("list"));
  });

  test.concurrent("a process that changes all the time is told of at once, then once a second, and at last", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    const ear = earOf(client, modern);
    await started(harness, "web");
    await ear.listen(["process://web"]);
    const began = performance.now();
    let last = began;
    for (let restarts = 0; restarts < 100; restarts++) {
      last = performance.now();
      harness.journal.add({ kind: "process", process: harness.processes.set("web", { restarts }) });
      await Bun.sleep(15);
    }
    await settle();
    expect([...new Set(ear.heard)]).toEqual(["process://web"]);
    expect((ear.times[0] ?? 0) - began).toBeLessThan(500);
    expect(ear.times.at(-1)).toBeGreaterThanOrEqual(last);
    expect(ear.times.length).toBeLessThanOrEqual((last - began) / mcpLimits.changeMs + 2);
  });

  test.concurrent("reading a resource does not change it", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    const ear = earOf(client, modern);
    const { resources } = await client.listResources();
    const uris = resources.map(({ uri }) => uri);
    await ear.listen(uris);
    await settle();
    ear.heard.length = 0;
    for (const uri of uris) await client.readResource({ uri }, { cacheMode: "refresh" });
    // As the net thread does it.
    for (const call of harness.calls) harness.journal.add({ kind: "call", call });
    await settle();
    expect(ear.heard).toEqual([]);
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

test("what a session has heard of is not watched any more when the session has ended", async () => {
  using waits = spyOn(LogFollower.prototype, "waitAsync");
  await using harness = new Harness();
  const { client, transport } = await harness.connect();
  await client.subscribeResource({ uri: "logs://recent" });
  expect(waits).toHaveBeenCalledTimes(1);
  await transport.terminateSession();
  for (let line = 0; line < 2; line++) {
    harness.log(["unheard"]);
    await settle();
  }
  expect(waits).toHaveBeenCalledTimes(1);
});

test.concurrent("lines that a flood pushed out before anybody could look count as printed", async () => {
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

test.concurrent("a session subscribes to what there can be, once each, and to a hundred at most", async () => {
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

test.concurrent("a stream hears of a hundred resources at most", async () => {
  await using harness = new Harness();
  const { client } = await harness.connect(true);
  const uris = Array.from({ length: mcpLimits.watched }, (_, index) => `process://p${index}`);
  const refused = client.listen({ resourceSubscriptions: [...uris, "logs://recent"] });
  expect(await refused.then(() => "", String)).toContain("A stream hears of 100 resources at most");
  const { honoredFilter } = await client.listen({ resourceSubscriptions: uris });
  expect(honoredFilter.resourceSubscriptions).toHaveLength(100);
});

test.concurrent("scripts are heard of when the project's files change", async () => {
  using folder = makeFolder({ "package.json": '{"scripts": {"dev": "vite"}}' });
  await using harness = new Harness();
  harness.project = detectProject(folder.path);
  const { client } = await harness.connect();
  const ear = earOf(client, false);
  await ear.listen(["scripts://available"]);
  writeFileSync(join(folder.path, "package.json"), '{"scripts": {"dev": "vite", "test": "vitest"}}');
  harness.project = detectProject(folder.path);
  await until(() => ear.heard.includes("scripts://available"));
  const { contents } = await client.readResource({ uri: "scripts://available" });
  expect(contents).toMatchObject([{ text: '{"dev":"vite","test":"vitest"}' }]);
});
