/**
 * The core under stress, through its public face and with real threads: the scenarios of a process runner at ten times the
 * size that the predecessor was tested with, then mixed load for the rest of the time.
 *
 * `bun run stress [--seconds N] [--json]`. Ends with "N passed, N failed" and with exit code 1 when a check has failed.
 */

import { readOptions } from "../../scripts/options.ts";
import { Checks, countResults } from "./checks.ts";
import { cycles } from "./cycles.ts";
import { deaths, stall } from "./deaths.ts";
import { events } from "./events.ts";
import { Host } from "./host.ts";
import { log } from "./log.ts";
import { mixedLoad } from "./mixed.ts";
import { JUDGED_FROM_S, TIMES, WARM_UP_S } from "./rate.ts";
import { describe, describeTotals, type Row, totals } from "./report.ts";
import { checkResources, type Resources, settledResources, takeResources } from "./resources.ts";
import type { Outcome, Scenario } from "./scenario.ts";
import { slowHandlers } from "./slow-handlers.ts";
import { Watchdog } from "./watchdog.ts";

const DEFAULT_SECONDS = 20;
const MIN_SECONDS = 1;
const MAX_SECONDS = 24 * 3600;
/** Seconds of mixed load, at least, however long the rest has taken. */
const MIN_MIXED_S = 2;
/** Seconds between the end of mixed load and that of the process: threads end, memory settles. */
const ENDING_S = 0.4;

const usage = `bun run stress [--seconds N] [--json]

  --seconds N   what the whole run takes, ${MIN_SECONDS} to ${MAX_SECONDS}; ${DEFAULT_SECONDS} by default. First the scenarios of fixed size (some 6 s
                on two idle cores, most of it to start threads), then mixed load for the rest. It takes longer only where
                those leave less than ${MIN_MIXED_S} s
  --json        a line of JSON for each scenario and one for the totals, and nothing else, on standard output; the rest on
                standard error
  --help        this text

The last line is "N passed, N failed"; the exit code is 1 if something failed. What a run cannot check (whether memory rises, in
a short one) is listed as "not checked". The rate, ${TIMES} times the predecessor's, is taken after ${WARM_UP_S} s of mixed load and checked
from ${JUDGED_FROM_S} s on; where other programs have kept the processors busy it cannot fail.`;

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
async function leftovers(host: Host, start: Resources): Promise<Row> {
  const checks = new Checks();
  const { started, alive } = host.threads;
  checks.equal("every thread has ended", alive, 0);
  checks.check("no thread has failed", host.failures.length === 0, host.failures.join("; "));
  checkResources(checks, start, await settledResources(start, 5000));
  const detail = `${started} threads were started`;
  return { scenario: "what is left at the end", operations: 0, seconds: 0, detail, results: checks.results };
}

async function main(): Promise<number> {
  const { values } = readOptions(usage, {
    options: { seconds: { type: "string" }, json: { type: "boolean", default: false } },
  });
  const seconds = readSeconds(values.seconds);
  // The first line to standard error opens a descriptor for it, which stays.
  progress(`about ${seconds} s`);
  const start = takeResources();
  const host = new Host();
  const rows: Row[] = [];
  const conclude = (more = 0) => {
    const { passed, failed } = countResults(rows.flatMap(({ results }) => results));
    // Standard output is for the JSON alone where that is asked for.
    (values.json ? console.error : console.log)(`${passed} passed, ${failed + more} failed`);
    return failed + more > 0 ? 1 : 0;
  };
  const watchdog = new Watchdog(host.board, values.json ? 2 : 1, (report) => {
    const say = values.json ? console.error : console.log;
    say(`A thread makes no progress any more. What everyone was doing:\n${report}`);
    for (const failure of host.failures) say(`  before that: ${failure}`);
    process.exit(conclude(1));
  });
  const show = (row: Row) => {
    rows.push(row);
    const { results, ...figures } = row;
    console.log(values.json ? JSON.stringify({ ...figures, checks: results }) : describe(row));
  };
  show(await runScenario(events, host));
  // Fifty threads at once leave the engine with memory that it keeps for the next ones, and it keeps the objects of the
  // timers that it waited for last. What comes after must not add to that: so these two are compared with this moment, and
  // handles, threads and listeners with the real start.
  const { megabytes, timers } = takeResources();
  for (const scenario of [log, cycles, slowHandlers, stall, deaths]) show(await runScenario(scenario, host));
  // The clock of `performance` begins with the process.
  const until = Math.max((seconds - ENDING_S) * 1000, performance.now() + MIN_MIXED_S * 1000);
  show(await runScenario(mixedLoad(until, seconds, progress), host));
  // The watchdog holds a thread and a timer itself.
  await watchdog.stop();
  show(await leftovers(host, { ...start, megabytes, timers }));
  console.log(values.json ? JSON.stringify(totals(rows)) : describeTotals(rows));
  return conclude();
}

process.exitCode = await main();
