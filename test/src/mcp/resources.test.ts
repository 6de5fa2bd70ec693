import { describe, expect, test } from "bun:test";
import type { Client } from "@modelcontextprotocol/client";
import { tokensOf } from "../../../src/mcp/budget.ts";
import { clock } from "../../../src/mcp/format.ts";
import { mcpLimits } from "../../../src/mcp/limits.ts";
import { FIRST_TIME, Harness, launchOf, project } from "./harness.ts";
import { sighting } from "./sightings.ts";

/** Text and type of a resource that has one piece of content. */
async function read(client: Client, uri: string): Promise<{ text: string; mimeType: string | undefined }> {
  const { contents } = await client.readResource({ uri }, { cacheMode: "refresh" });
  const [content, ...others] = contents;
  if (content === undefined || !("text" in content) || others.length > 0) throw new Error("no single text");
  expect(content.uri).toBe(uri);
  expect(tokensOf(JSON.stringify({ contents }))).toBeLessThanOrEqual(4_000);
  return { text: content.text, mimeType: content.mimeType };
}

async function json(client: Client, uri: string): Promise<unknown> {
  const { text, mimeType } = await read(client, uri);
  expect(mimeType).toBe("application/json");
  return JSON.parse(text);
}

async function started(harness: Harness, name: string, command = "vite") {
  return (await harness.processes.start(launchOf(project, { name, command }))).process;
}

