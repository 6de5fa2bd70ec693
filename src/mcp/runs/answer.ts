/** The answer of a tool that starts a process: what came of it, with what an agent needs next. */

import * as z from "zod";
import type { ProcessSnapshot } from "../../process/index.ts";
import { Room } from "../budget.ts";
import { byteLength } from "../format.ts";
import { mcpLimits } from "../limits.ts";
import type { ToolContext } from "../tool.ts";
import { briefError, briefOf, errorLine, errorsOf } from "./run-errors.ts";
import { lastLines } from "./run-lines.ts";
import { toldOf } from "./told.ts";
import { outcomes } from "./verdict.ts";
import type { Waited } from "./wait.ts";

export const runAnswer = z.object({
  name: z.string(),
  processId: z.string(),
  outcome: z.enum(outcomes),
  status: z.string(),
  message: z.string(),
  url: z.string().optional(),
  pid: z.int().optional(),
  exitCode: z.int().optional(),
  duplicate: z.boolean(),
  errors: z.array(briefError),
  lines: z.array(z.string()),
});
export type RunAnswer = z.output<typeof runAnswer>;

export interface Said {
  readonly message: string;
  readonly isOld: boolean;
}

/** What has come of a run that was waited for: the errors that it printed, or else its last lines. */
export async function answerOf(
  context: ToolContext,
  { sight, verdict }: Waited,
  said: Said,
  signal: AbortSignal,
): Promise<RunAnswer> {
  const { process, address } = sight;
  const outcome = verdict?.outcome ?? "running";
  const answer = { ...briefAnswer(process, said, address?.answers === false ? undefined : address?.url), outcome };
  const room = new Room(mcpLimits.tokens, mcpLimits.frameBytes + 2 * byteLength(JSON.stringify(answer)));
  const concerned = await concernedBy(context, process);
  const errors = concerned.flatMap((one) =>
    errorsOf(context.overview, one, toldOf(one, context.overview.events().events)),
  );
  const { directory } = context.project();
  const shown = errors
    .slice(0, mcpLimits.runErrors)
    .map((group) => briefOf(group, directory))
    .filter((brief) => room.takes(brief, errorLine(brief)));
  if (shown.length > 0) {
    const more = errors.length > shown.length ? ` ${errors.length} errors; errors_list has all of them.` : "";
    return { ...answer, message: `${answer.message}${more}`, errors: shown };
  }
  // Where its tools have told how it went, its lines say no more.
  const isTold = outcome === "succeeded" && (sight.told.build !== undefined || sight.told.tests !== undefined);
  if (outcome === "ready" || isTold) return answer;
  const lines = await lastLines(context.reader, concerned[0] ?? process, signal);
  const open = context.tail(process.source);
  const newest = [...lines, ...(open === "" ? [] : [open])].reverse().filter((line) => room.takes(line, line));
  return { ...answer, lines: newest.reverse() };
}

/** What is known at once. */
export function briefAnswer(process: ProcessSnapshot, { message, isOld }: Said, url?: string): RunAnswer {
  const { name, id, status, pid, exitCode } = process;
  return {
    name,
    processId: id,
    outcome: "running",
    status,
    message,
    ...(url === undefined ? {} : { url }),
    ...(pid === null ? {} : { pid }),
    ...(exitCode === null ? {} : { exitCode }),
    duplicate: isOld,
    errors: [],
    lines: [],
  };
}

export function answerText({ message, processId, pid, errors, lines }: RunAnswer): string {
  const id = `processId ${processId}${pid === undefined ? "" : `, pid ${pid}`}`;
  const printed = lines.length === 0 ? [] : ["Last lines:", ...lines];
  return [message, ...errors.map(errorLine), ...printed, id].join("\n");
}

/** Whose output tells what went wrong: of one that could not start as another one failed, that one's. */
async function concernedBy({ processes }: ToolContext, process: ProcessSnapshot): Promise<ProcessSnapshot[]> {
  const awaited = process.launch.dependsOn ?? [];
  if (process.error === null || awaited.length === 0) return [process];
  const failed = (await processes.list()).filter(
    ({ name, status }) => status === "failed" && awaited.some((one) => one.name === name),
  );
  return failed.length === 0 ? [process] : failed;
}
