/** Folders that fit the globs of a workspace, found by a walk with limits. */

import picomatch from "picomatch";
import { Folder } from "../files/folder.ts";
import { maxDepth } from "../files/limits.ts";

/** Folders that no workspace lists, and that are the largest ones on disk. */
const ignored = new Set(["node_modules", "bower_components", ".git"]);

/** One glob, cut into what is fixed and what is not. */
interface Pattern {
  /** The folder that the walk begins in: the part without wildcards. */
  readonly base: string;
  /** Folder names below the base at most. */
  readonly depth: number;
  readonly followsLinks: boolean;
  readonly fits: (path: string) => boolean;
}

/** Without `./` before it and `/` behind it. */
function tidy(glob: string): string {
  return glob.replace(/^(?:\.\/)+/, "").replace(/\/+$/, "");
}

function compile(glob: string): Pattern {
  const { base, glob: rest } = picomatch.scan(glob);
  const names = rest === "" ? 0 : rest.split("/").length;
  return {
    base: base === "" ? "." : base,
    depth: rest.includes("**") ? maxDepth : names,
    followsLinks: !rest.includes("**"),
    fits: picomatch(glob),
  };
}

/**
 * Folders (relative to `root`, sorted, `.` left out) that fit a glob and none of those with `!` before it that stands later,
 * which is how pnpm, npm, yarn and Bun read the list. `node_modules`, `.git` and names with a dot are passed over; links
 * are followed by `*` but not by `**`, which could be led in circles. `skipped` names folders that a walk does not enter.
 */
export function foldersFitting(
  root: Folder,
  globs: readonly string[],
  skipped: ReadonlySet<string> = new Set(),
): string[] {
  const found = new Set<string>();
  for (const glob of globs) {
    if (glob.startsWith("!")) {
      const excluded = picomatch(tidy(glob.slice(1)), { dot: true });
      for (const path of found) if (excluded(path)) found.delete(path);
      continue;
    }
    const tidied = tidy(glob);
    if (tidied === "" || tidied === ".") continue;
    const pattern = compile(tidied);
    if (pattern.depth === 0) {
      if (root.hasFolder(tidied)) found.add(tidied);
    } else {
      walk(root, pattern, pattern.base, pattern.depth, found, skipped);
    }
  }
  return [...found].sort();
}

function walk(
  root: Folder,
  pattern: Pattern,
  path: string,
  depth: number,
  found: Set<string>,
  skipped: ReadonlySet<string>,
): void {
  if (path !== "." && pattern.fits(path)) found.add(path);
  if (depth === 0) return;
  for (const name of new Folder(root.resolve(path), root.reading).names("folder")) {
    if (ignored.has(name) || skipped.has(name) || name.startsWith(".")) continue;
    if (!pattern.followsLinks && root.reading.isLink(root.resolve(`${path}/${name}`))) continue;
    walk(root, pattern, path === "." ? name : `${path}/${name}`, depth - 1, found, skipped);
  }
}
