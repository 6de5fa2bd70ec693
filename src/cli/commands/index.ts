/** The commands that only need a running Brummer or the machine: each is loaded when it is asked for. */

import { ControlError, PlaceError } from "../../control/index.ts";
import { NewerHistoryError, NoHistoryError } from "../../history/index.ts";
import { InstallError } from "../../install/index.ts";
import { exitCode } from "../arguments.ts";
import type { Subcommand } from "../subcommands.ts";
import { NoInstanceError } from "./instance.ts";
import type { CommandIo } from "./io.ts";
import { UsageError } from "./usage.ts";

/** Those that are performed here. */
export type PlainSubcommand = Extract<
  Subcommand,
  { command: "ps" | "logs" | "errors" | "events" | "history" | "stop" | "restart" | "wait" | "ports" | "proxy" }
>;

export function isPlain(subcommand: Subcommand): subcommand is PlainSubcommand {
  const plain = ["ps", "logs", "errors", "events", "history", "stop", "restart", "wait", "ports", "proxy"];
  return plain.includes(subcommand.command);
}

/** Resolves with the exit code; says on standard error what went wrong. */
export function performPlain(given: PlainSubcommand, io: CommandIo): Promise<number> {
  return guarded(io, async () => {
    switch (given.command) {
      case "ps":
        return (await import("./ps.ts")).ps(given, io);
      case "logs":
        return (await import("./logs.ts")).logs(given, io);
      case "errors":
        return (await import("./errors.ts")).errors(given, io);
      case "events":
        return (await import("./events.ts")).events(given, io);
      case "history":
        return (await import("./history.ts")).history(given, io);
      case "stop":
      case "restart":
        return (await import("./stop.ts")).stop(given, io);
      case "wait":
        return (await import("./wait.ts")).wait(given, io);
      case "ports":
        return (await import("./ports.ts")).ports(given, io);
      case "proxy":
        return (await import("./proxy/index.ts")).proxy(given, io);
    }
  });
}

/** What `command` resolves with; for an error that the user should know its sentence is said, and its exit code returned. */
export async function guarded(io: CommandIo, command: () => Promise<number>): Promise<number> {
  try {
    return await command();
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || !(error instanceof Error)) throw error;
    if (io.stopped.aborted) return 130;
    io.err(`brum: ${error.message}\n`);
    return code;
  }
}

function codeOf(error: unknown): number | undefined {
  if (error instanceof NoInstanceError) return exitCode.noInstance;
  if (error instanceof NoHistoryError) return exitCode.failure;
  if (error instanceof NewerHistoryError) return exitCode.failure;
  if (error instanceof UsageError) return exitCode.usage;
  if (error instanceof InstallError) return exitCode.failure;
  if (error instanceof ControlError || error instanceof PlaceError) return exitCode.failure;
  return undefined;
}
