/** Tools that list the project's scripts, tell how processes stand, and stop them. */

import * as z from "zod";
import { findCandidate } from "../../detect/index.ts";
import { isAlive } from "../../process/index.ts";
import { fitting, maxTokens, tokensOf } from "../budget.ts";
import { cut } from "../format.ts";
import { mcpLimits } from "../limits.ts";
import { moreText, pageCursor, pageOf } from "../page.ts";
import { type Standing, standing, standingOf, standingText } from "../runs/standing.ts";
import { toldOf } from "../runs/told.ts";
import { defineTool, type Tool } from "../tool.ts";
import { chosenProcess, describeState, oneProcess, unknownName } from "./processes.ts";

const readOnly = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };

const script = z.object({ name: z.string(), command: z.string(), status: z.string().optional() });
const scriptText = ({ name, command, status }: z.output<typeof script>) =>
  `${name}${status === undefined ? "" : ` (${status})`}: ${command}`;

const list = defineTool({
  name: "scripts_list",
  title: "List scripts",
  description: "Lists what the project offers to run, with commands; with status where it was started.",
  input: z.strictObject({ cursor: pageCursor, max_tokens: maxTokens }),
  output: z.object({
    directory: z.string(),
    packageManager: z.string(),
    scripts: z.array(script),
    total: z.int(),
    cursor: z.int().optional(),
    warnings: z.array(z.string()),
  }),
  annotations: readOnly,
  async run({ cursor, max_tokens }, { processes, project }) {
    const { directory, packageManager, candidates, warnings: all } = project();
    const byName = new Map((await processes.list()).map((process) => [process.name, process]));
    const scripts = candidates.map(({ name, launch }) => {
      const status = byName.get(name)?.status;
      const command = cut(launch.command, mcpLimits.briefBytes);
      return status === undefined ? { name, command } : { name, command, status };
    });
    const cuts = all.slice(0, mcpLimits.warnings).map((one) => cut(one, mcpLimits.briefBytes));
    // They stand on the first page, and leave most of it to the scripts.
    const warnings = cursor > 0 ? [] : fitting(cuts, max_tokens / 4, (one) => one);
    const tokens = max_tokens - 2 * tokensOf(JSON.stringify(warnings));
    const { items, ...page } = pageOf(scripts, { cursor, tokens }, scriptText);
    return { directory, packageManager, scripts: items, ...page, warnings };
  },
  text({ directory, packageManager, scripts, total, cursor, warnings }) {
    const head = `${total} scripts in ${directory}, run by ${packageManager}:`;
    const lines = scripts.map(scriptText);
    return [head, ...lines, ...moreText({ total, cursor }), ...warnings.map((one) => `Warning: ${one}`)].join("\n");
  },
});

const statusOf = defineTool({
  name: "scripts_status",
  title: "Process status",
  description: "Tells how every process that was started stands, or one: readiness, URL, ports, memory, how it ended.",
  input: z.strictObject({
    name: z.string().describe("script, process or processId").optional(),
    cursor: pageCursor,
  }),
  output: z.object({ processes: z.array(standing), total: z.int(), cursor: z.int().optional() }),
  annotations: readOnly,
  async run({ name, cursor }, { processes, project, overview }) {
    const [known, usage] = await Promise.all([processes.list(), processes.usage().catch(() => [])]);
    const wanted = known.filter((process) => name === undefined || process.name === name || process.id === name);
    if (name !== undefined && wanted.length === 0) {
      const current = project();
      const candidate = findCandidate(current, name);
      if (candidate === undefined) {
        const names = [...known, ...current.candidates].map((one) => one.name);
        throw unknownName("script or process", name, names);
      }
      const command = cut(candidate.launch.command, mcpLimits.briefBytes);
      return { processes: [{ name, status: "not running", command }], total: 1 };
    }
    const { events } = overview.events();
    const all = wanted.map((process): Standing => {
      const used = usage.find((one) => one.name === process.name);
      const { command, ...one } = standingOf(process, toldOf(process, events), used, Date.now());
      return { ...one, command: cut(command, mcpLimits.briefBytes) };
    });
    const { items, ...page } = pageOf(all, { cursor }, standingText);
    return { processes: items, ...page };
  },
  text({ processes, total, cursor }) {
    if (total === 0) return "No process was started yet. scripts_list shows what can be run.";
    return [...processes.map(standingText), ...moreText({ total, cursor })].join("\n");
  },
});

const stop = defineTool({
  name: "scripts_stop",
  title: "Stop process",
  description: "Stops a process with everything it started; of an ended one, what it left behind.",
  input: z.strictObject(oneProcess),
  output: z.object({
    name: z.string(),
    processId: z.string(),
    status: z.string(),
    exitCode: z.int().optional(),
    signal: z.string().optional(),
    message: z.string(),
  }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  async run(input, { processes }) {
    const chosen = chosenProcess(await processes.list(), input);
    // One that has ended too: only the owner of the processes knows for sure what an ended run has left behind.
    const process = await processes.stop(chosen.id);
    const { id, name, status, exitCode, signal } = process;
    const state = describeState(process, Date.now());
    const rest = chosen.leftover.length === 0 ? "" : "; what it had left behind is ended now";
    const message = isAlive(chosen.status) ? `${name} ${state}` : `${name} had ended already: ${state}${rest}`;
    return {
      name,
      processId: id,
      status,
      ...(exitCode === null ? {} : { exitCode }),
      ...(signal === null ? {} : { signal }),
      message,
    };
  },
  text: ({ message }) => message,
});

/** In the order of a client's list. */
export const scriptTools: readonly Tool[] = [list, statusOf, stop];
