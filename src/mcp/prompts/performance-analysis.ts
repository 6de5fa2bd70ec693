/**
 * `performance_analysis`: what takes long, and what uses much. From the processes, their builds, the requests that the proxy has seen
 * and what they print; what browsers tell is one more section here, once there is telemetry.
 */

import type { ToldEvent } from "../../events/index.ts";
import { Pattern } from "../../logs/index.ts";
import { isAlive, type ProcessSnapshot } from "../../process/index.ts";
import { duration } from "../format.ts";
import { rowsOf } from "../proxy/access.ts";
import { type ToolContext, ToolError } from "../tool.ts";
import type { Draft } from "./draft.ts";
import { slowestEndpoints } from "./endpoints.ts";
import type { PromptEntry } from "./entry.ts";
import { failedFirst, named } from "./facts.ts";

const LINES = 30;
const LINES_TOKENS = 1_400;
const SHOWN = 15;

/** Lines that speak of time: four digits of milliseconds, seconds, or of slowness in words. */
const slow =
  /\b(?:slow|timed out|timeout|took too long)\b|\b\d{4,}(?:\.\d+)? ?ms\b|\b\d+(?:\.\d+)? ?s(?:ec(?:ond)?s?)?\b/;

const MEGABYTE = 1024 * 1024;

/** What can be asked for, each with its section. */
const metrics: Readonly<Record<string, (of: Subject, draft: Draft) => Promise<unknown> | unknown>> = {
  usage: usageOf,
  startup: startupOf,
  build: buildsOf,
  restarts: restartsOf,
  requests: requestsOf,
  slow_lines: slowLinesOf,
};

/** Whose performance. */
interface Subject {
  readonly context: ToolContext;
  readonly processes: readonly ProcessSnapshot[];
}

export const performanceAnalysis: PromptEntry = {
  name: "performance_analysis",
  title: "Analyse performance",
  description:
    "Finds what is slow or uses much: processor and memory, starts, builds, restarts, slow endpoints, lines that speak of slowness.",
  arguments: [
    { name: "session_id", description: "a browser session; there are none yet" },
    {
      name: "metric_type",
      description: `one of ${Object.keys(metrics).join(", ")}; all when left out`,
      values: () => Object.keys(metrics),
    },
    { name: "process", description: "its name; all when left out", values: failedFirst },
  ],
  async write({ session_id: session, metric_type: metric, process: name }, context, draft) {
    const section = metric === undefined ? undefined : metrics[metric];
    if (metric !== undefined && section === undefined) {
      throw new ToolError(`There is no metric_type "${metric}". Known: ${Object.keys(metrics).join(", ")}.`);
    }
    const known = await context.processes.list();
    const of = { context, processes: name === undefined ? known : [named(known, name)] };
    draft.say(
      `Find out what is slow or uses too much${name === undefined ? "" : ` in ${name}`}, and say what would help most.`,
    );
    draft.next([
      "proxy_requests lists what an endpoint was asked; proxy_replay measures one of them again.",
      "logs_search finds the lines around a slow moment; timeline what happened at the same time.",
      'scripts_restart and scripts_run with wait: "ready" measure a start again; builds_status the builds.',
      "Measure before and after a change; say which figure has changed.",
    ]);
    draft.say(
      session === undefined
        ? "Brummer has no telemetry of browsers yet: these figures are of processes, and of what their servers were asked."
        : `Brummer has no telemetry of browsers yet, so nothing is known of session ${session}: these figures are of processes, and of what their servers were asked.`,
    );
    if (of.processes.length === 0) draft.say("No process was started so far.");
    for (const write of section === undefined ? Object.values(metrics) : [section]) await write(of, draft);
  },
};

async function usageOf({ context, processes }: Subject, draft: Draft): Promise<void> {
  const names = new Set(processes.map(({ name }) => name));
  const used = (await context.processes.usage()).filter(({ name }) => names.has(name));
  const rows = used
    .toSorted((a, b) => (b.cpu ?? 0) - (a.cpu ?? 0) || b.memory - a.memory)
    .map(({ name, cpu, memory, processes: count }) => {
      const processor = cpu === null ? "" : `${Math.round(cpu)} % of a core, `;
      return `${name}: ${processor}${Math.round(memory / MEGABYTE)} MB, ${count} ${count === 1 ? "process" : "processes"}`;
    });
  draft.list("Usage now (with all descendants):", rows.slice(0, SHOWN), "Nothing runs whose usage could be measured.");
}

function startupOf({ processes }: Subject, draft: Draft): void {
  const rows = processes.flatMap(({ name, startedAt, readyAt }) =>
    readyAt === null ? [] : `${name}: ready after ${duration(readyAt - startedAt)}`,
  );
  draft.list("Starts:", rows.slice(0, SHOWN), "No process with a readiness check has become ready.");
}

function buildsOf({ context, processes }: Subject, draft: Draft): void {
  const sources = new Set(processes.map(({ source }) => source));
  const times = new Map<string, number[]>();
  for (const event of context.overview.events().events) {
    if (!sources.has(event.source)) continue;
    const ms = timeOf(event);
    if (ms === undefined) continue;
    const key = `${event.process}: ${event.kind} (${"tool" in event ? event.tool : ""})`;
    times.set(key, [...(times.get(key) ?? []), ms]);
  }
  const rows = [...times].map(([key, all]) => {
    const sorted = all.toSorted((a, b) => a - b);
    const [least = 0] = sorted;
    const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
    return `${key}: last ${duration(all.at(-1) ?? 0)}, median ${duration(median)}, ${duration(least)} to ${duration(sorted.at(-1) ?? 0)}, ${all.length} in all`;
  });
  draft.list("Builds and tests:", rows.slice(0, SHOWN), "No build or test has told how long it took.");
}

function timeOf(event: ToldEvent): number | undefined {
  if (event.kind !== "build" && event.kind !== "tests") return undefined;
  return event.phase === "started" ? undefined : (event.ms ?? undefined);
}

function restartsOf({ processes }: Subject, draft: Draft): void {
  const rows = processes
    .filter(({ restarts }) => restarts > 0)
    .map(({ name, restarts, status }) => `${name}: ${restarts} times${isAlive(status) ? "" : `, ${status} now`}`);
  draft.list("Restarts:", rows.slice(0, SHOWN), "No process was restarted.");
}

/** Endpoints by what a typical request of theirs takes. */
async function requestsOf({ context, processes }: Subject, draft: Draft): Promise<void> {
  if (context.proxy === undefined) return;
  const names = new Set(processes.map(({ name }) => name));
  const all = await rowsOf(context.proxy);
  if (typeof all === "string") {
    draft.say(`What was requested is not known: ${all}`);
    return;
  }
  const rows = all.filter(({ process }) => process === null || names.has(process));
  draft.list(
    "Requests, the slowest endpoints first:",
    slowestEndpoints(rows).slice(0, SHOWN),
    "The proxy has recorded no request.",
  );
}

async function slowLinesOf({ processes }: Subject, draft: Draft): Promise<void> {
  const sources = new Set(processes.map(({ source }) => source));
  const wanted = { filter: { sources }, pattern: new Pattern(slow.source, true), most: LINES, isPrinted: true };
  const hasLines = await draft.lines("Lines that speak of time or slowness", wanted, LINES_TOKENS);
  if (!hasLines) draft.say("No line speaks of slowness.");
}
