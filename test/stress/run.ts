/**
 * The core under stress, through its public face and with real threads: the scenarios of a process runner at ten times the
 * size that the predecessor was tested with, then mixed load for the rest of the time.
 *
 * `bun run stress [--seconds N] [--json]`. Ends with "N passed, N failed" and with exit code 1 when a check has failed.
 */

import { readOptions } from "../../scripts/options.ts";
import { Checks, type Result } from "./checks.ts";
import { cycles } from "./cycles.ts";
import { deaths, stall } from "./deaths.ts";
import { events } from "./events.ts";
import { Host } from "./host.ts";
import { log } from "./log.ts";
import { MIXED, mixedLoad } from "./mixed.ts";
import { checkResources, settledResources, takeResources } from "./resources.ts";
import type { Outcome, Scenario } from "./scenario.ts";
import { slowHandlers } from "./slow-handlers.ts";
import { Watchdog } from "./watchdog.ts";

/**
 * Operations a second of the predecessor under its own stress test, which was a mixed load, and how many times as many are
 * asked for.
 */
const PREDECESSOR = 239_000;
const TIMES = 10;
const DEFAULT_SECONDS = 20;
const MIN_SECONDS = 10;
const MAX_SECONDS = 24 * 3600;
/** Seconds of mixed load, at least, however long the rest has taken. */
const MIN_MIXED_S = 4;

interface Row extends Outcome {
  readonly scenario: string;
  readonly results: readonly Result[];
}

const usage = "bun run stress [--seconds N] [--json]";

function readSeconds(text: string | undefined): number {
  const seconds = text === undefined ? DEFAULT_SECONDS : Number(text);
  if (Number.isFinite(seconds) && seconds >= MIN_SECONDS && seconds <= MAX_SECONDS) return seconds;
  console.error(`--seconds ${text}: a number from ${MIN_SECONDS} to ${MAX_SECONDS} is needed\nUsage: ${usage}`);
  process.exit(1);
}

function progress(text: string): void {
  process.stderr.write(`stress: ${text}\n`);
}

/** Runs one scenario. What it throws is a failed check, so that the others still run. */
async function runScenario(scenario: Scenario, host: Host): Promise<Row> {
  progress(scenario.name);
  const checks = new Checks();
  let outcome: Outcome = { operations: 0, seconds: 0, detail: "" };
  try {
    outcome = await scenario.run(host, checks);
    checks.check("the scenario runs to its end", true, "");
  } catch (error) {
    checks.check("the scenario runs to its end", false, error instanceof Error ? (error.stack ?? "") : String(error));
  }
  return { scenario: scenario.name, ...outcome, results: checks.results };
}

/** What the whole run holds at its end, beside what it held at its start. */
async function leftovers(host: Host, start: ReturnType<typeof takeResources>): Promise<Row> {
  const checks = new Checks();
  const { started, alive } = host.threads;
  checks.equal("every thread has ended", alive, 0);
  checks.check("no thread has failed", host.failures.length === 0, host.failures.join("; "));
  checkResources(checks, start, await settledResources(start, 5000));
  const detail = `${started} threads were started`;
  return { scenario: "what is left at the end", operations: 0, seconds: 0, detail, results: checks.results };
}

/** A row for a person: figures below each other, then what failed. */
function describe(row: Row): string {
  const { detail, results } = row;
  const failed = results.filter(({ problem }) => problem !== undefined);
  const verdict =
    failed.length === 0 ? `ok, ${results.length} checks` : `FAILED, ${failed.length} of ${results.length}`;
  const problems = failed.map(({ name, problem }) => `\n    FAILED ${name}: ${problem}`);
  return `${row.scenario.padEnd(56)} ${figuresOf(row)}  ${verdict}\n    ${detail}${problems.join("")}`;
}

/** How much was done in which time, in columns. */
function figuresOf({ operations, seconds }: { operations: number; seconds: number }): string {
  if (operations === 0) return " ".repeat(39);
  const rate = whole(operations / seconds).padStart(12);
  return `${whole(operations).padStart(12)} in ${seconds.toFixed(2).padStart(7)} s ${rate}/s`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en");
}

/** Operations a second of all these rows together, also as a multiple of the predecessor's. */
function rateOf(rows: readonly Row[]): { operations: number; seconds: number; perSecond: number; ratio: number } {
  const operations = rows.reduce((sum, row) => sum + row.operations, 0);
  const seconds = rows.reduce((sum, row) => sum + row.seconds, 0);
  const perSecond = seconds === 0 ? 0 : operations / seconds;
  return { operations, seconds, perSecond, ratio: perSecond / PREDECESSOR };
}

/** Prints the totals; returns the exit code. */
function conclude(rows: readonly Row[], json: boolean): number {
  const total = rateOf(rows);
  const mixed = rateOf(rows.filter((row) => row.scenario.startsWith(MIXED)));
  const failed = rows.flatMap((row) => row.results).filter(({ problem }) => problem !== undefined).length;
  const passed = rows.flatMap((row) => row.results).length - failed;
  if (json) {
    for (const { results, ...row } of rows) console.log(JSON.stringify({ ...row, checks: results }));
    console.log(JSON.stringify({ total, mixed, predecessor: PREDECESSOR, passed, failed }));
  } else {
    const verdict = mixed.ratio >= TIMES ? "reached" : "MISSED";
    console.log(
      `${"in all".padEnd(56)} ${figuresOf(total)}  ${total.ratio.toFixed(1)} x the predecessor's ${whole(PREDECESSOR)}/s\n` +
        `${"under mixed load".padEnd(56)} ${figuresOf(mixed)}  ${mixed.ratio.toFixed(1)} x, >= ${TIMES} x: ${verdict}`,
    );
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

async function main(): Promise<number> {
  const { values } = readOptions(usage, {
    options: { seconds: { type: "string" }, json: { type: "boolean", default: false } },
  });
  const until = performance.now() + readSeconds(values.seconds) * 1000;
  const host = new Host();
  const rows: Row[] = [];
  const watchdog = new Watchdog(host.board, (report) => {
    console.log(`A thread makes no progress any more. What everyone was doing:\n${report}`);
    for (const failure of host.failures) console.log(`  before that: ${failure}`);
    const failed = rows.flatMap((row) => row.results).filter(({ problem }) => problem !== undefined).length;
    console.log(`${rows.flatMap((row) => row.results).length - failed} passed, ${failed + 1} failed`);
    process.exit(1);
  });
  const show = (row: Row) => {
    rows.push(row);
    if (!values.json) console.log(describe(row));
  };
  // Many threads at once leave the engine with more memory than before; what comes after must not.
  show(await runScenario(events, host));
  const start = takeResources();
  for (const scenario of [log, cycles, slowHandlers, stall, deaths]) show(await runScenario(scenario, host));
  const end = Math.max(until, performance.now() + MIN_MIXED_S * 1000);
  show(await runScenario(mixedLoad(end, progress), host));
  show(await leftovers(host, start));
  await watchdog.stop();
  return conclude(rows, values.json);
}

process.exitCode = await main();
