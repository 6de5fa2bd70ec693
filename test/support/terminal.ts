/** A robot at a real terminal: runs a program in tmux, presses keys, reads the screen. */

import { spawnSync } from "node:child_process";
import { waitFor } from "./wait.ts";

/** How a terminal is set up. */
export interface TerminalOptions {
  /** Program and arguments. */
  readonly argv: readonly string[];
  readonly cwd?: string;
  readonly columns?: number;
  readonly rows?: number;
  /** Set on top of the test's own environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** False where tmux is not installed: tests that need it are skipped, by name. */
export const hasTmux = spawnSync("tmux", ["-V"]).status === 0;

let opened = 0;

/** One program in one terminal, on a tmux server of its own that ends with it. */
export class Terminal implements Disposable {
  readonly #server: string;

  constructor(options: TerminalOptions) {
    opened += 1;
    this.#server = `brum-test-${process.pid}-${opened}`;
    const settings = Object.entries({ LANG: "C.UTF-8", ...options.env }).map(([name, value]) => `${name}=${value}`);
    // The shell stays when the program ends, also by a key's signal, so that what it leaves behind can be looked at.
    const script = `trap : INT QUIT; ${["env", ...settings, ...options.argv].map(quoted).join(" ")}; echo "exit code $?"; exec sh`;
    this.#tmux(
      ["-f", "/dev/null", "new-session", "-d", "-x", String(options.columns ?? 96), "-y", String(options.rows ?? 24)],
      options.cwd === undefined ? [] : ["-c", options.cwd],
      ["sh", "-c", script],
    );
  }

  /** Presses keys by tmux's names: `Down`, `Enter`, `C-c`, `q`. */
  press(...keys: string[]): void {
    this.#tmux(["send-keys", ...keys]);
  }

  /** Types text as it is. */
  type(text: string): void {
    this.#tmux(["send-keys", "-l", text]);
  }

  /** What is on the screen, line by line, without colours. */
  screen(): string {
    return this.#tmux(["capture-pane", "-p"]);
  }

  resize(columns: number, rows: number): void {
    this.#tmux(["resize-window", "-x", String(columns), "-y", String(rows)]);
  }

  /** Process id of the shell that the program runs under. */
  get pid(): number {
    return Number(this.#tmux(["display-message", "-p", "#{pane_pid}"]));
  }

  /** True while the program shows its alternate screen. */
  get alternateScreen(): boolean {
    return this.#tmux(["display-message", "-p", "#{alternate_on}"]).trim() === "1";
  }

  /** Gives tmux a command, and the answer. */
  ask(...words: string[]): string {
    return this.#tmux(words);
  }

  /** Waits until the screen matches; the error shows the screen. */
  async see(pattern: RegExp, limitMs = 15_000): Promise<string> {
    try {
      return await waitFor(String(pattern), () => (pattern.test(this.screen()) ? this.screen() : undefined), limitMs);
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : error}. The screen:\n${this.screen()}`);
    }
  }

  [Symbol.dispose](): void {
    spawnSync("tmux", ["-L", this.#server, "kill-server"]);
  }

  #tmux(...parts: string[][]): string {
    const { status, stdout, stderr } = spawnSync("tmux", ["-L", this.#server, ...parts.flat()], {
      encoding: "utf8",
      env: { ...process.env, LANG: "C.UTF-8" },
    });
    if (status !== 0) throw new Error(`tmux ${parts.flat().join(" ")}: ${stderr}`);
    return stdout;
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
