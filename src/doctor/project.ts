/** The configuration and the project of the directory. */

import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import type { Project } from "../detect/index.ts";
import { type Finding, finding } from "./finding.ts";

/** What was read. */
export interface ProjectState {
  /** What is wrong with the configuration; then there is no project. */
  readonly mistakes: string | undefined;
  /** Of the configuration. */
  readonly warnings: readonly string[];
  /** Undefined where the mistakes did not let it be read. */
  readonly project: Project | undefined;
}

/** Reads no file beyond those; looks whether programs and folders are there. */
export function projectFindings({ mistakes, warnings, project }: ProjectState): Finding[] {
  const found: Finding[] = [];
  if (mistakes !== undefined)
    found.push(finding("configuration", "problem", mistakes, "brum does not start before that is mended."));
  else if (warnings.length > 0)
    found.push(finding("configuration", "note", warnings.join("\n"), "brum --settings shows what holds."));
  else found.push(finding("configuration", "ok", "no mistakes; brum --settings shows what holds"));
  if (project === undefined) return found;
  const { name, directory, candidates, scripts } = project;
  const own = project.warnings.filter((warning) => !warnings.includes(warning));
  const count = `${name} in ${directory}: ${candidates.length} to run, ${scripts.length} of them scripts of package.json`;
  found.push(own.length > 0 ? finding("project", "note", [count, ...own].join("\n")) : finding("project", "ok", count));
  if (existsSync(join(directory, "package.json"))) found.push(...packages(project));
  return found;
}

function packages({ directory, packageManager, scripts }: Project): Finding[] {
  const found: Finding[] = [];
  if (scripts.length > 0) {
    found.push(
      isOnPath(packageManager)
        ? finding("package manager", "ok", packageManager)
        : finding(
            "package manager",
            "problem",
            `${packageManager} runs the scripts, and is not on PATH.`,
            "Install it, or set preferred_package_manager.",
          ),
    );
  }
  if (needsPackages(directory) && !hasPackages(directory)) {
    found.push(
      finding(
        "dependencies",
        "problem",
        "They are not installed: there is no node_modules.",
        `${packageManager} install`,
      ),
    );
  }
  return found;
}

function needsPackages(directory: string): boolean {
  const locks = ["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb"];
  return locks.some((lock) => existsSync(join(directory, lock)));
}

/** In a workspace they may lie above; Yarn's Plug'n'Play has none. */
function hasPackages(directory: string): boolean {
  for (let folder = directory; ; folder = dirname(folder)) {
    if ([".pnp.cjs", "node_modules"].some((name) => existsSync(join(folder, name)))) return true;
    if (dirname(folder) === folder) return false;
  }
}

function isOnPath(program: string): boolean {
  const names = process.platform === "win32" ? [`${program}.exe`, `${program}.cmd`] : [program];
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .some((folder) => names.some((name) => existsSync(join(folder, name))));
}
