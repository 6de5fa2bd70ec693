import { expect, test } from "bun:test";
import { CommandClient, serveCommands } from "../../../src/threads/protocol.ts";
import { proxyAccess, proxyClient } from "../../../src/threads/proxy-client.ts";
import { proxyCommands } from "../../../src/threads/proxy-commands.ts";
import { waitFor } from "../../support/wait.ts";
import { RunningProxy } from "../proxy/running.ts";

/** A proxy, and another thread's way to it over a real port. */
function remote(answer: (request: Request) => Response | Promise<Response> = () => new Response("ok")) {
  const stack = new AsyncDisposableStack();
  const proxy = stack.use(new RunningProxy(answer, { exchanges: 2_000 }));
  const { port1, port2 } = new MessageChannel();
  serveCommands(port2, proxyCommands(proxy));
  stack.defer(() => port1.close());
  const access = proxyAccess(Promise.resolve(new CommandClient(port1)), () => () => {});
  return { proxy, access, client: proxyClient(access), [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** `expect().rejects` waits in a way in which no port is heard. */
function failureOf(failing: Promise<unknown>): Promise<string> {
  return failing.then(
    () => "nothing",
    (error) => String(error),
  );
}

test("all that is kept comes, however much it is, with what was counted", async () => {
  await using all = remote();
  for (let number = 1; number <= 1_234; number++) {
    all.proxy.capture.begin({ head: undefined, url: `http://localhost/${number}`, process: null, label: "" }).done();
  }
  const { rows, counts } = await all.access.kept();
  expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 1_234 }, (_one, at) => at + 1));
  expect(counts).toEqual(all.proxy.capture.counts);
  expect(await all.access.counts()).toEqual(counts);
  expect(await all.client.list()).toMatchObject({ last: 1_234, state: { mode: "reverse" } });
  expect(await all.client.clear(null)).toMatchObject({ cleared: 1_234, rows: [], last: 1_234 });
});

test("one whole, with bodies of their own; or none", async () => {
  await using all = remote();
  await (await fetch(`${await all.proxy.through()}/x`, { method: "POST", body: "asked" })).text();
  const found = await waitFor("its end", async () => {
    const one = await all.access.find(1);
    return one?.endSequence == null ? undefined : one;
  });
  expect(Buffer.from(found.requestBody.bytes).toString()).toBe("asked");
  expect(found.responseBody.bytes.buffer.byteLength).toBe(2);
  expect([await all.access.find(9), await all.client.exchange(9)]).toEqual([undefined, null]);
});

test("servers and modes", async () => {
  await using all = remote();
  const mapping = await all.access.register(all.proxy.origin);
  expect(await all.access.state()).toMatchObject({ mode: "reverse", mappings: [{ port: mapping?.port }] });
  expect([await all.access.unregister(all.proxy.origin), await all.access.unregister(all.proxy.origin)]).toEqual([
    true,
    false,
  ]);
  expect(await all.client.setMode("full")).toMatchObject({ mode: "full", mappings: [] });
  expect(await all.client.add(all.proxy.origin)).toBeNull();
  expect(await failureOf(all.access.register("ftp://localhost"))).toContain("no address of HTTP");
});

test("a replay that its asker gives up ends at once, and so does its request", async () => {
  let gone = 0;
  const silent = Promise.withResolvers<Response>();
  let isSilent = false;
  await using all = remote((request) => {
    request.signal.addEventListener("abort", () => gone++);
    return isSilent ? silent.promise : new Response("ok");
  });
  await (await fetch(await all.proxy.through())).text();
  expect((await all.access.replay(1, {}, { signal: new AbortController().signal })).after).toMatchObject({
    replayOf: 1,
  });
  isSilent = true;
  const giver = new AbortController();
  const began = performance.now();
  const replay = all.access.replay(1, {}, { signal: giver.signal });
  await waitFor("the request", () => all.proxy.capture.counts.recorded === 3);
  giver.abort();
  expect((await replay).after.error).not.toBeNull();
  expect(performance.now() - began).toBeLessThan(5_000);
  await waitFor("the server to hear of it", () => gone > 0);
  const early = all.access.replay(1, {}, { signal: AbortSignal.abort() });
  expect((await early).after.error).not.toBeNull();
  expect(await failureOf(all.access.replay(77, {}, { signal: giver.signal }))).toContain("no exchange 77");
  silent.resolve(new Response("late"));
});