describe.each([false, true])("modern: %s", (modern) => {
  test("lists what there is, with processes and errors one by one", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    const before = await client.listResources();
    expect(before.resources.map(({ uri }) => uri)).toEqual([
      "processes://active",
      "errors://groups",
      "logs://recent",
      "logs://errors",
      "timeline://recent",
      "proxy://requests",
      "proxy://mappings",
      "scripts://available",
    ]);
    for (const { title, description, mimeType, annotations } of before.resources) {
      expect(title).not.toBe("");
      expect(description).not.toBe("");
      expect(mimeType).toMatch(/^(application\/json|text\/plain)$/);
      expect(annotations?.audience).toEqual(["user", "assistant"]);
    }
    const web = await started(harness, "web");
    harness.log(["hello"]);
    harness.overview.error(sighting("ab12ab12ab12"));
    const { resources } = await client.listResources(undefined, { cacheMode: "refresh" });
    const found = (uri: string) => resources.find((one) => one.uri === uri);
    expect(found("process://web")).toMatchObject({ title: "web", mimeType: "application/json" });
    expect(found("process://web")?.annotations?.lastModified).toBe(new Date(web.startedAt).toISOString());
    expect(found("process://web/logs")).toMatchObject({ title: "web: lines", mimeType: "text/plain" });
    expect(found("error://ab12ab12ab12")).toMatchObject({
      title: "TypeError: cart is undefined",
      description: "src/cart.ts:3:7, in web",
    });
    expect(found("logs://recent")?.annotations?.lastModified).toBe(new Date(FIRST_TIME).toISOString());
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
      "process://{name}",
      "process://{name}/logs",
      "error://{id}",
      "queue://{channel}",
    ]);
  });

  test("lines", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    expect((await read(client, "logs://recent")).text).toBe("No lines so far.");
    await started(harness, "web");
    harness.log(["one"]);
    harness.log(["two"], { level: 3 });
    harness.log(["", "  "]);
    const time = (index: number) => clock(FIRST_TIME + 1000 * index);
    expect(await read(client, "logs://recent")).toEqual({
      text: `${time(0)} web info one\n${time(1)} web warn two`,
      mimeType: "text/plain",
    });
    expect((await read(client, "logs://errors")).text).toBe(`${time(1)} web warn two`);
    expect((await read(client, "process://web/logs")).text).toBe(`${time(0)} info one\n${time(1)} warn two`);
    harness.log(Array.from({ length: 300 }, (_, index) => `line ${index} ${"x".repeat(index === 250 ? 5_000 : 0)}`));
    const recent = (await read(client, "logs://recent")).text.split("\n");
    expect(recent).toHaveLength(101);
    expect(recent[0]).toBe("Older lines: logs_search {} with before 204.");
    expect(recent[1]).toEndWith("line 200 ");
    expect(recent.at(-1)).toEndWith("line 299 ");
    harness.log(Array.from({ length: 300 }, () => "long ".repeat(100)));
    const long = (await read(client, "process://web/logs")).text;
    expect(long).toStartWith('Older lines: logs_search {name: "web"} with before ');
    expect(long.split("\n").length).toBeGreaterThan(15);
  });

  test("processes", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    expect(await json(client, "processes://active")).toEqual([]);
    await started(harness, "api");
    const web = await started(harness, "web");
    harness.processes.set("web", { status: "ready", url: "http://localhost:5173/" });
    harness.processes.set("api", {
      status: "failed",
      exitCode: 1,
      pid: null,
      endedAt: web.startedAt + 5,
      note: "Port 1 is taken.",
    });
    harness.log(["up"], { source: 2 });
    expect(await json(client, "processes://active")).toMatchObject([
      { name: "web", processId: web.id, status: "ready", ready: true, url: "http://localhost:5173/", command: "vite" },
      { name: "api", status: "failed", exitCode: 1, note: "Port 1 is taken." },
    ]);
    expect(await json(client, "process://web")).toMatchObject({
      name: "web",
      status: "ready",
      cwd: project.directory,
      lastLines: [`${clock(FIRST_TIME)} info up`],
      allLines: "process://web/logs",
    });
    expect(await json(client, "process://api")).toMatchObject({ note: "Port 1 is taken.", lastLines: [] });
  });

  test("errors", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    expect(await json(client, "errors://groups")).toEqual([]);
    harness.overview.error(sighting("ab12ab12ab12"));
    harness.overview.error(sighting("cd34cd34cd34", { message: "no", place: null, severity: "warning" }));
    harness.overview.located({
      fingerprint: "ab12ab12ab12",
      file: "/home/someone/shop/src/cart.ts",
      line: 4,
      column: 1,
      excerpt: [
        { line: 3, text: "  const cart = find();" },
        { line: 4, text: "  return cart.total;" },
      ],
    });
    expect(await json(client, "errors://groups")).toMatchObject([
      { id: "cd34cd34", error: "TypeError: no", severity: "warning", place: "" },
      { id: "ab12ab12", error: "TypeError: cart is undefined", place: "src/cart.ts:4:1", count: 1, processes: ["web"] },
    ]);
    const { text, mimeType } = await read(client, "error://ab12ab12ab12");
    expect(mimeType).toBe("text/plain");
    for (const part of [
      "TypeError: cart is undefined\nsrc/cart.ts:4:1\n",
      "  3 |   const cart = find();\n> 4 |   return cart.total;\n",
      "at total (src/cart.ts:3:7)\n",
      "caused by RangeError: too far\n",
    ]) {
      expect(text).toContain(part);
    }
    expect((await read(client, "error://ab12ab12")).text).toBe(text);
    expect((await read(client, "error://AB12%20TypeError%3A%20cart")).text).toBe(text);
    const frames = Array.from({ length: 50 }, (_, index) => {
      return {
        function: `f${index}`,
        file: `/somewhere/${"deep/".repeat(180)}x.ts`,
        line: index,
        column: 1,
        own: true,
      };
    });
    harness.overview.error(sighting("ef56ef56ef56", { frames, context: frames.map(({ file }) => file) }));
    expect((await read(client, "error://ef56ef56ef56")).text.length).toBeGreaterThan(8_000);
  });

  test("the timeline", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    expect((await read(client, "timeline://recent")).text).toContain("Nothing.");
    const process = await started(harness, "web");
    harness.journal.add({ kind: "process", process });
    harness.log(["not so important"]);
    harness.log(["look out"], { level: 3 });
    const { text, mimeType } = await read(client, "timeline://recent");
    expect(mimeType).toBe("text/plain");
    expect(text).toContain("web");
    expect(text).toContain("look out");
    expect(text).not.toContain("not so important");
    const { resources } = await client.listResources(undefined, { cacheMode: "refresh" });
    const listed = resources.find(({ uri }) => uri === "timeline://recent");
    expect(Date.parse(listed?.annotations?.lastModified ?? "")).toBeGreaterThan(Date.now() - 10_000);
  });

  test("scripts", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    expect(await json(client, "scripts://available")).toEqual({
      web: "vite",
      api: "node api.js",
      typecheck: "tsc --noEmit",
    });
  });

  test("what there is not", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    await started(harness, "web");
    const names = ["nothing", "web/../api", "%", "%E0%A4", "%00", "web%2Flogs", "WEB", ""];
    const uris = [
      ...names.flatMap((name) => [`process://${name}`, `process://${name}/logs`]),
      "error://ab12ab12ab12",
      "error://x",
      "error://",
      "logs://other",
      "logs://recent/",
      "file:///etc/passwd",
      "",
    ];
    for (const uri of uris) {
      const failure = await client.readResource({ uri }).then(String, String);
      expect(failure).toContain(uri === "" ? "not found" : uri);
    }
  });

  test("names that a URI cannot hold as they are", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect(modern);
    const names = ["packages/web:dev", "a b", "100%", "ümlaut", "q?x#y", "(it's)!*", "50%25", "😀"];
    for (const name of names) await started(harness, name);
    const { resources } = await client.listResources();
    const uris = resources.map(({ uri }) => uri).filter((uri) => uri.startsWith("process://"));
    expect(uris.filter((uri) => !uri.endsWith("/logs"))).toHaveLength(names.length);
    for (const uri of uris) expect(uri).toMatch(/^process:\/\/[\w%.~-]+(\/logs)?$/);
    const found = await Promise.all(uris.filter((uri) => !uri.endsWith("/logs")).map(async (uri) => json(client, uri)));
    expect(found).toMatchObject(names.map((name) => ({ name })));
  });
});

