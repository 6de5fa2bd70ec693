/** Resources about processes. */

import { isAlive, type ProcessSnapshot } from "../../process/index.ts";
import { Room } from "../budget.ts";
import { timestamp } from "../format.ts";
import { mcpLimits } from "../limits.ts";
import type { ToolContext } from "../tool.ts";
import { describeState } from "../tools/processes.ts";
import type { Instance, ResourceEntry } from "./entry.ts";
import { listed } from "./kept.ts";
import { newestLines } from "./lines-text.ts";
import { linesText } from "./logs.ts";
import { standingsOf } from "./standings.ts";
import { expanded } from "./uri.ts";

/** Lines that `process://{name}` shows. */
const LAST_LINES = 20;
/** Lines of `process://{name}/logs`, where they fit. */
const LINES = 200;

const state = "process://{name}";
const logs = "process://{name}/logs";

export const processResources: readonly ResourceEntry[] = [
  {
    uri: "processes://active",
    name: "active-processes",
    title: "Processes",
    description: "All processes that were started: state, URL, exit code.",
    mimeType: "application/json",
    priority: 0.9,
    async read(context) {
      const known = (await context.processes.list()).toSorted(livingFirst);
      return listed(await standingsOf(known, context), "scripts_status");
    },
    watch: (signals, _value, changed) => signals.processes(changed),
    lastModified: async ({ processes }) => {
      const times = (await processes.list()).map(changedAt);
      return times.length === 0 ? undefined : Math.max(...times);
    },
  },
  {
    uri: state,
    name: "process",
    title: "A process",
    description: `State, URL and last lines of a process; changes with its state (for lines: ${logs}).`,
    mimeType: "application/json",
    priority: 0.7,
    async read(context, name, { signal: given }) {
      const process = await processNamed(context, name);
      if (process === undefined) return undefined;
      const { launch, startedAt, endedAt } = process;
      const room = new Room(mcpLimits.tokens / 2);
      const filter = { sources: new Set([process.source]) };
      const found = await newestLines(context, { filter, most: LAST_LINES, room, isOneProcess: true }, given);
      const [standing] = await standingsOf([process], context);
      return {
        ...standing,
        cwd: launch.cwd,
        started: timestamp(startedAt),
        ...(endedAt === null ? {} : { ended: timestamp(endedAt) }),
        lastLines: found.lines,
        allLines: expanded(logs, name),
      };
    },
    watch: (signals, name, changed) =>
      signals.processes((one) => {
        if (one === name) changed();
      }),
    instances: async (context) =>
      (await shownIn(context)).map((process) => instanceOf(process, describeState(process, Date.now()))),
    values: namesOf,
  },
  {
    uri: logs,
    name: "process-logs",
    title: "Lines of a process",
    description: "The last lines that a process printed, oldest first.",
    mimeType: "text/plain",
    priority: 0.6,
    async read(context, name, { signal }) {
      const process = await processNamed(context, name);
      if (process === undefined) return undefined;
      const wanted = { filter: { sources: new Set([process.source]) }, most: LINES, isOneProcess: true };
      return linesText(context, wanted, `logs_search {name: ${JSON.stringify(name)}}`, signal);
    },
    watch: (signals, name, changed) => signals.linesOf.listen(name, changed),
    instances: async (context) =>
      (await shownIn(context)).map((process) => ({
        ...instanceOf(process, "What it printed last."),
        title: `${process.name}: lines`,
      })),
    values: namesOf,
  },
];

async function processNamed({ processes }: ToolContext, name: string): Promise<ProcessSnapshot | undefined> {
  return (await processes.list()).find((process) => process.name === name);
}

function livingFirst(a: ProcessSnapshot, b: ProcessSnapshot): number {
  return Number(isAlive(b.status)) - Number(isAlive(a.status));
}

/** Living ones first, then those that ended last. */
async function sorted({ processes }: ToolContext): Promise<ProcessSnapshot[]> {
  return (await processes.list()).toSorted((a, b) => livingFirst(a, b) || (b.endedAt ?? 0) - (a.endedAt ?? 0));
}

async function namesOf(context: ToolContext): Promise<string[]> {
  return (await sorted(context)).map(({ name }) => name);
}

/** Those that lists show, in the order of their first start. */
async function shownIn(context: ToolContext): Promise<ProcessSnapshot[]> {
  const chosen = new Set((await namesOf(context)).slice(0, mcpLimits.listedResources));
  return (await context.processes.list()).filter(({ name }) => chosen.has(name));
}

function instanceOf(process: ProcessSnapshot, description: string): Instance {
  return { value: process.name, title: process.name, description, lastModified: changedAt(process) };
}

/** When it last came into another state, as far as that is known. */
function changedAt({ startedAt, readyAt, endedAt }: ProcessSnapshot): number {
  return Math.max(startedAt, readyAt ?? 0, endedAt ?? 0);
}
