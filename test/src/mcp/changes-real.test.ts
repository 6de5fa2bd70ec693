/** What an agent learns of its edits from a whole Brummer with a real compiler and a real server that watch files. */

import { afterAll, beforeAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "@modelcontextprotocol/client";
import { freePort } from "../../support/ports.ts";
import { call } from "./harness.ts";
import { Running } from "./running.ts";

const tsc = join(import.meta.dir, "../../../node_modules/.bin/tsc");
const fine = "export const count: number = 1;\n";
const broken = 'export const name = "cart";\nexport const count: number = name;\n';

let running: Running;
let client: Client;
let port: number;
const save = (name: string, text: string) => writeFileSync(join(running.directory, name), text);
const server = (text: string) => `${text}\nBun.serve({ port: ${port}, fetch: () => new Response() });
console.log("listening on http://localhost:${port}/");\n`;

beforeAll(async () => {
  port = await freePort();
  running = await Running.start({
    ".brum.toml": [
      `[processes.types]\ncommand = "exec ${process.execPath} ${tsc} -p . --watch --preserveWatchOutput"`,
      `[processes.api]\ncommand = "exec ${process.execPath} --watch api.js"`,
    ].join("\n"),
    "package.json": JSON.stringify({ name: "shop", scripts: { typecheck: "tsc --noEmit" } }),
    "tsconfig.json": JSON.stringify({
      compilerOptions: { strict: true, noEmit: true, types: [] },
      files: ["src/cart.ts"],
    }),
    "src/cart.ts": fine,
    "api.js": server(""),
  });
  client = await running.connect();
});
afterAll(() => running[Symbol.asyncDispose]());

test("an edit that breaks a file is told with file and line, and the one that mends it as mended", async () => {
  const cursor = (await call(client, "timeline")).structured["cursor"];
  await call(client, "scripts_run", { name: "types", wait: "none" });
  const started = await call(client, "check_changes", { timeout: 60 });
  expect(started.text).toStartWith("Fine (");
  expect(started.text).toContain("\ntypes: tsc succeeded in ");

  save("src/cart.ts", broken);
  const wrong = await call(client, "check_changes", { timeout: 60 });
  expect(wrong.text).toStartWith("Broken (src/cart.ts changed ");
  expect(wrong.structured).toMatchObject({
    verdict: "broken",
    changed: "src/cart.ts",
    processes: [
      {
        process: "types",
        state: "failed",
        fresh: true,
        errors: [{ place: "src/cart.ts:2:14", error: "TS2322: Type 'string' is not assignable to type 'number'." }],
      },
    ],
  });
  expect((await call(client, "builds_status")).text).toMatch(
    /^types: tsc failed in \d+ms, .*: 1 error\n {2}src\/cart\.ts:2:14 /,
  );
  const list = await call(client, "errors_list", { severity: "error", new_since: cursor });
  const [error] = Object(list.structured)["errors"];
  expect(error).toMatchObject({ place: "src/cart.ts:2:14", processes: ["types"] });
  const detail = await call(client, "error_detail", { id: error.id });
  expect(detail.text).toContain('\n  1 | export const name = "cart";\n> 2 | export const count: number = name;\n');
  const lines = await call(client, "logs_search", { error: error.id });
  expect(lines.text).toContain("src/cart.ts(2,14): error TS2322");

  save("src/cart.ts", fine);
  const mended = await call(client, "check_changes", { timeout: 60 });
  expect(mended.text).toStartWith("Fine again: types had failed before (src/cart.ts changed ");
  expect(mended.structured).toMatchObject({
    verdict: "ok",
    processes: [{ process: "types", state: "succeeded", fresh: true, mended: true }],
  });
  expect((await call(client, "builds_status")).text).toMatch(/^types: tsc succeeded in /);

  const story = await call(client, "timeline", { since: cursor });
  const kinds = Object(story.structured)["items"].map(({ kind, process, text }: Record<string, string>) =>
    kind === "call" || kind === "ready" ? [] : [`${process} ${kind} ${text?.split(/ \(|:| in /)[0]}`],
  );
  expect(kinds.flat()).toEqual([
    "types state types started",
    "types build tsc started",
    "types build tsc succeeded",
    "types build tsc started",
    expect.stringMatching(/^types error [\da-f]{8} src\/cart\.ts$/),
    "types build tsc failed",
    "types build tsc started",
    "types build tsc succeeded",
  ]);
}, 120_000);

test("a server that is started anew by its own watcher is told to have crashed, and to be ready again", async () => {
  await call(client, "scripts_run", { name: "api" });
  await call(client, "check_changes", { name: "api" });
  save("api.js", server("missing.call();"));
  const wrong = await call(client, "check_changes", { name: "api" });
  expect(wrong.text).toStartWith("Broken (api.js changed ");
  expect(wrong.text).toContain("\n  api.js:1:1 ReferenceError: missing is not defined");
  const told: string[] = [];
  const stream = client.callTool(
    { name: "logs_stream", arguments: { name: "api", until: "/listening on .*:\\d+/", seconds: 60 } },
    { onprogress: ({ message = "" }) => void told.push(message) },
  );
  await Bun.sleep(100);
  save("api.js", server(""));
  const right = await call(client, "check_changes", { name: "api" });
  expect(right.text).toStartWith("Fine again: api had failed before");
  expect((await stream).structuredContent).toMatchObject({ ended: "until" });
  expect(told.join("\n")).toContain(`api info listening on http://localhost:${port}/`);
}, 60_000);

test("the timeline is waited for", async () => {
  const waited = call(client, "timeline", { wait: 30 });
  await Bun.sleep(200);
  await call(client, "scripts_stop", { name: "api" });
  expect((await waited).text).toContain(" api state api stopped");
});
