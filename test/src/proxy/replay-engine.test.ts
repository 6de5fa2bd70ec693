import { expect, test } from "bun:test";
import { contentOf } from "../../../src/proxy/index.ts";
import { RunningProxy } from "./running.ts";

const signal = new AbortController().signal;

/** Tells what it was asked. */
async function echo(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const { method, headers } = request;
  const body = await request.text();
  return Response.json({ method, path: pathname + search, host: headers.get("host"), own: headers.get("x-own"), body });
}

test("a request is sent again to its server, changed, and recorded as a replay", async () => {
  await using proxy = new RunningProxy(echo);
  const at = await proxy.through();
  await (await fetch(`${at}/cart?a=1`, { method: "POST", body: "old", headers: { "x-own": "1" } })).text();
  const { before, after } = await proxy.control.replay(1, { body: "new", headers: { "X-Own": "2" } }, { signal });
  expect([before.id, before.replayOf]).toEqual([1, undefined]);
  expect(after).toMatchObject({
    id: 2,
    replayOf: 1,
    status: 200,
    process: "api",
    method: "POST",
    url: before.url,
    error: null,
  });
  expect(after.doneMs).not.toBeNull();
  expect(JSON.parse(contentOf(after.responseFields, after.responseBody).text ?? "")).toEqual({
    method: "POST",
    path: "/cart?a=1",
    host: new URL(proxy.origin).host,
    own: "2",
    body: "new",
  });
  expect(proxy.capture.rows().map(({ id, replayOf }) => [id, replayOf])).toEqual([
    [1, undefined],
    [2, 1],
  ]);
});

test("also without a port for its server: in full mode, and after its process has ended", async () => {
  await using proxy = new RunningProxy(echo);
  await (await fetch(`${await proxy.through()}/a`)).text();
  await proxy.engine.setMode("full");
  expect((await proxy.control.replay(1, {}, { signal })).after).toMatchObject({ status: 200, process: "api" });
  await proxy.engine.unregister({ process: "api" });
  expect((await proxy.control.replay(1, {}, { signal })).after).toMatchObject({
    status: 200,
    process: "api",
    label: "api",
  });
});

test("a server that is gone, one that never ends, and a caller who goes", async () => {
  await using proxy = new RunningProxy(() => {
    const endless = new ReadableStream({ start: (stream) => stream.enqueue("first") });
    return new Response(endless, { headers: { "content-type": "text/plain" } });
  });
  const answer = await fetch(`${await proxy.through()}/stream`);
  await answer.body?.cancel();
  const { after } = await proxy.control.replay(1, {}, { ms: 150, signal });
  expect(after).toMatchObject({ status: 200, error: "the client has closed the connection" });
  expect(Buffer.from(after.responseBody.bytes).toString()).toBe("first");
  const gone = new AbortController();
  const left = proxy.control.replay(1, {}, { signal: gone.signal });
  gone.abort();
  expect((await left).after.doneMs).not.toBeNull();
  await proxy.stopServer();
  expect((await proxy.control.replay(1, {}, { signal })).after).toMatchObject({ status: 502 });
});

test("what is not there cannot be sent again", async () => {
  await using proxy = new RunningProxy(echo);
  await expect(proxy.control.replay(5, {}, { signal })).rejects.toThrow("there is no exchange 5");
});
