/** How a client starts Brummer: the program and its words. Pure. */

import type { Client, Scope, Where } from "./clients.ts";
import type { Table } from "./entry.ts";

/** How this program is started. */
export interface BrumCommand {
  /** Absolute path of the `brum` that PATH has, where that is this program; null: it has none. */
  readonly onPath: string | null;
  /** Absolute. */
  readonly program: string;
  /** What stands before its words, where the program is a runtime. */
  readonly arguments: readonly string[];
}

/** The variable of clients that know the project but start programs elsewhere. */
const PROJECT_VARIABLE = "$" + "{workspaceFolder}";

/** The entry of a client for a project, which is for all of them where the client starts programs in the project. */
export function entryFor(client: Client, scope: Scope, where: Where, brum: BrumCommand, directory: string): Table {
  const words = ["mcp", ...directoryWords(where, directory)];
  const { onPath, program, arguments: before } = brum;
  // A window does not know the PATH of a shell; a file of the project is for other machines too.
  const isShort = onPath !== null && (client.hasPath || scope === "project");
  if (isShort) return { ...client.extra, command: "brum", args: words };
  if (onPath !== null) return { ...client.extra, command: onPath, args: words };
  return { ...client.extra, command: program, args: [...before, ...words] };
}

function directoryWords({ startsIn }: Where, directory: string): string[] {
  switch (startsIn) {
    case "project":
      return [];
    case "unknown":
      return ["--dir", directory];
    case "variable":
      return ["--dir", PROJECT_VARIABLE];
  }
}
