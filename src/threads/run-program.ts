/** The running program: with a screen, or with lines. */

import { type Arguments, chooseScreen, exitCode } from "../cli/index.ts";
import { runtime } from "../runtime/index.ts";
import { type Prepared, readProject } from "./prepare.ts";
import { NoMemoryError } from "./shared.ts";

/** Runs in the mode that the command line and the terminal allow. */
export async function runProgram(prepared: Prepared, given: Arguments): Promise<number> {
  try {
    return await run(prepared, given);
  } catch (error) {
    if (error instanceof NoMemoryError) return refuse(error.message);
    throw error;
  }
}

async function run(prepared: Prepared, given: Arguments): Promise<number> {
  const terminals = { input: process.stdin.isTTY === true, output: process.stdout.isTTY === true };
  const choice = given.screen ? chooseScreen(process.env, terminals) : undefined;
  if (choice?.kind === "impossible") return refuse(choice.why);
  // Only where it stays on the terminal: a screen covers it, and shows the command in its list.
  if (prepared.note !== "") process.stderr.write(`brum: ${prepared.note}\n`);
  if (choice?.kind === "screen") {
    if (runtime.name === "deno") return refuse("The screen needs Bun. With Deno, use --no-tui to print lines instead.");
    const { runScreen } = await import("./run-screen.ts");
    return runScreen(prepared, () => {
      const read = readProject(given);
      return typeof read === "string" ? read : read.project;
    });
  }
  if (choice?.kind === "headless") process.stderr.write(`brum: ${choice.why}\n`);
  if (prepared.launches.length === 0 && prepared.mcpPort === undefined) {
    return refuse("Nothing to do: without a screen and without MCP, name a script or a command to run.");
  }
  const { runHeadless } = await import("./run-headless.ts");
  return runHeadless(prepared, given);
}

function refuse(why: string): number {
  process.stderr.write(`brum: ${why}\n`);
  return exitCode.failure;
}
