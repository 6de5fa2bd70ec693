/**
 * Scenarios at the screen: a robot starts the screen on a virtual terminal, presses keys, and compares whole screens with the
 * files in `expected/`. `bun run screens` writes these files anew: look at the difference before you commit it.
 */

import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mapValues } from "es-toolkit";
import { VirtualTerminal } from "../../support/virtual-terminal.ts";
import { FakePrograms } from "../../tui/outside/fake-programs.ts";

const harness = join(import.meta.dir, "../../tui/harness.ts");
const folder = join(import.meta.dir, "expected");
const isWriting = process.env["WRITE_SCREENS"] === "1";

/** Which keys the robots of this run have pressed with success: `test/tui/harness-pressed.ts`. */
export const pressedFile = join(tmpdir(), `brum-pressed-${process.pid}`);

/** What the tester's environment may say; a scenario says otherwise. */
const neutral = { NO_COLOR: "", COLORTERM: "", PAGER: "", VISUAL: "", EDITOR: "", SSH_TTY: "", TMUX: "", LC_ALL: "" };
const WAIT_MS = 10_000;
const LIMIT_MS = 120_000;

export const sizes = {
  small: { columns: 40, rows: 10 },
  usual: { columns: 80, rows: 24 },
  large: { columns: 120, rows: 40 },
} as const;

export interface ScenarioOptions {
  readonly size?: keyof typeof sizes;
  /** For the harness: `HARNESS_…`, or what a terminal says of itself. `@/name`: the path of one of `files`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Made for the scenario: programs, and what they work on. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The terminal of one scenario. */
export class Robot extends VirtualTerminal {
  readonly #name: string;
  readonly tools: FakePrograms;
  #shots = 0;

  constructor(name: string, { size = "usual", env = {}, files = {} }: ScenarioOptions) {
    const tools = new FakePrograms(files);
    const own = mapValues({ ...env }, (value) => value.replace(/^@(?=\/|$)/, tools.path));
    super({
      argv: [process.execPath, harness],
      ...sizes[size],
      env: { ...neutral, HARNESS_QUIET: "1", HARNESS_PRESSED: pressedFile, ...own },
    });
    this.tools = tools;
    this.#name = `${name.replace(/[^\w]+/g, "-")}.${size}`;
  }

  override see(pattern: RegExp, limitMs = WAIT_MS): Promise<string> {
    return super.see(pattern, limitMs);
  }

  /** Waits until the screen no longer matches. */
  gone(pattern: RegExp): Promise<string> {
    return this.see(new RegExp(`^(?![\\s\\S]*(?:${pattern.source}))`, pattern.flags.replace("m", "")));
  }

  /** The row of the screen in which a text stands, counted from 0; -1: none. */
  rowOf(text: string): number {
    return this.screen()
      .split("\n")
      .findIndex((line) => line.includes(text));
  }

  /** Clicks on the first place of a text. */
  clickOn(text: string): void {
    const row = this.rowOf(text);
    const line = this.screen().split("\n")[row] ?? "";
    if (row < 0) throw new Error(`There is no ${JSON.stringify(text)} on the screen:\n${this.screen()}`);
    this.click(line.indexOf(text), row);
  }

  /** What the program has put on the terminal's clipboard last (OSC 52). */
  copied(): string {
    const [, text = ""] = /^[\s\S]*\x1b\]52;c;([A-Za-z0-9+/=]*)/.exec(this.received) ?? [];
    return Buffer.from(text, "base64").toString();
  }

  /** Presses keys and waits for what they bring. */
  async do(keys: readonly string[], pattern: RegExp): Promise<void> {
    this.press(...keys);
    await this.see(pattern);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    this.tools[Symbol.dispose]();
  }

  /** Compares the screen, once it stays, with the file of this scenario. */
  async shot(): Promise<void> {
    const screen = normal(await this.settled(), this.tools.path);
    this.#shots += 1;
    const file = join(folder, `${this.#name}${this.#shots === 1 ? "" : `.${this.#shots}`}.txt`);
    if (isWriting || !existsSync(file)) {
      if (!isWriting) throw new Error(`there is no ${file}: run "bun run screens" and look at what it writes`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, `${screen}\n`);
    }
    expect(`${screen}\n`).toBe(readFileSync(file, "utf8"));
  }
}

/** What differs from run to run, as it always is: times of day, lengths of time, ports, folders. */
function normal(screen: string, folder: string): string {
  return screen
    .split("\n")
    .map((line) =>
      line
        .replaceAll(/\b\d\d:\d\d:\d\d\b/g, "10:42:07")
        .replaceAll(/\bfor \d+ s, since\b/g, "for 1 s, since")
        .replaceAll(process.cwd(), "/shop")
        .replaceAll(folder, "/folder")
        .replaceAll(/\b127\.0\.0\.1:\d{5}\b/g, "127.0.0.1:51730")
        .replaceAll(/\b\d+(\.\d+)? ms\b/g, "1 ms")
        .trimEnd(),
    )
    .join("\n")
    .trimEnd();
}

/** Two at a time: each waits most of its time. */
const free = [Promise.resolve(), Promise.resolve()];

async function inTurn(run: () => Promise<void>): Promise<void> {
  const before = free.shift();
  const done = Promise.withResolvers<void>();
  free.push(done.promise);
  await before;
  try {
    await run();
  } finally {
    done.resolve();
  }
}

/** The presses that select what stands so many rows further down. */
export const downTo = (rows: number): string[] => Array.from({ length: rows }, () => "down");

/** A test of the screen. `name`: also of its files, so no other scenario of the same size may have it. */
export function scenario(name: string, options: ScenarioOptions, run: (robot: Robot) => Promise<void>): void {
  const once = async () => {
    await using robot = new Robot(name, options);
    // The first frame has its hints.
    await robot.see(/\bq quit|enter \w|⏎ \w|\? help/);
    await run(robot);
  };
  test.concurrent(`${name} (${options.size ?? "usual"})`, () => inTurn(once), LIMIT_MS);
}
