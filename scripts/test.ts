import { existsSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./build.ts";
import { readOptions } from "./options.ts";
import { failuresIn } from "./test-failures.ts";
import { endCurrentPart, gather, type Outcome, type Part, runPart } from "./test-part.ts";

/** Seconds for the whole quick run, whatever the parts are allowed. */
const wholeLimit = 1500;

/** What test/core/run-node.ts asks for. */
const oldestNode = 20;

const noDeno = "the npm package deno has no program for this machine";

const bun = process.execPath;
const bin = (name: string) => join(repository, "node_modules", ".bin", name);
/** A tool of Node's kind, run by Bun: a machine may have Bun only. */
const tool = (name: string, ...args: string[]) => [bun, "--bun", bin(name), ...args];

function parts(full: boolean): Part[] {
  const deno = existsSync(bin("deno")) && Bun.spawnSync([bin("deno"), "--version"]).success;
  const times = full ? 6 : 1;
  const list: Part[] = [
    { name: "format and lint", command: tool("biome", "check", "."), limit: 60, kind: "check" },
    { name: "types", command: tool("tsc", "--noEmit"), limit: 120, kind: "check" },
    { name: "import rules", command: [bun, "scripts/check-imports.ts"], limit: 60, kind: "check" },
    { name: "unused code", command: tool("knip", "--no-progress", "--no-config-hints"), limit: 60, kind: "check" },
    {
      name: "unit tests",
      command: [bun, "test", "--path-ignore-patterns=test/e2e/**", "--path-ignore-patterns=test/src/mcp/**"],
      limit: 300 * times,
      kind: "tests",
    },
    {
      // They wait for what is to be told in time, most of them: two at a time take a third of the time.
      name: "unit tests, MCP",
      command: [bun, "test", "--parallel=2", "test/src/mcp/"],
      limit: 300 * times,
      kind: "tests",
    },
    {
      // With its coverage, which costs less than to run it twice.
      name: "core under Deno",
      command: [bun, "scripts/coverage.ts"],
      limit: 240 * times,
      kind: "tests",
      missing: deno ? undefined : noDeno,
    },
    {
      name: "core under Node",
      command: [bun, "test/core/run-node.ts"],
      limit: 120 * times,
      kind: "tests",
      missing: missingNode(),
    },
    { name: "MCP conformance", command: [bun, "test/conformance/run.ts"], limit: 120, kind: "tests" },
    { name: "race checker", command: [bun, "test/race/run.ts", "--quick"], limit: 200 * times, kind: "tests" },
    { name: "stress", command: [bun, "test/stress/run.ts"], limit: 90 * times, kind: "tests" },
    { name: "build", command: [bun, "scripts/build.ts"], limit: 120, kind: "check" },
    { name: "smoke test", command: [bun, "scripts/smoke.ts"], limit: 120, kind: "tests" },
    { name: "end to end", command: [bun, "test", "test/e2e"], limit: 300 * times, kind: "tests" },
  ];
  if (full) {
    list.push(
      {
        name: "Deno, plain",
        command: [bin("deno"), "test", "-A", "--no-check", "--no-lock", "test/core"],
        limit: 600,
        kind: "tests",
        missing: deno ? undefined : noDeno,
      },
      { name: "core, 20 times", command: [bun, "test", "--rerun-each=20", "test/core"], limit: 1800, kind: "tests" },
      { name: "build for all", command: [bun, "scripts/build.ts", "--all"], limit: 900, kind: "check" },
    );
  }
  return list;
}

/** Why the core's tests cannot run under Node. */
function missingNode(): string | undefined {
  if (Bun.which("node") === null) return "Node is not installed";
  const version = Bun.spawnSync(["node", "--version"]).stdout.toString().trim();
  const major = Number(/^v(\d+)/.exec(version)?.[1] ?? 0);
  return major >= oldestNode
    ? undefined
    : `Node ${oldestNode} or newer is needed, here is ${version || "none that runs"}`;
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
  const { values } = readOptions("scripts/test [--full]", { options: { full: { type: "boolean", default: false } } });
  const began = performance.now();
  const left = () => (values.full ? Number.POSITIVE_INFINITY : wholeLimit - (performance.now() - began) / 1000);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      endCurrentPart();
      process.exit(1);
    });
  }
  await installTmux();
  const environment = { ...process.env, BRUM_TEST_TIER: values.full ? "full" : "quick" };
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
    const outcome = await runPart(part, Math.max(1, Math.min(part.limit, Math.floor(left()))), environment);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    if (process.stdout.isTTY) process.stdout.write("\r\x1b[K");
    console.log(`${part.name.padEnd(16)} ${seconds.padStart(6)} s  ${describe(part, outcome)}`);
    if (outcome.failed > 0) console.log(indent(told(part, outcome)));
    total.passed += outcome.passed;
    total.failed += outcome.failed;
    skipped.push(...outcome.skipped);
  }
  if (skipped.length > 0) console.log(`${skipped.length} skipped:\n${indent(skipped.join("\n"))}`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exit(total.failed > 0 ? 1 : 0);
}

function describe(part: Part, outcome: Outcome): string {
  const verdict = outcome.failed > 0 ? "FAILED" : "ok";
  const counts = `${outcome.passed} passed, ${outcome.failed} failed`;
  const left = outcome.skipped.length > 0 ? `, ${outcome.skipped.length} skipped` : "";
  const problem = outcome.problem === undefined ? "" : `: ${outcome.problem}`;
  return part.kind === "check" ? `${verdict}${problem}` : `${verdict.padEnd(6)} ${counts}${left}${problem}`;
}

/** What is shown of a failed part's output. */
function told(part: Part, { output }: Outcome): string {
  return part.kind === "tests" ? failuresIn(output) : Bun.stripANSI(output).trimEnd();
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, "    ");
}

await main();
