/** `brum stop` and `brum restart` */

import type { Answer, ControlClient } from "../../control/index.ts";
import { isAlive } from "../../process/index.ts";
import { exitCode } from "../arguments.ts";
import type { Subcommand } from "../subcommands.ts";
import { chosenClient } from "./instance.ts";
import type { CommandIo } from "./io.ts";
import { endText, jsonProcess } from "./process-text.ts";

type Given = Extract<Subcommand, { command: "stop" | "restart" }>;

/** All at the same time. Fails when one of them could not be stopped or restarted. */
export async function stop(given: Given, io: CommandIo): Promise<number> {
  const client = await chosenClient(given, io);
  const names = given.all ? await allNames(given.command, client) : [...new Set(given.names)];
  const results = await Promise.all(
    names.map(async (name): Promise<Answer<"process.stop"> | { name: string; error: string }> => {
      try {
        return await client.ask(`process.${given.command}`, { name }, io.stopped);
      } catch (error) {
        return { name, error: error instanceof Error ? error.message : String(error) };
      }
    }),
  );
  const done = results.flatMap((result) => ("process" in result ? [result.process] : []));
  const errors = results.flatMap((result) => ("error" in result ? [result] : []));
  if (given.json) {
    await io.out(`${JSON.stringify({ processes: done.map(jsonProcess), errors }, null, 2)}\n`);
  } else {
    if (names.length === 0) await io.out(given.command === "stop" ? "Nothing runs.\n" : "Nothing was started yet.\n");
    for (const process of done)
      await io.out(`${given.command === "stop" ? endText(process) : `${process.name} was restarted`}\n`);
    for (const { error } of errors) io.err(`brum: ${error}\n`);
  }
  return errors.length > 0 ? exitCode.failure : exitCode.ok;
}

async function allNames(command: Given["command"], client: ControlClient): Promise<string[]> {
  const { processes } = await client.ask("process.list", { usage: false });
  const isMeant = (status: (typeof processes)[number]["status"]) =>
    isAlive(status) || (command === "restart" && status === "failed");
  return processes.filter(({ status }) => isMeant(status)).map(({ name }) => name);
}
