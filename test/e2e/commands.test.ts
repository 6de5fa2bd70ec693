/** `brum ps`, `logs`, `stop` and the others with the executable, asked of a Brummer that runs without MCP. */

import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { freePort } from "../support/ports.ts";
import { waitFor } from "../support/wait.ts";
import { executable } from "./executable.ts";
import { Place } from "./running.ts";

const manifest = JSON.stringify({
  name: "demo",
  scripts: { greet: "echo hello; sleep 60", fails: "sleep 0.2; exit 3", quick: "echo done", ps: "echo the script ps" },
});
const lines = (text: string) => text.split("\n").filter((line) => line !== "");

describe("where no Brummer runs", () => {
  test.each(["ps", "logs", "stop web", "restart web", "wait web", "doctor --core"])(
    "brum %s says so, with exit code 3",
    async (words) => {
      await using place = new Place();
      const { out, err, code } = await place.run(words.split(" "));
      expect({ out, code }).toEqual({ out: "", code: 3 });
      expect(err).toBe(`brum: No Brummer runs in ${realpathSync(place.path)} or above. Start one with: brum\n`);
    },
  );

  test("a file that a killed one left is removed", async () => {
    await using place = new Place();
    const program = await place.start(["sleep 60"]);
    program.kill("SIGKILL");
    await program.exited;
    expect(place.instanceFiles()).toHaveLength(1);
    expect((await place.run(["ps"])).code).toBe(3);
    expect(place.instanceFiles()).toEqual([]);
  });

  test("one that runs elsewhere is named", async () => {
    await using place = new Place();
    const directory = place.makeDirectory("app");
    await place.start(["sleep 60"], { cwd: directory });
    const { err, code } = await place.run(["ps"]);
    expect(code).toBe(3);
    expect(err).toMatch(/Elsewhere:\n {2}--instance app-[0-9a-f]{16}: .*\/app\n$/);
    expect((await place.run(["ps", "--instance", "app-"])).code).toBe(0);
    expect((await place.run(["ps", "-d", "app"])).code).toBe(0);
  });
});

