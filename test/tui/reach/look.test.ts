/** Whether something listens, asked of real listeners. */

import { afterEach, describe, expect, test } from "bun:test";
import { createServer, type Server, type Socket } from "node:net";
import type { tcpProbe } from "../../../src/process/index.ts";
import { lookAt } from "../../../tui/reach/look.ts";

const servers: Server[] = [];

/** A listener on a free port of an address; `onConnection` gets what connects. */
async function listen(host: string, onConnection: (socket: Socket) => void = () => {}): Promise<number> {
  const server = createServer(onConnection);
  servers.push(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** A port on which nobody listens any more. */
async function freePort(): Promise<number> {
  const port = await listen("127.0.0.1");
  await new Promise((resolve) => servers.pop()?.close(resolve));
  return port;
}

/** Of a machine that is off no answer comes at all. */
const silent: typeof tcpProbe = () => ({
  look: (signal) =>
    new Promise((resolve) => {
      signal.addEventListener("abort", () => resolve({ ok: false, seen: "was not asked to the end", url: null }));
    }),
});

const never = new AbortController().signal;

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe("a look", () => {
  test("is a connection that is closed at once; nothing is sent", async () => {
    const seen = Promise.withResolvers<string>();
    const port = await listen("127.0.0.1", (socket) => {
      let text = "";
      socket.on("data", (bytes) => {
        text += bytes.toString();
      });
      socket.on("close", () => seen.resolve(`closed after ${JSON.stringify(text)}`));
      socket.on("error", () => {});
    });
    const before = Date.now();
    const reached = await lookAt({ host: "127.0.0.1", port }, 2_000, never);
    expect(reached).toMatchObject({ ok: true });
    expect(reached?.ms).toBeWithin(0, 2_000);
    expect(reached?.at).toBeWithin(before, Date.now() + 1);
    expect(await seen.promise).toBe('closed after ""');
  });

  test("finds localhost on either family", async () => {
    const port4 = await listen("127.0.0.1");
    expect(await lookAt({ host: "localhost", port: port4 }, 2_000, never)).toMatchObject({ ok: true });
    const port6 = await listen("::1").catch(() => null);
    if (port6 === null) return;
    expect(await lookAt({ host: "localhost", port: port6 }, 2_000, never)).toMatchObject({ ok: true });
    expect(await lookAt({ host: "[::1]", port: port6 }, 2_000, never)).toMatchObject({ ok: true });
    expect(await lookAt({ host: "127.0.0.1", port: port6 }, 2_000, never)).toMatchObject({ ok: false });
  });

  test("says why there is nothing", async () => {
    const port = await freePort();
    const reached = await lookAt({ host: "localhost", port }, 2_000, never);
    expect(reached).toMatchObject({ ok: false, seen: expect.stringContaining(`:${port} refused the connection`) });
  });

  test("has a time limit, and says it", async () => {
    const reached = await lookAt({ host: "10.0.0.4", port: 9 }, 50, never, silent);
    expect(reached).toMatchObject({ ok: false, seen: "10.0.0.4:9 did not answer within 0.05 s" });
    const failing: typeof tcpProbe = () => ({ look: () => Promise.reject(new Error("no socket is left")) });
    expect(await lookAt({ host: "10.0.0.4", port: 9 }, 50, never, failing)).toMatchObject({
      seen: "no socket is left",
    });
  });

  test("that is ended has shown nothing", async () => {
    const end = new AbortController();
    const look = lookAt({ host: "10.0.0.4", port: 9 }, 60_000, end.signal, silent);
    end.abort();
    expect(await look).toBeNull();
  });
});
