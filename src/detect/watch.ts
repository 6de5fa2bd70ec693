/** A project that is read again when one of its files changes. */

import { type FSWatcher, statSync, watch } from "node:fs";
import { dirname, join, sep } from "node:path";
import type { Reading } from "./files/reading.ts";
import { readProject } from "./project.ts";
import type { PackageManager, Project } from "./types.ts";

/** Folders watched at most: each costs the system a watch, of which some allow a user 8,192 in all programs together. */
const MAX_FOLDERS = 2_000;

/** Milliseconds of quiet before the project is read: an editor or an installation writes several files. */
const DEBOUNCE_MS = 150;

/** The longest wait when there is no quiet, in milliseconds. */
const MAX_WAIT_MS = 1_500;

/** Reading takes at most this part of the time, whatever changes: one tenth. */
const REST = 10;

/** Milliseconds between looks for a project folder that is gone. */
const RETRY_MS = 1_000;

/** A running watch. */
export interface ProjectWatch {
  /** The project as it was last read. */
  readonly project: Project;
  /** Ends it; nothing is called afterwards. May be called twice. */
  close(): void;
}

/** How to watch. */
export interface WatchOptions {
  readonly preferred?: PackageManager | undefined;
  readonly debounceMs?: number;
  /** For a folder that is gone. */
  readonly retryMs?: number;
}

interface Watched {
  readonly watcher: FSWatcher;
  readonly inode: number;
}

/**
 * Reads the project of a directory now, and again whenever a file that counted changes, or a name comes or goes in a folder
 * that was looked into. `onChange` gets the new project, only when it differs from the last one. A folder that is not there
 * (yet, or any more) is waited for. Changes behind links that lead out of the project are not seen. Never throws; what
 * cannot be watched is a warning of the project. The watch does not keep the process alive.
 */
export function watchProject(
  directory: string,
  onChange: (project: Project) => void,
  options: WatchOptions = {},
): ProjectWatch {
  return new Watcher(directory, onChange, options);
}

class Watcher implements ProjectWatch {
  project: Project;
  readonly #directory: string;
  readonly #onChange: (project: Project) => void;
  readonly #options: WatchOptions;
  readonly #watched = new Map<string, Watched>();
  #files: ReadonlySet<string> = new Set();
  #fingerprint: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waitingSince: number | undefined;
  #tookMs = 0;
  #isClosed = false;

  constructor(directory: string, onChange: (project: Project) => void, options: WatchOptions) {
    this.#directory = directory;
    this.#onChange = onChange;
    this.#options = options;
    this.project = this.#read();
    this.#fingerprint = JSON.stringify(this.project);
    this.#awaitFolder();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    for (const { watcher } of this.#watched.values()) watcher.close();
    this.#watched.clear();
  }

  #read(): Project {
    const before = performance.now();
    const { project, reading } = readProject(this.#directory, this.#options.preferred);
    this.#files = new Set(reading.files);
    const warning = this.#watch(this.#foldersOf(reading));
    this.#tookMs = performance.now() - before;
    return warning === undefined ? project : { ...project, warnings: [...project.warnings, warning] };
  }

  /** Folders of the project that were looked into, and those of files that it names elsewhere; the nearest first. */
  #foldersOf(reading: Reading): string[] {
    const inside = this.#directory.endsWith(sep) ? this.#directory : this.#directory + sep;
    const folders = new Set([this.#directory]);
    for (const folder of reading.folders) if (folder.startsWith(inside)) folders.add(folder);
    for (const file of reading.files) if (reading.text(file) !== undefined) folders.add(dirname(file));
    return [...folders].sort((a, b) => a.split(sep).length - b.split(sep).length);
  }

  /** Watches exactly these folders, of those that are there; a sentence when some could not be. */
  #watch(folders: readonly string[]): string | undefined {
    const wanted = new Set(folders.slice(0, MAX_FOLDERS));
    for (const [folder, { watcher, inode }] of this.#watched) {
      // A folder that was replaced is another one, though it has the same name.
      if (wanted.has(folder) && inodeOf(folder) === inode) continue;
      watcher.close();
      this.#watched.delete(folder);
    }
    for (const folder of wanted) {
      const why = this.#watched.has(folder) ? undefined : this.#add(folder);
      if (why !== undefined) return `Changes below ${folder} are not noticed (${why}); restart brum after them.`;
    }
    if (folders.length <= MAX_FOLDERS) return undefined;
    return `Only ${MAX_FOLDERS} of ${folders.length} folders are watched: changes deep in the project are not noticed.`;
  }

  #add(folder: string): string | undefined {
    const inode = inodeOf(folder);
    if (inode === undefined) return undefined;
    try {
      const watcher = watch(folder, { persistent: false }, (event, name) => {
        // Contents count for files that were read; a name that comes or goes may be anything.
        if (event === "rename" || name === null || this.#files.has(join(folder, name))) this.#later();
      });
      watcher.on("error", () => this.#later());
      this.#watched.set(folder, { watcher, inode });
      return undefined;
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
      return code === "ENOENT" ? undefined : code;
    }
  }

  #later(): void {
    if (this.#isClosed) return;
    const now = performance.now();
    this.#waitingSince ??= now;
    const rest = this.#tookMs * REST;
    const left = Math.max(0, this.#waitingSince + Math.max(MAX_WAIT_MS, rest) - now);
    this.#wait(Math.min(Math.max(this.#options.debounceMs ?? DEBOUNCE_MS, rest), left));
  }

  /** Nothing tells that a folder comes into being whose parent is not ours to watch. */
  #awaitFolder(): void {
    if (!this.#watched.has(this.#directory)) this.#wait(this.#options.retryMs ?? RETRY_MS);
  }

  #wait(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), milliseconds);
    this.#timer.unref?.();
  }

  #look(): void {
    if (this.#isClosed) return;
    this.#waitingSince = undefined;
    const project = this.#read();
    const fingerprint = JSON.stringify(project);
    this.#awaitFolder();
    if (fingerprint === this.#fingerprint) return;
    this.project = project;
    this.#fingerprint = fingerprint;
    this.#onChange(project);
  }
}

function inodeOf(folder: string): number | undefined {
  try {
    const stats = statSync(folder);
    return stats.isDirectory() ? stats.ino : undefined;
  } catch {
    return undefined;
  }
}
