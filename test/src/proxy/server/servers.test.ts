import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { portOf, running, tcpServer, until } from "./running.ts";

const GET = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

/** What comes back for one request, until the connection ends. */
function ask(port: number, text = GET): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    let got = "";
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      got += bytes.toString("latin1");
    });
    socket.on("close", () => resolve(got));
    socket.write(text);
  });
}

for (const [name, answer] of Object.entries({
  "with a length": "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 12\r\n\r\nhello, world",
  "in chunks": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n7\r\n, world\r\n0\r\nX: y\r\n\r\n",
})) {
  test(`a server that dies at any byte of an answer ${name}: the client sees it, the record says it`, async () => {
    let length = 0;
    await using server = await tcpServer((socket) => {
      socket.once("data", () => {
        if (length % 2 === 0) socket.end(answer.slice(0, length));
        else socket.write(answer.slice(0, length), () => socket.end());
      });
    });
    await using proxy = running();
    const port = await portOf(proxy, `http://127.0.0.1:${server.port}`);
    const head = answer.indexOf("\r\n\r\n") + 4;
    for (length = 0; length <= answer.length; length++) {
      const got = await ask(port);
      const row = proxy.capture.rows().at(-1);
      if (length < head) {
        expect(got).toStartWith("HTTP/1.1 502 Bad Gateway\r\n");
        expect(row).toMatchObject({ status: 502 });
        expect(row?.error).toStartWith("the server closed the connection");
      } else {
        expect(got).toEndWith(`\r\n\r\n${answer.slice(head, length)}`);
        expect(row?.status).toBe(200);
        expect(row?.error === null).toBe(length === answer.length);
      }
    }
    expect(proxy.capture.counts.recorded).toBe(answer.length + 1);
  }, 30_000);
}

for (const hostname of ["127.0.0.1", "::1"]) {
  test(`a server of localhost that listens on ${hostname} alone`, async () => {
    await using server = await tcpServer((socket) => {
      socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"));
    }, hostname);
    await using proxy = running();
    const port = await portOf(proxy, `http://localhost:${server.port}`);
    expect(await ask(port)).toEndWith("hi");
    expect(await ask(port)).toEndWith("hi");
  });
}

test("both addresses of localhost lead to a port", async () => {
  await using server = await tcpServer((socket) => {
    socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"));
  });
  await using proxy = running();
  const port = await portOf(proxy, `http://localhost:${server.port}`);
  for (const host of ["127.0.0.1", "[::1]", "localhost"]) {
    expect(await (await fetch(`http://${host}:${port}/`)).text()).toBe("hi");
  }
});

test("a server with a certificate that nobody has signed", async () => {
  const openssl = Bun.which("openssl");
  if (openssl === null) return;
  const folder = mkdtempSync(join(tmpdir(), "brum-tls-"));
  try {
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const options = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"];
    const made = Bun.spawnSync([openssl, ...options, "-keyout", key, "-out", cert]);
    expect(made.exitCode).toBe(0);
    const large = "t".repeat(3_000_000);
    const server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      tls: { key: readFileSync(key), cert: readFileSync(cert) },
      fetch: async (request) => new Response(request.method === "POST" ? request.body : large),
    });
    await using proxy = running();
    const port = await portOf(proxy, `https://localhost:${server.port}`);
    expect(await (await fetch(`http://localhost:${port}/`)).text()).toBe(large);
    const posted = await fetch(`http://localhost:${port}/`, { method: "POST", body: large });
    expect(await posted.text()).toBe(large);
    await server.stop(true);
    expect(proxy.capture.rows().map(({ url, status }) => [new URL(url).protocol, status])).toEqual([
      ["https:", 200],
      ["https:", 200],
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 20_000);

test("a server that is not there is said to be so, and recorded", async () => {
  const server = await tcpServer(() => {});
  await server[Symbol.asyncDispose]();
  await using proxy = running();
  const got = await ask(await portOf(proxy, `http://localhost:${server.port}`));
  expect(got).toStartWith("HTTP/1.1 502 Bad Gateway\r\n");
  expect(got).toContain(`localhost:${server.port} cannot be reached: nobody listens there`);
  expect(proxy.capture.rows()[0]).toMatchObject({ status: 502, process: "web", connectMs: null });
});

test("a server that does not answer within the limit; one that is being sent a body has its time", async () => {
  await using server = await tcpServer((socket) => {
    let got = 0;
    socket.on("data", (bytes) => {
      got += bytes.length;
      if (bytes.includes("end")) socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Got: ${got}\r\n\r\n`);
    });
  });
  await using proxy = running({ limits: { answerMs: 200, clientIdleMs: 60_000 } });
  const port = await portOf(proxy, `http://127.0.0.1:${server.port}`);
  expect(await ask(port)).toStartWith("HTTP/1.1 504 Gateway Timeout\r\n");
  expect(proxy.capture.rows()[0]).toMatchObject({ status: 504, error: "the server did not answer within 0.2 s" });
  const socket = connect({ port, host: "127.0.0.1" });
  let got = "";
  socket.on("data", (bytes) => {
    got += bytes.toString();
  });
  socket.write("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 23\r\n\r\n");
  for (let piece = 0; piece < 10; piece++) {
    await Bun.sleep(80);
    socket.write("..");
  }
  socket.write("end");
  await until("the answer is there", () => got !== "");
  expect(got).toStartWith("HTTP/1.1 200 OK\r\n");
  socket.destroy();
}, 20_000);

test("a client that says nothing for too long is let go", async () => {
  await using server = await tcpServer(() => {});
  await using proxy = running({ limits: { answerMs: 60_000, clientIdleMs: 100 } });
  const port = await portOf(proxy, `http://127.0.0.1:${server.port}`);
  expect(await ask(port, "GET / HTTP/1.1\r\nHo")).toBe("");
  expect(proxy.capture.counts.recorded).toBe(0);
});

test("a thousand connections at once, and not one exchange is missing", async () => {
  const held: (() => void)[] = [];
  await using server = await tcpServer((socket) => {
    socket.on("data", (bytes) => {
      const path = /^GET (\S+)/.exec(bytes.toString())?.[1] ?? "";
      const send = () => void socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${path.length}\r\n\r\n${path}`);
      // The first of each connection are all under way at the same moment.
      if (path.endsWith("/0")) held.push(send);
      else send();
    });
  });
  await using proxy = running();
  const port = await portOf(proxy, `http://127.0.0.1:${server.port}`);
  const done = Array.from({ length: 1000 }, (_, number) => {
    return new Promise<boolean>((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1" });
      let got = "";
      let turn = 0;
      const next = () => void socket.write(`GET /${number}/${turn} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
      socket.on("error", reject);
      socket.on("connect", next);
      socket.on("data", (bytes) => {
        got += bytes.toString();
        if (!got.endsWith(`\r\n\r\n/${number}/${turn}`)) return;
        turn++;
        if (turn < 3) next();
        else {
          socket.destroy();
          resolve(true);
        }
      });
    });
  });
  await until("all are under way", () => held.length === 1000);
  expect(proxy.capture.counts.recorded).toBe(1000);
  for (const send of held) send();
  expect((await Promise.all(done)).length).toBe(1000);
  const rows = proxy.capture.rows();
  expect(rows).toHaveLength(3000);
  expect(rows.filter(({ status, error, doneMs }) => status !== 200 || error !== null || doneMs === null)).toEqual([]);
  expect(new Set(rows.map(({ url }) => url)).size).toBe(3000);
}, 30_000);
