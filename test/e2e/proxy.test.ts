/** `brum proxy` with the executable: asked of a Brummer that runs, of the history, and as a proxy alone. */

import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { makeFolder } from "../support/folder.ts";
import { freePort } from "../support/ports.ts";
import { waitFor } from "../support/wait.ts";
import { executable } from "./executable.ts";
import { Place } from "./running.ts";

/** An API that tells its address, and what it is asked. */
const server = `
let count = 0;
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch(request) {
    const { pathname } = new URL(request.url);
    // As most servers do: after the answer.
    queueMicrotask(() => console.log("served " + pathname));
    if (pathname === "/fail") return Response.json({ error: "no stock" }, { status: 500 });
    if (pathname === "/slow") return new Promise((done) => setTimeout(() => done(new Response("late")), 300));
    return Response.json({ count: ++count });
  },
});
console.log("ready on http://localhost:" + server.port);
`;

const lines = (text: string) => text.split("\n").filter((line) => line !== "");

/** A Brummer that runs the API, and where that is reached through its proxy. */
async function running(argv: string[] = [], options: { mcp?: boolean } = {}) {
  const state = makeFolder();
  const place = new Place({ "server.ts": server }, { XDG_STATE_HOME: state.path });
  writeFileSync(join(place.path, ".brum.toml"), `[proxy]\nfirst_port = ${await freePort()}\n`);
  const program = await place.start([...argv, `${process.execPath} server.ts`], options);
  const at = await waitFor("the port of the proxy", async () => {
    const { out } = await place.run(["logs"]);
    return /recorded at (http:\/\/localhost:\d+)/.exec(out)?.[1];
  });
  const get = async (path: string, init?: RequestInit) => (await fetch(at + path, init)).text();
  return {
    place,
    program,
    get,
    async [Symbol.asyncDispose]() {
      await place[Symbol.asyncDispose]();
      state[Symbol.dispose]();
    },
  };
}

describe("asked of a Brummer that runs", () => {
  test("lists, shows, writes curl and HAR, sends again, forgets", async () => {
    await using of = await running();
    const { place, get } = of;
    await get("/api/a?x=1");
    await get("/fail");
    await get("/api/b", { method: "POST", body: '{"a":1}', headers: { "content-type": "application/json" } });
    const rows = async (...argv: string[]) => {
      const { out, code } = await place.run(["proxy", "ls", "--json", ...argv]);
      expect(code).toBe(0);
      return (JSON.parse(out).exchanges as { id: number; status: number }[]).map(({ id }) => id);
    };
    await waitFor("all three", async () => (await rows()).length === 3);
    expect(await rows("--status", "5xx")).toEqual([2]);
    expect(await rows("--method", "post")).toEqual([3]);
    expect(await rows("--url", "/api/[ab]", "--regex", "-n", "1")).toEqual([3]);
    expect(await rows("--since", "1h", "--process", "custom")).toEqual([1, 2, 3]);
    const listed = await place.run(["proxy", "ls"]);
    expect(listed.err).toMatch(/^http:\/\/localhost:\d+ stands for http:\/\/localhost:\d+ \(.+\)\n$/);
    const table = lines(listed.out);
    expect(table[0]).toMatch(/^ID +TIME +PROCESS +METHOD +STATUS +TOOK +SIZE +URL$/);
    expect(table[2]).toMatch(/^ +2 +\d\d:\d\d:\d\d +custom +GET +500 +[\d.]+ ms +\d+ B +http:\/\/localhost:\d+\/fail$/);
    const shown = (await place.run(["proxy", "show", "3"])).out;
    expect(shown).toContain('\n{"a":1}\n');
    expect(shown).toContain("\n200 OK\n");
    expect((await place.run(["proxy", "curl", "3"])).out).toContain(`--data-raw '{"a":1}'`);
    const har = JSON.parse((await place.run(["proxy", "har"])).out);
    expect(har.log.entries.map((entry: { _id: number }) => entry._id)).toEqual([1, 2, 3]);
    const written = await place.run(["proxy", "har", "out.har", "--status", "error"]);
    expect([written.code, written.out, written.err]).toEqual([0, "", "Wrote 1 exchange to out.har.\n"]);
    expect(JSON.parse(readFileSync(join(place.path, "out.har"), "utf8")).log.entries).toHaveLength(1);
    const again = await place.run(["proxy", "har", "out.har"]);
    expect([again.code, again.err]).toEqual([2, "brum: out.har cannot be written: it is there already.\n"]);
    const replayed = await place.run(["proxy", "replay", "1"]);
    expect(replayed.out).toContain("(replay of 1)");
    expect(replayed.out).toMatch(/\n {2}body count: 1 → 3\n/);
    const failed = await place.run([
      "proxy",
      "replay",
      "3",
      "--path",
      "/fail",
      "-H",
      "X-A: 1",
      "-H",
      "Accept:",
      "--body",
      "x",
    ]);
    expect(failed.out).toContain("status: 200 OK → 500 Internal Server Error");
    expect((await place.run(["proxy", "show", "5"])).out).toMatch(/\nX-A: 1\n[\s\S]*\n\nx\n/);
    expect((await place.run(["proxy", "clear", "nobody"])).out).toBe("0 exchanges forgotten\n");
    expect((await place.run(["proxy", "clear"])).out).toBe("5 exchanges forgotten\n");
    expect((await place.run(["proxy", "ls"])).out).toBe("Nothing of that was recorded.\n");
  }, 30_000);

  test("gives servers ports and changes the mode", async () => {
    await using of = await running();
    const { place } = of;
    expect((await place.run(["proxy", "add", "localhost:1"])).code).toBe(2);
    expect((await place.run(["proxy", "add", "http://localhost:1/x"])).out).toMatch(
      /^http:\/\/localhost:\d+ stands for http:\/\/localhost:1\n$/,
    );
    const full = await place.run(["proxy", "mode", "full"]);
    expect(full.out).toMatch(
      /^full: the proxy is http:\/\/localhost:\d+, for browsers http:\/\/localhost:\d+\/proxy.pac\n$/,
    );
    expect((await place.run(["proxy", "mode", "reverse"])).out).toBe("reverse: 2 servers with a port\n");
  }, 30_000);

  test("says what is wrong", async () => {
    await using of = await running(["--no-history"]);
    const { place } = of;
    for (const [words, code, why] of [
      ["show 77", 1, "There is no exchange 77"],
      ["replay 77", 1, "there is no exchange 77"],
      ["ls --status teapot", 2, 'status "teapot" is not understood'],
      ["ls --url ( --regex", 2, "is no regular expression"],
      ["ls --since never", 2, '--since "never"'],
      ["ls --run last", 1, "There is no history of this directory yet"],
      ["show", 2, "show needs the number of an exchange"],
      ["replay 1 -H wrong", 2, "a header is given as"],
      ["mode half", 2, "mode is one of reverse, full"],
      ["dance", 2, "Allowed choices are ls, show, curl"],
      ["ls --body x", 2, "--body is no option of brum proxy ls"],
    ] as const) {
      const { err, ...rest } = await place.run(["proxy", ...words.split(" ")]);
      expect([words, rest.code, err]).toEqual([words, code, expect.stringContaining(why)]);
    }
  }, 30_000);

  test("one that runs without a proxy says so", async () => {
    await using place = new Place();
    await place.start(["--no-proxy", "sleep 60"]);
    const { err, code } = await place.run(["proxy", "ls"]);
    expect([code, err]).toEqual([1, expect.stringContaining("runs without its proxy (--no-proxy")]);
  }, 30_000);
});

