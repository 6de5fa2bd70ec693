import { join } from "node:path";
import { parseArgs } from "node:util";
import { repository } from "./build.ts";
import { type Counts, countTests } from "./test-counts.ts";

/** One part of the test run. */
interface Part {
  readonly name: string;
  readonly command: readonly string[];
  /** Seconds after which it has failed. */
  readonly limit: number;
  /** `check`: counts as one test by its exit code. `tests`: its summary says how many there were. */
  readonly kind: "check" | "tests";
  /** Why it cannot run here. */
  readonly missing?: string | undefined;
}

/** Seconds for the whole quick run, whatever the parts are allowed. */
const wholeLimit = 600;

const bun = process.execPath;
const bin = (name: string) => join(repository, "node_modules", ".bin", name);
/** A tool of Node's kind, run by Bun: a machine may have Bun only. */
const tool = (name: string, ...args: string[]) => [bun, "--bun", bin(name), ...args];

function parts(full: boolean): Part[] {
  const deno = Bun.spawnSync([bin("deno"), "--version"]).success;
  const times = full ? 6 : 1;
  const list: Part[] = [
    { name: "format and lint", command: tool("biome", "check", "."), limit: 60, kind: "check" },
    { name: "types", command: tool("tsc", "--noEmit"), limit: 120, kind: "check" },
    { name: "import rules", command: [bun, "scripts/check-imports.ts"], limit: 60, kind: "check" },
    { name: "unused code", command: tool("knip", "--no-progress", "--no-config-hints"), limit: 60, kind: "check" },
    {
      name: "unit tests",
      command: [bun, "test", "--path-ignore-patterns=test/e2e/**"],
      limit: 180 * times,
      kind: "tests",
    },
    {
      name: "core under Deno",
      command: [bin("deno"), "test", "-A", "--no-check", "--no-lock", "test/core"],
      limit: 120 * times,
      kind: "tests",
      missing: deno ? undefined : "the npm package deno has no program for this machine",
    },
    {
      name: "core under Node",
      command: [bun, "test/core/run-node.ts"],
      limit: 120 * times,
      kind: "tests",
      missing: Bun.which("node") === null ? "Node is not installed" : undefined,
    },
    { name: "build", command: [bun, "scripts/build.ts"], limit: 120, kind: "check" },
    { name: "smoke test", command: [bun, "scripts/smoke.ts"], limit: 120, kind: "tests" },
    { name: "end to end", command: [bun, "test", "test/e2e"], limit: 180 * times, kind: "tests" },
  ];
  if (full) {
    list.push(
      { name: "core, 20 times", command: [bun, "test", "--rerun-each=20", "test/core"], limit: 1800, kind: "tests" },
      { name: "build for all", command: [bun, "scripts/build.ts", "--all"], limit: 900, kind: "check" },
    );
  }
  return list;
}

/** The process of the part that runs now. */
let current: Bun.Subprocess | undefined;

/** Ends a part with everything that it started: it leads a process group. */
function endPart(child: Bun.Subprocess): void {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}

interface Outcome extends Counts {
  /** Why it failed, where the output does not say so by itself. */
  readonly problem?: string;
  readonly output: string;
}

async function runPart(part: Part, limit: number, full: boolean): Promise<Outcome> {
  const child = Bun.spawn([...part.command], {
    cwd: repository,
    env: { ...process.env, BRUM_TEST_TIER: full ? "full" : "quick" },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    detached: true,
  });
  current = child;
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    endPart(child);
  }, limit * 1000);
  const output = await gather([child.stdout, child.stderr], child.exited);
  const status = await child.exited;
  clearTimeout(timer);
  current = undefined;
  endPart(child); // What it left behind in its group.
  return judge(part, { status: child.signalCode ?? status, timedOut, limit, output });
}

