/** Reading and changing other programs' files: the old text stays beside, and nobody ever sees half of the new one. */

import { randomBytes } from "node:crypto";
import { copyFile, lstat, mkdir, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";

/** Bytes of a file that is changed: Claude Code keeps megabytes in its one, nobody more. */
const MAX_BYTES = 32 * 1024 * 1024;
/** Times that a change is made anew because another program wrote meanwhile. */
const ATTEMPTS = 3;
/** Behind the name of a file: what stood in it before the last change. */
const BACKUP = ".brum-backup";
const BOM = "\uFEFF";

/** A file that cannot be read or changed: a sentence with its path. */
export class InstallError extends Error {
  override readonly name = "InstallError";
}

/** Whether anything is there. */
export async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** The bytes of a file; undefined: there is none. Throws {@link InstallError}. */
async function bytesOf(path: string): Promise<Buffer | undefined> {
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) throw new InstallError(`${path} is too large to be changed (${size} bytes).`);
    return await readFile(path);
  } catch (error) {
    if (error instanceof InstallError) throw error;
    if (isCode(error, "ENOENT")) return undefined;
    throw new InstallError(`${path} cannot be read: ${reason(error)}.`);
  }
}

function textOf(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new InstallError(`${path} is no UTF-8 text; it was not changed.`);
  }
}

/** The text of a file, without a byte order mark; undefined: there is none. Throws {@link InstallError}. */
export async function readText(path: string): Promise<string | undefined> {
  const bytes = await bytesOf(path);
  return bytes === undefined ? undefined : textOf(path, bytes).replace(BOM, "");
}

/** What was done. */
export interface Change {
  /** The file that was written: where a link leads. */
  readonly file: string;
  /** Where its text of before is; null: there was no file, or nothing to change. */
  readonly backup: string | null;
  /** False: it is as it was. */
  readonly isChanged: boolean;
}

/**
 * Replaces a file's text by what `change` makes of it ("" where there is no file), in one step; folders are made. Its
 * permissions stay, new files are the user's alone. Throws {@link InstallError}, and what `change` throws.
 */
export async function changeText(path: string, change: (text: string) => string): Promise<Change> {
  const file = await targetOf(path);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await bytesOf(file);
    const text = before === undefined ? "" : textOf(file, before);
    const mark = text.startsWith(BOM) ? BOM : "";
    const inner = text.slice(mark.length);
    const changed = change(inner);
    if (changed === inner) return { file, backup: null, isChanged: false };
    const after = mark + changed;
    const unfinished = `${file}.brum-${randomBytes(4).toString("hex")}`;
    try {
      await mkdir(dirname(file), { recursive: true });
      if (before !== undefined) await copyFile(file, file + BACKUP);
      await writeNew(unfinished, after, before === undefined ? 0o600 : (await stat(file)).mode & 0o777);
      // Between this look and the renaming lie microseconds; another program's change within them is in no file any more.
      if (!isSame(before, await bytesOf(file))) continue;
      await rename(unfinished, file);
      return { file, backup: before === undefined ? null : file + BACKUP, isChanged: true };
    } catch (error) {
      if (error instanceof InstallError) throw error;
      throw new InstallError(`${file} cannot be written: ${reason(error)}.`);
    } finally {
      await rm(unfinished, { force: true });
    }
  }
  throw new InstallError(`${file} is being changed by another program; try again when that is done.`);
}

/** On the disk when this settles: a file that is renamed before may be empty after a power failure. */
async function writeNew(path: string, text: string, mode: number): Promise<void> {
  const handle = await open(path, "wx", mode);
  try {
    await handle.writeFile(text);
    // What was given at the making is cut by the user's mask.
    await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Where a link leads: it stays a link. */
async function targetOf(path: string): Promise<string> {
  const isLink = await lstat(path).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
  if (!isLink) return path;
  return realpath(path).catch((error: unknown) => {
    throw new InstallError(`${path} is a link that leads nowhere (${reason(error)}); it was not changed.`);
  });
}

function isSame(a: Buffer | undefined, b: Buffer | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b);
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
