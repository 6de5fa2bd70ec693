/** What the two ways to watch folders have in common. */

/** What is watched, and who is told. Paths are absolute. */
export interface FolderWatchOptions {
  /** Folders to begin with. */
  readonly roots: readonly string[];
  /** Whether a folder is of interest. */
  readonly mayHold: (folder: string) => boolean;
  /** A file may have changed, come or gone; a path with a separator at its end is a folder that went away. */
  readonly seen: (path: string) => void;
  /** Changes are not noticed, or not all of them; a sentence that says why and what to do. */
  readonly warn: (text: string) => void;
  /** Folders watched at most. */
  readonly maxFolders: number;
}

/** A watch at work. */
export interface FolderWatch {
  /** Settles when everything that is there by now is watched; never rejects. */
  readonly ready: Promise<void>;
  /** Ends it: nobody is told anything any more, and nothing is left open. */
  close(): void;
}

/** Why a folder cannot be watched, as far as the system tells; undefined where it only went away meanwhile. */
export function watchTrouble(folder: string, error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const message = error instanceof Error ? error.message : String(error);
  if (code === "ENOENT" || code === "ENOTDIR") return undefined;
  // Deno gives no code.
  if (code === "ENOSPC" || /watch limit/.test(message)) {
    return (
      "the system watches no more folders for this user (fs.inotify.max_user_watches): raise the limit, or name fewer " +
      `folders; changes in ${folder} and others are not noticed`
    );
  }
  if (code === "EMFILE" || code === "ENFILE") {
    return `too many files or watches are open to watch ${folder} (fs.inotify.max_user_instances, ulimit -n); changes are not noticed`;
  }
  return `${folder} cannot be watched (${message}); changes in it are not noticed`;
}
