/** What detection finds: plain data that is sent between threads. */

import type { Launch } from "../process/index.ts";

/** Package managers that can run the scripts of a package.json. */
export type PackageManager = "npm" | "pnpm" | "yarn" | "bun";

/** A script of the project's package.json. */
export interface Script {
  readonly name: string;
  /** Its text in package.json. */
  readonly command: string;
}

/** Something that a project offers to run. */
export interface Candidate {
  /** Unique in the project: `dev`, `api:dev`, `make:build`. It is the launch's name too. */
  readonly name: string;
  /** Further names by which it is found, where no other candidate has them: `make:build` for a `build` that is the only one. */
  readonly aliases: readonly string[];
  /** Ready to be started; `dependsOn` names other candidates of the project. */
  readonly launch: Launch;
  /** `npm scripts`, `Go`, `VS Code Tasks` … */
  readonly category: string;
  /** One line: what its author says of it, else what is run. */
  readonly description: string;
  /** Higher ones first; 100 is a script of the project. */
  readonly priority: number;
  /** Absolute path of the file that it comes from. */
  readonly file: string;
}

/** A project directory as it was when it was read. */
export interface Project {
  /** Absolute path. */
  readonly directory: string;
  /** Name in package.json, else the directory's. */
  readonly name: string;
  readonly packageManager: PackageManager;
  /** Of the directory's own package.json, in the order of the file. */
  readonly scripts: readonly Script[];
  /** All that can be run, scripts too: by priority (highest first), then by name. */
  readonly candidates: readonly Candidate[];
  /** What is wrong with the project's files, each a sentence with file and line: shown to the user, never fatal. */
  readonly warnings: readonly string[];
}
