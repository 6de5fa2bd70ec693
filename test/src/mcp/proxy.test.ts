import { expect, test } from "bun:test";
import { tools } from "../../../src/mcp/tools/index.ts";
import { mask } from "../../../src/secrets/index.ts";
import { RunningProxy } from "../proxy/running.ts";
import { call, Harness, launchOf, project, until } from "./harness.ts";

const JWT = `eyJhbGciOiJIUzI1NiJ9.${Buffer.from('{"sub":"42","role":"admin"}').toString("base64url")}.c2lnbmF0dXJlc2lnbmF0dXJl`;
let answers = 0;

/** A small API: what a path says. */
async function api(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  await request.text();
  answers++;
  if (pathname === "/api/fail") return Response.json({ error: "no stock" }, { status: 500 });
  if (pathname === "/api/missing") return new Response("nothing here", { status: 404 });
  if (pathname === "/api/changing") return Response.json({ count: answers, items: [{ id: 1 }] });
  if (pathname === "/big") return new Response("x".repeat(60_000), { headers: { "content-type": "text/plain" } });
  if (pathname === "/login") {
    return new Response('{"token":"s3cr3t-Token-Value-12345"}', {
      headers: { "content-type": "application/json", "set-cookie": "sid=verysecretsession123; HttpOnly" },
    });
  }
  return new Response("<p>page</p>", { headers: { "content-type": "text/html" } });
}

