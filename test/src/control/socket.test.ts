/** The control socket from both ends, with handlers of the test's own. */

import { afterEach, describe, expect, test } from "bun:test";
import { statSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { delay } from "es-toolkit";
import { ControlClient, ControlError } from "../../../src/control/client.ts";
import { controlLimits } from "../../../src/control/limits.ts";
import { proxyHandlers } from "../../../src/control/proxy-handlers.ts";
import { type ControlSocket, type Handlers, listenControl } from "../../../src/control/server.ts";
import { makeFolder } from "../../support/folder.ts";
import { waitFor } from "../../support/wait.ts";

const info = { id: "x-1", version: "1.2.3", pid: 1, directory: "/x", startedAt: 0, mcpUrl: null };

function handlers(own: Partial<Handlers>): Handlers {
  const none = () => {
    throw new Error("not in this test");
  };
  return {
    "instance.info": () => info,
    "mcp.access": none,
    "process.list": none,
    "process.start": none,
    "process.stop": none,
    "process.restart": none,
    "process.wait": none,
    logs: none,
    "error.list": none,
    "error.get": none,
    "event.list": none,
    "doctor.core": none,
    ...proxyHandlers(undefined),
    ...own,
  };
}

let closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  closing = [];
});

async function listening(own: Partial<Handlers> = {}): Promise<{ path: string; server: ControlSocket }> {
  const folder = makeFolder();
  const path = join(folder.path, "s.sock");
  const server = await listenControl(path, handlers(own), "1.2.3");
  closing.push(
    () => folder[Symbol.dispose](),
    () => server.close(),
  );
  return { path, server };
}

function client(socket: string, silenceMs?: number): ControlClient {
  return new ControlClient({ socket, protocol: 1, version: "1.2.3", directory: "/x" }, silenceMs);
}

/** Sends bytes as they are, and resolves with all that comes back until the server closes. */
function raw(path: string, bytes: string | Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(path, () => socket.write(bytes));
    socket.on("data", (chunk) => {
      text += chunk;
      if (text.endsWith("\n")) socket.end();
    });
    socket.on("close", () => resolve(text));
    socket.on("error", reject);
  });
}

describe("the control socket", () => {
  test("answers, is closed to others, and goes away with its server", async () => {
    const { path, server } = await listening();
    expect(await client(path).ask("instance.info", {})).toEqual(info);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await server.close();
    expect(() => statSync(path)).toThrow("ENOENT");
    await expect(client(path).ask("instance.info", {})).rejects.toThrow(/^The Brummer in \/x cannot be reached over /);
  });

  test("hands a handler's sentence on", async () => {
    const { path } = await listening({
      "process.stop": async ({ name }) => {
        throw new Error(`No process "${name}".`);
      },
    });
    const asked = client(path).ask("process.stop", { name: "wbe" });
    await expect(asked).rejects.toThrow(new ControlError('No process "wbe".'));
  });

  test.each([
    [
      "another version",
      { protocol: 2, id: 7, name: "instance.info", params: {} },
      /speaks version 1 .* speaks 2.*brum for both/,
    ],
    ["an unknown request", { protocol: 1, id: 7, name: "toString", params: {} }, /knows no request \\"toString\\"/],
    [
      "wrong parameters",
      { protocol: 1, id: 7, name: "process.stop", params: { nam: "x" } },
      /process.stop is asked for wrongly/,
    ],
    ["no request at all", [1, 2], /lacks protocol, id or name/],
  ])("refuses %s, and says why", async (_, message, reason) => {
    const { path } = await listening();
    expect(await raw(path, `${JSON.stringify(message)}\n`)).toMatch(reason);
  });

  test("refuses what is no JSON, or never ends", async () => {
    const { path } = await listening();
    expect(await raw(path, "GET / HTTP/1.1\r\n\r\n")).toContain("a message is no JSON");
    const endless = new Uint8Array(controlLimits.requestBytes + 1).fill(0x20);
    expect(await raw(path, endless)).toContain(`longer than ${controlLimits.requestBytes} bytes`);
  });

  test("a client knows a server of another version by its file", async () => {
    const other = new ControlClient({ socket: "/nowhere", protocol: 9, version: "9.0.0", directory: "/x" });
    await expect(other.ask("instance.info", {})).rejects.toThrow(
      "The Brummer in /x has version 9.0.0 and speaks version 9 of the control protocol; this brum speaks 1. Use one version of brum for both.",
    );
  });

  test("a server that says nothing is given up, one that works on is not", async () => {
    const silent = await listening({ "process.list": () => new Promise(() => {}) });
    await expect(client(silent.path, 150).ask("process.list", { usage: false })).rejects.toThrow(
      "does not answer (process.list)",
    );
    const busy = await listening({
      logs: async (_, { send }) => {
        for (let part = 0; part < 6; part++) {
          await delay(100);
          await send({ lines: [], missed: part });
        }
        return { cursor: 6 };
      },
    });
    const params = { names: [], start: {}, text: "", ignoreCase: false, styled: false, follow: false };
    expect(await client(busy.path, 350).stream("logs", params, () => {})).toEqual({ cursor: 6 });
  });

  test("the end of the server ends a stream with a sentence; the end of a client is told to the handler", async () => {
    let aborted = 0;
    const { path, server } = await listening({
      logs: (_, { signal }) =>
        new Promise(() => {
          signal.addEventListener("abort", () => {
            aborted += 1;
          });
        }),
    });
    const params = { names: [], start: {}, text: "", ignoreCase: false, styled: false, follow: true };
    const stop = new AbortController();
    const first = client(path).stream("logs", params, () => {}, stop.signal);
    first.catch(() => {});
    const second = client(path).stream("logs", params, () => {});
    second.catch(() => {});
    await delay(50);
    stop.abort();
    await expect(first).rejects.toThrow(ControlError);
    await waitFor("the abort", () => aborted === 1);
    await server.close();
    await expect(second).rejects.toThrow("The Brummer in /x has ended.");
  });

  test("a stream goes no faster than it is taken", async () => {
    let sent = 0;
    const line = {
      ...({ sequence: 0, time: 0, source: 1, name: "a", stream: "stdout", level: "info", flags: 0, group: 0 } as const),
      text: "x".repeat(1000),
    } as const;
    const { path } = await listening({
      logs: async (_, { send, signal }) => {
        while (sent < 5000 && !signal.aborted) {
          await send({ lines: Array.from({ length: 100 }, () => line), missed: 0 });
          sent += 1;
        }
        return { cursor: sent };
      },
    });
    const params = { names: [], start: {}, text: "", ignoreCase: false, styled: false, follow: true };
    const stop = new AbortController();
    let taken = 0;
    const reading = client(path).stream(
      "logs",
      params,
      async () => {
        taken += 1;
        if (taken === 3) {
          await delay(300);
          // Three were taken; what more was sent lies in the pipe's buffers, a few MB at most.
          expect(sent).toBeLessThan(100);
          stop.abort();
        }
      },
      stop.signal,
    );
    await expect(reading).rejects.toThrow(ControlError);
    expect(taken).toBeGreaterThanOrEqual(3);
  });

  test("has room for so many clients, and says so to one more", async () => {
    const { path } = await listening({ logs: () => new Promise(() => {}) });
    const sockets = Array.from({ length: controlLimits.clients }, () => connect(path));
    closing.push(() => sockets.forEach((socket) => void socket.destroy()));
    await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once("connect", resolve))));
    await expect(client(path).ask("instance.info", {})).rejects.toThrow("64 control connections already");
  });
});
