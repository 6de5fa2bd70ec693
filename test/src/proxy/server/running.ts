/** A real proxy with real sockets, and small servers behind it. */

import { createServer, type Server, type Socket } from "node:net";
import { Capture } from "../../../../src/proxy/capture/store.ts";
import { type EngineParts, ProxyEngine } from "../../../../src/proxy/engine.ts";
import { KnownPorts } from "../../../../src/proxy/ports.ts";

export interface Running extends AsyncDisposable {
  readonly engine: ProxyEngine;
  readonly capture: Capture;
}

export function running(parts: Partial<EngineParts> = {}): Running {
  const capture = new Capture({ latest: () => 0, exchanges: 20_000 });
  const engine = new ProxyEngine({
    capture,
    hooks: {},
    ports: new KnownPorts(undefined),
    firstPort: 0,
    forwardPort: 0,
    changed: () => {},
    ...parts,
  });
  return { engine, capture, [Symbol.asyncDispose]: () => engine.close() };
}

/** The proxy's port for a server. */
export async function portOf({ engine }: Running, url: string, process = "web"): Promise<number> {
  const mapping = await engine.register({ url, process, label: process });
  if (mapping === undefined) throw new Error("the mode has no ports");
  return mapping.port;
}

/** Bytes in, bytes out: a server of TCP. */
export async function tcpServer(
  serve: (socket: Socket) => void,
  hostname = "127.0.0.1",
): Promise<{ readonly port: number; readonly server: Server } & AsyncDisposable> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    serve(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, hostname, resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    port,
    server,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Waits until something holds; throws with `what` after ten seconds. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  for (const end = performance.now() + 10_000; !holds(); await Bun.sleep(2)) {
    if (performance.now() > end) throw new Error(`after 10 s still not: ${what}`);
  }
}
