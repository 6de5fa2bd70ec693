/** What the Settings view knows of this program and its surroundings. */

import type { SettingGroup } from "../../src/config/index.ts";
import type { ManagersReport } from "../../src/detect/index.ts";
import type { ClientFinding } from "../../src/install/index.ts";

/** Known when the program starts. */
export interface ProgramInfo {
  /** What it runs with, and where each value comes from. */
  readonly groups: readonly SettingGroup[];
  /** Of the project, absolute. */
  readonly directory: string;
  /** The user's; paths below it are shown with `~`. */
  readonly home: string;
  readonly pid: number;
  /** Where Brummer keeps what outlives it. */
  readonly stateFolder: string;
  /** Null: nothing is kept. */
  readonly historyFile: string | null;
  /** Null: none can be had. */
  readonly ownLog: string | null;
  /** Why no MCP server was asked for; null: one was. */
  readonly withoutMcp: string | null;
  /** The same for the proxy. */
  readonly withoutProxy: string | null;
  /** Exchanges that the proxy keeps. */
  readonly exchanges: number;
}

/** Found out when somebody looks; null: not yet. */
export interface Surroundings {
  readonly managers: ManagersReport | null;
  readonly clients: readonly ClientFinding[] | null;
  /** Whether the project has a `.brum.toml` of its own. */
  readonly hasOwnFile: boolean | null;
}

export const noInfo: ProgramInfo = {
  groups: [],
  directory: "/",
  home: "/",
  pid: 0,
  stateFolder: "",
  historyFile: null,
  ownLog: null,
  withoutMcp: null,
  withoutProxy: null,
  exchanges: 1_000,
};

export const noSurroundings: Surroundings = { managers: null, clients: null, hasOwnFile: null };

/** The name of the file in the project's directory. */
export const OWN_FILE = ".brum.toml";

/** As a person writes it: `~` for the home directory. */
export function shortPath({ home }: Pick<ProgramInfo, "home">, path: string): string {
  const inside = path.startsWith(home) ? path.slice(home.length) : undefined;
  return inside !== undefined && (inside === "" || /^[/\\]/.test(inside)) && home.length > 1 ? `~${inside}` : path;
}
