import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import manifest from "../package.json" with { type: "json" };
import { freshExecutable } from "./build.ts";

/** Longest wait for anything that the executable is to print or do, in ms. */
const patience = 15_000;

const temporary = realpathSync(mkdtempSync(join(tmpdir(), "brum-smoke-")));
const brum = join(temporary, "bin", "brum");
const project = join(temporary, "project");

/** A project of which every file that Bun would read by itself does harm. */
function makeProject(): void {
  mkdirSync(project);
  const manager = Bun.which("npm") ? "npm@10.0.0" : `bun@${Bun.version}`;
  const scripts = { tick: 'echo "smoke: $SMOKE_VALUE, pid $$." && exec sleep 1000' };
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "smoke", packageManager: manager, scripts }));
  // For the processes. What brum itself took from it would keep it from starting, or from serving.
  const env = ["SMOKE_VALUE=for processes", "PORT=1", "BRUMMER_CORE_RING_SLOTS=3", "BRUMMER_NO_MCP=true"];
  writeFileSync(join(project, ".env"), `${env.join("\n")}\n`);
  writeFileSync(join(project, "bunfig.toml"), 'preload = ["./missing.ts"]\n');
  writeFileSync(join(project, "tsconfig.json"), '{ "compilerOptions": {');
}

/** The environment of every run: none of the caller's settings. */
function environment(extra: Record<string, string> = {}): Record<string, string> {
  return { PATH: process.env["PATH"] ?? "", HOME: temporary, LANG: "C.UTF-8", ...extra };
}

/** A run of the executable in the project, whose output is gathered while it goes on. */
class Run {
  readonly process: Bun.Subprocess;
  output = "";

  constructor(args: string[], terminal?: { name: string; columns: number; rows: number; locale: string }) {
    const decoder = new TextDecoder();
    const gather = (bytes: Uint8Array) => {
      this.output += decoder.decode(bytes, { stream: true });
    };
    if (terminal === undefined) {
      const child = Bun.spawn([brum, ...args], {
        cwd: project,
        env: environment(),
        stdin: "ignore",
        stdout: "pipe",
        stderr: "pipe",
      });
      for (const stream of [child.stdout, child.stderr]) void stream.pipeTo(new WritableStream({ write: gather }));
      this.process = child;
    } else {
      const { name, columns, rows, locale } = terminal;
      this.process = Bun.spawn([brum, ...args], {
        cwd: project,
        env: environment({ TERM: name, LANG: locale }),
        terminal: { cols: columns, rows, data: (_, bytes) => gather(bytes) },
      });
    }
  }

  /** Waits until the output matches. */
  async see(pattern: RegExp): Promise<RegExpExecArray> {
    return until(
      `${pattern} in the output`,
      () => pattern.exec(this.output) ?? undefined,
      () => this.output,
    );
  }

  /** Waits for the end and checks the exit code. */
  async ends(code: number): Promise<void> {
    await until(
      "the end",
      () => this.process.exitCode ?? this.process.signalCode ?? undefined,
      () => this.output,
    );
    expect(
      this.process.exitCode === code,
      `exit code ${this.process.exitCode} (${this.process.signalCode}), not ${code}:\n${this.output}`,
    );
  }
}

async function until<T>(what: string, look: () => T | undefined, seen: () => string): Promise<T> {
  const end = performance.now() + patience;
  for (;;) {
    const result = look();
    if (result !== undefined) return result;
    if (performance.now() > end) throw new Error(`waited ${patience} ms in vain for ${what}; seen:\n${seen()}`);
    await Bun.sleep(10);
  }
}

