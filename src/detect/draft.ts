/** What an ecosystem finds, before names are made unique. */

import type { Launch } from "../process/index.ts";
import type { Folder } from "./files/folder.ts";
import type { PackageJson } from "./package-json.ts";
import { shellArguments, shownCommand } from "./shell.ts";
import type { PackageManager } from "./types.ts";
import type { Package } from "./workspaces/packages.ts";

/** One thing to run. Names in `launch.dependsOn` are those of drafts of the same file. */
export interface Draft {
  /** As its file calls it: `build`; for a command of a tool, with the tool: `go:run`. */
  readonly name: string;
  /** Told apart by it when the name is taken: `make` → `make:build`. */
  readonly prefix: string;
  readonly aliases?: readonly string[];
  readonly category: string;
  readonly description: string;
  readonly priority: number;
  /** Absolute path. */
  readonly file: string;
  readonly launch: Omit<Launch, "name">;
}

/** What an ecosystem may know beside the folder. */
export interface Surroundings {
  readonly packageManager: PackageManager;
  /** The folder's own package.json. */
  readonly manifest: PackageJson | undefined;
  /** Of the workspace whose root the folder is. */
  readonly packages: readonly Package[];
  /** `process.platform` of the machine that runs what is found. */
  readonly platform: string;
  /** The environment that children inherit: for programs on PATH and variables in files. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** One ecosystem: what it sees in a folder. Mistakes in files are warnings of the folder; nothing throws. */
export type Ecosystem = (folder: Folder, surroundings: Surroundings) => Draft[];

/** The parts of a draft that a maker states; the rest follows. */
export interface DraftParts {
  readonly name: string;
  readonly prefix: string;
  readonly category: string;
  readonly priority: number;
  readonly file: string;
  readonly description?: string | undefined;
  readonly aliases?: readonly string[];
  /** Absolute; the folder by default. */
  readonly cwd?: string;
  /** For display; the command itself by default. */
  readonly command?: string;
  readonly more?: Partial<Launch>;
}

/** A draft that runs a program with arguments in the folder. */
export function programDraft(folder: Folder, argv: readonly string[], parts: DraftParts): Draft {
  const { name, prefix, category, priority, file } = parts;
  const command = parts.command ?? shownCommand(argv);
  return {
    name,
    prefix,
    category,
    priority,
    file,
    description: oneLine(parts.description ?? command),
    ...(parts.aliases === undefined ? {} : { aliases: parts.aliases }),
    launch: { kind: "command", command, argv, cwd: parts.cwd ?? folder.path, ...parts.more },
  };
}

/** A draft whose text a shell runs in the folder. */
export function shellDraft(folder: Folder, text: string, parts: DraftParts, platform: string): Draft {
  return programDraft(folder, shellArguments(text, platform), { command: text, ...parts });
}

/** The first line with something on it, without the spaces around it. */
export function oneLine(text: string): string {
  return (
    text
      .split("\n")
      .map((line) => line.trim())
      .find((line) => line !== "") ?? ""
  );
}

/** The commands of a tool: `toolDrafts(…, "go", [["run", 95, ["go", "run", "."]]])` gives `go:run`. */
export function toolDrafts(
  folder: Folder,
  shared: { readonly prefix: string; readonly category: string; readonly file: string; readonly cwd?: string },
  commands: readonly (readonly [name: string, priority: number, argv: readonly string[]])[],
): Draft[] {
  return commands.map(([name, priority, argv]) =>
    programDraft(folder, argv, { ...shared, name: `${shared.prefix}:${name}`, priority }),
  );
}
