import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freshExecutable } from "../build.ts";
import type { BenchRow, Targets } from "./row.ts";

/** What a start may cost. */
export const targets: Targets = {
  "--version": [{ of: "ratio", limit: 4 }],
  "first screen frame": [{ of: "value", limit: 300 }],
  "resident memory, idle": [{ of: "value", limit: 110 }],
  "processor use, idle": [{ of: "value", limit: 1 }],
};

/** Milliseconds after screen and MCP are up until a program counts as idle. */
const settling = 3000;
/** Milliseconds over which processor use is taken. */
const idleTime = 5000;
/** Clock ticks a second in /proc/PID/stat: 100 on every Linux that Bun supports (getconf CLK_TCK). */
const ticks = 100;

/** The bare program that all is set beside: it prints a word and, with an argument, stays. */
const hello = 'console.log("hello"); if (process.argv.length > 2) setInterval(() => {}, 1 << 30);\n';

/** Start-up time and idle cost of the executable, each beside a compiled hello in alternated runs. Linux for the idle part. */
export async function suite(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "brum-bench-"));
  try {
    const brum = await freshExecutable();
    const bare = join(folder, "hello");
    writeFileSync(join(folder, "hello.ts"), hello);
    await Bun.build({ entrypoints: [join(folder, "hello.ts")], compile: { outfile: bare } });
    const project = join(folder, "project");
    mkdirSync(project);
    const scripts = { web: "sleep 1000", api: "sleep 1000" };
    writeFileSync(join(project, "package.json"), JSON.stringify({ name: "bench", scripts }));
    const rows = [
      row("--version", "ms", await alternate(30, [() => run(project, brum, "--version"), () => run(project, bare)])),
      row(
        "first screen frame",
        "ms",
        await alternate(15, [() => frame(project, [brum, "-p", "0"], "Procs"), () => frame(project, [bare], "hello")]),
      ),
    ];
    if (process.platform !== "linux") return rows;
    const idle = await Promise.all([
      measureIdle(project, [brum, "-p", "0"], "mcp :"),
      measureIdle(project, [bare, "stay"], "hello"),
    ]);
    rows.push(row("resident memory, idle", "MB", [idle[0].megabytes, idle[1].megabytes]));
    rows.push(row("processor use, idle", "%", [idle[0].percent, idle[1].percent]));
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function row(name: string, unit: string, [value, bare]: readonly [number, number]): BenchRow {
  const baseline = { name: "compiled hello", value: bare };
  return {
    suite: "startup",
    name,
    value,
    unit,
    higherIsBetter: false,
    baseline,
    ratio: bare > 0 ? value / bare : null,
  };
}

/** Medians of two measurements taken in turn, after one of each to warm the file cache. */
async function alternate(
  times: number,
  [first, second]: [() => Promise<number>, () => Promise<number>],
): Promise<[number, number]> {
  const results: [number[], number[]] = [[], []];
  for (let time = -1; time < times; time++) {
    const pair = [await first(), await second()] as const;
    if (time >= 0) for (const side of [0, 1] as const) results[side].push(pair[side]);
  }
  return [median(results[0]), median(results[1])];
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Milliseconds from the start of a program to its end. */
async function run(cwd: string, ...command: string[]): Promise<number> {
  const began = performance.now();
  const child = Bun.spawn(command, { cwd, stdin: "ignore", stdout: "ignore", stderr: "ignore" });
  const status = await child.exited;
  if (status !== 0) throw new Error(`${command.join(" ")} ended with ${status}`);
  return performance.now() - began;
}

/** A program on a terminal of its own, from its first visible text on. */
interface Shown {
  readonly child: Bun.Subprocess;
  /** Milliseconds from the start to the text. */
  readonly after: number;
}

/** Starts a program on a terminal and resolves when it has written `text`. */
async function show(cwd: string, command: string[], text: string): Promise<Shown> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const began = performance.now();
  let output = "";
  const child = Bun.spawn(command, {
    cwd,
    env: { ...process.env, TERM: "xterm-256color", LANG: "C.UTF-8" },
    terminal: {
      cols: 120,
      rows: 40,
      data(_, bytes) {
        output += Buffer.from(bytes).toString("latin1");
        if (output.includes(text)) resolve(performance.now() - began);
      },
    },
  });
  void child.exited.then((status) => {
    // What it wrote last may come after its end.
    setTimeout(() => reject(new Error(`${command.join(" ")} ended with ${status} before "${text}": ${output}`)), 500);
  });
  const limit = setTimeout(
    () => reject(new Error(`no "${text}" from ${command.join(" ")} in 20 s: ${output}`)),
    20_000,
  );
  try {
    return { child, after: await promise };
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  } finally {
    clearTimeout(limit);
  }
}

async function end({ child }: Shown): Promise<void> {
  child.kill("SIGTERM");
  await child.exited;
  child.terminal?.close();
}

async function frame(cwd: string, command: string[], text: string): Promise<number> {
  const shown = await show(cwd, command, text);
  await end(shown);
  return shown.after;
}

/** Resident memory of the whole process (all threads) and its use of one processor, once it is idle. */
async function measureIdle(
  cwd: string,
  command: string[],
  text: string,
): Promise<{ megabytes: number; percent: number }> {
  const shown = await show(cwd, command, text);
  const { pid } = shown.child;
  await Bun.sleep(settling);
  const megabytes = Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
  const began = performance.now();
  const before = processorTime(pid);
  await Bun.sleep(idleTime);
  const percent = ((processorTime(pid) - before) / (performance.now() - began)) * 100;
  await end(shown);
  return { megabytes, percent };
}

/** Milliseconds of processor time that all threads of a process have used (proc(5), stat, fields 14 and 15). */
function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1)?.split(" ") ?? [];
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticks;
}
