/** Starting scripts in a Brummer that runs, and showing what they print. */

import { basename, resolve } from "node:path";
import { ControlClient, type InstanceRecord, isSameDirectory, type ProcessInfo } from "../../control/index.ts";
import type { Launch } from "../../process/index.ts";
import { exitCode } from "../arguments.ts";
import { failureStatus } from "../exit-status.ts";
import { LineFormat } from "../output.ts";
import type { CommandIo } from "./io.ts";
import { endText, jsonProcess } from "./process-text.ts";
import { recordOf } from "./records.ts";

/** What is to be started where. */
export interface RunThere {
  readonly instance: InstanceRecord;
  /** Of the project that the launches come from; absolute. */
  readonly directory: string;
  /** What is meant comes last, what it depends on before it. */
  readonly launches: readonly Launch[];
  /** Do not wait, show nothing. */
  readonly detach: boolean;
  /** Print the started processes as JSON (and, without `detach`, once they have ended). */
  readonly json: boolean;
  /** Started with arguments of their own: one that runs already is not what was asked for. */
  readonly hasArguments: boolean;
}

/**
 * Starts them there. Shows their lines until all of them have ended (then: the exit code of the first that failed), or Ctrl-C:
 * that only ends the showing, and says so.
 */
export async function runThere(what: RunThere, io: CommandIo): Promise<number> {
  const { instance, detach, json } = what;
  const client = new ControlClient(instance);
  const { cursor } = await readLogs(client, [], { tail: 0 }, false, () => {});
  const started: ProcessInfo[] = [];
  for (const launch of namedFor(what)) {
    const { process, duplicate } = await client.ask("process.start", { launch }, io.stopped);
    started.push(process);
    if (duplicate && what.hasArguments) {
      io.err(`brum: ${process.name} runs already, without these arguments. Stop it first: brum stop ${process.name}\n`);
      return exitCode.failure;
    }
    const how = duplicate ? "runs already" : process.status === "waiting" ? "waits for what it depends on" : "started";
    const pid = process.pid === null ? "" : ` (pid ${process.pid})`;
    if (!json) io.err(`${process.name} ${how}${pid} in the Brummer in ${instance.directory}\n`);
  }
  const names = started.map(({ name }) => name);
  if (detach) {
    if (json) await io.out(`${JSON.stringify({ processes: started.map(jsonProcess) }, null, 2)}\n`);
    return started.some(({ status }) => status === "failed") ? exitCode.failure : exitCode.ok;
  }
  if (!json) io.err("Ctrl-C ends only this view; they go on.\n");
  return follow(client, names, cursor, what, io);
}

async function follow(
  client: ControlClient,
  names: readonly string[],
  start: number,
  { instance, json }: RunThere,
  io: CommandIo,
): Promise<number> {
  const format = new LineFormat(io);
  for (const name of names) format.expect(name);
  const shown = new AbortController();
  const stop = AbortSignal.any([io.stopped, shown.signal]);
  let cursor = start;
  const print = async ({ lines, missed }: Batch) => {
    let text = missed > 0 ? format.dropped(missed) : "";
    for (const line of lines) {
      cursor = line.sequence + 1;
      text += format.record(recordOf(line), line.name);
    }
    if (!json) await io.out(text);
  };
  const showing = readLogs(client, names, { cursor }, true, print, stop).catch((error: unknown) => {
    if (!stop.aborted) throw error;
  });
  const ended = ask();
  async function ask() {
    // One that fails ends the wait for all; the others may live on.
    for (;;) {
      const { processes } = await client.ask("process.wait", { names: [...names], until: "done" }, io.stopped);
      const living = processes.filter(({ why }) => why === "").map(({ process }) => process.name);
      if (living.length === 0) return processes.map(({ process }) => process);
      await client.ask("process.wait", { names: living, until: "done" }, io.stopped);
    }
  }
  const processes = await Promise.race([ended, showing.then(() => ended)]).catch((error: unknown) => {
    if (io.stopped.aborted) return undefined;
    throw error;
  });
  shown.abort();
  await showing;
  if (processes === undefined) {
    io.err(
      `Not shown any more. ${names.join(", ")} in the Brummer in ${instance.directory}: brum ps, brum stop ${names.at(-1)}\n`,
    );
    return exitCode.ok;
  }
  // What came between the last look and the end.
  await readLogs(client, names, { cursor }, false, print);
  if (json) await io.out(`${JSON.stringify({ processes: processes.map(jsonProcess) }, null, 2)}\n`);
  const failed = processes.find(({ status }) => status === "failed");
  if (failed !== undefined && !json) io.err(`${endText(failed)}\n`);
  return failed === undefined ? exitCode.ok : failureStatus(failed);
}

type Batch = Parameters<Parameters<typeof readLogs>[4]>[0];

function readLogs(
  client: ControlClient,
  names: readonly string[],
  start: { tail: number } | { cursor: number },
  isFollowing: boolean,
  take: (batch: { lines: Parameters<typeof recordOf>[0][]; missed: number }) => Promise<void> | void,
  signal?: AbortSignal,
): Promise<{ cursor: number }> {
  const params = { names: [...names], start, text: "", ignoreCase: false, styled: true, follow: isFollowing };
  return client.stream("logs", params, take, signal);
}

/** In a Brummer of a directory above, the name of a script says which directory it belongs to. */
function namedFor({ instance, directory, launches }: RunThere): readonly Launch[] {
  if (isSameDirectory(instance.directory, directory)) return launches;
  const own = (name: string) => `${basename(resolve(directory))}:${name}`;
  const names = new Set(launches.map(({ name }) => name));
  return launches.map((launch) => ({
    ...launch,
    name: own(launch.name),
    ...(launch.dependsOn === undefined
      ? {}
      : { dependsOn: launch.dependsOn.map((one) => (names.has(one.name) ? { ...one, name: own(one.name) } : one)) }),
  }));
}

/** The launch with further arguments, as its runner takes them. */
export function withArguments(launch: Launch, args: readonly string[]): Launch {
  if (args.length === 0) return launch;
  const { argv } = launch;
  const shown = `${launch.command} ${args.map(quoted).join(" ")}`;
  const [program = "", option, text, ...rest] = argv;
  // npm takes options for its own unless they stand behind --; the other package managers hand all on.
  if (basename(program) === "npm" && option === "run")
    return { ...launch, command: shown, argv: [...argv, "--", ...args] };
  if (/^(sh|bash|zsh|dash)$/.test(basename(program)) && option === "-c" && text !== undefined && rest.length === 0) {
    return { ...launch, command: shown, argv: [program, option, `${text} ${args.map(quoted).join(" ")}`] };
  }
  return { ...launch, command: shown, argv: [...argv, ...args] };
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
