/** A running Brummer for tests of the commands that talk to it, in a runtime folder of the test's own. */

import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../support/folder.ts";
import { waitFor } from "../support/wait.ts";
import { executable } from "./executable.ts";

/** What a command printed, and how it ended. */
export interface Outcome {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

/** A project folder, its own runtime folder, and the Brummers that were started there. */
export class Place implements AsyncDisposable {
  readonly path: string;
  readonly #folder: ReturnType<typeof makeFolder>;
  readonly #runtime = makeFolder();
  readonly #running: Bun.Subprocess[] = [];
  readonly env: Record<string, string>;

  constructor(files: Readonly<Record<string, string>> = {}, env: Record<string, string> = {}) {
    this.#folder = makeFolder(files);
    this.path = this.#folder.path;
    const { BRUM_RUN: _run, ...inherited } = process.env;
    this.env = { ...(inherited as Record<string, string>), XDG_RUNTIME_DIR: this.#runtime.path, ...env };
  }

  /** Where the instance files lie. */
  get instances(): string {
    return join(this.env["XDG_RUNTIME_DIR"] ?? "", "brummer", "instances");
  }

  instanceFiles(): string[] {
    try {
      return readdirSync(this.instances).filter((name) => name.endsWith(".json"));
    } catch {
      return [];
    }
  }

  /** Starts a Brummer without a screen, and waits until it can be asked. */
  async start(argv: readonly string[], options: { cwd?: string; mcp?: boolean } = {}): Promise<Bun.Subprocess> {
    const before = this.instanceFiles().length;
    const child = Bun.spawn([executable, "--no-tui", ...(options.mcp === true ? ["-p", "0"] : ["--no-mcp"]), ...argv], {
      cwd: options.cwd ?? this.path,
      env: this.env,
      ...({ stdin: "ignore", stdout: "ignore", stderr: "ignore" } as const),
    });
    this.#running.push(child);
    await waitFor("the instance file", () => this.instanceFiles().length > before);
    return child;
  }

  /** Runs a command to its end. */
  async run(argv: readonly string[], options: { cwd?: string } = {}): Promise<Outcome> {
    const child = this.spawn(argv, options);
    const [out, err, code] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
      child.exited,
    ]);
    return { out, err, code };
  }

  spawn(argv: readonly string[], options: { cwd?: string } = {}) {
    return Bun.spawn([executable, ...argv], {
      cwd: options.cwd ?? this.path,
      env: this.env,
      ...({ stdin: "ignore", stdout: "pipe", stderr: "pipe" } as const),
    });
  }

  makeDirectory(name: string): string {
    const path = join(this.path, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#running) child.kill("SIGTERM");
    await Promise.all(this.#running.map((child) => child.exited));
    this.#folder[Symbol.dispose]();
    this.#runtime[Symbol.dispose]();
  }
}
