/** `brum mcp` as AI clients start it: the official client over standard input and output, from source and as the executable. */

import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { processesIn } from "../support/processes.ts";
import { waitFor } from "../support/wait.ts";
import { executable } from "./executable.ts";
import { Place } from "./running.ts";

const source = [process.execPath, join(import.meta.dir, "../../src/main.ts")] as const;
const forms: readonly (readonly [string, readonly [string, ...string[]]])[] = [
  ["the executable", [executable]],
  ["the sources", source],
];
const eras = ["2025-11-25", "2026-07-28"] as const;
type Era = (typeof eras)[number];
const LIMIT_MS = 30_000;

const scripts = { dev: "echo up; sleep 1000", hello: "echo hi" };
const project = (name: string) => ({ "package.json": JSON.stringify({ name, scripts }) });

/** A client that has started `brum mcp` in the place, and what that said on standard error. */
async function connected(
  place: Place,
  era: Era,
  command: readonly [string, ...string[]] = [executable],
  cwd = place.path,
) {
  const [program, ...args] = command;
  const transport = new StdioClientTransport({
    command: program,
    args: [...args, "mcp"],
    cwd,
    env: place.env,
    stderr: "pipe",
  });
  let said = "";
  transport.stderr?.on("data", (chunk) => {
    said += String(chunk);
  });
  const mode = era === "2025-11-25" ? {} : { versionNegotiation: { mode: { pin: era } } };
  const client = new Client({ name: "e2e", version: "1" }, mode);
  await client.connect(transport);
  return {
    client,
    pid: transport.pid ?? 0,
    said: () => said,
    async [Symbol.asyncDispose]() {
      await client.close();
    },
  };
}

