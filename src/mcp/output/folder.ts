/** A folder that stays the same, whatever becomes of the names in its path meanwhile. */

import { constants, existsSync } from "node:fs";
import { lstat, mkdir, open, readlink, realpath } from "node:fs/promises";
import { join } from "node:path";

/** Linux: where an open folder can be reached without its path. */
const descriptors = "/proc/self/fd";
const hasDescriptors = process.platform === "linux" && existsSync(descriptors);

export interface Folder {
  /** What names in it are joined to. */
  readonly base: string;
  /** The path that it had when it was opened. */
  readonly path: string;
  close(): Promise<void>;
}

/** Opens one that is there; throws where the path leads elsewhere by now: through a link, or to no folder. */
export async function openFolder(path: string): Promise<Folder> {
  if (!hasDescriptors) {
    if ((await realpath(path)) !== path) throw moved(path);
    return { base: path, path, close: async () => {} };
  }
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  const base = join(descriptors, String(handle.fd));
  if ((await readlink(base)) !== path) {
    await handle.close();
    throw moved(path);
  }
  return { base, path, close: () => handle.close() };
}

/** Opens a folder in another one, which is made if it is missing. */
export async function openChild(parent: Folder, name: string): Promise<{ folder: Folder; isNew: boolean }> {
  const isNew = await mkdir(join(parent.base, name)).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
      throw error;
    },
  );
  return { folder: await openFolder(join(parent.path, name)), isNew };
}

/** Whether the folder is still where it was, as far as that can change. */
export async function isInPlace({ path }: Folder): Promise<boolean> {
  return hasDescriptors || ((await lstat(path)).isDirectory() && (await realpath(path)) === path);
}

function moved(path: string): Error {
  return new Error(`${path} has become another folder meanwhile`);
}
