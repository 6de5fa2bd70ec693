/**
 * Brummer's own log: what it says about itself and its processes, in a file that is there after its end. Every thread writes to
 * the same file, whole lines at a time.
 */

import { appendFile, mkdirSync, renameSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";

/** Bytes after which a file is put aside at the next start; the one that was put aside before goes. */
const MAX_BYTES = 1 << 20;
/** Milliseconds that lines are gathered. */
const GATHER_MS = 100;
/** Lines that wait to be written; more are counted and left out: a disk that hangs must not fill the memory. */
const MAX_WAITING = 1000;

/**
 * `$XDG_STATE_HOME/brummer` or `~/.local/state/brummer` (XDG Base Directory Specification), on Windows
 * `%LOCALAPPDATA%\brummer`.
 */
export function stateFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: string = process.platform,
  home: string = homedir(),
): string {
  const given = (platform === "win32" ? env["LOCALAPPDATA"] : env["XDG_STATE_HOME"]) ?? "";
  if (isAbsolute(given)) return join(given, "brummer");
  return platform === "win32" ? join(home, "AppData", "Local", "brummer") : join(home, ".local", "state", "brummer");
}

/** The file of this user's Brummers. */
export function ownLogFile(folder: string = stateFolder()): string {
  return join(folder, "brum.log");
}

/** Makes the folder, and puts a file aside that has grown; call it once, before anybody writes. False: there can be no file. */
export function prepareOwnLog(file: string): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats !== undefined && stats.size > MAX_BYTES) renameSync(file, `${file}.1`);
    return true;
  } catch {
    return false;
  }
}

/** One thread's way into the file. */
export class OwnLog {
  readonly #file: string;
  #lines: string[] = [];
  #leftOut = 0;
  #isWriting = false;

  constructor(file: string) {
    this.#file = file;
  }

  /** `time`: milliseconds since 1970. A file that cannot be written is left alone: the log is on the screen as well. */
  write(time: number, text: string): void {
    if (this.#lines.length >= MAX_WAITING) {
      this.#leftOut++;
      return;
    }
    this.#lines.push(`${new Date(time).toISOString()} [${process.pid}] ${text}\n`);
    if (this.#isWriting) return;
    this.#isWriting = true;
    const timer = setTimeout(() => this.#flush(), GATHER_MS);
    timer.unref?.();
  }

  #flush(): void {
    const left = this.#leftOut === 0 ? "" : `${this.#leftOut} lines were left out\n`;
    const text = this.#lines.join("") + left;
    this.#lines = [];
    this.#leftOut = 0;
    appendFile(this.#file, text, { mode: 0o600 }, () => {
      this.#isWriting = false;
      if (this.#lines.length > 0) this.#flush();
    });
  }
}
