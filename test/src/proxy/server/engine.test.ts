import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KnownPorts } from "../../../../src/proxy/ports.ts";
import { freePort } from "../../../support/ports.ts";
import { portOf, running, tcpServer, until } from "./running.ts";

/** A server that answers with ten pieces, each when it is told to. */
async function slowServer() {
  const open: Socket[] = [];
  const server = await tcpServer((socket) => {
    socket.once("data", () => {
      open.push(socket);
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0");
    });
  });
  return { port: server.port, open, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

function started(port: number, target = "/"): { text: string; ended: boolean; readonly socket: Socket } {
  const own = { text: "", ended: false, socket: connect({ port, host: "127.0.0.1" }) };
  own.socket.on("data", (bytes) => {
    own.text += bytes.toString();
  });
  own.socket.on("error", () => {});
  own.socket.on("close", () => {
    own.ended = true;
  });
  own.socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  return own;
}

test("a switch of the mode leaves transfers in flight undamaged, in both directions", async () => {
  await using server = await slowServer();
  await using proxy = running();
  const url = `http://127.0.0.1:${server.port}`;
  const port = await portOf(proxy, url);
  const first = started(port);
  await until("the answer has begun", () => first.text.endsWith("\r\n\r\n0"));

  await proxy.engine.setMode("full");
  expect(proxy.engine.mappings()).toEqual([]);
  const forward = proxy.engine.forward?.port ?? 0;
  const second = started(forward, `${url}/`);
  await until("the second has begun", () => second.text.endsWith("\r\n\r\n0"));
  // Where it was, nobody listens any more.
  const refused = started(port);
  await until("nobody takes new ones", () => refused.ended);
  expect(refused.text).toBe("");

  await proxy.engine.setMode("reverse");
  expect(proxy.engine.forward).toBeNull();
  expect(proxy.engine.mappings().map(({ target }) => target)).toEqual([url]);
  for (const socket of server.open) socket.write("123456789");
  await until("both are whole", () => first.text.endsWith("0123456789") && second.text.endsWith("0123456789"));
  // Then their connections go with their ports.
  await until("they are closed", () => first.ended && second.ended);
  expect(proxy.capture.rows().map(({ status, error, doneMs }) => [status, error, doneMs !== null])).toEqual([
    [200, null, true],
    [200, null, true],
  ]);
}, 20_000);

test("a server that goes while it answers: the answer ends whole, its port is gone", async () => {
  await using server = await slowServer();
  await using proxy = running();
  const port = await portOf(proxy, `http://127.0.0.1:${server.port}`);
  const one = started(port);
  await until("the answer has begun", () => one.text.endsWith("\r\n\r\n0"));
  await proxy.engine.unregister({ process: "web" });
  expect(proxy.engine.mappings()).toEqual([]);
  server.open[0]?.write("123456789");
  await until("it is whole", () => one.text.endsWith("0123456789"));
  await until("it is closed", () => one.ended);
});

test("the end of the program does not wait for what is under way on ports that are gone", async () => {
  await using server = await slowServer();
  const proxy = running();
  const one = started(await portOf(proxy, `http://127.0.0.1:${server.port}`));
  await until("the answer has begun", () => one.text.endsWith("\r\n\r\n0"));
  await proxy.engine.unregister({ process: "web" });
  const began = performance.now();
  await proxy.engine.close();
  expect(performance.now() - began).toBeLessThan(3000);
  await until("it is cut", () => one.ended);
  expect(proxy.capture.rows()[0]?.error).toBe("the client has closed the connection");
});

test("a service gets the same port again: after its process has ended, and in the next run", async () => {
  const folder = mkdtempSync(join(tmpdir(), "brum-ports-"));
  try {
    const file = join(folder, "ports.json");
    const firstPort = await freePort();
    await using server = await tcpServer(() => {});
    const urls = [`http://localhost:${server.port}`, "http://localhost:1", "http://localhost:2"] as const;
    const before: number[] = [];
    {
      await using proxy = running({ firstPort, ports: new KnownPorts(file) });
      for (const url of urls) before.push(await portOf(proxy, url, url));
      await proxy.engine.unregister({ process: urls[0] });
      expect(await portOf(proxy, urls[0], urls[0])).toBe(before[0] ?? 0);
    }
    await using proxy = running({ firstPort, ports: new KnownPorts(file) });
    const after: number[] = [];
    for (const url of urls.toReversed()) after.push(await portOf(proxy, url, url));
    expect(after.toReversed()).toEqual(before);
    // One that is new takes none that is another's.
    await proxy.engine.unregister({ target: urls[1] });
    expect(before).not.toContain(await portOf(proxy, "http://localhost:3", "new"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 20_000);

for (const hostname of ["127.0.0.1", "::1", "0.0.0.0", "::"]) {
  test(`a port that another program has on ${hostname} is passed over`, async () => {
    await using other = await tcpServer(() => {}, hostname);
    await using proxy = running({ firstPort: other.port });
    expect(await portOf(proxy, "http://localhost:1")).not.toBe(other.port);
  });
}

test("a server has one port, whoever tells of it; the proxy itself has none", async () => {
  await using proxy = running();
  const port = await portOf(proxy, "http://localhost:1");
  expect(await portOf(proxy, "http://localhost:1/admin?x")).toBe(port);
  expect(proxy.engine.register({ url: `http://localhost:${port}`, process: "a", label: "a" })).rejects.toThrow(
    "is the proxy itself",
  );
  expect(proxy.engine.register({ url: "ftp://localhost", process: "a", label: "a" })).rejects.toThrow("no address");
});
