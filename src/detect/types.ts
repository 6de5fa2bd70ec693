/** What detection finds: plain data that is sent between threads. */

/** Package managers that can run the scripts of a package.json. */
export type PackageManager = "npm" | "pnpm" | "yarn" | "bun";

/** A script of the project's package.json. */
export interface Script {
  readonly name: string;
  /** Its text in package.json. */
  readonly command: string;
}

/** A project directory as it was when it was read. */
export interface Project {
  /** Absolute path. */
  readonly directory: string;
  /** Name in package.json, else the directory's. */
  readonly name: string;
  readonly packageManager: PackageManager;
  /** In the order of the file. */
  readonly scripts: readonly Script[];
  /** What is wrong with the project's files, each a sentence with file and line: shown to the user, never fatal. */
  readonly warnings: readonly string[];
}