/** An agent, a proxy, a process `api`. */
async function running() {
  const stack = new AsyncDisposableStack();
  const proxy = stack.use(
    new RunningProxy(api, {
      tell: (rows) => {
        for (const row of rows) if (row.endSequence !== null) harness.journal.add({ kind: "exchange", exchange: row });
      },
      latest: () => harness.ring.reader().latest(),
    }),
  );
  const harness: Harness = stack.use(new Harness(undefined, proxy.control));
  harness.mask = (text) => mask(text);
  const [, script] = project.scripts;
  if (script === undefined) throw new Error("no script");
  const { process } = await harness.processes.start(launchOf(project, script));
  const at = await proxy.through("api");
  const { client } = await harness.connect();
  /** Requests a path, and waits until it has been told. */
  const get = async (path: string, init?: RequestInit) => {
    const told = proxy.capture.counts.recorded + 1;
    await (await fetch(`${at}${path}`, init)).text();
    await until(() => proxy.capture.find(told)?.endSequence != null);
    proxy.capture.flush();
  };
  return { proxy, harness, client, get, process, at, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test("the four tools take no more of a client's list than they may", () => {
  const own = tools.filter(({ definition }) => definition.name.startsWith("proxy_"));
  expect(own.map(({ definition }) => definition.name)).toEqual([
    "proxy_requests",
    "proxy_request_detail",
    "proxy_replay",
    "proxy_mappings",
  ]);
  const bytes = own.reduce((sum, { definition }) => sum + Buffer.byteLength(JSON.stringify(definition)), 0);
  expect(Math.ceil(bytes / 4)).toBeLessThanOrEqual(900);
});

test("requests, newest first, by what is asked for", async () => {
  await using parts = await running();
  const { client, get, proxy } = parts;
  for (const path of ["/", "/api/cart?id=1", "/api/fail", "/api/missing", "/logo.png"]) await get(path);
  await get("/api/cart", { method: "POST", body: "{}" });
  const ids = async (args: Record<string, unknown>) => {
    const { structured } = await call(client, "proxy_requests", args);
    return (structured["requests"] as { id: number }[]).map(({ id }) => id);
  };
  expect(await ids({})).toEqual([6, 5, 4, 3, 2, 1]);
  expect(await ids({ status: "5xx" })).toEqual([3]);
  expect(await ids({ status: "404" })).toEqual([4]);
  expect(await ids({ status: "error" })).toEqual([4, 3]);
  expect(await ids({ method: "post" })).toEqual([6]);
  expect(await ids({ url: "API/CART" })).toEqual([6, 2]);
  expect(await ids({ url: "id=\\d$", regex: true })).toEqual([2]);
  expect(await ids({ kind: "page" })).toEqual([1]);
  expect(await ids({ kind: "image" })).toEqual([5]);
  expect(await ids({ process: "api", limit: 2 })).toEqual([6, 5]);
  expect(await ids({ before: 3, limit: 1 })).toEqual([2]);
  expect(await ids({ since: "1h" })).toHaveLength(6);
  const { text, tokens } = await call(client, "proxy_requests", { status: "error", limit: 1 });
  expect(text).toMatch(/^4 \d\d:\d\d:\d\d\.\d{3} api GET http:\/\/localhost:\d+\/api\/missing 404 [\d.]+ms 12 B\n/);
  expect(text).toContain("1 older, ask with before = 4.");
  expect(tokens).toBeLessThan(200);
  for (const [args, why] of [
    [{ status: "teapot" }, 'status "teapot" is not understood'],
    [{ url: "(", regex: true }, 'url "(" is no regular expression'],
    [{ process: "ap" }, 'There is no process "ap"'],
    [{ since: "yesterday" }, 'since "yesterday"'],
  ] as const) {
    const answer = await call(client, "proxy_requests", args);
    expect([answer.isError, answer.text]).toEqual([true, expect.stringContaining(why)]);
  }
  expect(proxy.capture.counts.recorded).toBe(6);
});

test("a cursor leads to what has ended since, and no more", async () => {
  await using parts = await running();
  const { client, get } = parts;
  await get("/api/a");
  const cursorAfter = async (args: Record<string, unknown>) => {
    const { structured } = await call(client, "proxy_requests", args);
    return { cursor: structured["cursor"], ids: (structured["requests"] as { id: number }[]).map(({ id }) => id) };
  };
  const first = await cursorAfter({});
  expect(first.ids).toEqual([1]);
  expect((await cursorAfter({ since: first.cursor })).ids).toEqual([]);
  await get("/api/b");
  const second = await cursorAfter({ since: first.cursor });
  expect(second.ids).toEqual([2]);
  expect((await cursorAfter({ since: second.cursor })).ids).toEqual([]);
});

test("one exchange whole, with what its process printed meanwhile and without secrets", async () => {
  await using parts = await running();
  const { client, get, harness, proxy, process } = parts;
  harness.log(["long before"], { source: process.source });
  const pending = get("/login?api_key=AKIAIOSFODNN7EXAMPLE", {
    method: "POST",
    body: '{"password":"hunter2hunter2"}',
    headers: { authorization: `Bearer ${JWT}`, cookie: "sid=anothersecret456", "content-type": "application/json" },
  });
  await until(() => proxy.capture.counts.recorded === 1);
  harness.log(["POST /login"], { source: process.source, time: Date.now() });
  harness.log(["of another one"], { source: 99, time: Date.now() });
  await pending;
  harness.log(["much later"], { source: process.source, time: Date.now() + 60_000 });
  const { text, structured, isError } = await call(client, "proxy_request_detail", { id: 1 });
  expect(isError).toBe(false);
  expect(structured["claims"]).toBe('{"sub":"42","role":"admin"}');
  expect((structured["log"] as string[]).map((line) => line.replace(/^\+-?[\d.]+ms /, ""))).toEqual(["POST /login"]);
  expect(text).toContain("application/json");
  expect(text).toContain("first byte");
  const all = JSON.stringify([text, structured]);
  for (const secret of [
    "c2lnbmF0dXJl",
    "hunter2hunter2",
    "anothersecret456",
    "verysecretsession",
    "AKIAIOSFODNN7EXAMPLE",
    "s3cr3t-Token",
  ]) {
    expect(all).not.toContain(secret);
  }
  const list = await call(client, "proxy_requests", {});
  expect(list.text).not.toContain("AKIAIOSFODNN7EXAMPLE");
});

test("a large body is cut to what was asked for, and says so", async () => {
  await using parts = await running();
  const { client, get } = parts;
  await get("/big");
  for (const max_tokens of [500, 4000, 20_000]) {
    const { tokens, isError, text } = await call(client, "proxy_request_detail", { id: 1, max_tokens });
    expect([isError, tokens <= max_tokens]).toEqual([false, true]);
    expect(tokens).toBeGreaterThan(max_tokens / 2);
    expect(text).toContain("longer than max_tokens allows");
  }
  const gone = await call(client, "proxy_request_detail", { id: 9 });
  expect([gone.isError, gone.text]).toEqual([true, expect.stringContaining("There is no exchange 9: 1 have been")]);
});

test("a request is sent again, and the difference told", async () => {
  await using parts = await running();
  const { client, get } = parts;
  await get("/api/changing");
  const { text, structured } = await call(client, "proxy_replay", { id: 1 });
  expect(structured["same"]).toBe(false);
  expect(structured["differences"]).toEqual([
    expect.stringMatching(/^body count: \d+ → \d+$/),
    expect.stringMatching(/^time: /),
  ]);
  expect(text).toContain("replay of 1");
  const failing = await call(client, "proxy_replay", {
    id: 1,
    path: "/api/fail",
    headers: { "X-A": "1", accept: null },
  });
  expect(failing.text).toContain("status: 200 OK → 500 Internal Server Error");
  const elsewhere = await call(client, "proxy_replay", { id: 1, path: "http://example.com/" });
  expect([elsewhere.isError, elsewhere.text]).toEqual([true, expect.stringContaining("the same server")]);
  const missing = await call(client, "proxy_replay", { id: 99 });
  expect(missing.isError).toBe(true);
});

test("mappings: listed, made by hand, taken away, and the mode", async () => {
  await using parts = await running();
  const { client, at, proxy } = parts;
  const listed = await call(client, "proxy_mappings");
  expect(listed.text).toContain(`${at} for ${proxy.origin} (api)`);
  const added = await call(client, "proxy_mappings", { url: "http://localhost:9/x" });
  expect((added.structured["mappings"] as unknown[]).length).toBe(2);
  expect(added.text).toMatch(/http:\/\/localhost:\d+ for http:\/\/localhost:9 \(custom\)/);
  const removed = await call(client, "proxy_mappings", { url: "http://localhost:9", remove: true });
  expect((removed.structured["mappings"] as unknown[]).length).toBe(1);
  expect((await call(client, "proxy_mappings", { url: "http://localhost:9", remove: true })).text).toContain(
    "had no port",
  );
  const full = await call(client, "proxy_mappings", { mode: "full" });
  expect(full.text).toMatch(
    /mode full, forward proxy at http:\/\/localhost:\d+, PAC http:\/\/localhost:\d+\/proxy.pac/,
  );
  expect((await call(client, "proxy_mappings", { mode: "reverse" })).text).toContain(proxy.origin);
  expect((await call(client, "proxy_mappings", { url: "ftp://a" })).isError).toBe(true);
  expect((await call(client, "proxy_mappings", { remove: true })).text).toContain("remove needs the url");
});

test("without a proxy each tool says so", async () => {
  await using harness = new Harness();
  const { client } = await harness.connect();
  for (const [name, args] of [
    ["proxy_requests", {}],
    ["proxy_request_detail", { id: 1 }],
    ["proxy_replay", { id: 1 }],
    ["proxy_mappings", {}],
  ] as const) {
    const { isError, text } = await call(client, name, args);
    expect([isError, text]).toEqual([true, expect.stringContaining("--no-proxy")]);
  }
  const { contents } = await client.readResource({ uri: "proxy://requests" });
  expect(JSON.stringify(contents)).toContain("off");
});

test("resources hold them, and tell when they change", async () => {
  await using parts = await running();
  const { client, get, proxy } = parts;
  await get("/api/fail");
  const read = async (uri: string): Promise<unknown> => {
    const [content] = (await client.readResource({ uri })).contents;
    return JSON.parse(content !== undefined && "text" in content ? String(content.text) : "null");
  };
  expect(await read("proxy://requests")).toEqual([expect.objectContaining({ id: 1, status: 500, process: "api" })]);
  expect(await read("proxy://mappings")).toEqual({
    mode: "reverse",
    mappings: [expect.objectContaining({ target: proxy.origin, process: "api" })],
  });
  const heard: string[] = [];
  client.setNotificationHandler("notifications/resources/updated", ({ params }) => void heard.push(params.uri));
  for (const uri of ["proxy://requests", "proxy://mappings"]) await client.subscribeResource({ uri });
  await get("/api/cart");
  await until(() => heard.includes("proxy://requests"));
  expect(heard).not.toContain("proxy://mappings");
  await proxy.engine.register({ url: "http://localhost:9", process: null, label: "custom" });
  await until(() => heard.includes("proxy://mappings"));
});

test("the timeline has requests of pages and APIs, and all that failed", async () => {
  await using parts = await running();
  const { client, get } = parts;
  for (const path of ["/api/cart", "/logo.png", "/api/missing", "/api/missing"]) await get(path);
  const { text } = await call(client, "timeline", {});
  expect(text).toMatch(/ api exchange GET http:\/\/localhost:\d+\/api\/cart 200 in \d+ms \(#1\)/);
  expect(text).toMatch(/api\/missing 404 in \d+ms \(#3\) \(×2\)/);
  expect(text).not.toContain("logo.png");
});

test("prompts have the requests, and endpoints to choose from", async () => {
  await using parts = await running();
  const { client, get } = parts;
  for (const path of ["/api/items/1", "/api/items/2", "/api/fail"]) await get(path);
  const prompt = async (name: string, args: Record<string, string>) =>
    JSON.stringify((await client.getPrompt({ name, arguments: args })).messages);
  const trouble = await prompt("api_troubleshooting", { endpoint: "/api/fail" });
  expect(trouble).toContain("/api/fail 500");
  expect(trouble).not.toContain("/api/items/1 200");
  expect(await prompt("api_troubleshooting", { status_code: "404" })).toContain("recorded no such request");
  expect(await prompt("performance_analysis", { metric_type: "requests" })).toMatch(
    /GET \/api\/items\/\* \(api\): median [\d.]+ms, longest [\d.]+ms, 2 in all/,
  );
  const { completion } = await client.complete({
    ref: { type: "ref/prompt", name: "api_troubleshooting" },
    argument: { name: "endpoint", value: "items" },
  });
  expect(completion.values).toEqual(["/api/items/2", "/api/items/1"]);
});