describe("asked of one that runs", () => {
  test("ps: from the directory and from below, as a table and as JSON", async () => {
    await using place = new Place({ "package.json": manifest });
    const program = await place.start(["greet", "sleep 61"]);
    const below = place.makeDirectory("src/deep");
    for (const cwd of [place.path, below]) {
      const { out, code } = await place.run(["ps"], { cwd });
      expect(code).toBe(0);
      expect(lines(out)[0]).toMatch(/^NAME +STATUS +PID +TIME/);
      expect(out).toMatch(/^greet +running +\d+ +\d+m?s .*echo hello; sleep 60$/m);
      expect(out).toMatch(/^custom +running .* sleep 61$/m);
    }
    const { instance, processes } = JSON.parse((await place.run(["ps", "--json"])).out);
    expect(instance).toMatchObject({ pid: program.pid, directory: place.path, mcpUrl: null });
    expect(processes).toHaveLength(2);
    expect(processes[0]).toMatchObject({
      name: "greet",
      status: "running",
      exitCode: null,
      ports: [],
      cwd: place.path,
    });
    expect(Date.parse(processes[0].startedAt)).toBeGreaterThan(Date.now() - 60_000);
  });

  test("logs: the newest, by name, by pattern, since a cursor", async () => {
    await using place = new Place();
    await place.start(["seq 1 500; echo 'error: bad'; sleep 60", "--", "sh", "-c", "echo other; sleep 60"]);
    const texts = async (...argv: string[]) =>
      lines((await place.run(["logs", ...argv])).out).map((line) => line.slice(9));
    await waitFor("the lines", async () => (await texts("--grep", "^error: bad$", "custom")).length === 1);
    expect(await texts("custom", "-n", "3")).toEqual(["custom │ 499", "custom │ 500", "custom │ error: bad"]);
    expect((await texts("custom")).length).toBe(100);
    expect(await texts("--grep", "^49\\d$", "-n", "2")).toEqual(["custom │ 498", "custom │ 499"]);
    expect(await texts("--grep", "^ERROR", "-i", "custom")).toEqual(["custom │ error: bad"]);
    expect(await texts("sh", "--grep", "o")).toContain("sh   │ other");
    const json = lines((await place.run(["logs", "--json", "-n", "1", "custom"])).out).map((line) => JSON.parse(line));
    expect(json).toEqual([
      expect.objectContaining({ process: "custom", stream: "stdout", level: "error", text: "error: bad" }),
      { cursor: expect.any(Number) },
    ]);
    const { err } = await place.run(["logs", "--since", String(json[1].cursor), "--show-cursor"]);
    expect(err).toMatch(/^cursor \d+\n$/);
    const { code, err: unknown } = await place.run(["logs", "wbe"]);
    expect({ code, unknown }).toEqual({
      code: 1,
      unknown: 'brum: No process "wbe" was started here. Known: custom, sh.\n',
    });
    expect((await place.run(["logs", "--grep", "("])).code).toBe(2);
    expect((await place.run(["logs", "--since", "yesterday"])).code).toBe(2);
  });

  test("logs -f: what comes, until Ctrl-C", async () => {
    await using place = new Place({});
    await place.start(["i=0; while true; do i=$((i+1)); echo tick $i; sleep 0.05; done"]);
    const child = place.spawn(["logs", "-f", "custom", "-n", "0"]);
    let text = "";
    const reading = (async () => {
      for await (const chunk of child.stdout) text += new TextDecoder().decode(chunk);
    })();
    await waitFor("ticks", () => lines(text).filter((line) => line.includes("tick")).length > 3);
    child.kill("SIGINT");
    expect(await child.exited).toBe(0);
    await reading;
  });

  test("logs -f: a slow reader of a flood learns what it missed", async () => {
    await using place = new Place({ ".brum.toml": '[core]\nring_slots = 4096\nring_bytes = "4 MiB"\n' });
    await place.start(["--exclude", "yes", "--", "yes", "flood"]);
    // A shell's pipe: this process would read all that comes, and be no slow reader.
    const pipe = `'${executable}' logs -f yes --json -n 0 | (sleep 1; head -c 3000000)`;
    const shell = Bun.spawn(["/bin/sh", "-c", pipe], { cwd: place.path, env: place.env, stdout: "pipe" });
    const told = await new Response(shell.stdout).text();
    const missed = [...told.matchAll(/\{"missed":(\d+)\}\n/g)].map(([, count]) => Number(count));
    expect(Math.max(...missed)).toBeGreaterThan(1000);
  }, 20_000);

  test("stop and restart: by name, all, and one that is unknown", async () => {
    await using place = new Place({ "package.json": manifest });
    await place.start(["greet", "sleep 60"], { mcp: true });
    const { out, err, code } = await place.run(["stop", "greet", "nope"]);
    expect({ out, code }).toEqual({ out: expect.stringMatching(/^greet stopped \(signal SIGTERM\)\n$/), code: 1 });
    expect(err).toContain('brum: No process "nope".');
    const { processes, errors } = JSON.parse((await place.run(["restart", "greet", "--json"])).out);
    expect(errors).toEqual([]);
    expect(processes[0]).toMatchObject({ name: "greet", restarts: 1 });
    expect((await place.run(["stop", "--all"])).out.split("\n").sort()).toEqual([
      "",
      "custom stopped (signal SIGTERM)",
      "greet stopped (signal SIGTERM)",
    ]);
    expect((await place.run(["stop", "--all"])).out).toBe("Nothing runs.\n");
  });

  test("wait: ready, done, failed, too late", async () => {
    await using place = new Place({ "package.json": manifest });
    await place.start(["greet", "fails", "quick"], { mcp: true });
    expect(await place.run(["wait", "greet"])).toMatchObject({
      code: 0,
      out: "greet runs (it has no readiness check)\n",
    });
    expect(await place.run(["wait", "quick", "--done"])).toMatchObject({ code: 0, out: "quick ended (exit code 0)\n" });
    expect(await place.run(["wait", "fails", "--done"])).toMatchObject({
      code: 1,
      err: "brum: fails failed with exit code 3\n",
    });
    expect(await place.run(["wait", "greet", "--done", "--timeout", "0.2"])).toMatchObject({
      code: 1,
      err: "brum: not done within 0.2 s: greet is running\n",
    });
    const { processes, reached, timedOut } = JSON.parse(
      (await place.run(["wait", "quick", "fails", "--done", "--json"])).out,
    );
    expect({ reached, timedOut, each: processes.map((one: { reached: boolean }) => one.reached) }).toEqual({
      ...{ reached: false, timedOut: false, each: [true, false] },
    });
  });

  test("ports: whose they are, and freeing them", async () => {
    await using place = new Place();
    const [port, foreign] = [await freePort(), await freePort()];
    const serve = (on: number) => `require("node:http").createServer().listen(${on}, "127.0.0.1")`;
    await place.start(["--", process.execPath, "-e", serve(port)], { mcp: true });
    const stranger = Bun.spawn([process.execPath, "-e", serve(foreign)], { stdin: "ignore", stdout: "ignore" });
    try {
      const ask = async (of: number) => JSON.parse((await place.run(["ports", String(of), "--json"])).out).ports;
      await waitFor("both", async () => (await ask(port)).length === 1 && (await ask(foreign)).length === 1);
      await waitFor("ours to be known", async () => (await ask(port))[0].ours === true, 5000);
      expect((await ask(port))[0]).toMatchObject({ port, ours: true, directory: place.path });
      expect((await ask(foreign))[0]).toMatchObject({ port: foreign, ours: false, process: null, pid: stranger.pid });

      const refused = await place.run(["ports", "--free", String(foreign)]);
      expect(refused.code).toBe(1);
      expect(refused.err).toContain(`--free ${foreign} --yes-end ${stranger.pid}`);
      expect((await place.run(["ports", "--free", String(foreign), "--yes-end", String(process.pid)])).code).toBe(1);
      expect(stranger.exitCode).toBeNull();
      const ended = await place.run(["ports", "--free", String(foreign), "--yes-end", String(stranger.pid)]);
      expect(ended).toMatchObject({ code: 0, out: `Port ${foreign} is free: pid ${stranger.pid} was ended.\n` });
      expect((await place.run(["ports", "--free", String(port)])).out).toMatch(/ stopped \(signal SIGTERM\)\n$/);
      expect((await place.run(["ports", String(port)])).out).toBe(`Nobody listens on port ${port}.\n`);
      const mcp = Number(new URL(JSON.parse((await place.run(["ps", "--json"])).out).instance.mcpUrl).port);
      expect(await place.run(["ports", "--free", String(mcp)])).toMatchObject({
        code: 1,
        err: expect.stringContaining("end it there"),
      });
    } finally {
      stranger.kill();
    }
  }, 30_000);

  test("two in one directory: the first is meant, and a line names the other", async () => {
    await using place = new Place();
    await place.start(["sleep 60"]);
    await place.start(["--new", "sleep 61"]);
    const { out, err } = await place.run(["ps"]);
    expect(out).toContain("sleep 60");
    const other = /--instance names another: (\S+)/.exec(err)?.[1] ?? "";
    expect((await place.run(["ps", "--instance", other])).out).toContain("sleep 61");
  });

  test("one whose socket's path would be too long", async () => {
    await using place = new Place();
    const long = place.makeDirectory("x".repeat(120));
    place.env["XDG_RUNTIME_DIR"] = long;
    await place.start(["sleep 60"]);
    const [file = ""] = place.instanceFiles();
    const { socket } = JSON.parse(readFileSync(join(place.instances, file), "utf8"));
    expect(socket.length).toBeLessThan(104);
    expect((await place.run(["ps"])).out).toContain("sleep 60");
  });

  test("its file and socket are gone when it has ended", async () => {
    await using place = new Place();
    const program = await place.start(["sleep 60"]);
    const [file = ""] = place.instanceFiles();
    const { socket } = JSON.parse(readFileSync(join(place.instances, file), "utf8"));
    expect((await place.run(["ps"])).code).toBe(0);
    await new Promise((resolve, reject) => connect(socket).once("connect", resolve).once("error", reject));
    program.kill("SIGTERM");
    await program.exited;
    expect(place.instanceFiles()).toEqual([]);
    expect(existsSync(socket)).toBe(false);
  });
});

