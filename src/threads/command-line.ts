/** From the command line to a running program or a command: checks everything that can be wrong before anything is started. */

import { type Arguments, exitCode, isPlain, parseArguments, performPlain, processIo } from "../cli/index.ts";
import { settingsText } from "../config/index.ts";
import { commitSuffix, version } from "../version.ts";
import { prepare, readProject } from "./prepare.ts";

/** Runs the program to its end; resolves with the exit code. */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  const parsed = parseArguments(argv, version + commitSuffix);
  if ("text" in parsed) {
    (parsed.exitCode === 0 ? process.stdout : process.stderr).write(parsed.text);
    return parsed.exitCode;
  }
  if ("subcommand" in parsed) {
    const { subcommand } = parsed;
    if (subcommand.command !== "run") {
      const { hintAtScript } = await import("./hint.ts");
      hintAtScript(subcommand);
    }
    if (isPlain(subcommand)) return performPlain(subcommand, processIo());
    const { runSubcommand } = await import("./run-subcommand.ts");
    return runSubcommand(subcommand, parsed.arguments);
  }
  if (parsed.arguments.settings) return printSettings(parsed.arguments);
  const prepared = prepare(parsed.arguments);
  if (typeof prepared === "string") return refuse(prepared);
  if (!parsed.arguments.beside) {
    const { meetOther } = await import("./run-second.ts");
    const code = await meetOther(prepared, parsed.arguments);
    if (code !== undefined) return code;
  }
  const { runProgram } = await import("./run-program.ts");
  return runProgram(prepared, parsed.arguments);
}

function printSettings(given: Arguments): number {
  const found = readProject(given);
  if (typeof found === "string") return refuse(found);
  for (const warning of found.configuration.warnings) process.stderr.write(`brum: ${warning}\n`);
  process.stdout.write(`${settingsText(found.configuration, found.project.directory)}\n`);
  return exitCode.ok;
}

function refuse(why: string): number {
  process.stderr.write(`brum: ${why}\n`);
  return exitCode.failure;
}