test("secrets are masked wherever they stand", async () => {
  await using harness = new Harness();
  harness.mask = (text) => text.replaceAll("hunter2", "***");
  const { client } = await harness.connect();
  await started(harness, "web", "vite --token hunter2");
  harness.processes.set("web", { status: "failed", note: "hunter2 is wrong" });
  harness.log(["GET /hunter2 500 9000ms"], { level: 4 });
  harness.overview.error(sighting("ab12ab12ab12", { message: "no hunter2" }));
  harness.project = { ...project, warnings: ["hunter2"] };
  const answers: unknown[] = [await client.listResources()];
  for (const uri of [
    "processes://active",
    "process://web",
    "process://web/logs",
    "logs://recent",
    "logs://errors",
    "timeline://recent",
  ]) {
    answers.push(await read(client, uri));
  }
  answers.push(await read(client, "errors://groups"), await read(client, "error://ab12ab12"));
  // Half a secret must not be left where a line is cut.
  harness.log([`hunter2 ${"x".repeat(mcpLimits.lineBytes - 13)} hunter2`], { level: 4 });
  answers.push(await read(client, "process://web/logs"), await read(client, "logs://errors"));
  const prompts: [string, Record<string, string>][] = [
    ["debug_error", { error_message: "no" }],
    ["explain_startup_failure", { process: "web" }],
    ["performance_analysis", {}],
    ["api_troubleshooting", {}],
    ["script_configuration", { task_type: "dev" }],
  ];
  for (const [name, args] of prompts) answers.push(await client.getPrompt({ name, arguments: args }));
  const ofPrompt = (name: string, argument: string) => {
    return client.complete({ ref: { type: "ref/prompt", name }, argument: { name: argument, value: "" } });
  };
  answers.push(await ofPrompt("debug_error", "error_message"), await ofPrompt("api_troubleshooting", "endpoint"));
  for (const answer of answers) {
    expect(JSON.stringify(answer)).not.toContain("hunt");
    expect(JSON.stringify(answer)).toContain("***");
  }
});

test("no list grows without end", async () => {
  await using harness = new Harness();
  const { client } = await harness.connect();
  for (let index = 0; index < 300; index++) {
    await started(harness, `process-${index}`, `run ${"x".repeat(100)}`);
    if (index !== 7) harness.processes.set(`process-${index}`, { status: "success", endedAt: index });
    const fingerprint = (0xabc000000000 + index).toString(16);
    harness.overview.error(sighting(fingerprint, { time: 1_785_240_000_000 + index, message: "y".repeat(400) }));
  }
  const { resources } = await client.listResources();
  const of = (scheme: string) => resources.filter(({ uri }) => uri.startsWith(scheme)).map(({ uri }) => uri);
  expect(of("process://")).toHaveLength(40);
  expect(of("process://")).toContain("process://process-7");
  expect(of("process://")).toContain("process://process-299");
  expect(of("error://")).toHaveLength(20);
  expect(of("error://")[0]).toBe("error://abc00000012b");
  await json(client, "processes://active");
  await json(client, "errors://groups");
});
