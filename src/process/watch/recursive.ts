/** Watches whole trees, on systems that do this by themselves at no cost for each folder (macOS, Windows). */

import { existsSync, type FSWatcher, statSync, watch } from "node:fs";
import { dirname, join } from "node:path";
import { type FolderWatch, type FolderWatchOptions, watchTrouble } from "./types.ts";

export class RecursiveWatch implements FolderWatch {
  readonly ready: Promise<void> = Promise.resolve();
  readonly #options: FolderWatchOptions;
  #watchers: FSWatcher[] = [];

  constructor(options: FolderWatchOptions) {
    this.#options = options;
    for (const root of options.roots) this.#add(root);
  }

  close(): void {
    for (const watcher of this.#watchers) watcher.close();
    this.#watchers = [];
  }

  #add(root: string): void {
    try {
      const watcher = watch(root, { recursive: true }, (_, name) => {
        if (this.#watchers.includes(watcher) && name !== null) this.#noticed(join(root, name));
      });
      watcher.on("error", (error) => this.#failed(root, error));
      this.#watchers.push(watcher);
    } catch (error) {
      this.#failed(root, error);
    }
  }

  /** A folder says that it changed when something in it did, which says so itself. */
  #noticed(path: string): void {
    if (!this.#options.mayHold(dirname(path))) return;
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) this.#options.seen(path);
  }

  #failed(root: string, error: unknown): void {
    this.#options.warn(
      existsSync(root)
        ? (watchTrouble(root, error) ?? `${root} cannot be watched`)
        : `${root} is no folder: changes in it are not noticed`,
    );
  }
}