async function call(
  client: Client,
  name: string,
  input: Record<string, unknown> = {},
): Promise<Record<string, unknown>> {
  const result = await client.callTool({ name, arguments: input });
  expect(result.isError ?? false).toBe(false);
  return Object.fromEntries(Object.entries(result.structuredContent ?? {}));
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe.each(forms)("from %s", (_, command) => {
  test.each(eras)(
    "a client of %s has a Brummer of its own, which ends with it and takes its processes along",
    async (era) => {
      await using place = new Place(project("own"));
      const one = await connected(place, era, command);
      expect(one.client.getServerVersion()).toMatchObject({ name: "brummer" });
      expect((await one.client.listTools()).tools.map(({ name }) => name)).toContain("scripts_run");
      expect(await call(one.client, "scripts_list")).toMatchObject({ directory: place.path });
      await call(one.client, "scripts_run", { name: "dev", wait: "none" });
      await waitFor("the script", () => processesIn(place.path).length > 1);
      await waitFor("the instance file", () => place.instanceFiles().length === 1);
      await one.client.close();
      await waitFor("the end of all", () => !isAlive(one.pid) && processesIn(place.path).length === 0, LIMIT_MS);
      expect(place.instanceFiles()).toEqual([]);
      expect(one.said()).toBe("");
    },
    LIMIT_MS,
  );
});

describe.each(eras)("a client of %s", (era) => {
  test(
    "joins the Brummer that runs, which goes on without it",
    async () => {
      await using place = new Place(project("joined"));
      const running = await place.start([], { mcp: true });
      const inside = place.makeDirectory("deep/inside");
      {
        await using one = await connected(place, era, [executable], inside);
        expect(await call(one.client, "scripts_list")).toMatchObject({ directory: place.path });
        await call(one.client, "scripts_run", { name: "dev", wait: "none" });
        expect(place.instanceFiles()).toHaveLength(1);
      }
      const { processes } = JSON.parse((await place.run(["ps", "--json"])).out);
      expect(processes).toMatchObject([{ name: "dev", status: "running" }]);
      expect(running.exitCode).toBeNull();
    },
    LIMIT_MS,
  );

  test(
    "may call a hundred times at once",
    async () => {
      await using place = new Place(project("many"));
      await using one = await connected(place, era);
      const calls = Array.from({ length: 100 }, () => call(one.client, "scripts_list"));
      for (const answer of await Promise.all(calls)) expect(answer).toMatchObject({ directory: place.path });
    },
    LIMIT_MS,
  );

  test(
    "has another Brummer when the one it joined is killed",
    async () => {
      await using place = new Place(project("killed"));
      const running = await place.start([], { mcp: true });
      await using one = await connected(place, era);
      await call(one.client, "scripts_list");
      const before = place.instanceFiles();
      running.kill("SIGKILL");
      await running.exited;
      await call(one.client, "scripts_run", { name: "hello", wait: "none" });
      expect(await call(one.client, "scripts_list")).toMatchObject({ directory: place.path });
      const after = await waitFor("its file", () => {
        const files = place.instanceFiles();
        return files.length === 1 && files[0] !== before[0] && files;
      });
      expect(after).toHaveLength(1);
      expect(one.said()).toBe("");
    },
    LIMIT_MS,
  );

  test(
    "hears of changes, and goes on to hear of them in the next Brummer",
    async () => {
      await using place = new Place(project("heard"));
      const running = await place.start([], { mcp: true });
      await using one = await connected(place, era);
      let heard = 0;
      one.client.setNotificationHandler("notifications/resources/updated", () => {
        heard += 1;
      });
      if (era === "2025-11-25") await one.client.subscribeResource({ uri: "logs://recent" });
      else await one.client.listen({ resourceSubscriptions: ["logs://recent"] });
      await call(one.client, "scripts_run", { name: "hello", wait: "none" });
      await waitFor("the change", () => heard > 0, LIMIT_MS);
      running.kill("SIGTERM");
      await running.exited;
      await call(one.client, "scripts_list");
      heard = 0;
      await waitFor(
        "a change there",
        async () => {
          await call(one.client, "scripts_run", { name: "hello", wait: "none" });
          return heard > 0;
        },
        LIMIT_MS,
      );
    },
    LIMIT_MS,
  );

  test(
    "sees its own project, whatever else runs: also when the other takes over the port",
    async () => {
      await using left = new Place(project("left"));
      await using right = new Place(project("right"), { XDG_RUNTIME_DIR: left.env["XDG_RUNTIME_DIR"] ?? "" });
      const running = await left.start([], { mcp: true });
      await using one = await connected(left, era);
      await using two = await connected(right, era);
      const directories = () =>
        Promise.all([one, two].map(async ({ client }) => (await call(client, "scripts_list"))["directory"]));
      expect(await directories()).toEqual([left.path, right.path]);
      const ps = JSON.parse((await left.run(["ps", "--json"])).out);
      running.kill("SIGKILL");
      await running.exited;
      const port = new URL(ps.instance.mcpUrl).port;
      const other = Bun.spawn([executable, "--no-tui", "--new", "-p", port], {
        cwd: right.path,
        env: right.env,
        ...({ stdin: "ignore", stdout: "ignore", stderr: "ignore" } as const),
      });
      try {
        await waitFor("the other at that port", () =>
          fetch(`http://127.0.0.1:${port}/health`).then(
            ({ ok }) => ok,
            () => false,
          ),
        );
        expect(await directories()).toEqual([left.path, right.path]);
      } finally {
        other.kill("SIGTERM");
        await other.exited;
      }
    },
    LIMIT_MS,
  );

  test(
    "sends the token that is configured",
    async () => {
      const config = { ".brum.toml": '[mcp]\ntoken = "a-word-of-its-own"\n' };
      await using place = new Place({ ...project("token"), ...config });
      {
        await using own = await connected(place, era);
        expect(await call(own.client, "scripts_list")).toMatchObject({ directory: place.path });
      }
      // Of the Brummer that runs: another one than the file has by now.
      await using variable = new Place(project("token"), { BRUMMER_MCP_TOKEN: "another-word" });
      await variable.start([], { mcp: true });
      const { BRUMMER_MCP_TOKEN: _, ...env } = variable.env;
      Object.assign(variable, { env });
      await using joined = await connected(variable, era);
      expect(await call(joined.client, "scripts_list")).toMatchObject({ directory: variable.path });
    },
    LIMIT_MS,
  );
});

/** `brum mcp` without a client: what it is sent, what it prints, how it ends. */
function raw(place: Place, options: readonly string[] = []) {
  const child = Bun.spawn([executable, "mcp", ...options], {
    cwd: place.path,
    env: place.env,
    ...({ stdin: "pipe", stdout: "pipe", stderr: "pipe" } as const),
  });
  const out: Record<string, unknown>[] = [];
  const reading = (async () => {
    let rest = "";
    const decoder = new TextDecoder();
    for await (const chunk of child.stdout) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) out.push(JSON.parse(line));
    }
    expect(rest).toBe("");
  })();
  const err = new Response(child.stderr).text();
  return {
    child,
    out,
    send(...messages: readonly Record<string, unknown>[]) {
      for (const message of messages) child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
      child.stdin.flush();
    },
    answerTo: (id: unknown) => waitFor(`the answer to ${id}`, () => out.find((one) => one["id"] === id), LIMIT_MS),
    async end() {
      const code = await child.exited;
      await reading;
      return { code, err: await err };
    },
  };
}