describe("a second brum", () => {
  test("says what runs, starts nothing, and runs beside it with --new", async () => {
    await using place = new Place({ "package.json": manifest });
    await place.start(["greet"], { mcp: true });
    const { out, err, code } = await place.run(["--no-tui", "--no-mcp", "quick"]);
    expect({ out, code }).toEqual({ out: "", code: 3 });
    expect(err).toStartWith(`A Brummer runs in ${place.path} already (`);
    expect(err).toMatch(/^greet +running /m);
    expect(err).toEndWith("Start a script there: brum run quick. See its lines: brum logs -f. Run beside it: --new.\n");
    expect((await place.run(["--no-tui", "--no-mcp", "--new", "quick"])).code).toBe(0);
    // Below, it is another project's.
    expect((await place.run(["--no-tui", "--no-mcp", "echo x"], { cwd: place.makeDirectory("sub") })).code).toBe(0);
  });

  test("that a Brummer runs itself is not sent back to where it came from", async () => {
    await using place = new Place();
    writeFileSync(join(place.path, "x.sh"), "");
    const { executable } = await import("./executable.ts");
    await place.start([`'${executable}' --no-tui --no-mcp 'echo from the inner one'; sleep 60`], { mcp: true });
    await waitFor("its line", async () =>
      (await place.run(["logs", "--grep", "from the inner one$"])).out.includes("inner"),
    );
  });
});

