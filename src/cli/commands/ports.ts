/** `brum ports` */

import { setTimeout as delay } from "node:timers/promises";
import { ControlClient, type InstanceRecord, runningInstances } from "../../control/index.ts";
import { type Listener, listeners } from "../../process/index.ts";
import { exitCode } from "../arguments.ts";
import type { Subcommand } from "../subcommands.ts";
import { type Cell, table } from "../text.ts";
import type { CommandIo } from "./io.ts";
import { endText } from "./process-text.ts";

type Given = Extract<Subcommand, { command: "ports" }>;

/** A listener, and whose it is. */
interface Holder extends Listener {
  /** The running Brummer that has it among its processes, and the process's name there. */
  readonly owner: { readonly instance: InstanceRecord; readonly name: string } | undefined;
  /** It is a running Brummer itself. */
  readonly brummer: InstanceRecord | undefined;
}

/** Milliseconds that a foreign process has to end when it was asked to. */
const END_MS = 5_000;
/** Milliseconds between two looks at it. */
const LOOK_MS = 50;

export async function ports(given: Given, io: CommandIo): Promise<number> {
  const found = await listeners();
  if (found === undefined) {
    io.err(
      process.platform === "win32"
        ? "brum: This system does not tell Brummer who listens; try: netstat -ano\n"
        : "brum: lsof is needed to know who listens, and cannot be run.\n",
    );
    return exitCode.failure;
  }
  const wanted = given.free ?? given.port;
  const holders = await withOwners(found.filter(({ port }) => wanted === undefined || port === wanted));
  if (given.free !== undefined) return free(given.free, holders, given, io);
  if (given.json) {
    await io.out(`${JSON.stringify({ ports: holders.map(jsonHolder) }, null, 2)}\n`);
  } else if (holders.length === 0) {
    await io.out(wanted === undefined ? "Nobody listens on a TCP port.\n" : `Nobody listens on port ${wanted}.\n`);
  } else {
    const rows = holders.map((one) => [
      String(one.port),
      String(one.pid ?? "?"),
      whose(one),
      one.command || "(another user's)",
    ]);
    const lines = table([["PORT", "PID", "OURS", "COMMAND"], ...rows], { ...io, right: [0, 1] });
    await io.out(`${lines.join("\n")}\n`);
  }
  return exitCode.ok;
}

/** Fields of `brum ports --json`; they stay as they are. */
function jsonHolder({ port, pid, command, brumProcess, owner, brummer }: Holder): object {
  return {
    port,
    pid: pid ?? null,
    command,
    ours: owner !== undefined,
    process: owner?.name ?? null,
    isBrummer: brummer !== undefined,
    instance: (owner?.instance ?? brummer)?.id ?? null,
    directory: (owner?.instance ?? brummer)?.directory ?? null,
    leftoverOf: owner === undefined ? (brumProcess ?? null) : null,
  };
}

function whose({ owner, brummer, brumProcess }: Holder): Cell {
  if (brummer !== undefined) return { text: "brum itself", colour: "32" };
  if (owner !== undefined) return { text: owner.name, colour: "32" };
  // It carries the mark of a run, and no Brummer that runs knows it: its Brummer has gone.
  return brumProcess === undefined ? { text: "no" } : { text: `no (was ${brumProcess})`, colour: "33" };
}

/** What the running Brummers say of their own processes is what counts: an environment can be inherited by anything. */
async function withOwners(found: readonly Listener[]): Promise<Holder[]> {
  const instances = found.length === 0 ? [] : await runningInstances();
  const known = await Promise.all(
    instances.map(async (instance) => {
      // The Brummer itself holds its MCP port; it is no process of its own.
      const { processes } = await new ControlClient(instance)
        .ask("process.list", { usage: true })
        .catch(() => ({ processes: [] }));
      return processes.map(({ name, pid, ports: its }) => ({ instance, name, pid, ports: its }));
    }),
  );
  return found.map((one) => {
    const owner = known
      .flat()
      .find(({ name, pid, ports: its }) => its.includes(one.port) && (pid === one.pid || one.brumProcess === name));
    return { ...one, owner, brummer: instances.find(({ process_info }) => process_info.pid === one.pid) };
  });
}

async function free(port: number, holders: readonly Holder[], given: Given, io: CommandIo): Promise<number> {
  if (holders.length === 0) {
    await io.out(
      given.json ? `${JSON.stringify({ port, ended: [] })}\n` : `Nobody listens on port ${port}: it is free.\n`,
    );
    return exitCode.ok;
  }
  const ended: object[] = [];
  for (const holder of holders) {
    if (holder.brummer !== undefined) {
      io.err(
        `brum: Port ${port} is that of the Brummer in ${holder.brummer.directory} (pid ${holder.pid}); end it there.\n`,
      );
      return exitCode.failure;
    }
    const done =
      holder.owner === undefined ? await endForeign(holder, given, io) : await stopOurs(holder, io, given.json);
    if (!done) return exitCode.failure;
    ended.push(jsonHolder(holder));
  }
  if (given.json) await io.out(`${JSON.stringify({ port, ended }, null, 2)}\n`);
  return exitCode.ok;
}

async function stopOurs({ owner }: Holder, io: CommandIo, json: boolean): Promise<boolean> {
  if (owner === undefined) return false;
  const { process } = await new ControlClient(owner.instance).ask("process.stop", { name: owner.name }, io.stopped);
  if (!json) await io.out(`${endText(process)}\n`);
  return true;
}

/** Only with the user's explicit word, for exactly this process, by SIGTERM alone. */
async function endForeign(holder: Holder, { yesEnd, json }: Given, io: CommandIo): Promise<boolean> {
  const { pid, port, command } = holder;
  if (pid === undefined) {
    io.err(`brum: Port ${port} is held by a process of another user; nothing was done.\n`);
    return false;
  }
  const who = `Port ${port} is held by pid ${pid}, which no running Brummer has started:\n  ${command}\n`;
  if (yesEnd !== pid) {
    io.err(`brum: ${who}`);
    const typed = yesEnd === undefined ? await io.ask(`To end it (SIGTERM), type its process id, ${pid}: `) : undefined;
    if (typed?.trim() !== String(pid)) {
      io.err(`Nothing was done. To end it without being asked: brum ports --free ${port} --yes-end ${pid}\n`);
      return false;
    }
  }
  // While the user thought, it may have ended, and its number may be another's now.
  const isStill = async () =>
    (await listeners())?.some((one) => one.port === port && one.pid === pid && one.command === command) === true;
  if (!(await isStill())) {
    io.err(`brum: pid ${pid} does not listen on port ${port} any more; nothing was done.\n`);
    return false;
  }
  try {
    process.kill(pid, "SIGTERM");
  } catch (error) {
    io.err(`brum: pid ${pid} cannot be ended: ${error instanceof Error ? error.message : String(error)}\n`);
    return false;
  }
  const until = performance.now() + END_MS;
  while ((await isStill()) && performance.now() < until) await delay(LOOK_MS);
  if (await isStill()) {
    io.err(
      `brum: pid ${pid} still listens on port ${port} ${END_MS / 1000} s after SIGTERM. By force: kill -9 ${pid}\n`,
    );
    return false;
  }
  if (!json) await io.out(`Port ${port} is free: pid ${pid} was ended.\n`);
  return true;
}
