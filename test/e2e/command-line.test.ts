/** The executable's command line: what it answers to good and bad input, without a screen. */

import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { makeFolder } from "../support/folder.ts";
import { processesIn } from "../support/processes.ts";
import { waitFor } from "../support/wait.ts";
import { executable } from "./executable.ts";

const manifest = JSON.stringify({
  name: "demo",
  scripts: { dev: "echo dev is up; sleep 60", fails: "exit 3", greet: "echo hello from greet" },
});

/** Runs the executable in `cwd` to its end. */
async function run(cwd: string, argv: string[], env: Record<string, string> = {}) {
  const child = Bun.spawn([executable, ...argv], {
    cwd,
    env: { ...process.env, ...env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { out, err, code };
}

/** Runs the executable in the background; `out()` is what it has printed so far. */
function start(cwd: string, argv: string[]) {
  const child = Bun.spawn([executable, ...argv], { cwd, stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  let text = "";
  const decoder = new TextDecoder();
  const reading = (async () => {
    for await (const chunk of child.stdout) text += decoder.decode(chunk, { stream: true });
  })();
  return {
    out: () => text,
    see: (pattern: RegExp) => waitFor(`${pattern} in:\n${text}`, () => pattern.exec(text) ?? undefined),
    async end(signal: NodeJS.Signals) {
      child.kill(signal);
      const code = await child.exited;
      await reading;
      return code;
    },
  };
}

describe("bad input", () => {
  test("a directory that does not exist, or is a file", async () => {
    using folder = makeFolder({ "package.json": manifest });
    expect(await run(folder.path, ["-d", "nowhere"])).toMatchObject({
      code: 1,
      err: `brum: The directory ${folder.path}/nowhere does not exist (--dir).\n`,
    });
    expect((await run(folder.path, ["-d", "package.json"])).err).toContain("package.json is no directory (--dir)");
  });

  test("an unknown script, with the nearest names", async () => {
    using folder = makeFolder({ "package.json": manifest });
    const { code, err } = await run(folder.path, ["--no-tui", "gret"]);
    expect(code).toBe(1);
    // Where npm is not installed, a warning comes first.
    expect(err.trimEnd().split("\n").at(-1)).toBe(
      'brum: "gret" is no script of demo and no program on PATH. Did you mean "greet"?',
    );
  });

  test("a terminal that is none, with the way out", async () => {
    using folder = makeFolder({ "package.json": manifest });
    const { code, err } = await run(folder.path, ["dev"]);
    expect(code).toBe(1);
    expect(err).toContain("--no-tui");
  });

  test("an unknown option, a port that is none, a broken configuration", async () => {
    using folder = makeFolder({ ".brum.toml": "mcp_port = \n" });
    expect((await run("/", ["--prot", "1"])).err).toContain("unknown option '--prot'");
    expect((await run("/", ["-p", "123456"])).err).toContain("from 0 to 65535");
    expect((await run(folder.path, ["--no-tui"])).err).toMatch(/^brum: .*\.brum\.toml:1:\d+: /);
  });

  test("nothing to do", async () => {
    using folder = makeFolder();
    expect((await run(folder.path, ["--no-tui", "--no-mcp"])).err).toStartWith("brum: Nothing to do: ");
  });

  test("a broken package.json is said with its place, and commands run all the same", async () => {
    using folder = makeFolder({ "package.json": '{\n  "scripts": {\n    "dev": "vite",\n  }\n}\n' });
    const { code, out } = await run(folder.path, ["--no-tui", "--no-mcp", "echo it runs"]);
    expect(code).toBe(0);
    expect(out).toContain(`${folder.path}/package.json:4:3: property name expected`);
    expect(out).toMatch(/^\d\d:\d\d:\d\d custom │ it runs$/m);
  });
});

describe("headless", () => {
  test("without MCP ends with its processes and the first failure's code", async () => {
    using folder = makeFolder({ "package.json": manifest });
    expect((await run(folder.path, ["--no-tui", "--no-mcp", "greet"])).code).toBe(0);
    const { code, out } = await run(folder.path, ["--no-tui", "--no-mcp", "greet", "fails"]);
    expect(code).toBe(3);
    expect(out).toMatch(/^\d\d:\d\d:\d\d greet │ hello from greet$/m);
    expect(out).toMatch(/^\d\d:\d\d:\d\d brum {2}│ fails failed with exit code 3 after /m);
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("ends cleanly on %s with exit code 0", async (signal) => {
    using folder = makeFolder({ "package.json": manifest });
    const program = start(folder.path, ["--no-tui", "-p", "0", "dev"]);
    await program.see(/dev is up$/m);
    await program.see(/MCP listens on http:\/\/127\.0\.0\.1:\d+\/mcp$/m);
    expect(await program.end(signal)).toBe(0);
    expect(program.out()).toMatch(/brum │ dev stopped \(.*\) after /);
    expect(processesIn(folder.path)).toEqual([]);
  });

  test("takes the next free port when the wanted one is taken, and says who has it", async () => {
    using folder = makeFolder();
    using taken = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("mine") });
    const program = start(folder.path, ["--no-tui", "-p", String(taken.port)]);
    const [line] = await program.see(/Port \d+ is taken.*instead: .*$/m);
    expect(line).toMatch(new RegExp(`^Port ${taken.port} is taken by \\S+ \\(pid ${process.pid}, not ours\\)`));
    const url = /http:\S+/.exec(line)?.[0] ?? "";
    expect((await fetch(new URL("/health", url))).status).toBe(200);
    await program.end("SIGTERM");
  });

  test("runs what stands behind -- as it is", async () => {
    using folder = makeFolder();
    const { out, code } = await run(folder.path, [
      "--no-tui",
      "--no-mcp",
      "--",
      "sh",
      "-c",
      'echo "$0"; echo "$1"',
      "a b",
      "--no-tui",
    ]);
    expect(code).toBe(0);
    expect(out).toMatch(/ sh {3}│ a b$/m);
    expect(out).toMatch(/ sh {3}│ --no-tui$/m);
  });

  test("prints a million lines without losing one", async () => {
    using folder = makeFolder();
    const { out } = await run(folder.path, ["--no-tui", "--no-mcp", "seq 1 1000000"]);
    const lines = out.split("\n").filter((line) => / custom │ \d+$/.test(line));
    const dropped = /([\d,]+) lines dropped here/.exec(out)?.[1]?.replaceAll(",", "") ?? "0";
    expect(lines.length + Number(dropped)).toBe(1_000_000);
    expect(dropped).toBe("0");
  }, 30_000);
});

describe("the end during a flood", () => {
  const flood = ["--no-tui", "--no-mcp", "yes abc"];

  test.each([
    ["SIGTERM", "/dev/null"],
    ["SIGINT", "a file"],
  ] as const)("%s with lines going to %s", async (signal, target) => {
    using folder = makeFolder();
    const stdout = Bun.file(target === "a file" ? `${folder.path}/out.txt` : target);
    const child = Bun.spawn([executable, ...flood], { cwd: folder.path, stdin: "ignore", stdout, stderr: "ignore" });
    await waitFor("the flood", () => processesIn(folder.path).some((process) => process.endsWith("yes abc")));
    await Bun.sleep(300);
    const began = performance.now();
    child.kill(signal);
    expect(await child.exited).toBe(0);
    expect(performance.now() - began).toBeLessThan(4000);
    expect(processesIn(folder.path)).toEqual([]);
  });

  test("when nobody reads its output", async () => {
    using folder = makeFolder();
    const child = Bun.spawn([executable, ...flood], {
      cwd: folder.path,
      stdin: "ignore",
      stdout: "pipe",
      stderr: "ignore",
    });
    await waitFor("the flood", () => processesIn(folder.path).some((process) => process.endsWith("yes abc")));
    await Bun.sleep(300);
    child.kill("SIGTERM");
    expect(await child.exited).toBe(0);
    expect(processesIn(folder.path)).toEqual([]);
  });

  test("when its reader has gone", async () => {
    using folder = makeFolder();
    const shell = `'${executable}' --no-tui --no-mcp 'yes abc' | head -3 >/dev/null; echo "\${PIPESTATUS[0]}"`;
    const child = Bun.spawn(["bash", "-c", shell], { cwd: folder.path, stdin: "ignore", stdout: "pipe" });
    expect(await new Response(child.stdout).text()).toBe("0\n");
    expect(processesIn(folder.path)).toEqual([]);
  });

  test("asked for twice also ends what ended processes left behind", async () => {
    using folder = makeFolder();
    const words = [
      "(trap '' TERM; sleep 60; sleep 60) >/dev/null 2>&1 & exit 0",
      "trap '' INT TERM; echo up; sleep 60; sleep 60",
    ];
    const program = start(folder.path, ["--no-tui", "--no-mcp", ...words]);
    await program.see(/ up$/m);
    await program.see(/custom left processes behind/);
    const first = program.end("SIGINT");
    await Bun.sleep(200);
    expect(await Promise.all([first, program.end("SIGINT")])).toEqual([130, 130]);
    await waitFor("nothing to live", () => processesIn(folder.path).length === 0, 2000);
  });
});

test("the project's .env is for its processes, and neither it nor bunfig.toml for brum itself", async () => {
  using folder = makeFolder({
    "package.json": JSON.stringify({ scripts: { show: "echo value=[$FROM_DOTENV]" } }),
    ".env": "FROM_DOTENV=leaked\nBRUMMER_MCP_PORT=nonsense\n",
    "bunfig.toml": 'preload = ["./missing.ts"]\n',
  });
  const words = ["--no-tui", "--no-mcp", "sh -c 'echo value=[$FROM_DOTENV]'"];
  const { out, err } = await run(folder.path, words);
  expect(err).toBe("");
  expect(out).toContain("value=[leaked]");
  writeFileSync(join(folder.path, ".brum.toml"), "[environment]\nauto_load = false\n");
  expect((await run(folder.path, words)).out).toContain("value=[]");
});

test("the version and the help are on stdout", async () => {
  expect(await run("/", ["--version"])).toMatchObject({ code: 0, err: "" });
  expect((await run("/", ["-v"])).out).toMatch(/^brum version \d+\.\d+\.\d+( \([0-9a-f]{10}\+?\))?\n$/);
  expect(await run("/", ["--help"])).toMatchObject({ code: 0, err: "" });
});

test("the folder's name stands for a project without package.json", async () => {
  using folder = makeFolder();
  const { err } = await run(folder.path, ["--no-tui", "nope-nope"]);
  expect(err).toContain(`no script of ${basename(folder.path)}`);
});