describe("brum run", () => {
  test("without a Brummer: the script's lines and exit code", async () => {
    await using place = new Place({ "package.json": manifest });
    expect((await place.run(["run", "quick"])).out).toMatch(/quick │ done$/m);
    expect((await place.run(["run", "fails"])).code).toBe(3);
    expect((await place.run(["run", "ps"])).out).toMatch(/ps {3}│ the script ps$/m);
    expect((await place.run(["run", "quick", "--", "--and", "more"])).out).toMatch(/│ done --and more$/m);
    expect(await place.run(["run", "qick"])).toMatchObject({
      code: 1,
      err: expect.stringContaining('Did you mean "quick"'),
    });
    expect(await place.run(["run", "ls"])).toMatchObject({
      code: 1,
      err: expect.stringContaining("A program: brum -- ls"),
    });
    expect((await place.run(["run", "quick", "--detach"])).code).toBe(3);
  });

  test("with one: in it, with its lines, until it ends or Ctrl-C", async () => {
    await using place = new Place({ "package.json": manifest });
    await place.start([], { mcp: true });
    const quick = await place.run(["run", "quick"]);
    expect(quick.out).toMatch(/quick │ done$/m);
    expect(quick.err).toContain("quick started (pid ");
    expect((await place.run(["run", "fails"])).code).toBe(3);
    const child = place.spawn(["run", "greet"]);
    let text = "";
    const reading = (async () => {
      for await (const chunk of child.stdout) text += new TextDecoder().decode(chunk);
    })();
    await waitFor("its line", () => /greet │ hello$/m.test(text));
    child.kill("SIGINT");
    expect(await child.exited).toBe(0);
    await reading;
    expect(await new Response(child.stderr).text()).toContain("Not shown any more. greet in the Brummer in ");
    const again = await place.run(["run", "greet", "--detach"]);
    expect(again).toMatchObject({ code: 0, err: expect.stringContaining("greet runs already") });
    expect(await place.run(["run", "greet", "--", "x"])).toMatchObject({
      code: 1,
      err: expect.stringContaining("brum stop greet"),
    });
    const { processes } = JSON.parse((await place.run(["ps", "--json"])).out);
    expect(processes.map(({ name, status }: { name: string; status: string }) => `${name} ${status}`)).toEqual([
      ...["quick success", "fails failed", "greet running"],
    ]);
  }, 20_000);
});

