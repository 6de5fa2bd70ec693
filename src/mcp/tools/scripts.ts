/** Tools that list, start, stop and describe the project's scripts. */

import * as z from "zod";
import { findCandidate, withDependencies } from "../../detect/index.ts";
import { isAlive, type ProcessSnapshot } from "../../process/index.ts";
import { timestamp } from "../format.ts";
import { defineTool, type Tool, ToolError } from "../tool.ts";
import { chosenProcess, describeState, unknownName, uptime } from "./processes.ts";

/** A {@link ProcessSnapshot}'s status, or `not running` for a script that was never started. */
const status = z.string();

const list = defineTool({
  name: "scripts_list",
  title: "List scripts",
  description:
    "Lists what the project offers to run (package.json scripts, other tools' tasks, configured processes) with commands and states.",
  input: z.strictObject({}),
  output: z.object({
    directory: z.string(),
    packageManager: z.string(),
    scripts: z.array(z.object({ name: z.string(), command: z.string(), status, processId: z.string().optional() })),
    warnings: z.array(z.string()),
  }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async run(_input, { processes, project }) {
    const { directory, packageManager, candidates, warnings } = project();
    const byName = new Map((await processes.list()).map((process) => [process.name, process]));
    return {
      directory,
      packageManager,
      scripts: candidates.map(({ name, launch: { command } }) => {
        const process = byName.get(name);
        if (process === undefined) return { name, command, status: "not running" };
        return { name, command, status: process.status, processId: process.id };
      }),
      warnings: [...warnings],
    };
  },
  text({ directory, packageManager, scripts, warnings }) {
    const lines = scripts.map((script) => {
      const id = script.processId === undefined ? "" : `, ${script.processId}`;
      return `${script.name} (${script.status}${id}): ${script.command}`;
    });
    const head = `${scripts.length} scripts in ${directory}, run by ${packageManager}:`;
    return [head, ...lines, ...warnings.map((warning) => `Warning: ${warning}`)].join("\n");
  },
});

const run = defineTool({
  name: "scripts_run",
  title: "Run script",
  description:
    "Starts a script and answers at once; logs_search shows what it prints, scripts_status how it goes. One that runs already is left running (duplicate: true).",
  input: z.strictObject({ name: z.string().describe("see scripts_list") }),
  output: z.object({
    processId: z.string(),
    name: z.string(),
    command: z.string(),
    status,
    pid: z.int().nullable(),
    duplicate: z.boolean(),
    startTime: z.string(),
    runtime: z.string().optional(),
    message: z.string(),
  }),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  async run({ name }, { processes, project }) {
    const current = project();
    const candidate = findCandidate(current, name);
    if (candidate === undefined) {
      throw unknownName(
        "script",
        name,
        current.candidates.map((one) => one.name),
      );
    }
    for (const launch of withDependencies(current, candidate).slice(0, -1)) await processes.start(launch);
    const { process, duplicate } = await processes.start(candidate.launch);
    const { id, launch, pid, startedAt } = process;
    if (process.error !== null) throw new ToolError(`${process.name} could not be started: ${process.error}`);
    const state = describeState(process, Date.now());
    return {
      processId: id,
      name: process.name,
      command: launch.command,
      status: process.status,
      pid,
      duplicate,
      startTime: timestamp(startedAt),
      ...(duplicate ? { runtime: uptime(process, Date.now()) } : {}),
      message: duplicate
        ? `${process.name} runs already: ${state}. Stop it with scripts_stop to start it anew.`
        : `${process.name} started: ${launch.command}`,
    };
  },
  text({ message, processId, pid }) {
    return `${message}\nprocessId: ${processId}${pid === null ? "" : `, pid: ${pid}`}`;
  },
});

const stop = defineTool({
  name: "scripts_stop",
  title: "Stop process",
  description:
    "Stops a process with everything it started (SIGTERM, after 5 s SIGKILL) and answers when all has ended; of an ended one, what it left behind.",
  input: z.strictObject({
    processId: z.string().describe("from scripts_run or scripts_status").optional(),
    name: z.string().describe("in place of processId").optional(),
  }),
  output: z.object({
    processId: z.string(),
    name: z.string(),
    status,
    exitCode: z.int().nullable(),
    signal: z.string().nullable(),
    message: z.string(),
  }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  async run(input, { processes }) {
    const chosen = chosenProcess(await processes.list(), input);
    // One that has ended too: only the owner of the processes knows for sure what an ended run has left behind.
    const process = await processes.stop(chosen.id);
    const { id, name, exitCode, signal } = process;
    const state = describeState(process, Date.now());
    const rest = chosen.leftover.length === 0 ? "" : "; what it had left behind is ended now";
    const message = isAlive(chosen.status) ? `${name} ${state}` : `${name} had ended already: ${state}${rest}`;
    return { processId: id, name, status: process.status, exitCode, signal, message };
  },
  text: ({ message }) => message,
});

const processStatus = z.object({
  processId: z.string().nullable(),
  name: z.string(),
  status,
  pid: z.int().nullable(),
  startTime: z.string().nullable(),
  uptime: z.string().nullable(),
  exitCode: z.int().nullable(),
  signal: z.string().nullable(),
  error: z.string().optional(),
  command: z.string(),
});

const statusOf = defineTool({
  name: "scripts_status",
  title: "Process status",
  description:
    "Tells the state of every process that was started, or of one: running, stopped (was asked to end), failed or success (ended by itself), not running (never started).",
  input: z.strictObject({ name: z.string().describe("name of a script or process; all when left out").optional() }),
  output: z.object({ processes: z.array(processStatus) }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async run({ name }, { processes, project }) {
    const known = await processes.list();
    if (name === undefined) return { processes: known.map(snapshotStatus) };
    const process = known.find((candidate) => candidate.name === name);
    if (process !== undefined) return { processes: [snapshotStatus(process)] };
    const current = project();
    const candidate = findCandidate(current, name);
    if (candidate !== undefined) return { processes: [notRunning(name, candidate.launch.command)] };
    throw unknownName(
      "script or process",
      name,
      [...known, ...current.candidates].map((one) => one.name),
    );
  },
  text({ processes }) {
    if (processes.length === 0) return "No process was started yet. scripts_list shows what can be run.";
    return processes.map(statusLine).join("\n");
  },
});

function snapshotStatus(process: ProcessSnapshot): z.output<typeof processStatus> {
  const { id, name, status: state, pid, startedAt, exitCode, signal, error, launch } = process;
  return {
    processId: id,
    name,
    status: state,
    pid,
    startTime: timestamp(startedAt),
    uptime: uptime(process, Date.now()),
    exitCode,
    signal,
    ...(error === null ? {} : { error }),
    command: launch.command,
  };
}

function notRunning(name: string, command: string): z.output<typeof processStatus> {
  const nothing = { processId: null, pid: null, startTime: null, uptime: null, exitCode: null, signal: null };
  return { ...nothing, name, status: "not running", command };
}

function statusLine(process: z.output<typeof processStatus>): string {
  const parts: string[] = [process.status];
  if (process.uptime !== null) parts.push(process.uptime);
  if (process.pid !== null) parts.push(`pid ${process.pid}`);
  if (process.exitCode !== null) parts.push(`exit code ${process.exitCode}`);
  if (process.signal !== null) parts.push(process.signal);
  if (process.error !== undefined) parts.push(process.error);
  if (process.processId !== null) parts.push(process.processId);
  return `${process.name}: ${parts.join(", ")} (${process.command})`;
}

/** In the order of a client's list. */
export const scriptTools: readonly Tool[] = [list, run, stop, statusOf];
