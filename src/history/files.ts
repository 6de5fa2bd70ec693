/** A file of lines for each process, as somebody wants who reads logs with other tools; old ones are kept in numbered files. */

import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { type LogRecord, levelNames, streamNames } from "../../core/index.ts";

/** Where they lie and how large they may be. */
export interface LogFileSettings {
  /** Absolute. */
  readonly directory: string;
  readonly format: "text" | "ndjson";
  /** Bytes after which a file is put aside. */
  readonly maxBytes: number;
  /** Files that were put aside, which are kept. */
  readonly keep: number;
}

export class LogFiles {
  readonly #settings: LogFileSettings;
  readonly #nameOf: (source: number) => string;
  readonly #sizes = new Map<string, number>();

  /** Throws where the directory cannot be made. `nameOf`: what a source is called. */
  constructor(settings: LogFileSettings, nameOf: (source: number) => string) {
    this.#settings = settings;
    this.#nameOf = nameOf;
    mkdirSync(settings.directory, { recursive: true, mode: 0o700 });
  }

  /** Appends each record to its process's file. Throws what the file system throws. */
  write(records: readonly LogRecord[]): void {
    const texts = new Map<string, string>();
    for (const record of records) {
      const name = fileName(this.#nameOf(record.source));
      texts.set(name, (texts.get(name) ?? "") + this.#line(record));
    }
    for (const [name, text] of texts) this.#append(name, text);
  }

  #line(record: LogRecord): string {
    const time = new Date(record.time).toISOString();
    if (this.#settings.format === "text") return `${time} ${record.text}\n`;
    const { sequence, text } = record;
    const at = levelNames[record.level];
    return `${JSON.stringify({ sequence, time, stream: streamNames[record.stream], level: at, text })}\n`;
  }

  #append(name: string, text: string): void {
    const { directory, format, maxBytes } = this.#settings;
    const path = join(directory, `${name}.${format === "text" ? "log" : "ndjson"}`);
    const bytes = Buffer.byteLength(text);
    const size = this.#sizes.get(path) ?? statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    const isFull = size > 0 && size + bytes > maxBytes;
    if (isFull) this.#rotate(path);
    appendFileSync(path, text, { mode: 0o600 });
    this.#sizes.set(path, (isFull ? 0 : size) + bytes);
  }

  /** `web.log` becomes `web.log.1`, that one `web.log.2`; the oldest goes. */
  #rotate(path: string): void {
    const { keep } = this.#settings;
    rmSync(`${path}.${keep}`, { force: true });
    for (let number = keep - 1; number >= 1; number--) move(`${path}.${number}`, `${path}.${number + 1}`);
    if (keep === 0) rmSync(path, { force: true });
    else move(path, `${path}.1`);
  }
}

function move(from: string, to: string): void {
  if (statSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, to);
}

/** A process's name as one of a file: nothing in it leads to another folder. */
function fileName(name: string): string {
  const plain = name
    .replace(/[^\p{L}\p{N}_.@-]/gu, "_")
    .replace(/^\.+/, "_")
    .slice(0, 100);
  return plain === "" ? "_" : plain;
}
