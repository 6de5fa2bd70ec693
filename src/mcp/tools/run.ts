/** Tools that start processes, and answer with what has come of it. */

import * as z from "zod";
import { findCandidate } from "../../detect/index.ts";
import { isAlive, type ProcessSnapshot } from "../../process/index.ts";
import type { Exchange } from "../exchange.ts";
import { mcpLimits } from "../limits.ts";
import { answerOf, answerText, briefAnswer, type RunAnswer, runAnswer } from "../runs/answer.ts";
import { messageOf } from "../runs/message.ts";
import { waitFor } from "../runs/wait.ts";
import { defineTool, type Tool, type ToolContext, ToolError } from "../tool.ts";
import { chosenProcess, describeState, oneProcess } from "./processes.ts";
import { chosenLaunches } from "./run-choice.ts";

const waiting = {
  wait: z.enum(["ready", "exit", "none"]).default("ready"),
  timeout: z.int().min(1).max(mcpLimits.mostWaitSeconds).describe("seconds").default(mcpLimits.waitSeconds),
};

const run = defineTool({
  name: "scripts_run",
  title: "Run script or command",
  description:
    "Starts a script (with what it depends on) or a command and waits until it is ready (URL), ends or fails, with the errors it printed. One that runs already is left running.",
  input: z.strictObject({
    name: z.string().describe("script; with command: what to call it").optional(),
    command: z
      .union([z.string(), z.array(z.string())])
      .describe("line, or program and arguments")
      .optional(),
    ...waiting,
  }),
  output: runAnswer,
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  async run({ name, command, ...wait }, context, exchange) {
    const { processes, project } = context;
    const launches = chosenLaunches(project(), { name, command }, await processes.list());
    const last = launches.at(-1);
    if (last === undefined) throw new ToolError("There is nothing to start.");
    for (const launch of launches.slice(0, -1)) await processes.start(launch);
    const { process, duplicate } = await processes.start(last);
    if (!duplicate && process.error !== null) {
      throw new ToolError(`${process.name} could not be started: ${process.error}`);
    }
    return outcome(context, process, { ...wait, isOld: duplicate }, exchange);
  },
  text: answerText,
});

const restart = defineTool({
  name: "scripts_restart",
  title: "Restart process",
  description: "Stops a process and starts it anew; waits like scripts_run.",
  input: z.strictObject({ ...oneProcess, ...waiting }),
  output: runAnswer,
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  async run({ name, processId, ...wait }, context, exchange) {
    const { processes, project } = context;
    const known = await processes.list();
    const isNew = name !== undefined && processId === undefined && !known.some((process) => process.name === name);
    if (isNew && findCandidate(project(), name) !== undefined) {
      throw new ToolError(`${name} has not run yet: start it with scripts_run.`);
    }
    const { id } = chosenProcess(known, { name, processId });
    return outcome(context, await processes.restart(id), { ...wait, isOld: false }, exchange);
  },
  text: answerText,
});

interface Wanted {
  readonly wait: "ready" | "exit" | "none";
  readonly timeout: number;
  readonly isOld: boolean;
}

async function outcome(
  context: ToolContext,
  process: ProcessSnapshot,
  { wait, timeout, isOld }: Wanted,
  exchange: Exchange,
): Promise<RunAnswer> {
  if (wait === "none") return briefAnswer(process, { message: startedText(process, isOld), isOld });
  const asked = { until: wait, limitMs: timeout * 1000, isOld };
  const waited = await waitFor(context, process.name, asked, exchange);
  const message = messageOf(waited, asked, Date.now());
  return answerOf(context, waited, { message, isOld }, exchange.signal);
}

function startedText(process: ProcessSnapshot, isOld: boolean): string {
  const { name, launch, status, waitingFor } = process;
  if (isOld) return `${name} runs already: ${describeState(process, Date.now())}.`;
  if (status === "waiting") return `${name} waits for ${waitingFor.join(", ")}.`;
  return isAlive(status) ? `${name} started: ${launch.command}` : `${name}: ${describeState(process, Date.now())}`;
}

/** In the order of a client's list. */
export const runTools: readonly Tool[] = [run, restart];
