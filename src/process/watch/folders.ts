/**
 * Watches folders one by one, for systems whose own watches are of one folder (Linux): those that hold nothing of interest
 * cost nothing, where a recursive watch would take one of the system's limited watches for each folder of `node_modules`.
 */

import { type FSWatcher, lstatSync, type Stats, statSync, watch } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { type FolderWatch, type FolderWatchOptions, watchTrouble } from "./types.ts";

/** Milliseconds of work after which everything else in the thread gets its turn. */
const SLICE_MS = 4;

interface Watched {
  readonly watcher: FSWatcher;
  /** Device and number of the folder itself: another one may come to its path. */
  readonly id: string;
}

export class FolderWatches implements FolderWatch {
  readonly ready: Promise<void>;
  readonly #options: FolderWatchOptions;
  readonly #watched = new Map<string, Watched>();
  /** Path by id: a folder that was moved is watched under one path only, as the system gives one watch for both. */
  readonly #paths = new Map<string, string>();
  /** What came or went, to be looked at. */
  readonly #pending = new Set<string>();
  #isLooking = false;
  #isClosed = false;
  #hasWarned = false;

  constructor(options: FolderWatchOptions) {
    this.#options = options;
    this.ready = this.#begin();
  }

  close(): void {
    this.#isClosed = true;
    this.#pending.clear();
    for (const path of [...this.#watched.keys()]) this.#close(path);
  }

  async #begin(): Promise<void> {
    for (const root of this.#options.roots) {
      await this.#addTree(root, false);
      if (!this.#isClosed && !this.#watched.has(root))
        this.#warn(`${root} is no folder: changes in it are not noticed`);
    }
  }

  /** `tell`: what is there already came after the watch began. */
  async #addTree(top: string, tell: boolean): Promise<void> {
    const open = [top];
    for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
      // The watch comes first: what comes between the two is seen twice rather than never.
      if (!this.#add(folder)) continue;
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
      if (this.#isClosed) return;
      for (const entry of entries) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) {
          if (this.#options.mayHold(path)) open.push(path);
        } else if (tell) {
          this.#options.seen(path);
        }
      }
    }
  }

  /** Watches one folder; false: it is watched already, or cannot be. */
  #add(folder: string): boolean {
    // The directory itself may be a link; others that are links are not asked for.
    const stat = statOf(folder, statSync);
    if (this.#isClosed || stat?.isDirectory() !== true) return false;
    const id = `${stat.dev}:${stat.ino}`;
    if (this.#watched.get(folder)?.id === id) return false;
    this.#closeTree(folder);
    const earlier = this.#paths.get(id);
    if (earlier !== undefined) this.#closeTree(earlier);
    const { maxFolders } = this.#options;
    if (this.#watched.size >= maxFolders) {
      this.#warn(
        `more than ${maxFolders} folders can hold files that fit: changes in ${folder} and others are not noticed; name fewer ` +
          'folders, or take some out with "!"',
      );
      return false;
    }
    try {
      const watcher = watch(folder, (event, name) => this.#noticed(folder, event, name));
      watcher.on("error", (error) => this.#failed(folder, error));
      this.#watched.set(folder, { watcher, id });
      this.#paths.set(id, folder);
      return true;
    } catch (error) {
      this.#failed(folder, error);
      return false;
    }
  }

  #noticed(folder: string, event: string, name: string | null): void {
    if (this.#isClosed) return;
    if (name === null) {
      // Something in it, the system does not say what.
      this.#options.seen(folder + sep);
      return;
    }
    const path = join(folder, name);
    if (event === "change") {
      if (!this.#watched.has(path)) this.#options.seen(path);
      return;
    }
    this.#pending.add(path);
    if (!this.#isLooking) void this.#lookAtPending();
  }

  async #lookAtPending(): Promise<void> {
    this.#isLooking = true;
    let turnAt = performance.now() + SLICE_MS;
    // A set may grow while it is walked: what comes in meanwhile is looked at too.
    for (const path of this.#pending) {
      this.#pending.delete(path);
      await this.#lookAt(path);
      if (performance.now() > turnAt) {
        await turn();
        turnAt = performance.now() + SLICE_MS;
      }
    }
    this.#isLooking = false;
  }

  /** Something came to a path, or went from it. */
  async #lookAt(path: string): Promise<void> {
    const { mayHold, seen } = this.#options;
    const stat = statOf(path);
    if (stat?.isDirectory() === true) {
      if (mayHold(path)) await this.#addTree(path, true);
      return;
    }
    if (this.#watched.has(path)) {
      this.#closeTree(path);
      seen(path + sep);
      return;
    }
    // A folder that goes away says so under its own name, as if it had been in itself; the one above it says it too.
    const folder = dirname(path);
    if (stat !== undefined || basename(folder) !== basename(path)) seen(path);
    else if (statOf(folder)?.isDirectory() === true) {
      // Another one is there by now, and may even have its number.
      this.#closeTree(folder);
      await this.#lookAt(folder);
    }
  }

  #closeTree(top: string): void {
    for (const path of [...this.#watched.keys()]) {
      if (path === top || path.startsWith(top + sep)) this.#close(path);
    }
  }

  #close(path: string): void {
    const watched = this.#watched.get(path);
    if (watched === undefined) return;
    this.#watched.delete(path);
    this.#paths.delete(watched.id);
    watched.watcher.close();
  }

  #failed(folder: string, error: unknown): void {
    this.#close(folder);
    const trouble = watchTrouble(folder, error);
    if (trouble !== undefined) this.#warn(trouble);
  }

  /** Once: what goes wrong with one folder goes wrong with the next thousand. */
  #warn(text: string): void {
    if (this.#hasWarned || this.#isClosed) return;
    this.#hasWarned = true;
    this.#options.warn(text);
  }
}

/** By default of the path itself, were it a link; undefined where it is not there or not ours to see. */
function statOf(path: string, stat: typeof lstatSync | typeof statSync = lstatSync): Stats | undefined {
  try {
    return stat(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
