/** `brum ps` */

import { ControlClient } from "../../control/index.ts";
import { exitCode } from "../arguments.ts";
import type { Subcommand } from "../subcommands.ts";
import { chosenInstance } from "./instance.ts";
import type { CommandIo } from "./io.ts";
import { jsonProcess, processTable } from "./process-text.ts";

export async function ps(given: Extract<Subcommand, { command: "ps" }>, io: CommandIo): Promise<number> {
  const instance = await chosenInstance(given, io);
  const client = new ControlClient(instance);
  // One after the other: where nobody answers, that is known after the first.
  const info = await client.ask("instance.info", {});
  const { processes } = await client.ask("process.list", { usage: true });
  if (given.json) {
    const { startedAt, ...rest } = info;
    const shown = { ...rest, startedAt: new Date(startedAt).toISOString() };
    await io.out(`${JSON.stringify({ instance: shown, processes: processes.map(jsonProcess) }, null, 2)}\n`);
    return exitCode.ok;
  }
  const mcp = info.mcpUrl === null ? "no MCP server" : `MCP ${info.mcpUrl}`;
  io.err(`brum ${info.version} in ${info.directory}, pid ${info.pid}, ${mcp}\n`);
  const lines = processes.length === 0 ? ["Nothing was started yet."] : processTable(processes, Date.now(), io);
  await io.out(`${lines.join("\n")}\n`);
  return exitCode.ok;
}
