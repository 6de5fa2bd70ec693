/** A configured process: plain data that may be sent between threads. */

import type { Launch, ReadyCheck, RestartPolicy, StopSignal, WatchRule } from "../../process/index.ts";
import type { Origin } from "../collection.ts";
import type { ConfiguredDependency } from "./depends.ts";
import type { Command } from "./values.ts";

/** What the files say of it; a key that none of them sets is undefined. */
export interface ProcessSettings {
  readonly command: Command | undefined;
  /** Absolute. */
  readonly cwd: string | undefined;
  readonly env: Readonly<Record<string, string>> | undefined;
  /** Absolute paths. */
  readonly envFiles: readonly string[] | undefined;
  readonly dependsOn: readonly ConfiguredDependency[] | undefined;
  readonly ready: ReadyCheck | undefined;
  readonly restart: RestartPolicy | undefined;
  readonly stopSignal: StopSignal | undefined;
  readonly stopTimeoutMs: number | undefined;
  readonly watch: WatchRule | undefined;
  readonly tty: boolean | undefined;
  readonly overflow: "overwrite" | "block" | undefined;
  readonly autostart: boolean | undefined;
  readonly groups: readonly string[] | undefined;
}

/** One `[processes.NAME]`, put together from all files. */
export interface ConfiguredProcess {
  readonly name: string;
  readonly settings: ProcessSettings;
  /** Absolute directory that its command runs in where no file says another one. */
  readonly directory: string;
  /** `file:line` of the process ("") and of each of its keys. */
  readonly places: Readonly<Record<string, string>>;
  /** Each key as it was written (paths absolute), and where; a variable's key is `env.NAME`. */
  readonly origins: Readonly<Record<string, Origin>>;
  /** Whether the project directory's own file speaks of it, not only one above it or the home directory's. */
  readonly own: boolean;
}

/** What can be run, and what is wrong with how it was configured: each a sentence with its place. */
export interface Launches {
  /** Configured processes in the order of their files, then what was detected in its own order. */
  readonly launches: readonly Launch[];
  /** The program should not start with one of these. */
  readonly mistakes: readonly string[];
  readonly warnings: readonly string[];
}
