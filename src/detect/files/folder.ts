/** A folder as an ecosystem sees it: names relative to it, and nothing but reading. */

import { basename, dirname, join, resolve } from "node:path";
import type { Document } from "./document.ts";
import type { EntryKind, Format, Reading } from "./reading.ts";

/** Reads below (and, by `..`, beside) one folder. */
export class Folder {
  /** Absolute path. */
  readonly path: string;
  readonly reading: Reading;

  constructor(path: string, reading: Reading) {
    this.path = path;
    this.reading = reading;
  }

  /** The folder's own name. */
  get name(): string {
    return basename(this.path) || this.path;
  }

  /** Absolute path of a name in the folder. */
  resolve(name: string): string {
    return resolve(this.path, name);
  }

  /** The same view of another folder. */
  at(name: string): Folder {
    return name === "." ? this : new Folder(this.resolve(name), this.reading);
  }

  /** True when a file of that name is there. */
  hasFile(name: string): boolean {
    return this.reading.kind(this.resolve(name)) === "file";
  }

  /** True when a folder of that name is there. */
  hasFolder(name: string): boolean {
    return this.reading.kind(this.resolve(name)) === "folder";
  }

  /** The first of the names that is a file, in their order. */
  firstFile(...names: string[]): string | undefined {
    return names.find((name) => this.hasFile(name));
  }

  /** Names of a kind in the folder, sorted. */
  names(kind: EntryKind): string[] {
    const found: string[] = [];
    for (const [name, is] of this.reading.entries(this.path)) if (is === kind) found.push(name);
    return found.sort();
  }

  /** A file's text. */
  text(name: string): string | undefined {
    return this.reading.text(this.resolve(name));
  }

  /** A file's value; one that is broken has become a warning. */
  document(name: string, format: Format): Document | undefined {
    return this.reading.document(this.resolve(name), format);
  }

  /** Adds a sentence for the user. */
  warn(message: string): void {
    this.reading.warn(message);
  }
}

/** The folder that a file lies in. */
export function folderOf(file: string, reading: Reading): Folder {
  return new Folder(dirname(file), reading);
}

/** A path below `folder`, written with slashes, for display: `apps/web`. */
export function shownPath(folder: Folder, path: string): string {
  const prefix = join(folder.path, "/");
  return (path.startsWith(prefix) ? path.slice(prefix.length) : path).replaceAll("\\", "/");
}
