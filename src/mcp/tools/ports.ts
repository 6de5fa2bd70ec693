/** The tool that tells who listens on ports. It ends nobody. */

import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import { type Listener, listeners, type ProcessClient, type ProcessUsage } from "../../process/index.ts";
import { fitting } from "../budget.ts";
import { cut } from "../format.ts";
import { mcpLimits } from "../limits.ts";
import { defineTool, type Tool, ToolError } from "../tool.ts";

const holder = z.object({
  port: z.int(),
  /** Of ours. */
  process: z.string().optional(),
  pid: z.int().optional(),
  /** Of others. */
  command: z.string().optional(),
});
type Holder = z.output<typeof holder>;

const ports = defineTool({
  name: "ports_list",
  title: "List ports",
  description: "Lists the TCP ports that the processes listen on; with port: who holds that one, ours or not.",
  input: z.strictObject({ port: z.int().min(1).max(65_535).optional() }),
  output: z.object({ ports: z.array(holder), more: z.int().optional(), free: z.boolean().optional() }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async run({ port }, { processes }) {
    if (port !== undefined) {
      const holders = await holdersOf(port, processes);
      return { ports: holders, free: holders.length === 0 };
    }
    const usage = await processes.usage();
    const own = usage
      .flatMap(({ name, ports: its }) => its.map((one): Holder => ({ port: one, process: name })))
      .sort((a, b) => a.port - b.port);
    const shown = fitting(own, mcpLimits.tokens, holderText);
    const more = own.length - shown.length;
    return { ports: shown, ...(more > 0 ? { more } : {}) };
  },
  text({ ports: shown, more, free }) {
    if (free === true) return "Nobody listens on that port: it is free.";
    if (shown.length === 0) return "No process of ours listens on a TCP port. With port: who else does.";
    const rest = more === undefined ? [] : [`${more} more; ask with port for one of them.`];
    return [...shown.map(holderText), ...rest].join("\n");
  },
});

/** Several may share a port: a parent and its workers. */
async function holdersOf(port: number, processes: ProcessClient): Promise<Holder[]> {
  const all = await listeners();
  if (all === undefined) throw new ToolError("This system does not tell who listens on ports (it needs lsof).");
  const found = all.filter((one) => one.port === port);
  const known = await processes.list();
  const isOurs = (usage: readonly ProcessUsage[]) => usage.find((one) => one.ports.includes(port))?.name;
  let own = found.length === 0 ? undefined : isOurs(await processes.usage());
  // A measurement is a second old at most: one that has just begun to listen is in the next.
  const mayBeNew = found.some(({ brumProcess }) => known.some(({ name }) => name === brumProcess));
  if (own === undefined && mayBeNew) {
    await delay(mcpLimits.usageMs);
    own = isOurs(await processes.usage());
  }
  // Where ports are not measured the process that was started itself can be known all the same.
  own ??= known.find(({ pid }) => pid !== null && found.some((one) => one.pid === pid))?.name;
  if (own === undefined) return found.slice(0, mcpLimits.portHolders).map((one) => strangerOf(one));
  const pid = (found.find(({ brumProcess }) => brumProcess === own) ?? found[0])?.pid;
  return [{ port, process: own, ...(pid === undefined ? {} : { pid }) }];
}

function strangerOf({ port, pid, command, brumProcess }: Listener): Holder {
  if (pid === process.pid) return { port, pid, command: "Brummer itself" };
  const told = command === "" ? "a process of another user" : cut(command, mcpLimits.briefBytes);
  const of = brumProcess === undefined ? "" : ` (${brumProcess} of another Brummer, or left behind)`;
  return { port, ...(pid === undefined ? {} : { pid }), command: `${told}${of}` };
}

function holderText({ port, process: name, pid, command }: Holder): string {
  const number = pid === undefined ? "" : ` (pid ${pid})`;
  return name === undefined ? `${port}: not ours${number}: ${command}` : `${port}: ${name}${number}`;
}

export const portTools: readonly Tool[] = [ports];
