/** A project directory read into a {@link Project}. */

import { collect } from "./collect.ts";
import type { Surroundings } from "./draft.ts";
import { ecosystems } from "./ecosystems/table.ts";
import { Folder } from "./files/folder.ts";
import { Reading } from "./files/reading.ts";
import { readPackageJson } from "./package-json.ts";
import { choosePackageManager } from "./package-manager.ts";
import type { PackageManager, Project } from "./types.ts";
import { readPackages } from "./workspaces/packages.ts";

/** Reads what `directory` (absolute) offers. Mistakes in its files become warnings; nothing throws. */
export function detectProject(directory: string, preferred?: PackageManager): Project {
  return readProject(directory, preferred).project;
}

/** The project, and what was read to know it. */
export function readProject(
  directory: string,
  preferred?: PackageManager,
): { readonly project: Project; readonly reading: Reading } {
  const reading = new Reading();
  const folder = new Folder(directory, reading);
  const manifest = readPackageJson(folder);
  const packages = readPackages(folder);
  const hasScripts = [manifest, ...packages.map((member) => member.manifest)].some((json) => json?.scripts.length);
  const packageManager = choosePackageManager(folder, manifest, hasScripts, preferred);
  const surroundings: Surroundings = {
    packageManager,
    manifest,
    packages,
    platform: process.platform,
    env: process.env,
  };
  const drafts = ecosystems.flatMap((ecosystem) => ecosystem(folder, surroundings));
  const project = {
    directory,
    name: manifest?.name ?? folder.name,
    packageManager,
    scripts: manifest?.scripts ?? [],
    candidates: collect(drafts),
    warnings: reading.warnings,
  };
  return { project, reading };
}
