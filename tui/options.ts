/** What the screen needs of the program that opens it. */

import type { EventBus, LogReader } from "../core/index.ts";
import type { PackageManager, Script } from "../src/detect/index.ts";
import type { BrumCommand, Place } from "../src/install/index.ts";
import type { Launch, ProcessClient } from "../src/process/index.ts";
import type { ProxyClient } from "../src/proxy/index.ts";
import type { Started } from "../src/started/index.ts";
import type { Topics } from "../src/topics.ts";
import type { KeyChoice } from "./key-map.ts";
import type { OfferedScript } from "./model.ts";
import type { ProgramInfo } from "./settings/info.ts";

/** What the screen shows of a project. */
export interface ScreenProject {
  readonly name: string;
  /** All that can be started. */
  readonly scripts: readonly OfferedScript[];
  /** Sentences for the user. */
  readonly warnings: readonly string[];
}

/** What the start page needs of the program. */
export interface StartPageOptions {
  /** Whether the screen begins with it, where nothing is started with the program. */
  readonly isFirst: boolean;
  /** What was started in earlier runs, the newest first. */
  readonly started: readonly Started[];
  /** Keeps it for the next run. */
  keep(started: readonly Started[]): void;
  /** What typed words start, as on the command line, under names that are not `taken`; or the sentence that says why not. */
  launchesFor(
    words: string,
    taken: readonly string[],
  ): { readonly launches: readonly Launch[] } | { readonly error: string };
}

/** What the Settings view shows of this program, and what it needs to look around. */
export interface SettingsOptions {
  readonly info: ProgramInfo;
  /** Of the configuration. */
  readonly preferred: PackageManager | undefined;
  /** Whose AI clients are looked at, and told of this program. */
  readonly place: Place;
  /** How they start this program; by default as `brum`. */
  readonly brum?: BrumCommand;
}

export interface ScreenOptions {
  /** What can be started is the list, its warnings the first notice. */
  readonly project: ScreenProject;
  readonly reader: LogReader;
  readonly bus: EventBus<Topics>;
  readonly processes: ProcessClient;
  /** Where there is none, each request is refused. */
  readonly proxy: ProxyClient;
  /** What the program starts by itself. */
  readonly launches: readonly Launch[];
  /** What starting one of the project's scripts starts: what it depends on first. */
  launchesOf(script: Script): readonly Launch[];
  readonly startPage: StartPageOptions;
  readonly settings: SettingsOptions;
  /** The user's own keys, as they are configured. */
  readonly keys: readonly KeyChoice[];
  /** Told with each change: what gives the terminal back should this program be killed; null: it has been given back. */
  holds?(undo: string | null): void;
  /** False: only ASCII is drawn. */
  readonly unicode: boolean;
  readonly version: string;
}
