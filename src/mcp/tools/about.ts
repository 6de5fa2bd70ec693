/** The tool that tells what this Brummer is, and what it is for. */

import * as z from "zod";
import { isAlive } from "../../process/index.ts";
import { duration } from "../format.ts";
import { defineTool, type Tool } from "../tool.ts";

const purpose = [
  "scripts_run starts a script or command and answers when it is ready, has ended or has failed; scripts_list shows what there is.",
  "logs_search and timeline tell what happened, errors_list and error_detail what broke, check_changes whether the last edit compiles, proxy_requests what servers were asked and answered.",
  "A person sees the same processes on a screen and may start and stop them too.",
].join(" ");

const about = defineTool({
  name: "about",
  title: "About Brummer",
  description: "Tells which project this Brummer runs, since when, and what its tools are for.",
  input: z.strictObject({}),
  output: z.object({
    version: z.string(),
    directory: z.string(),
    project: z.string(),
    packageManager: z.string(),
    uptime: z.string(),
    url: z.string().optional(),
    scripts: z.int(),
    processes: z.int(),
    running: z.int(),
    errors: z.int(),
    droppedLines: z.int(),
    tools: z.string(),
  }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async run(_input, context) {
    const { directory, name, packageManager, candidates } = context.project();
    const processes = await context.processes.list();
    const url = context.url();
    return {
      version: context.version,
      directory,
      project: name,
      packageManager,
      uptime: duration(Date.now() - context.startedAt),
      ...(url === null ? {} : { url }),
      scripts: candidates.length,
      processes: processes.length,
      running: processes.filter(({ status }) => isAlive(status)).length,
      errors: context.overview.errors().groups.length,
      droppedLines: context.dropped(),
      tools: purpose,
    };
  },
  text(of) {
    const where = of.url === undefined ? "" : ` MCP on ${of.url}.`;
    const lost = of.droppedLines === 0 ? "" : ` ${of.droppedLines} lines were dropped on their way to a reader.`;
    return [
      `Brummer ${of.version} runs ${of.project} in ${of.directory} (${of.packageManager}), for ${of.uptime}.${where}`,
      `${of.scripts} scripts, ${of.processes} processes (${of.running} running), ${of.errors} different errors.${lost}`,
      of.tools,
    ].join("\n");
  },
});

export const aboutTools: readonly Tool[] = [about];
