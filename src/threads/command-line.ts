/** From the command line to a running program: checks everything that can be wrong before anything is started. */

import { statSync } from "node:fs";
import { resolve } from "node:path";
import { type Arguments, chooseScreen, parseArguments } from "../cli/index.ts";
import { type Configuration, ConfigurationError, loadConfiguration } from "../config/index.ts";
import { detectProject, resolveWords } from "../detect/index.ts";
import { runtime } from "../runtime/index.ts";
import { commitSuffix, version } from "../version.ts";
import type { ProgramOptions } from "./program.ts";
import { NoMemoryError } from "./shared.ts";

/** Runs the program to its end; resolves with the exit code. */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  const parsed = parseArguments(argv, version + commitSuffix);
  if ("text" in parsed) {
    (parsed.exitCode === 0 ? process.stdout : process.stderr).write(parsed.text);
    return parsed.exitCode;
  }
  if ("doctor" in parsed) {
    const { runDoctor } = await import("./run-doctor.ts");
    return runDoctor(parsed.doctor);
  }
  const prepared = prepare(parsed.arguments);
  if (typeof prepared === "string") return refuse(prepared);

  try {
    return await run(prepared, parsed.arguments);
  } catch (error) {
    if (error instanceof NoMemoryError) return refuse(error.message);
    throw error;
  }
}

/** Runs in the mode that the command line and the terminal allow. */
async function run(prepared: ProgramOptions, given: Arguments): Promise<number> {
  const terminals = { input: process.stdin.isTTY === true, output: process.stdout.isTTY === true };
  const choice = given.screen ? chooseScreen(process.env, terminals) : undefined;
  if (choice?.kind === "impossible") return refuse(choice.why);
  if (choice?.kind === "screen") {
    if (runtime.name === "deno") return refuse("The screen needs Bun. With Deno, use --no-tui to print lines instead.");
    const { runScreen } = await import("./run-screen.ts");
    return runScreen(prepared);
  }
  if (choice?.kind === "headless") process.stderr.write(`brum: ${choice.why}\n`);
  if (prepared.launches.length === 0 && prepared.mcpPort === undefined) {
    return refuse("Nothing to do: without a screen and without MCP, name a script or a command to run.");
  }
  const { runHeadless } = await import("./run-headless.ts");
  return runHeadless(prepared);
}

function refuse(why: string): number {
  process.stderr.write(`brum: ${why}\n`);
  return 1;
}

/** Everything that the program needs to know, or why it cannot run. */
function prepare(given: Arguments): ProgramOptions | string {
  const directory = resolve(given.directory);
  const problem = directoryProblem(directory, given.directory);
  if (problem !== undefined) return problem;
  let configuration: Configuration;
  try {
    configuration = loadConfiguration(directory);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  const project = detectProject(directory, configuration.preferredPackageManager);
  const resolution = resolveWords(project, given.words, given.command);
  if ("error" in resolution) return [...project.warnings, resolution.error].join("\nbrum: ");
  const mcp = given.mcp ?? configuration.mcp;
  return {
    project: { ...project, warnings: [...configuration.warnings, ...project.warnings] },
    preferredPackageManager: configuration.preferredPackageManager,
    launches: resolution.launches,
    mcpPort: mcp ? (given.port ?? configuration.mcpPort) : undefined,
    core: configuration.core,
    eventBus: configuration.eventBus,
    version,
  };
}

function directoryProblem(directory: string, given: string): string | undefined {
  try {
    if (statSync(directory).isDirectory()) return undefined;
    return `${given} is no directory (--dir).`;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return `The directory ${directory} does not exist (--dir).`;
    return `The directory ${directory} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}
