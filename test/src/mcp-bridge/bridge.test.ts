/** The bridge against servers that do what a real one does once in a while. */

import { afterEach, describe, expect, test } from "bun:test";
import { Bridge } from "../../../src/mcp-bridge/index.ts";
import { waitFor } from "../../support/wait.ts";

type Message = Record<string, unknown>;
type Answer = (message: Message, request: Request) => Response | Promise<Response>;

let closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  closing = [];
});

/** A server with a session, which answers with `answer`; `get` is its stream. */
function serve(answer: Answer, get: (request: Request) => Response = () => new Response(null, { status: 405 })) {
  const seen: { message: Message; headers: Headers }[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 0,
    async fetch(request) {
      if (request.method === "GET") return get(request);
      const message: Message = request.method === "DELETE" ? { method: "DELETE" } : await request.json();
      seen.push({ message, headers: request.headers });
      if (message["method"] === "initialize") {
        return result(message, { protocolVersion: "2025-11-25" }, { "mcp-session-id": `session-${seen.length}` });
      }
      if (!("id" in message) || !("method" in message)) return new Response(null, { status: 202 });
      return answer(message, request);
    },
  });
  closing.push(() => server.stop(true));
  const endpoint = {
    url: `http://127.0.0.1:${server.port}/mcp`,
    token: "secret-word" as string | null,
    instance: `i-${server.port}` as string | null,
    directory: "/shop",
  };
  const methods = () => seen.map(({ message }) => message["method"]);
  return { endpoint, seen, methods, stop: () => server.stop(true) };
}

function result(message: Message, value: Message, headers: Record<string, string> = {}): Response {
  return Response.json({ jsonrpc: "2.0", id: message["id"], result: value }, { headers });
}

