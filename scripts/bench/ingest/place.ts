/** A folder for runs of the generator under one program or another, and a tmux window of its own. */

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { delay } from "es-toolkit";

const generator = join(import.meta.dir, "generator.ts");
/** Milliseconds after which a run is given up. */
const LIMIT_MS = 60_000;
/** Milliseconds between two runs. */
const SETTLE_MS = 1500;

/** What the generator prints. */
export interface Output {
  readonly lines: number;
  readonly kind: "plain" | "server";
}

export class Place implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), "brum-ingest-"));
  #runs = 0;

  constructor() {
    writeFileSync(
      join(this.path, "package.json"),
      JSON.stringify({ name: "bench", packageManager: "npm@10.0.0", scripts: { gen: this.command } }),
    );
    writeFileSync(
      join(this.path, "turbo.json"),
      JSON.stringify({ tasks: { gen: { cache: false, passThroughEnv: ["OUT", "LINES", "KIND"] } }, ui: "tui" }),
    );
  }

  /** The generator as a command line. */
  get command(): string {
    return `${process.execPath} ${generator}`;
  }

  /** The environment of a run: `out` gets the generator's time. */
  environment({ lines, kind }: Output): { out: string; env: Record<string, string> } {
    const out = join(this.path, `out-${++this.#runs}`);
    const env = { OUT: out, LINES: String(lines), KIND: kind, XDG_STATE_HOME: join(this.path, "state") };
    return { out, env: { ...env, LANG: "C.UTF-8", TURBO_TELEMETRY_DISABLED: "1" } };
  }

  /** Seconds for a million lines, of a command in a tmux window of 120x40. */
  async inTmux(command: string, output: Output): Promise<number> {
    const { out, env } = this.environment(output);
    const variables = Object.entries(env).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
    const size = ["-x", "120", "-y", "40"];
    // A server of its own for each: the one before may still be ending.
    const socket = `brum-bench-${process.pid}-${this.#runs}`;
    tmux(socket, "new-session", "-d", ...size, ...variables, "-c", this.path, `${command}; sleep 30`);
    try {
      return await seconds(out, output);
    } finally {
      tmux(socket, "kill-server");
      // What it ran ends with it; the next run should have the machine alone.
      await delay(SETTLE_MS);
    }
  }

  /** The same, its output thrown away. */
  async toNothing(command: readonly string[], output: Output): Promise<number> {
    const { out, env } = this.environment(output);
    const child = Bun.spawn([...command], {
      cwd: this.path,
      env: { ...process.env, ...env },
      ...({ stdin: "ignore", stdout: "ignore", stderr: "ignore" } as const),
    });
    try {
      return await seconds(out, output);
    } finally {
      child.kill();
      await child.exited;
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

function tmux(socket: string, ...words: string[]): void {
  Bun.spawnSync(["tmux", "-L", socket, ...words], { stdin: "ignore", env: { ...process.env, LANG: "C.UTF-8" } });
}

/** Waits for the generator's word, and makes it seconds for a million lines. */
export async function seconds(out: string, { lines }: Output): Promise<number> {
  const end = performance.now() + LIMIT_MS;
  while (performance.now() < end) {
    const text = existsSync(out) ? readFileSync(out, "utf8") : "";
    if (text !== "") return (Number(text) / lines) * 1000;
    await delay(20);
  }
  throw new Error(`the generator was not done within ${LIMIT_MS / 1000} s`);
}
