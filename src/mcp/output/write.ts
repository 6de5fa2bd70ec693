/** Writes a file whole or not at all, into the folder that was looked at and no other. */

import { constants } from "node:fs";
import { copyFile, type FileHandle, link, open, rename, rmdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { byteLength } from "../format.ts";
import { ToolError } from "../tool-error.ts";
import { type Folder, isInPlace, openChild, openFolder } from "./folder.ts";
import type { Target } from "./target.ts";

/** Anybody may read it and its owner write it, as far as the user's mask allows. */
const MODE = 0o644;
/** Errors of file systems that know no second name for a file. */
const noLinks = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EINVAL"]);

/** Puts the text into an open file. */
export type Fill = (file: FileHandle, text: string) => Promise<void>;

/**
 * Makes the file, with the folders that are missing. Throws {@link ToolError} where that is not possible, and then leaves nothing
 * behind. Answers with its size in bytes.
 */
export async function writeTarget(
  target: Target,
  text: string,
  fill: Fill = (file, content) => file.writeFile(content),
): Promise<number> {
  const opened: Folder[] = [];
  const made: string[] = [];
  try {
    let folder = await openFolder(target.folder);
    opened.push(folder);
    for (const name of target.missing) {
      const path = join(folder.base, name);
      const child = await openChild(folder, name);
      if (child.isNew) made.push(path);
      folder = child.folder;
      opened.push(folder);
    }
    await publish(folder, target, text, fill);
  } catch (error) {
    // Those that are not empty are somebody's by now.
    for (const path of made.reverse()) await rmdir(path).catch(() => {});
    throw explained(error, target);
  } finally {
    for (const folder of opened) await folder.close().catch(() => {});
  }
  return byteLength(text);
}

/** Writes under another name first: who reads the file meanwhile sees all of it or nothing. */
async function publish(folder: Folder, { name, overwrite }: Target, text: string, fill: Fill): Promise<void> {
  const temporary = join(folder.base, `.brum-${crypto.randomUUID()}.tmp`);
  const path = join(folder.base, name);
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW = 0 } = constants;
  const file = await open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, MODE);
  try {
    await fill(file, text).finally(() => file.close());
    if (!(await isInPlace(folder))) throw new Error("its folder has become another one meanwhile");
    if (overwrite) await rename(temporary, path);
    else await appear(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
}

/** Gives a file its name, and fails where that is taken: also where it was not a moment ago. */
async function appear(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    if (!noLinks.has(codeOf(error))) throw error;
    await copyFile(temporary, path, constants.COPYFILE_EXCL);
  }
  await unlink(temporary);
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "no space is left on the disk",
  EDQUOT: "the quota of disk space is used up",
  EFBIG: "it is larger than files may be here",
  EROFS: "the file system is read-only",
  EACCES: "permission is denied",
  EPERM: "permission is denied",
  ENAMETOOLONG: "a name in it is too long",
  ENOTDIR: "something in its path is no folder",
  EISDIR: "it is a folder",
  EEXIST: "it exists by now. Choose another name, or replace it with overwrite: true",
  ELOOP: "a link has taken a folder's place",
  ENOENT: "its folder is gone",
  EMFILE: "too many files are open",
  EIO: "the disk has failed",
};

function explained(error: unknown, { shown }: Target): ToolError {
  const message = error instanceof Error ? error.message : String(error);
  return new ToolError(`output_file ${JSON.stringify(shown)} cannot be written: ${reasons[codeOf(error)] ?? message}.`);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