test("an agent finds what failed, with what the process printed meanwhile, and sends it again", async () => {
  await using of = await running([], { mcp: true });
  const { place, get } = of;
  await get("/api/a");
  await get("/fail", { headers: { authorization: "Bearer abcdefghijklmnop0123456789" } });
  await get("/api/b");
  const { instance } = JSON.parse((await place.run(["ps", "--json"])).out);
  const client = new Client({ name: "test", version: "1" });
  await client.connect(new StreamableHTTPClientTransport(new URL(instance.mcpUrl)));
  const call = async (name: string, args: Record<string, unknown>) => {
    const { content, isError } = await client.callTool({ name, arguments: args });
    expect(isError).not.toBe(true);
    return JSON.stringify(content);
  };
  await waitFor("the failure", async () => (await call("proxy_requests", { status: "5xx" })).includes("/fail 500"));
  const detail = await waitFor("its line", async () => {
    const text = await call("proxy_request_detail", { id: 2 });
    return text.includes("served /fail") && text;
  });
  expect(detail).toContain("no stock");
  expect(detail).not.toContain("abcdefghijklmnop");
  expect(await call("proxy_replay", { id: 2, path: "/api/c" })).toContain("status: 500 Internal Server Error → 200 OK");
  expect(await call("timeline", {})).toContain("/fail 500");
  await client.close();
}, 30_000);

test("shells complete its actions and options", async () => {
  await using place = new Place();
  const { out } = await place.run(["completion", "bash"]);
  expect(out).toMatch(/\n {4}proxy\) words="ls show curl har replay clear mode add .*--status .*--target/);
});

test("what was exchanged is in the history, also after the end", async () => {
  await using of = await running();
  const { place, program, get } = of;
  await get("/api/a");
  await get("/fail");
  program.kill("SIGTERM");
  await program.exited;
  const { out } = await place.run(["proxy", "ls", "--run", "last", "--json"]);
  expect(JSON.parse(out)).toMatchObject({
    total: 2,
    exchanges: [
      { id: 1, status: 200 },
      { id: 2, status: 500, process: "custom" },
    ],
  });
  expect((await place.run(["proxy", "show", "2", "--run", "last"])).out).toContain('{"error":"no stock"}');
  expect(JSON.parse((await place.run(["proxy", "har", "--run", "last"])).out).log.entries).toHaveLength(2);
}, 30_000);

