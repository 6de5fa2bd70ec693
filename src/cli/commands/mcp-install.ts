/** `brum mcp install`: an entry in an AI client's file that starts `brum mcp`. */

import { didYouMean } from "../../detect/index.ts";
import {
  changedLines,
  clients,
  type InstallSurroundings,
  installClient,
  type Plan,
  planInstall,
  type Scope,
  surveyClients,
} from "../../install/index.ts";
import { exitCode } from "../arguments.ts";
import type { Subcommand } from "../subcommands.ts";
import type { CommandIo } from "./io.ts";

type Given = Extract<Subcommand, { command: "mcp install" }>;

/** Resolves with the exit code. Rejects with `InstallError` where a file cannot be used: then nothing was changed. */
export async function mcpInstall(given: Given, around: InstallSurroundings, io: CommandIo): Promise<number> {
  const { client } = given;
  if (client === undefined) {
    await io.out(await listText(around));
    return exitCode.ok;
  }
  if (!clients.some(({ id }) => id === client)) {
    const near = didYouMean(
      client,
      clients.map(({ id }) => id),
    );
    io.err(`brum: There is no client ${client}. ${near}`.trimEnd());
    io.err(`\n${await listText(around)}`);
    return exitCode.usage;
  }
  const wish = { client, scope: given.scope ?? ("user" satisfies Scope), isRemoval: given.uninstall };
  const plan = await planInstall(wish, around);
  if (given.print) {
    io.err(`${plan.file}:\n`);
    await io.out(`${plan.snippet}\n`);
    return exitCode.ok;
  }
  const lines = changedLines(plan.before, plan.after);
  if (lines.length === 0) {
    await io.out(`${plan.file} is as it should be${given.uninstall ? ": it has no entry for Brummer" : ""}.\n`);
    return exitCode.ok;
  }
  await io.out(`${plan.file}\n${lines.map((line) => coloured(line, io.colour)).join("\n")}\n`);
  if (!given.yes && !(await isConfirmed(io))) return exitCode.failure;
  const { file, backup } = await installClient(wish, around);
  const kept = backup === null ? "" : `; its old text is in ${backup}`;
  await io.out(`Wrote ${file}${kept}.\n${given.uninstall ? "" : `${plan.note}\n`}`);
  return exitCode.ok;
}

async function isConfirmed(io: CommandIo): Promise<boolean> {
  const answer = await io.ask("Write this? [y/N] ");
  if (answer === undefined) {
    if (!io.stopped.aborted) io.err("brum: Nothing was changed: there is no terminal to ask on. --yes says yes.\n");
    return false;
  }
  if (/^y(es)?$/i.test(answer.trim())) return true;
  io.err("Nothing was changed.\n");
  return false;
}

/** All clients, and what to give one that is none of them. */
async function listText(around: InstallSurroundings): Promise<string> {
  const found = await surveyClients(around);
  const width = Math.max(...found.map(({ id }) => id.length));
  const rows = found.map(({ id, label, isInstalled, isCurrent, target }) => {
    const state = isCurrent ? "knows Brummer" : target !== null ? "has another entry" : isInstalled ? "is here" : "";
    return `  ${id.padEnd(width)}  ${label.padEnd(14)}  ${state}`.trimEnd();
  });
  const { snippet } = await planOther(around);
  return [
    "AI clients (brum mcp install CLIENT):",
    ...rows,
    "",
    "Any other client that starts MCP servers over standard input and output (stdio) is given this:",
    ...snippet.split("\n").map((line) => `  ${line}`),
    "Where it does not start them in the project's directory, --dir DIRECTORY stands behind mcp.",
    "",
  ].join("\n");
}

/** The form that most clients read. */
function planOther(around: InstallSurroundings): Promise<Plan> {
  return planInstall({ client: "gemini", scope: "project", isRemoval: false }, around);
}

function coloured(line: string, isColour: boolean): string {
  const number = line.startsWith("+") ? 32 : line.startsWith("-") ? 31 : undefined;
  return isColour && number !== undefined ? `\x1b[${number}m${line}\x1b[39m` : line;
}