/** A stream of these events; `then` is called when the last one is out: it may end or break it. */
function events(texts: readonly string[], then: (controller: ReadableStreamDefaultController<Uint8Array>) => void) {
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      for (const text of texts) controller.enqueue(new TextEncoder().encode(text));
      await Bun.sleep(20);
      then(controller);
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

/** A bridge that leads to these servers, one after the other, and what it wrote. */
function bridge(...endpoints: readonly ReturnType<typeof serve>["endpoint"][]) {
  const written: Message[] = [];
  const reported: string[] = [];
  let connected = 0;
  const made = new Bridge({
    connect: async () => {
      const endpoint = endpoints[Math.min(connected++, endpoints.length - 1)];
      if (endpoint === undefined) throw new Error("No Brummer could be started.");
      return endpoint;
    },
    write: async (line) => {
      expect(line).not.toContain("\n");
      written.push(JSON.parse(line));
    },
    report: (text) => reported.push(text),
  });
  closing.push(() => made.close());
  const send = (message: Message) => made.take(JSON.stringify({ jsonrpc: "2.0", ...message }));
  const answerTo = (id: unknown) =>
    waitFor(`the answer to ${id}`, () => written.find((one) => one["id"] === id && !("method" in one)));
  return { made, send, answerTo, written, reported, connections: () => connected };
}

async function open(one: ReturnType<typeof bridge>): Promise<void> {
  await one.send({ id: 0, method: "initialize", params: {} });
  await one.answerTo(0);
  await one.send({ method: "notifications/initialized" });
}

const meta = { _meta: { "io.modelcontextprotocol/protocolVersion": "2026-07-28" } };

describe("the bridge", () => {
  test("says session, revision, token and whom it means; the end of the session is told", async () => {
    const server = serve((message) => result(message, {}));
    const client = bridge(server.endpoint);
    await open(client);
    await client.send({ id: 1, method: "tools/list" });
    await client.answerTo(1);
    await client.made.close();
    expect(server.methods()).toEqual(["initialize", "notifications/initialized", "tools/list", "DELETE"]);
    expect(server.seen[2]?.headers.toJSON()).toMatchObject({
      "mcp-session-id": "session-1",
      "mcp-protocol-version": "2025-11-25",
      authorization: "Bearer secret-word",
      "brum-instance": server.endpoint.instance,
    });
    expect(server.seen[0]?.headers.get("mcp-session-id")).toBeNull();
  });

  test("lets the client's initialize be answered before what was sent behind it", async () => {
    const server = serve((message) => result(message, {}));
    const client = bridge(server.endpoint);
    void client.send({ id: 0, method: "initialize" });
    await client.send({ id: 1, method: "tools/list" });
    await client.answerTo(1);
    expect(server.methods()).toEqual(["initialize", "tools/list"]);
    expect(server.seen[1]?.headers.get("mcp-session-id")).toBe("session-1");
  });

  test("brings what a stream says at once, and numbers as they were written", async () => {
    const progress = '{"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":1}}';
    let end = () => {};
    const server = serve(() =>
      events([`data: ${progress}\n\n`], (controller) => {
        end = () => {
          controller.enqueue(
            new TextEncoder().encode('data: {"jsonrpc":"2.0","id":1,"result":{"n":12345678901234567890}}\n\n'),
          );
          controller.close();
        };
      }),
    );
    const lines: string[] = [];
    const made = new Bridge({
      connect: async () => server.endpoint,
      write: async (line) => void lines.push(line),
      report: () => {},
    });
    closing.push(() => made.close());
    await made.take(JSON.stringify({ id: 1, method: "tools/call", params: meta }));
    await waitFor("progress", () => lines.includes(progress));
    await Bun.sleep(40);
    end();
    await waitFor("the answer", () => lines.includes('{"jsonrpc":"2.0","id":1,"result":{"n":12345678901234567890}}'));
  });

  test("hands the server's own error on, under the request's id", async () => {
    const server = serve((message) =>
      message["id"] === 1
        ? Response.json({ jsonrpc: "2.0", id: null, error: { code: -32020, message: "headers" } }, { status: 400 })
        : new Response("oops", { status: 500 }),
    );
    const client = bridge(server.endpoint);
    await client.send({ id: 1, method: "a", params: meta });
    expect(await client.answerTo(1)).toMatchObject({ error: { code: -32020, message: "headers" } });
    await client.send({ id: "1", method: "a", params: meta });
    expect(await client.answerTo("1")).toMatchObject({ error: { message: expect.stringContaining("HTTP 500") } });
  });

  test("hands requests of the server on, from its stream and from an answer's, and the client's answers back", async () => {
    const ask = (id: string) => `data: {"jsonrpc":"2.0","id":"${id}","method":"sampling/createMessage"}\n\n`;
    const server = serve(
      () => events([ask("of-the-call")], () => {}),
      () => events([ask("of-the-stream")], () => {}),
    );
    const client = bridge(server.endpoint);
    await open(client);
    await client.send({ id: 1, method: "tools/call" });
    for (const id of ["of-the-stream", "of-the-call"]) {
      await waitFor(id, () => client.written.some((one) => one["id"] === id));
      await client.send({ id, result: { content: id } });
      expect(server.seen.at(-1)?.message).toMatchObject({ id, result: { content: id } });
    }
  });

  test("goes on where a stream ended before the answer came", async () => {
    let asked: string | null = null;
    const server = serve(
      () => events(["id: 1_a\nretry: 10\ndata: \n\n"], (controller) => controller.close()),
      (request) => {
        const last = request.headers.get("last-event-id");
        if (last === null) return new Response(null, { status: 405 });
        asked = last;
        return events(['id: 2_a\ndata: {"jsonrpc":"2.0","id":1,"result":{"ok":true}}\n\n'], (controller) =>
          controller.close(),
        );
      },
    );
    const client = bridge(server.endpoint);
    await open(client);
    await client.send({ id: 1, method: "tools/call" });
    expect(await client.answerTo(1)).toMatchObject({ result: { ok: true } });
    expect(asked).toBe("1_a" as never);
  });

  test("ends the stream of a request of 2026-07-28 that is cancelled, and tells a session", async () => {
    const ended: unknown[] = [];
    const server = serve((message, request) => {
      request.signal.addEventListener("abort", () => ended.push(message["id"]));
      return events([": open\n\n"], () => {});
    });
    const client = bridge(server.endpoint);
    await client.send({ id: 1, method: "tools/call", params: meta });
    await waitFor("the request", () => server.seen.length === 1);
    await client.send({ method: "notifications/cancelled", params: { requestId: 1 } });
    await waitFor("its end", () => ended.includes(1));
    expect(server.methods()).toEqual(["tools/call"]);
    await open(client);
    await client.send({ id: 2, method: "tools/call" });
    await waitFor("the request", () => server.methods().at(-1) === "tools/call");
    await client.send({ method: "notifications/cancelled", params: { requestId: 2 } });
    await waitFor("its end", () => ended.includes(2));
    expect(server.methods().at(-1)).toBe("notifications/cancelled");
    // Neither has an answer: nobody waits for one.
    expect(client.written.map((one) => one["id"])).toEqual([0]);
  });

  test("opens the session anew that the server has forgotten, and sends the request again", async () => {
    let known = true;
    const server = serve((message, request) =>
      known || request.headers.get("mcp-session-id") !== "session-1"
        ? result(message, {})
        : Response.json(
            { jsonrpc: "2.0", id: null, error: { code: -32001, message: "Session not found" } },
            { status: 404 },
          ),
    );
    const client = bridge(server.endpoint);
    await open(client);
    known = false;
    await client.send({ id: 1, method: "tools/list" });
    expect(await client.answerTo(1)).toHaveProperty("result");
    expect(server.methods()).toEqual([
      "initialize",
      "notifications/initialized",
      "tools/list",
      "initialize",
      "notifications/initialized",
      "tools/list",
    ]);
    // The client has seen one answer to its one initialize.
    expect(client.written.map((one) => one["id"])).toEqual([0, 1]);
  });

  test("goes to the next Brummer when one has ended: once for all requests, and without a word", async () => {
    const first = serve((message) => result(message, {}));
    const second = serve((message) => result(message, { second: true }));
    const client = bridge(first.endpoint, second.endpoint);
    await open(client);
    await first.stop();
    for (let id = 1; id <= 20; id++) void client.send({ id, method: "tools/list" });
    for (let id = 1; id <= 20; id++) expect(await client.answerTo(id)).toMatchObject({ result: { second: true } });
    expect(client.connections()).toBe(2);
    expect(second.methods().slice(0, 2)).toEqual(["initialize", "notifications/initialized"]);
    expect(second.methods().filter((one) => one === "initialize")).toHaveLength(1);
  });

  test("says of what was under way what happened to it", async () => {
    const first = serve(() => events([": open\n\n"], () => {}));
    const second = serve((message) => result(message, { second: true }));
    const client = bridge(first.endpoint, second.endpoint);
    await open(client);
    await client.send({ id: 1, method: "tools/call" });
    await client.send({ id: 2, method: "tools/call", params: meta });
    await waitFor("both", () => first.methods().filter((one) => one === "tools/call").length === 2);
    await first.stop();
    for (const id of [1, 2]) {
      expect(await client.answerTo(id)).toMatchObject({
        error: { code: -32000, message: expect.stringMatching(/^The Brummer in \/shop has ended.*not known/) },
      });
    }
    await client.send({ id: 3, method: "tools/call" });
    expect(await client.answerTo(3)).toMatchObject({ result: { second: true } });
  });

  test("makes a subscription anew in the next Brummer, when somebody asks that for something", async () => {
    const acknowledged = 'data: {"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged"}\n\n';
    const changed = 'data: {"jsonrpc":"2.0","method":"notifications/tools/list_changed"}\n\n';
    const first = serve(() => events([acknowledged], () => {}));
    const second = serve((message) =>
      message["method"] === "subscriptions/listen" ? events([acknowledged, changed], () => {}) : result(message, {}),
    );
    const client = bridge(first.endpoint, second.endpoint);
    await client.send({ id: 1, method: "subscriptions/listen", params: meta });
    await waitFor("the acknowledgement", () => client.written.length === 1);
    await first.stop();
    await client.send({ id: 2, method: "tools/list", params: meta });
    await client.answerTo(2);
    await waitFor("the change", () => client.written.length === 3);
    expect(client.written.map((one) => one["method"] ?? one["id"]).sort()).toEqual([
      2,
      "notifications/subscriptions/acknowledged",
      "notifications/tools/list_changed",
    ]);
  });

  test("is never served by another Brummer at the same port", async () => {
    const other = serve(() => Response.json({}, { status: 421 }));
    const right = serve((message) => result(message, { right: true }));
    const client = bridge(other.endpoint, right.endpoint);
    await client.send({ id: 1, method: "tools/list", params: meta });
    expect(await client.answerTo(1)).toMatchObject({ result: { right: true } });
  });

  test("gives up where nobody takes a request", async () => {
    const server = serve(() => new Response("Brummer is closing", { status: 503 }));
    const client = bridge(server.endpoint);
    await client.send({ id: 1, method: "tools/list", params: meta });
    expect(await client.answerTo(1)).toMatchObject({
      error: { message: expect.stringContaining("does not take requests") },
    });
  });

  test("answers broken lines, and loses none behind them", async () => {
    const server = serve((message) => result(message, {}));
    const client = bridge(server.endpoint);
    await client.made.take("{");
    await client.made.take(undefined);
    await client.made.take('{"id":5}');
    await client.send({ id: 6, method: "tools/list", params: meta });
    await client.answerTo(6);
    expect(client.written.slice(0, 3)).toMatchObject([
      { id: null, error: { code: -32700 } },
      { id: null, error: { code: -32600, message: expect.stringContaining("too large") } },
      { id: 5, error: { code: -32600 } },
    ]);
  });

  test("has so many requests under way, and no two of one id", async () => {
    const server = serve(() => events([": open\n\n"], () => {}));
    const client = bridge(server.endpoint);
    for (let id = 1; id <= 201; id++) await client.send({ id, method: "a", params: meta });
    expect(await client.answerTo(201)).toMatchObject({
      error: { message: expect.stringContaining("200 are under way") },
    });
    await client.send({ id: 1, method: "a", params: meta });
    expect(await client.answerTo(1)).toMatchObject({ error: { message: expect.stringContaining("under way") } });
    await client.send({ method: "notifications/cancelled", params: { requestId: 7 } });
    await waitFor("room", async () => {
      await client.send({ id: "new", method: "a", params: meta });
      return server.seen.some(({ message }) => message["id"] === "new");
    });
  });

  test("that never reached a Brummer says so, and is at its end", async () => {
    const client = bridge();
    expect(await client.made.warm()).toBe("No Brummer could be started.");
    await client.send({ id: 0, method: "initialize" });
    expect(await client.answerTo(0)).toMatchObject({ error: { message: "No Brummer could be started." } });
    expect(await client.made.failed).toBe("No Brummer could be started.");
  });
});