describe("headless", () => {
  test("--until done|failed, also with MCP", async () => {
    await using place = new Place({ "package.json": manifest });
    expect((await place.run(["--no-tui", "-p", "0", "--until", "done", "quick", "fails"])).code).toBe(3);
    expect((await place.run(["--no-tui", "-p", "0", "--until", "failed", "greet", "fails"])).code).toBe(3);
    expect((await place.run(["--no-tui", "-p", "0", "--until", "failed", "quick"])).code).toBe(0);
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s is 0 without --until, and %d with it", async (signal, code) => {
    await using place = new Place();
    for (const [options, expected] of [
      [[], 0],
      [["--until", "done"], code],
    ] as const) {
      const child = place.spawn(["--no-tui", "--no-mcp", "--new", ...options, "sleep 60"]);
      await waitFor("the process", async () => (await place.run(["wait", "custom"])).code === 0);
      child.kill(signal);
      expect(await child.exited).toBe(expected);
    }
  });

  test("a second Ctrl-C ends it at once", async () => {
    await using place = new Place();
    const child = place.spawn(["--no-tui", "--no-mcp", "trap '' TERM; sleep 60 & wait; sleep 60"]);
    await waitFor("the process", async () => (await place.run(["wait", "custom"])).code === 0);
    child.kill("SIGINT");
    await Bun.sleep(200);
    child.kill("SIGINT");
    const began = performance.now();
    expect(await child.exited).toBe(130);
    expect(performance.now() - began).toBeLessThan(1500);
  });

  test("--output json and github, --timestamps, --only, --exclude", async () => {
    await using place = new Place({ "package.json": manifest });
    const run = (...argv: string[]) => place.run(["--no-tui", "--no-mcp", "quick", "fails", ...argv]);
    const json = lines((await run("--output", "json")).out).map((line) => JSON.parse(line));
    expect(json).toContainEqual(expect.objectContaining({ process: "quick", stream: "stdout", text: "done" }));
    const github = (await run("--output", "github")).out;
    expect(github).toStartWith("::group::Output\n::stop-commands::");
    expect(github).toMatch(/\n::error title=fails::fails failed with exit code 3 after /);
    const only = (await run("--only", "qu*", "--timestamps")).out;
    expect(only).toMatch(/^\d{4}-\d\d-\d\dT\S+ quick │ done$/m);
    expect(only).not.toContain("fails");
    expect((await run("--exclude", "quick")).out).not.toContain("done");
  });
});

describe("brum init, doctor, completion", () => {
  test("init writes a file that changes nothing, once", async () => {
    await using place = new Place({ "package.json": manifest });
    expect((await place.run(["init"])).code).toBe(0);
    expect(readFileSync(join(place.path, ".brum.toml"), "utf8")).toContain("greet");
    expect(await place.run(["init"])).toMatchObject({ code: 1, err: expect.stringContaining("is there already") });
    expect((await place.run(["--settings"])).code).toBe(0);
  });

  test("doctor says what is well and what is not", async () => {
    await using place = new Place({ "package.json": manifest });
    await place.start(["greet"], { mcp: true });
    const { ok, findings } = JSON.parse((await place.run(["doctor", "--json"])).out);
    const byName = Object.fromEntries(findings.map((one: { name: string }) => [one.name, one]));
    expect(Object.keys(byName)).toEqual(
      expect.arrayContaining(["program", "terminal", "runtime", "configuration", "project", "instance", "left over"]),
    );
    expect(byName["instance"]).toMatchObject({ state: "ok", text: expect.stringContaining("1 processes known") });
    expect(typeof ok).toBe("boolean");
    writeFileSync(join(place.path, ".brum.toml"), "mcp_port = true\n");
    const bad = await place.run(["doctor"]);
    expect(bad.code).toBe(1);
    expect(bad.out).toMatch(/^! configuration .*\.brum\.toml:1/m);
  });

  test("bash can read its completion", async () => {
    await using place = new Place();
    const { out } = await place.run(["completion", "bash"]);
    const shell = Bun.spawnSync([
      "bash",
      "-c",
      `${out}\nCOMP_WORDS=(brum re); COMP_CWORD=1; _brum; echo "\${COMPREPLY[*]}"`,
    ]);
    expect(shell.stdout.toString()).toBe("restart\n");
  });
});
