/** The commands that need the project, or may become a running program: doctor, init, run. */

import { homedir } from "node:os";
import { resolve } from "node:path";
import {
  type Arguments,
  chosenInstance,
  exitCode,
  guarded,
  mcpInstall,
  NoInstanceError,
  processIo,
  runThere,
  type Subcommand,
  withArguments,
} from "../cli/index.ts";
import { initFile, initText } from "../config/index.ts";
import { detectProject, resolveWords } from "../detect/index.ts";
import { type Prepared, prepare, withOptions } from "./prepare.ts";
import { runProgram } from "./run-program.ts";
import { brumCommand } from "./self.ts";

type Later = Exclude<
  Subcommand,
  { command: "ps" | "logs" | "errors" | "events" | "history" | "stop" | "restart" | "wait" | "ports" | "proxy" }
>;

/** Resolves with the exit code. */
export async function runSubcommand(given: Later, program: Arguments): Promise<number> {
  switch (given.command) {
    case "doctor":
      return (await import("./run-doctor.ts")).runDoctor(given);
    case "init":
      return init(given.directory);
    case "mcp":
      return (await import("./run-mcp.ts")).runMcp(given, program);
    case "mcp install":
      return install(given);
    case "proxy serve":
      return (await import("./run-proxy.ts")).runProxy(given);
    case "run":
      return runScript(given, program);
    case "completion":
      // It is answered where the command line is read.
      return exitCode.ok;
  }
}

function init(given: string): number {
  const directory = resolve(given);
  const project = detectProject(directory);
  const text = initText(
    { name: project.name, ...(project.scripts.length > 0 ? { packageManager: project.packageManager } : {}) },
    project.candidates.map(({ launch }) => launch),
  );
  const result = initFile(directory, text);
  if ("error" in result) return refuse(result.error);
  process.stdout.write(`Wrote ${result.path}: all in it is a comment, take away the # of what you want.\n`);
  return exitCode.ok;
}

async function install(given: Extract<Subcommand, { command: "mcp install" }>): Promise<number> {
  const io = processIo();
  const place = { home: homedir(), platform: process.platform, env: process.env };
  const around = { place, directory: resolve(given.directory), brum: brumCommand(process.env) };
  const code = await guarded(io, () => mcpInstall(given, around, io));
  io.close();
  return code;
}

/** In the Brummer of the directory, or of the nearest one above it; else in a new one. */
async function runScript(given: Extract<Subcommand, { command: "run" }>, program: Arguments): Promise<number> {
  const prepared = preparedFor(given, program);
  if (typeof prepared === "string") return refuse(prepared);
  const io = processIo();
  let isAlone = false;
  const code = await guarded(io, async () => {
    const instance = program.beside
      ? undefined
      : await chosenInstance(given, io).catch((error: unknown) => {
          if (error instanceof NoInstanceError && given.instance === undefined) return undefined;
          throw error;
        });
    isAlone = instance === undefined;
    if (instance === undefined) return exitCode.ok;
    const { launches, project } = prepared;
    const { detach, json, args } = given;
    return runThere(
      { instance, directory: project.directory, launches, detach, json, hasArguments: args.length > 0 },
      io,
    );
  });
  io.close();
  if (!isAlone) return code;
  if (given.detach)
    return refuse("No Brummer runs here, so there is none that could go on with it (--detach).", exitCode.noInstance);
  const isTerminal = process.stdout.isTTY === true && process.stdin.isTTY === true;
  if (isTerminal && !given.json) return runProgram(prepared, program);
  // Without a terminal, as in a pipeline: its lines, until it has ended, with its exit code.
  return runProgram(
    { ...prepared, ...(program.mcp === undefined && program.port === undefined ? { mcpPort: undefined } : {}) },
    { ...program, screen: false, output: given.json ? "json" : program.output, until: program.until ?? "done" },
  );
}

/** What the name means; only what the project offers, as a program needs no `run`. */
function preparedFor(given: Extract<Subcommand, { command: "run" }>, program: Arguments): Prepared | string {
  const prepared = prepare({ ...program, words: [], command: [] });
  if (typeof prepared === "string") return prepared;
  const { project } = prepared;
  const resolution = resolveWords(project, [given.name], []);
  if ("error" in resolution) return resolution.error;
  const offered = new Set(project.candidates.map(({ name }) => name));
  const last = resolution.launches.at(-1);
  if (last === undefined || !offered.has(last.name)) {
    return `"${given.name}" is no script of ${project.name}. A program: brum -- ${given.name}`;
  }
  const launches = resolution.launches.map((launch) =>
    withOptions(launch === last ? withArguments(launch, given.args) : launch, program),
  );
  return { ...prepared, launches };
}

function refuse(why: string, code: number = exitCode.failure): number {
  process.stderr.write(`brum: ${why}\n`);
  return code;
}
