/** Which package manager runs the scripts of a project. */

import { dirname } from "node:path";
import { Folder } from "./files/folder.ts";
import { Reading } from "./files/reading.ts";
import { objectOf, textOf } from "./files/values.ts";
import { type PackageJson, readPackageJson } from "./package-json.ts";
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
  // Not lock files, but no other manager reads them.
  ["pnpm-workspace.yaml", "pnpm"],
  [".yarnrc.yml", "yarn"],
];

/** `engines` names in the order in which they count. npm stands there by habit, so it counts last. */
const engineOrder: readonly PackageManager[] = ["yarn", "pnpm", "bun", "npm"];

/** Folders looked through upwards for the workspace that a package belongs to: deeper ones are rare. */
const MAX_PARENTS = 6;

/** What a program may be started with from a `node_modules/.bin`, beside its name. */
const runners: Readonly<Record<PackageManager, readonly string[]>> = {
  npm: ["npm", "exec", "--"],
  pnpm: ["pnpm", "exec"],
  yarn: ["yarn", "run"],
  bun: ["bun", "run"],
};

/** The command line that runs a program of the project's `node_modules`. */
export function packageProgram(manager: PackageManager, ...argv: string[]): string[] {
  return [...runners[manager], ...argv];
}

/** True for one of the four names. */
function isPackageManager(word: string): word is PackageManager {
  return packageManagers.some((manager) => manager === word);
}

/** A package manager, and what says so. */
export interface ManagerChoice {
  readonly manager: PackageManager;
  readonly because: string;
}

/** What the folder itself says. */
function statedHere(folder: Folder, manifest: PackageJson | undefined): ManagerChoice | undefined {
  const named = manifest?.packageManager?.split("@")[0] ?? "";
  if (isPackageManager(named)) return { manager: named, because: `"packageManager" in package.json` };
  const engine = engineOrder.find((name) => manifest?.engines.includes(name));
  if (engine !== undefined && engine !== "npm") return { manager: engine, because: `"engines" in package.json` };
  for (const [file, manager] of lockFiles) if (folder.hasFile(file)) return { manager, because: file };
  return engine === undefined ? statedByRush(folder) : { manager: engine, because: `"engines" in package.json` };
}

function statedByRush(folder: Folder): ManagerChoice | undefined {
  if (!folder.hasFile("rush.json")) return undefined;
  const rush = objectOf(folder.document("rush.json", "jsonc")?.value);
  for (const manager of ["pnpm", "yarn", "npm"] as const) {
    if (textOf(rush[`${manager}Version`]) !== undefined)
      return { manager, because: `"${manager}Version" in rush.json` };
  }
  return undefined;
}

/** What the workspace around the folder says: a package has no lock file of its own. */
function statedAbove(folder: Folder): ManagerChoice | undefined {
  // A reading of its own: what is wrong up there is not this project's, and is not watched.
  const reading = new Reading();
  let current = new Folder(folder.path, reading);
  for (let level = 0; level < MAX_PARENTS; level++) {
    if (reading.kind(current.resolve(".git")) !== undefined) return undefined;
    const parent = dirname(current.path);
    if (parent === current.path) return undefined;
    current = new Folder(parent, reading);
    const isRoot =
      current.firstFile("pnpm-workspace.yaml", "lerna.json", "rush.json") !== undefined ||
      (current.hasFile("package.json") && readPackageJson(current)?.workspaces !== undefined);
    if (!isRoot) continue;
    const choice = statedHere(current, readPackageJson(current));
    return choice === undefined ? undefined : { ...choice, because: `${choice.because} in ${current.path}` };
  }
  return undefined;
}

/**
 * The package manager that is wanted: `preferred` (configuration), else `packageManager`, else `engines`, else the lock file,
 * else what the workspace around the folder says, else npm.
 */
export function wantedPackageManager(
  folder: Folder,
  manifest: PackageJson | undefined,
  preferred?: PackageManager,
): ManagerChoice {
  if (preferred !== undefined) return { manager: preferred, because: "preferred_package_manager" };
  const stated = statedHere(folder, manifest) ?? (manifest === undefined ? undefined : statedAbove(folder));
  return stated ?? { manager: "npm", because: "the default" };
}

/** The wanted one. With `needed`, one that is not on PATH gives way to one that is, with a warning of the folder. */
export function choosePackageManager(
  folder: Folder,
  manifest: PackageJson | undefined,
  needed: boolean,
  preferred?: PackageManager,
): PackageManager {
  const { manager, because } = wantedPackageManager(folder, manifest, preferred);
  if (!needed || findProgram(manager, folder.path) !== undefined) return manager;
  const other = packageManagers.find((name) => findProgram(name, folder.path) !== undefined);
  if (other === undefined) {
    folder.warn(`${manager} is not on PATH, nor is any other package manager: scripts cannot run.`);
    return manager;
  }
  folder.warn(`${manager} (${because}) is not on PATH: ${other} runs the scripts instead.`);
  return other;
}
