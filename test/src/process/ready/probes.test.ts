import { afterEach, describe, expect, test } from "bun:test";
import { readdirSync, readlinkSync } from "node:fs";
import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer, type Server } from "node:net";
import { execProbe } from "../../../../src/process/ready/exec.ts";
import { httpProbe } from "../../../../src/process/ready/http.ts";
import { tcpProbe } from "../../../../src/process/ready/tcp.ts";
import { Census } from "../../../../src/process/tree/census.ts";
import { makeFolder } from "../../../support/folder.ts";
import { freePort } from "../../../support/ports.ts";
import { processesIn } from "../../../support/processes.ts";
import { waitFor } from "../../../support/wait.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

function listen(server: Server, host = "127.0.0.1"): Promise<number> {
  servers.push(server);
  const { promise, resolve } = Promise.withResolvers<number>();
  server.listen({ port: 0, host, ipv6Only: host === "::1" }, () => {
    const address = server.address();
    resolve(typeof address === "object" && address !== null ? address.port : 0);
  });
  return promise;
}
const answer = (listener: RequestListener, host?: string) => listen(createHttp(listener), host);
const status =
  (code: number): RequestListener =>
  (_, response) =>
    response.writeHead(code, { location: "/x" }).end();
const never = new AbortController().signal;

describe("http", () => {
  test("takes 200 to 399 for ready, or the status that is asked for, and follows nothing", async () => {
    let asked = 0;
    const port = await answer((request, response) => {
      asked++;
      response.writeHead(Number(request.url?.slice(1)), { location: "/500" }).end("body");
    });
    const base = `http://127.0.0.1:${port}`;
    expect(await httpProbe({ url: `${base}/204` }).look(never)).toEqual({
      ok: true,
      seen: `${base}/204 answered 204`,
      url: `${base}/204`,
    });
    expect(await httpProbe({ url: `${base}/302` }).look(never)).toMatchObject({ ok: true });
    expect(await httpProbe({ url: `${base}/503` }).look(never)).toMatchObject({
      ok: false,
      seen: `${base}/503 answered 503`,
    });
    expect(await httpProbe({ url: `${base}/404`, status: 404 }).look(never)).toMatchObject({ ok: true });
    expect(await httpProbe({ url: `${base}/200`, status: 404 }).look(never)).toMatchObject({
      ok: false,
      seen: `${base}/200 answered 200, not 404`,
    });
    expect(asked).toBe(5);
  });

  test("finds a server on localhost whichever family it listens on, under its own name", async () => {
    const hosts: (string | undefined)[] = [];
    const listener: RequestListener = (request, response) => {
      hosts.push(request.headers.host);
      response.end();
    };
    for (const host of ["127.0.0.1", "::1"]) {
      const port = await answer(listener, host);
      expect(await httpProbe({ url: `http://localhost:${port}/` }).look(never)).toMatchObject({ ok: true });
      expect(hosts.at(-1)).toBe(`localhost:${port}`);
    }
  });

  test("sends the headers it is given, and user and password", async () => {
    let headers: Record<string, unknown> = {};
    const port = await answer((request, response) => {
      headers = request.headers;
      response.end();
    });
    await httpProbe({ url: `http://a:b%40@127.0.0.1:${port}/`, headers: { "X-Key": "1" } }).look(never);
    expect(headers).toMatchObject({ "x-key": "1", authorization: `Basic ${btoa("a:b@")}`, connection: "close" });
  });

  test("does not wait for a body that never ends, and leaves no connection", async () => {
    let open = 0;
    const port = await answer((_, response) => {
      open++;
      response.writeHead(200);
      const timer = setInterval(() => response.write("x".repeat(1000)), 1);
      response.on("close", () => {
        clearInterval(timer);
        open--;
      });
    });
    expect(await httpProbe({ url: `http://127.0.0.1:${port}/` }).look(never)).toMatchObject({ ok: true });
    await waitFor("the connection to end", () => open === 0);
  });

  test("says why there was no answer", async () => {
    const closed = await freePort();
    expect(await httpProbe({ url: `http://localhost:${closed}/` }).look(never)).toMatchObject({
      ok: false,
      seen: `http://localhost:${closed}/ refused the connection`,
    });
    const mute = await listen(createServer((socket) => socket.destroy()));
    expect((await httpProbe({ url: `http://127.0.0.1:${mute}/` }).look(never)).seen).toEndWith(
      "closed the connection without an answer",
    );
    expect(() => httpProbe({ url: "localhost:3000" })).toThrow('"localhost:3000" is no http or https URL');
  });

  test("asks through no proxy, whatever the environment says", async () => {
    const port = await answer(status(200));
    process.env["HTTP_PROXY"] = "http://127.0.0.1:1";
    try {
      expect(await httpProbe({ url: `http://127.0.0.1:${port}/` }).look(never)).toMatchObject({ ok: true });
    } finally {
      delete process.env["HTTP_PROXY"];
    }
  });

  test("ends when it is told to", async () => {
    let connections = 0;
    const port = await listen(
      createServer((socket) => {
        connections++;
        socket.resume();
        socket.on("close", () => connections--).on("error", () => {});
      }),
    );
    const controller = new AbortController();
    const look = httpProbe({ url: `http://127.0.0.1:${port}/` }).look(controller.signal);
    await waitFor("the connection", () => connections === 1);
    controller.abort();
    expect(await look).toMatchObject({ ok: false });
    await waitFor("the connection to end", () => connections === 0);
  });
});