function expect(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const checks: [name: string, check: (start: (...given: ConstructorParameters<typeof Run>) => Run) => Promise<void>][] =
  [
    [
      "--version tells the version of package.json",
      async (start) => {
        const run = start(["--version"]);
        await run.ends(0);
        expect(run.output.includes(manifest.version), `no ${manifest.version} in: ${run.output}`);
      },
    ],
    [
      "--help names the options",
      async (start) => {
        const run = start(["--help"]);
        await run.ends(0);
        for (const option of ["--no-tui", "--no-mcp", "--dir", "--port"]) {
          expect(run.output.includes(option), `no ${option} in: ${run.output}`);
        }
      },
    ],
    [
      "headless: a script's line, MCP, and an end that leaves nothing; .env is for processes alone, bunfig.toml for nobody",
      async (start) => {
        const run = start(["--no-tui", "-p", "0", "tick"]);
        const [, value, pid] = await run.see(/smoke: (.*), pid (\d+)\./);
        expect(value === "for processes", `the script did not get the project's .env: "${value}"`);
        const [url = ""] = await run.see(/http:\/\/127\.0\.0\.1:\d+\/mcp/);
        const answer = await initialize(url);
        expect(answer.includes('"serverInfo"'), `no server information in the answer of ${url}: ${answer}`);
        run.process.kill("SIGTERM");
        await run.ends(0);
        expect(!lives(Number(pid)), `the script (process ${pid}) outlived the program`);
      },
    ],
    [
      "a terminal that cannot be drawn on gets lines, and is told so",
      async (start) => {
        const run = start(["--no-mcp", "sh -c 'echo dumb line'"], {
          name: "dumb",
          columns: 80,
          rows: 24,
          locale: "C.UTF-8",
        });
        await run.see(/dumb line/);
        await run.ends(0);
        expect(run.output.includes("--no-tui"), `not told: ${run.output}`);
      },
    ],
    [
      "a process that has a terminal is shown as it draws itself, and gets what is typed",
      async (start) => {
        const draw = `sh -c 'stty -echo; printf "\\033[?1049h\\033[2J\\033[3;5Hdrawn"; read line; printf "\\033[5;5Hgot $line"; sleep 60'`;
        const terminal = { name: "xterm-256color", columns: 96, rows: 24, locale: "C.UTF-8" };
        const run = start(["--no-mcp", "--tty", "*", draw], terminal);
        await run.see(/ {4}drawn/);
        run.process.terminal?.write("ihello\r");
        await run.see(/ {4}got hello/);
        run.process.terminal?.write("\x1d");
        await run.see(/type/);
        run.process.terminal?.write("\x03");
        await run.ends(0);
      },
    ],
    ...screens(),
  ];

function screens(): typeof checks {
  const names = ["xterm-256color", "screen-256color", "vt100", "no-such-terminal"];
  const terminals = [
    ...names.map((name) => ({ name, columns: 96, rows: 24, locale: "C.UTF-8" })),
    { name: "xterm-256color", columns: 96, rows: 24, locale: "C" },
    { name: "xterm-256color", columns: 20, rows: 5, locale: "C.UTF-8" },
  ];
  return terminals.map((terminal) => [
    `screen on ${terminal.name}, ${terminal.columns}x${terminal.rows}, ${terminal.locale}`,
    async (start) => {
      const run = start(["--no-mcp"], terminal);
      // A tiny screen has no row for tabs: it begins with the question.
      await run.see(terminal.rows < 10 ? /start:/ : /Procs/);
      if (terminal.locale === "C")
        expect(!/[^\x00-\x7f]/.test(run.output), `drawn with more than ASCII: ${run.output}`);
      // The start page takes letters for a script's name.
      run.process.terminal?.write("\x03");
      await run.ends(0);
    },
  ]);
}

/** The first request of an MCP client; resolves with the text of the answer. */
async function initialize(url: string): Promise<string> {
  const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "smoke", version: "1" } };
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json, text/event-stream" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params }),
    signal: AbortSignal.timeout(patience),
  });
  // An event stream may stay open after its answer: one chunk holds it.
  const { value } = (await response.body?.getReader().read()) ?? {};
  return new TextDecoder().decode(value);
}

async function main(): Promise<void> {
  mkdirSync(join(temporary, "bin"));
  copyFileSync(await freshExecutable(), brum);
  makeProject();
  let passed = 0;
  for (const [name, check] of checks) {
    const runs: Run[] = [];
    try {
      await check((...given) => {
        const run = new Run(...given);
        runs.push(run);
        return run;
      });
      passed++;
      console.log(`(pass) ${name}`);
    } catch (error) {
      console.log(`${error instanceof Error ? error.message : String(error)}\n(fail) ${name}`);
    } finally {
      for (const run of runs) if (run.process.exitCode === null) run.process.kill("SIGKILL");
    }
  }
  const failed = checks.length - passed;
  console.log(`${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

try {
  await main();
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