describe("a proxy alone", () => {
  /** Runs one before a server of the test's own, until `stop`. */
  async function alone(argv: readonly string[]) {
    const place = new Place();
    const behind = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: async ({ url }) => {
        if (url.endsWith("/slow")) await Bun.sleep(300);
        return new Response("hello", { status: url.endsWith("/no") ? 404 : 200 });
      },
    });
    const target = `http://localhost:${behind.port}`;
    const port = await freePort();
    const child = place.spawn(["proxy", "--port", String(port), ...argv.map((word) => word.replace("TARGET", target))]);
    const [out, err] = [new Response(child.stdout).text(), new Response(child.stderr).text()];
    const at = `http://localhost:${port}`;
    await waitFor("the proxy", () =>
      fetch(`${at}/proxy.pac`).then(
        (answer) => answer.status > 0,
        () => false,
      ),
    );
    return {
      at,
      target,
      port,
      place,
      child,
      async stop(signal: "SIGINT" | "SIGTERM") {
        child.kill(signal);
        return { code: await child.exited, out: await out, err: await err };
      },
      async [Symbol.asyncDispose]() {
        child.kill("SIGKILL");
        await child.exited;
        await behind.stop(true);
        await place[Symbol.asyncDispose]();
      },
    };
  }

  test("prints what passes, says where it listens, and ends in order", async () => {
    await using proxy = await alone(["--target", "TARGET"]);
    await (await fetch(`${proxy.at}/api/cart`)).text();
    await (await fetch(`${proxy.at}/no`)).text();
    const { code, out, err } = await proxy.stop("SIGINT");
    expect(code).toBe(0);
    expect(lines(out).slice(1)).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\d GET \/api\/cart 200 [\d.]+ ms 5 B$/),
      expect.stringMatching(/^\d\d:\d\d:\d\d GET \/no 404 [\d.]+ ms 5 B$/),
    ]);
    expect(err).toBe(`brum: ${proxy.at} stands for ${proxy.target}; Ctrl-C ends it\n`);
    expect(proxy.place.instanceFiles()).toEqual([]);
  });

  test("what is under way when it ends gets a moment, and is printed", async () => {
    await using proxy = await alone(["--target", "TARGET", "--json"]);
    const slow = fetch(`${proxy.at}/slow`).then((answer) => answer.text());
    await Bun.sleep(100);
    const { code, out } = await proxy.stop("SIGTERM");
    expect([await slow, code]).toEqual(["hello", 0]);
    const rows = lines(out).map((line) => JSON.parse(line));
    expect(rows.at(-1)).toMatchObject({ method: "GET", url: `${proxy.target}/slow`, status: 200, responseBytes: 5 });
    expect(Date.parse(rows.at(-1).startedAt)).toBeGreaterThan(Date.now() - 60_000);
  });

  test("as a forward proxy", async () => {
    await using proxy = await alone(["--mode", "full", "--output", "json"]);
    const answer = await fetch(`${proxy.target}/api/x`, { proxy: proxy.at });
    expect(await answer.text()).toBe("hello");
    const { code, out, err } = await proxy.stop("SIGTERM");
    expect(code).toBe(0);
    expect(err).toContain(`HTTP proxy on ${proxy.at} (for browsers: ${proxy.at}/proxy.pac)`);
    expect(lines(out).map((line) => JSON.parse(line).url)).toContain(`${proxy.target}/api/x`);
  });

  test("a port that is taken, a target that is none, and nothing to do", async () => {
    await using proxy = await alone(["--target", "TARGET"]);
    const { place, port } = proxy;
    const taken = await place.run(["proxy", "--target", "http://localhost:1", "--port", String(port)]);
    expect([taken.code, taken.out]).toEqual([1, ""]);
    expect(taken.err).toMatch(
      new RegExp(`^brum: Port ${port} is taken( by .*)?\\. Without --port the next free one is used\\.\n$`),
    );
    const wrong = await place.run(["proxy", "--target", "localhost:3000"]);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("http://localhost:3000.")]);
    expect((await place.run(["proxy"])).code).toBe(2);
    const own = await freePort();
    const itself = await place.run(["proxy", "--target", `http://localhost:${own}`, "--port", String(own)]);
    expect([itself.code, itself.err]).toEqual([2, expect.stringContaining("would be the proxy itself")]);
  });

  test("ends when nobody reads it any more", async () => {
    using folder = makeFolder();
    await using proxy = await alone(["--target", "TARGET"]);
    const port = await freePort();
    const script = `${executable} proxy --target ${proxy.target} --port ${port} | head -n 1 > ${folder.path}/out`;
    const shell = Bun.spawn(["sh", "-c", script], { env: proxy.place.env, stdout: "ignore", stderr: "ignore" });
    const ask = () =>
      fetch(`http://localhost:${port}/a`).then(
        (answer) => answer.status,
        () => 0,
      );
    await waitFor("an answer", async () => (await ask()) === 200);
    await waitFor("its end", async () => (await ask()) === 0);
    expect(await shell.exited).toBe(0);
    expect(existsSync(join(folder.path, "out"))).toBe(true);
  });
});
