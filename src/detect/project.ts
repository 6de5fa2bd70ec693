/** A project directory read into a {@link Project}. */

import { basename } from "node:path";
import type { Launch } from "../process/index.ts";
import { readPackageJson } from "./package-json.ts";
import { choosePackageManager } from "./package-manager.ts";
import type { PackageManager, Project, Script } from "./types.ts";

/** Reads what `directory` (absolute, existing) offers. Mistakes in its files become warnings; nothing throws. */
export function detectProject(directory: string, preferred?: PackageManager): Project {
  const manifest = readPackageJson(directory);
  const { manager, warnings } = choosePackageManager(directory, manifest, preferred);
  return {
    directory,
    name: manifest?.name ?? (basename(directory) || directory),
    packageManager: manager,
    scripts: manifest?.scripts ?? [],
    warnings: [...(manifest?.warnings ?? []), ...warnings],
  };
}

/** How a script of the project is run: by its package manager, in its directory. */
export function launchScript(project: Project, script: Script): Launch {
  return {
    name: script.name,
    kind: "script",
    command: script.command,
    argv: [project.packageManager, "run", script.name],
    cwd: project.directory,
  };
}