/** All output in the order of its coming, until the process ends: what it left behind may hold the pipes for ever. */
async function gather(
  streams: readonly ReadableStream<Uint8Array<ArrayBuffer>>[],
  exited: Promise<unknown>,
): Promise<string> {
  let output = "";
  const ended = streams.map(async (stream) => {
    const decoder = new TextDecoder();
    for await (const bytes of stream) output += decoder.decode(bytes, { stream: true });
  });
  await exited;
  await Promise.race([Promise.all(ended), Bun.sleep(1000)]);
  return output;
}

function judge(
  part: Part,
  run: { status: number | string; timedOut: boolean; limit: number; output: string },
): Outcome {
  const { output } = run;
  const ok = run.status === 0 && !run.timedOut;
  if (part.kind === "check") {
    const counts = { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: [], output };
    return run.timedOut ? { ...counts, problem: `took longer than ${run.limit} s` } : counts;
  }
  const counts = countTests(output);
  const failed = (problem: string) => ({ ...counts, failed: Math.max(1, counts.failed), problem, output });
  if (run.timedOut) return failed(`took longer than ${run.limit} s`);
  if (!ok && counts.failed === 0) return failed(`ended with ${run.status}`);
  if (counts.passed + counts.failed + counts.skipped.length === 0) return failed("ran no test");
  return { ...counts, output };
}

/** The screen tests need tmux; on Debian it can be had. Where it cannot, they report themselves as skipped. */
async function installTmux(): Promise<void> {
  if (Bun.which("tmux") !== null || Bun.which("apt-get") === null || process.getuid?.() !== 0) return;
  console.log("installing tmux for the screen tests ...");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", "tmux"]]) {
    const child = Bun.spawn(["apt-get", "-q", ...args], {
      env,
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
      timeout: 120_000,
    });
    const output = await gather([child.stdout, child.stderr], child.exited);
    if ((await child.exited) === 0) continue;
    console.log(`${output.trim()}\ntmux could not be installed; the screen tests will be skipped.`);
    return;
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { full: { type: "boolean", default: false } } });
  const began = performance.now();
  const left = () => (values.full ? Number.POSITIVE_INFINITY : wholeLimit - (performance.now() - began) / 1000);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (current !== undefined) endPart(current);
      process.exit(1);
    });
  }
  await installTmux();
  const total = { passed: 0, failed: 0 };
  const skipped: string[] = [];
  for (const part of parts(values.full)) {
    if (part.missing !== undefined) {
      skipped.push(`${part.name} (${part.missing})`);
      console.log(`${part.name.padEnd(16)} skipped: ${part.missing}`);
      continue;
    }
    if (process.stdout.isTTY) process.stdout.write(`${part.name.padEnd(16)} ...`);
    const start = performance.now();
    const outcome = await runPart(part, Math.max(1, Math.min(part.limit, Math.floor(left()))), values.full);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    if (process.stdout.isTTY) process.stdout.write("\r\x1b[K");
    console.log(`${part.name.padEnd(16)} ${seconds.padStart(6)} s  ${describe(part, outcome)}`);
    if (outcome.failed > 0) console.log(indent(outcome.output));
    total.passed += outcome.passed;
    total.failed += outcome.failed;
    skipped.push(...outcome.skipped);
  }
  for (const name of skipped) console.log(`skipped: ${name}`);
  const tail = skipped.length === 0 ? "" : `, ${skipped.length} skipped`;
  console.log(`${total.passed} passed, ${total.failed} failed${tail}`);
  process.exit(total.failed > 0 ? 1 : 0);
}

function describe(part: Part, outcome: Outcome): string {
  const verdict = outcome.failed > 0 ? "FAILED" : "ok";
  const counts = `${outcome.passed} passed, ${outcome.failed} failed`;
  const left = outcome.skipped.length > 0 ? `, ${outcome.skipped.length} skipped` : "";
  const problem = outcome.problem === undefined ? "" : `: ${outcome.problem}`;
  return part.kind === "check" ? `${verdict}${problem}` : `${verdict.padEnd(6)} ${counts}${left}${problem}`;
}

function indent(text: string): string {
  return text.trimEnd().replaceAll(/^/gm, "    ");
}

await main();
