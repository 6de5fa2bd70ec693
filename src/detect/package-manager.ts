/** Which package manager runs the scripts of a project. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { PackageJson } from "./package-json.ts";
import { findProgram } from "./programs.ts";
import type { PackageManager } from "./types.ts";

/** In the order in which one is taken when the wanted one is missing. */
export const packageManagers: readonly PackageManager[] = ["npm", "pnpm", "yarn", "bun"];

/** Lock files, first found wins (Bun's text format before its old binary one). */
const lockFiles: readonly (readonly [file: string, manager: PackageManager])[] = [
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["package-lock.json", "npm"],
  ["npm-shrinkwrap.json", "npm"],
];

/** `engines` names in the order in which they count. */
const engineOrder: readonly PackageManager[] = ["yarn", "pnpm", "bun"];

/** True for one of the four names. */
function isPackageManager(word: string): word is PackageManager {
  return packageManagers.some((manager) => manager === word);
}

function wanted(directory: string, manifest: PackageJson | undefined): { manager: PackageManager; because: string } {
  const named = manifest?.packageManager?.split("@")[0] ?? "";
  if (isPackageManager(named)) return { manager: named, because: `"packageManager" in package.json` };
  const engine = engineOrder.find((name) => manifest?.engines.includes(name));
  if (engine !== undefined) return { manager: engine, because: `"engines" in package.json` };
  for (const [file, manager] of lockFiles) {
    if (existsSync(join(directory, file))) return { manager, because: file };
  }
  return { manager: "npm", because: "the default" };
}

/**
 * The package manager: `preferred` (configuration), else `packageManager`, else `engines`, else the lock file, else npm.
 * One that is not on PATH gives way to one that is, with a warning.
 */
export function choosePackageManager(
  directory: string,
  manifest: PackageJson | undefined,
  preferred?: PackageManager,
): { manager: PackageManager; warnings: string[] } {
  const { manager, because } =
    preferred !== undefined
      ? { manager: preferred, because: "preferred_package_manager" }
      : wanted(directory, manifest);
  if (manifest === undefined || manifest.scripts.length === 0) return { manager, warnings: [] };
  if (findProgram(manager, directory) !== undefined) return { manager, warnings: [] };
  const other = packageManagers.find((name) => findProgram(name, directory) !== undefined);
  if (other === undefined) {
    return { manager, warnings: [`${manager} is not on PATH, nor is any other package manager: scripts cannot run.`] };
  }
  return { manager: other, warnings: [`${manager} (${because}) is not on PATH: ${other} runs the scripts instead.`] };
}
