/** Tells when files change that a watch rule names. */

import { existsSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import type { WatchRule } from "../launch.ts";
import { ChangeBatch, type FileChanges } from "./batch.ts";
import { FolderWatches } from "./folders.ts";
import { FileGlobs } from "./globs.ts";
import { RecursiveWatch } from "./recursive.ts";
import type { FolderWatch } from "./types.ts";

/** Folders that one rule watches, at most: more than a project has sources in, less than what a system allows (8,192 on old ones). */
const MAX_FOLDERS = 4096;

/** What is watched, and who is told. */
export interface WatchOptions {
  /** Absolute; the globs are relative to it. */
  readonly directory: string;
  readonly rule: Pick<WatchRule, "globs" | "debounceMs">;
  /** Paths are relative to the directory, with `/`. Not called after {@link WatchFiles.close}. */
  readonly changed: (changes: FileChanges) => void;
  /** Changes are not noticed, or not all; a sentence without a full stop. Called once for each cause. */
  readonly warn: (text: string) => void;
  /** By default what suits the system. */
  readonly recursive?: boolean;
  readonly maxFolders?: number;
}

/**
 * Watches the files of one rule until it is closed. Files that are saved by being replaced, that come and that go count as
 * changed, and so does a folder that goes away. Folders that come later are watched too, and so is one that goes and
 * comes back. Links to folders are not followed. If the directory itself is replaced, it watches nothing any more.
 */
export class WatchFiles {
  readonly #batch: ChangeBatch;
  readonly #watch: FolderWatch;

  constructor(options: WatchOptions) {
    const { directory, rule, changed, warn, maxFolders = MAX_FOLDERS } = options;
    const { recursive = process.platform !== "linux" } = options;
    const globs = new FileGlobs(directory, rule.globs);
    this.#batch = new ChangeBatch(rule.debounceMs, changed);
    const seen = (path: string) => {
      const isFolder = path.endsWith(sep);
      if (isFolder ? globs.mayHold(path.slice(0, -1)) : globs.fits(path))
        this.#batch.add(shown(directory, path, isFolder));
    };
    const mayHold = (folder: string) => globs.mayHold(folder);
    const folders = { roots: globs.roots().map(existing), mayHold, seen, warn, maxFolders };
    this.#watch = recursive ? new RecursiveWatch(folders) : new FolderWatches(folders);
  }

  /** Settles when all that is there is watched: a change before may be missed. Never rejects. */
  get ready(): Promise<void> {
    return this.#watch.ready;
  }

  /** Ends it; what has been gathered is forgotten. */
  close(): void {
    this.#watch.close();
    this.#batch.close();
  }
}

function shown(directory: string, path: string, isFolder: boolean): string {
  const way = relative(resolve(directory), path).replaceAll(sep, "/");
  return isFolder ? `${way}/` : way;
}

/** The folder, or the nearest one above it that is there: what is to come is noticed from there. */
function existing(folder: string): string {
  let path = folder;
  while (!existsSync(path) && dirname(path) !== path) path = dirname(path);
  return path;
}
