/** Where instance files and control sockets lie: a folder that is only ours. */

import { createHash } from "node:crypto";
import { chmodSync, lstatSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, isAbsolute, join } from "node:path";

/**
 * Bytes that a socket's path may have: `sun_path` holds 104 on macOS and the BSDs, 108 on Linux, with a zero behind. The
 * smaller one counts everywhere, as the folder may be shared with a container.
 */
const MAX_SOCKET_PATH = 103;
/** Characters of a directory's name in an id. */
const MAX_NAME = 40;

/** What decides about the place. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  /** Undefined on Windows. */
  readonly uid: number | undefined;
  readonly temporary: string;
}

/** Those of this process. */
function surroundings(): Surroundings {
  return { env: process.env, platform: process.platform, uid: process.getuid?.(), temporary: tmpdir() };
}

/** A folder that is not safe to use, or cannot be made: a sentence that says what to do. */
export class PlaceError extends Error {
  override readonly name = "PlaceError";
}

/**
 * `$XDG_RUNTIME_DIR/brummer`, where that is ours (XDG Base Directory Specification), else `<tmp>/brummer-<uid>`: with one
 * folder for all, the second user of a machine could not write where the first one has made it. On Windows the temporary
 * folder is the user's own.
 */
export function runtimeFolder({ env, platform, uid, temporary }: Surroundings = surroundings()): string {
  const given = env["XDG_RUNTIME_DIR"] ?? "";
  if (platform !== "win32" && isAbsolute(given) && ownerOf(given) === uid) return join(given, "brummer");
  return join(temporary, uid === undefined ? "brummer" : `brummer-${uid}`);
}

/** The folder of the instance files: see {@link runtimeFolder}. */
export function instancesFolder(around: Surroundings = surroundings()): string {
  return join(runtimeFolder(around), "instances");
}

/**
 * Makes the folder and the one that it is in, or checks that they are ours and closed to others (0700). Throws
 * {@link PlaceError}.
 */
export function makePrivate(folder: string, uid: number | undefined = process.getuid?.()): void {
  for (const path of [join(folder, ".."), folder]) {
    try {
      mkdirSync(path, { mode: 0o700 });
    } catch (error) {
      if (!isCode(error, "EEXIST")) throw new PlaceError(`${path} cannot be made: ${reason(error)}`);
    }
    checkPrivate(path, uid);
  }
}

/** Throws {@link PlaceError} unless the folder is ours; closes it to others. A missing one is an error of the system. */
export function checkPrivate(folder: string, uid: number | undefined = process.getuid?.()): void {
  const stat = lstatSync(folder);
  if (!stat.isDirectory()) throw new PlaceError(`${folder} is no folder: remove it, Brummer makes one there.`);
  if (uid === undefined) return;
  if (stat.uid !== uid) {
    throw new PlaceError(
      `${folder} belongs to another user (uid ${stat.uid}), so nothing in it is trusted. Remove it, or set XDG_RUNTIME_DIR to a folder of your own.`,
    );
  }
  if ((stat.mode & 0o077) !== 0) chmodSync(folder, 0o700);
}

/** `<name of the directory>-<16 hexadecimal digits>`, fit to be a file's name. */
export function newInstanceId(directory: string): string {
  const plain = basename(directory)
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[.-]+/, "")
    .slice(0, MAX_NAME);
  const random = crypto.getRandomValues(new Uint8Array(8));
  return `${plain === "" ? "root" : plain}-${Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/**
 * Where the instance with this id listens: beside its file, or, where that path is too long for a socket, under a short
 * name in a folder nearer to the root. Clients read it in the file. On Windows a named pipe.
 */
export function socketPath(id: string, around: Surroundings = surroundings()): string {
  if (around.platform === "win32") return `\\\\.\\pipe\\brummer-${id}`;
  const short = `${createHash("sha256").update(id).digest("hex").slice(0, 12)}.sock`;
  const own = `brummer-${around.uid ?? 0}`;
  const places = [
    join(instancesFolder(around), `${id}.sock`),
    join(runtimeFolder(around), "s", short),
    join(around.temporary, own, "s", short),
    join("/tmp", own, "s", short),
  ];
  const fits = places.find((path) => Buffer.byteLength(path) <= MAX_SOCKET_PATH);
  return fits ?? join("/tmp", own, "s", short);
}

function ownerOf(path: string): number | undefined {
  try {
    return lstatSync(path).uid;
  } catch {
    return undefined;
  }
}

export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Where the runtime folder is, and what is wrong with it, if it is there and anything is. */
export function checkRuntimeFolder(): { readonly path: string; readonly problem: string | undefined } {
  const path = runtimeFolder();
  try {
    checkPrivate(path);
  } catch (error) {
    if (!isCode(error, "ENOENT")) return { path, problem: reason(error) };
  }
  return { path, problem: undefined };
}
