/** The tool that types into a process. */

import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import type { ProcessSnapshot } from "../../process/index.ts";
import { Room } from "../budget.ts";
import { mcpLimits } from "../limits.ts";
import { lastLines } from "../runs/run-lines.ts";
import { defineTool, type Tool, type ToolContext } from "../tool.ts";
import { chosenProcess, oneProcess } from "./processes.ts";

const encoder = new TextEncoder();

/** What the Enter key sends to a terminal. */
const ENTER = "\r";

const input = defineTool({
  name: "process_input",
  title: "Type into process",
  description: "Types text into a process that runs in a terminal (tty = true), and answers with what it prints then.",
  input: z.strictObject({
    ...oneProcess,
    text: z.string().max(mcpLimits.inputCharacters).describe("\\u0003 is Ctrl-C"),
    enter: z.boolean().default(true),
  }),
  output: z.object({ name: z.string(), lines: z.array(z.string()) }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  async run({ text, enter, ...choice }, context, { signal }) {
    const process = chosenProcess(await context.processes.list(), choice);
    const before = context.reader.latest();
    await context.processes.input(process.id, encoder.encode(enter ? `${text}${ENTER}` : text));
    return { name: process.name, lines: await answered(context, process, before, signal) };
  },
  text({ name, lines }) {
    return lines.length === 0
      ? `Typed into ${name}; it printed nothing yet.`
      : [`Typed into ${name}:`, ...lines].join("\n");
  },
});

/** What it prints until it is silent again, with the line that it has not ended. */
async function answered(
  { reader, tail }: ToolContext,
  process: ProcessSnapshot,
  from: number,
  signal: AbortSignal,
): Promise<string[]> {
  const end = performance.now() + mcpLimits.echoMs;
  let seen = "";
  let quietMs = 0;
  let lines: string[] = [];
  while (performance.now() < end && quietMs < mcpLimits.calmMs && !signal.aborted) {
    await delay(mcpLimits.lookPauseMs, undefined, { signal }).catch(() => {});
    lines = [...(await lastLines(reader, { ...process, firstRecord: from }, signal)), tail(process.source)];
    const text = lines.join("\n");
    // Silence counts once there was something to hear.
    quietMs = text === seen && text !== "" ? quietMs + mcpLimits.lookPauseMs : 0;
    seen = text;
  }
  const room = new Room(mcpLimits.tokens);
  const newest = lines.reverse().filter((line) => line !== "" && room.takes(line, line));
  return newest.reverse();
}

export const inputTools: readonly Tool[] = [input];
