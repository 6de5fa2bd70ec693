/** One detection's view of the disk: every folder and file is read once, within limits, and remembered for watching. */

import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Document, type Mistake, readJson, readToml, readYaml } from "./document.ts";
import { maxEntries, maxFileBytes, maxFiles, maxFolders, maxWarnings } from "./limits.ts";

/** What a name in a folder is; a link is what it leads to. */
export type EntryKind = "file" | "folder";

/** How a file is to be parsed. */
export type Format = "json" | "jsonc" | "yaml" | "toml";

const readers = {
  json: (file: string, text: string) => readJson(file, text, false),
  jsonc: (file: string, text: string) => readJson(file, text, true),
  yaml: readYaml,
  toml: readToml,
} as const;

const none: ReadonlyMap<string, EntryKind> = new Map();

/** Files and folders by absolute path. Nothing throws: what cannot be read is a warning, what is not there is `undefined`. */
export class Reading {
  readonly #texts = new Map<string, string | undefined>();
  readonly #documents = new Map<string, Document | undefined>();
  readonly #folders = new Map<string, ReadonlyMap<string, EntryKind>>();
  readonly #links = new Set<string>();
  readonly #warnings = new Set<string>();
  #warningCount = 0;
  #filesRead = 0;

  /** Adds a sentence; the same one only once. */
  warn(message: string): void {
    if (this.#warnings.has(message)) return;
    this.#warningCount++;
    if (this.#warnings.size < maxWarnings) this.#warnings.add(message);
  }

  /** All warnings so far. */
  get warnings(): string[] {
    const missing = this.#warningCount - this.#warnings.size;
    return missing === 0 ? [...this.#warnings] : [...this.#warnings, `${missing} more warnings are not shown.`];
  }

  /** Folders looked into, also those that are not there. */
  get folders(): Iterable<string> {
    return this.#folders.keys();
  }

  /** Files whose text was asked for, also those that are not there. */
  get files(): Iterable<string> {
    return this.#texts.keys();
  }

  /** Names in a folder; none when it is not there. Links are followed. */
  entries(folder: string): ReadonlyMap<string, EntryKind> {
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const entries = this.#list(folder);
    this.#folders.set(folder, entries);
    return entries;
  }

  #list(folder: string): ReadonlyMap<string, EntryKind> {
    if (this.#folders.size >= maxFolders) {
      this.warn(`More than ${maxFolders} folders: ${folder} and others are not looked into.`);
      return none;
    }
    try {
      const found = readdirSync(folder, { withFileTypes: true });
      if (found.length > maxEntries) this.warn(`${folder} has more than ${maxEntries} names: the rest is left out.`);
      const entries = new Map<string, EntryKind>();
      for (const entry of found.slice(0, maxEntries)) {
        const isLink = entry.isSymbolicLink();
        const kind = isLink ? target(join(folder, entry.name)) : kindOf(entry);
        if (isLink) this.#links.add(join(folder, entry.name));
        if (kind !== undefined) entries.set(entry.name, kind);
      }
      return entries;
    } catch (error) {
      const code = codeOf(error);
      if (code !== "ENOENT" && code !== "ENOTDIR") this.warn(`${folder} cannot be looked into (${code}).`);
      return none;
    }
  }

  /** True for a link in a folder that was looked into. */
  isLink(path: string): boolean {
    return this.#links.has(path);
  }

  /** What is at a path; `undefined`: nothing. */
  kind(path: string): EntryKind | undefined {
    return this.entries(dirname(path)).get(basename(path));
  }

  /** The text of a file, without a byte order mark. */
  text(file: string): string | undefined {
    if (this.#texts.has(file)) return this.#texts.get(file);
    const text = this.kind(file) === "file" ? this.#read(file) : undefined;
    this.#texts.set(file, text);
    return text;
  }

  #read(file: string): string | undefined {
    if (this.#filesRead >= maxFiles) {
      this.warn(`More than ${maxFiles} files: ${file} and others are not read.`);
      return undefined;
    }
    this.#filesRead++;
    try {
      // Not readFileSync: a file can grow, or be a pipe, between a look at its size and the reading.
      const handle = openSync(file, "r");
      try {
        const { size } = fstatSync(handle);
        if (size > maxFileBytes) {
          this.warn(`${file} is larger than ${maxFileBytes / 1024 / 1024} MiB: it is not read.`);
          return undefined;
        }
        const bytes = new Uint8Array(size);
        let read = 0;
        while (read < size) {
          const count = readSync(handle, bytes, read, size - read, null);
          if (count === 0) break;
          read += count;
        }
        return new TextDecoder().decode(bytes.subarray(0, read));
      } finally {
        closeSync(handle);
      }
    } catch (error) {
      this.warn(`${file} cannot be read (${codeOf(error)}): what it offers is not listed.`);
      return undefined;
    }
  }

  /** A file's value. One that is broken is a warning with its place, and `undefined`. */
  document(file: string, format: Format): Document | undefined {
    if (this.#documents.has(file)) return this.#documents.get(file);
    const text = this.text(file);
    const read: Document | Mistake | undefined = text === undefined ? undefined : readers[format](file, text);
    let document: Document | undefined;
    if (read !== undefined && "mistake" in read) {
      this.warn(`${file}:${read.mistake}. What the file offers is not listed; all else still works.`);
    } else {
      document = read;
    }
    this.#documents.set(file, document);
    return document;
  }
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean }): EntryKind | undefined {
  if (entry.isFile()) return "file";
  return entry.isDirectory() ? "folder" : undefined;
}

function target(path: string): EntryKind | undefined {
  try {
    return kindOf(statSync(path));
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