const initialize = {
  id: 0,
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "raw", version: "1" } },
};
const run = (id: number, name: string) => ({
  id,
  method: "tools/call",
  params: { name: "scripts_run", arguments: { name, wait: "none" } },
});

describe("brum mcp", () => {
  test(
    "answers what it was piped, and ends",
    async () => {
      await using place = new Place(project("piped"));
      const one = raw(place);
      one.send(initialize, { method: "notifications/initialized" }, { id: 1, method: "tools/list" });
      one.child.stdin.end();
      expect(await one.end()).toEqual({ code: 0, err: "" });
      expect(one.out.map(({ id }) => id)).toEqual([0, 1]);
    },
    LIMIT_MS,
  );

  test(
    "is started by several clients at the same moment: one Brummer serves all of them, and the next one when that ends",
    async () => {
      await using place = new Place(project("several"));
      const all = [raw(place), raw(place), raw(place)];
      for (const one of all) one.send(initialize, { method: "notifications/initialized" }, run(1, "dev"));
      const answers = await Promise.all(all.map((one) => one.answerTo(1)));
      const ids = new Set(answers.map((answer) => JSON.stringify(answer).match(/"processId":"([^"]+)"/)?.[1]));
      expect(ids.size).toBe(1);
      expect(place.instanceFiles()).toHaveLength(1);
      const [file = ""] = place.instanceFiles();
      const { process_info: owner } = JSON.parse(readFileSync(join(place.instances, file), "utf8"));
      const [first, ...others] = all.sort(
        (a, b) => Number(b.child.pid === owner.pid) - Number(a.child.pid === owner.pid),
      );
      first?.child.stdin.end();
      expect((await first?.end())?.code).toBe(0);
      for (const one of others) one.send(run(2, "dev"));
      for (const one of others) expect(await one.answerTo(2)).toHaveProperty("result");
      await waitFor("the next one's file", () => place.instanceFiles().length === 1);
      for (const one of others) one.child.stdin.end();
      for (const one of others) expect((await one.end()).code).toBe(0);
      expect(processesIn(place.path)).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    "ends at once, with its processes, when its input ends in the middle of a call",
    async () => {
      await using place = new Place(project("closed"));
      const one = raw(place);
      one.send(initialize, { method: "notifications/initialized" }, run(1, "dev"));
      await one.answerTo(1);
      one.send({ id: 2, method: "resources/subscribe", params: { uri: "logs://recent" } }, run(3, "hello"));
      one.child.stdin.end();
      expect((await one.end()).code).toBe(0);
      expect(processesIn(place.path)).toEqual([]);
      expect(place.instanceFiles()).toEqual([]);
    },
    LIMIT_MS,
  );

  test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
    "ends with its processes at %s",
    async (signal) => {
      await using place = new Place(project("signal"));
      const one = raw(place);
      one.send(initialize, { method: "notifications/initialized" }, run(1, "dev"));
      await one.answerTo(1);
      one.child.kill(signal);
      expect(await one.end()).toEqual({ code: 0, err: "" });
      expect(processesIn(place.path)).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    "takes its processes along when it is killed",
    async () => {
      await using place = new Place(project("killed"));
      const one = raw(place);
      one.send(initialize, { method: "notifications/initialized" }, run(1, "dev"));
      await one.answerTo(1);
      one.child.kill("SIGKILL");
      await one.child.exited;
      await waitFor("the end of all", () => processesIn(place.path).length === 0, LIMIT_MS);
    },
    LIMIT_MS,
  );

  test(
    "starts what the configuration starts, and nothing else",
    async () => {
      await using place = new Place({ ...project("auto"), ".brum.toml": "[processes.dev]\nautostart = true\n" });
      const one = raw(place);
      one.send(initialize, { method: "notifications/initialized" });
      await one.answerTo(0);
      await waitFor("the process", async () => (await place.run(["ps"])).out.includes("dev"), LIMIT_MS);
      expect((await place.run(["ps"])).out).not.toContain("hello");
      one.child.stdin.end();
      await one.end();
    },
    LIMIT_MS,
  );

  test.each([
    [
      "runs without its MCP server",
      {},
      ["--no-mcp"],
      /runs without its MCP server\. End it, and start it again without --no-mcp/,
    ],
    ["is of another project", {}, undefined, /The id of no Brummer begins with "nobody"/],
    ["may have none", { ".brum.toml": "no_mcp = true\n" }, undefined, /no_mcp is true \(.*\.brum\.toml:1\)/],
    ["has a mistake in its configuration", { ".brum.toml": "mcp_port = true\n" }, undefined, /mcp_port must be/],
  ] as const)(
    "says what is wrong where the Brummer %s: to the client, on standard error, and by its exit code",
    async (what, files, started, why) => {
      await using place = new Place({ ...project("wrong"), ...files });
      if (started !== undefined) await place.start(["dev"]);
      const one = raw(place, what === "is of another project" ? ["--instance", "nobody"] : []);
      await Bun.sleep(300);
      expect(one.child.exitCode).toBeNull();
      one.send(initialize);
      expect(await one.answerTo(0)).toMatchObject({ error: { message: expect.stringMatching(why) } });
      const { code, err } = await one.end();
      expect(code).toBe(1);
      expect(err).toMatch(why);
    },
    LIMIT_MS,
  );

  test.each(["the root directory", "the home directory"])("in %s asks for a project", async (where) => {
    await using place = new Place();
    place.env["HOME"] = place.path;
    const child = Bun.spawn([executable, "mcp"], {
      cwd: where === "the root directory" ? "/" : place.path,
      env: place.env,
      ...({ stdin: "ignore", stdout: "pipe", stderr: "pipe" } as const),
    });
    expect(await child.exited).toBe(1);
    expect(await new Response(child.stderr).text()).toContain(
      "which is no project. Name it in the client's configuration",
    );
    expect(await new Response(child.stdout).text()).toBe("");
  });
});

test.each([
  ["--no-mcp", {}, ["-p", "0", "--no-mcp"]],
  ["no_mcp in the configuration", { ".brum.toml": "no_mcp = true\n" }, ["-p", "0"]],
] as const)("without a screen %s is honoured: nothing listens", async (_, files, options) => {
  await using place = new Place({ ...project("silent"), ...files });
  const running = Bun.spawn([executable, "--no-tui", ...options, "dev"], {
    cwd: place.path,
    env: place.env,
    ...({ stdin: "ignore", stdout: "pipe", stderr: "ignore" } as const),
  });
  try {
    await waitFor("the instance file", () => place.instanceFiles().length === 1);
    expect(JSON.parse((await place.run(["ps", "--json"])).out).instance.mcpUrl).toBeNull();
    const { ports } = JSON.parse((await place.run(["ports", "--json"])).out);
    expect(ports.filter(({ pid }: { pid: number | null }) => pid === running.pid)).toEqual([]);
  } finally {
    running.kill("SIGTERM");
    expect(await running.exited).toBe(0);
  }
  expect(await new Response(running.stdout).text()).not.toContain("MCP listens");
});
