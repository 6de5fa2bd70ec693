/** Where a file may be written: inside the project's directory, whatever links there are; never over something by mistake. */

import type { Stats } from "node:fs";
import { lstat, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import { byteLength } from "../format.ts";
import { mcpLimits } from "../limits.ts";
import { ToolError } from "../tool-error.ts";

/** A place that was looked at and found good. */
export interface Target {
  /** As answers name it: from the project's directory. */
  readonly shown: string;
  /** A folder that there is, without a link in its path. */
  readonly folder: string;
  /** Folders below it that are still to be made. */
  readonly missing: readonly string[];
  readonly name: string;
  readonly overwrite: boolean;
}

/** Folders of version control: a file there can make it run something. */
const versionControl = new Set([".git", ".hg", ".svn", ".jj", ".bzr", ".pijul", "_darcs", "cvs"]);
/** Characters that some file systems pass over in a name. */
const invisible = /[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;
/** Names of devices on Windows, and what parts a name from a stream there. */
const windowsDevice = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)|:|[. ]$/i;

/** Throws {@link ToolError} with what is wrong with the path that was `given`. `directory`: the project's, absolute. */
export async function targetOf(directory: string, given: string, overwrite: boolean): Promise<Target> {
  const root = await realpath(directory);
  const parts = partsOf(given, [directory, root]);
  const name = parts.pop();
  if (name === undefined) throw wrong(given, "names a folder. Name a file in it");
  let folder = root;
  const missing: string[] = [];
  for (const part of parts) {
    const next = join(folder, part);
    const found = missing.length > 0 ? undefined : await look(next);
    if (found === undefined) missing.push(part);
    else {
      folder = found.isSymbolicLink() ? await followed(next, root, given) : next;
      if (!(await lstat(folder)).isDirectory()) throw wrong(given, `leads through ${part}, which is no folder`);
    }
  }
  const shown = join(...parts, name);
  if (missing.length > 0) return { shown, folder, missing, name, overwrite };
  let path = join(folder, name);
  let found = await look(path);
  if (found?.isSymbolicLink()) {
    path = await followed(path, root, given);
    found = await look(path);
  }
  if (found?.isDirectory()) throw wrong(given, "is a folder. Name a file in it");
  if (found !== undefined && !found.isFile()) throw wrong(given, "is no regular file");
  if (found !== undefined && !overwrite)
    throw wrong(given, "exists. Choose another name, or replace it with overwrite: true");
  return { shown, folder: dirname(path), missing, name: basename(path), overwrite };
}

/** The names in a path, from the project's directory on; `roots`: ways in which that may be written. */
function partsOf(given: string, roots: readonly string[]): string[] {
  if (given.trim() === "") throw wrong(given, "is empty");
  if (byteLength(given) > mcpLimits.pathBytes) throw wrong(given, `is longer than ${mcpLimits.pathBytes} bytes`);
  if (/\p{Cc}/u.test(given)) throw wrong(given, "has control characters in it");
  const separator = sep === "\\" ? /[\\/]/ : /\//;
  const isFolder = separator.test(given.at(-1) ?? "");
  if (isFolder) throw wrong(given, "names a folder. Name a file in it");
  if (given.split(separator).includes(".."))
    throw wrong(given, "has .. in it. Name the file from the project's directory");
  let inside = given;
  if (isAbsolute(given)) {
    const from = roots.map((root) => relative(root, given)).find((path) => isInside(path));
    if (from === undefined) throw outside(given);
    inside = from;
  }
  const parts = inside.split(separator).filter((part) => part !== "" && part !== ".");
  if (parts.some(isVersionControl)) throw wrong(given, "is in a folder of version control, which is left alone");
  if (sep === "\\" && parts.some((part) => windowsDevice.test(part))) throw wrong(given, "is no name for a file");
  return parts;
}

/** Where a link leads; throws where that is nowhere or not in the project. */
async function followed(path: string, root: string, given: string): Promise<string> {
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) throw wrong(given, "leads through a link that leads nowhere");
  const from = relative(root, real);
  if (from !== "" && !isInside(from)) throw outside(given);
  if (from.split(sep).some(isVersionControl))
    throw wrong(given, "leads into a folder of version control, which is left alone");
  return real;
}

/** Undefined: there is nothing. */
async function look(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function isInside(fromRoot: string): boolean {
  return fromRoot !== "" && fromRoot !== ".." && !fromRoot.startsWith(`..${sep}`) && !isAbsolute(fromRoot);
}

function isVersionControl(part: string): boolean {
  return versionControl.has(
    part
      .replaceAll(invisible, "")
      .toLowerCase()
      .replace(/[. ]+$/, ""),
  );
}

function outside(given: string): ToolError {
  return wrong(given, "leads out of the project's directory. Name the file from there");
}

function wrong(given: string, what: string): ToolError {
  const shown = JSON.stringify(given.length > 200 ? `${given.slice(0, 200)}…` : given);
  return new ToolError(`output_file ${shown} ${what}.`);
}