describe("tcp", () => {
  test("is ready when a connection is accepted, on either family of localhost and by a wildcard", async () => {
    for (const [host, asked] of [
      ["127.0.0.1", "localhost"],
      ["::1", "localhost"],
      ["::1", "::1"],
      ["127.0.0.1", "0.0.0.0"],
    ] as const) {
      const port = await listen(
        createServer((socket) => socket.on("error", () => {})),
        host,
      );
      expect(await tcpProbe(asked, port).look(never)).toMatchObject({ ok: true });
    }
  });

  test("says that nobody listens", async () => {
    const port = await freePort();
    expect(await tcpProbe("localhost", port).look(never)).toEqual({
      ok: false,
      seen: `localhost:${port} refused the connection`,
      url: null,
    });
    expect((await tcpProbe("::1", port).look(never)).seen).toBe(`[::1]:${port} refused the connection`);
  });

  test("ends when it is told to", async () => {
    const controller = new AbortController();
    // A documentation address (RFC 5737): nobody answers, or there is no way to it.
    const look = tcpProbe("192.0.2.1", 9).look(controller.signal);
    controller.abort();
    expect(await look).toMatchObject({ ok: false });
  });
});

describe("exec", () => {
  const census = new Census();
  let marks = 0;
  const tools = { census, newMark: () => `test-exec-${process.pid}-${++marks}` };
  const shell = (text: string, cwd: string, env: Record<string, string> = {}) =>
    execProbe({ argv: ["/bin/sh", "-c", text], cwd, env: { PATH: process.env["PATH"] ?? "", ...env } }, tools);

  test("is ready when it ends with code 0, in the directory and environment of the process", async () => {
    using folder = makeFolder({ here: "" });
    expect(await shell('test -f here && test "$A" = b', folder.path, { A: "b" }).look(never)).toMatchObject({
      ok: true,
    });
  });

  test("quotes the last line of its errors, else of its output", async () => {
    using folder = makeFolder();
    const seen = async (text: string) => (await shell(text, folder.path).look(never)).seen;
    expect(await seen("echo out; printf '\\033[31mno\\033[0m response\\n\\n' >&2; exit 3")).toEndWith(
      "ended with code 3: no response",
    );
    expect(await seen("echo out; exit 1")).toEndWith("ended with code 1: out");
    expect(await seen("kill -9 $$")).toEndWith("was ended by SIGKILL");
    const missing = execProbe({ argv: ["no-such-program"], cwd: folder.path, env: {} }, tools);
    expect((await missing.look(never)).seen).toStartWith("no-such-program could not be started: ");
  });

  test("is killed with all that it started when it is told to end, however much it prints", async () => {
    using folder = makeFolder();
    const text = "sleep 77 & (setsid sleep 78 >/dev/null 2>&1 &) ; trap '' TERM; touch up; yes";
    const controller = new AbortController();
    const look = shell(text, folder.path).look(controller.signal);
    await waitFor(
      "its processes",
      () => processesIn(folder.path).filter((line) => /^\d+ (?:sleep|yes)/.test(line)).length === 3,
    );
    controller.abort();
    const began = performance.now();
    expect(await look).toMatchObject({ ok: false });
    expect(performance.now() - began).toBeLessThan(1000);
    expect(processesIn(folder.path)).toEqual([]);
  });

  test("leaves nothing of its group behind, and no open pipe, when it ends by itself", async () => {
    using folder = makeFolder();
    const pipes = () =>
      readdirSync("/proc/self/fd").filter((fd) => {
        try {
          return (
            readlinkSync(`/proc/self/fd/${fd}`).startsWith("pipe:") ||
            readlinkSync(`/proc/self/fd/${fd}`).startsWith("socket:")
          );
        } catch {
          return false;
        }
      }).length;
    await shell("exit 0", folder.path).look(never);
    const before = pipes();
    expect(await shell("sleep 77 & exit 0", folder.path).look(never)).toMatchObject({ ok: true });
    expect(processesIn(folder.path)).toEqual([]);
    // What went into a session of its own bears the run's mark and ends with the run; it holds the pipe.
    const leaves = "setsid sh -c 'touch up; exec sleep 76' & while [ ! -f up ]; do sleep 0.01; done";
    expect(await shell(leaves, folder.path).look(never)).toMatchObject({ ok: true });
    const left = processesIn(folder.path);
    try {
      await waitFor("the pipes to be closed", () => pipes() <= before, 2000);
    } finally {
      for (const line of left) process.kill(Number(line.split(" ")[0]), "SIGKILL");
    }
    expect(left).toEqual([expect.stringContaining("sleep 76")]);
  });
});
