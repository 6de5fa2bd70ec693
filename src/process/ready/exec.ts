/** Readiness: a program ends with code 0. */

import { setImmediate as turn } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { delay } from "es-toolkit";
import { printable } from "../../logs/index.ts";
import { type Child, runtime } from "../../runtime/index.ts";
import { type Census, MARK_VARIABLE, markChain } from "../tree/census.ts";
import { RunTree } from "../tree/run-tree.ts";
import type { Look, Probe } from "./probe.ts";

/** Bytes that are kept of what it prints, at its end: only its last line is quoted. */
const KEPT_BYTES = 4096;
/** Characters of a quoted line. */
const QUOTED = 200;
/** Milliseconds for output that is still open when it has ended, and for its group to be gone after SIGKILL. */
const AFTER_END_MS = 200;

/** Milliseconds between two looks at what is ending. */
const LOOK_MS = 5;
/** Milliseconds of reading after which everything else in the thread gets its turn: a pipe may never be empty. */
const TURN_MS = 4;

/** What is run, and where. */
export interface ExecQuestion {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** What is needed to end all that it starts; as for a run. */
export interface ExecTools {
  readonly census: Census;
  newMark(): string;
}

/**
 * Runs it in a process group of its own. When the look is over what lives of that group is killed; when its time is over, or it
 * is stopped, also what left the group. What left it before an end in time bears the run's mark and ends with the run.
 */
export function execProbe(question: ExecQuestion, tools: ExecTools): Probe {
  return { look: (signal) => run(question, tools, signal) };
}

async function run(question: ExecQuestion, { census, newMark }: ExecTools, signal: AbortSignal): Promise<Look> {
  const { argv, cwd } = question;
  const mark = newMark();
  const env = { ...question.env, [MARK_VARIABLE]: markChain(question.env[MARK_VARIABLE], mark) };
  const name = printable(argv.join(" ")).slice(0, QUOTED);
  const result = (ok: boolean, what: string): Look => ({ ok, seen: `${name} ${what}`, url: null });
  if (signal.aborted) return result(false, "was not run");
  let child: Child;
  try {
    child = runtime.spawn({ argv, cwd, env });
  } catch (error) {
    return result(false, `could not be started: ${error instanceof Error ? error.message : String(error)}`);
  }
  const tree = new RunTree(child.pid, mark, census);
  const kill = () => tree.signal("SIGKILL");
  signal.addEventListener("abort", kill);
  const outputs = [new LastBytes(child.stderr), new LastBytes(child.stdout)];
  const { code, signal: endedBy } = await child.exited;
  signal.removeEventListener("abort", kill);
  if (signal.aborted || mayLive(child.pid)) await end(tree);
  const isRead = new AbortController();
  const late = delay(AFTER_END_MS, { signal: isRead.signal }).catch(() => {});
  await Promise.race([Promise.all(outputs.map(({ ended }) => ended)), late]);
  isRead.abort();
  await Promise.all(outputs.map((output) => output.close()));
  if (code === 0) return result(true, "ended with code 0");
  const line = outputs.map((output) => output.lastLine()).find((text) => text !== "");
  const quoted = line === undefined ? "" : `: ${line}`;
  return result(false, `${code === null ? `was ended by ${endedBy}` : `ended with code ${code}`}${quoted}`);
}

/** Whether there may be something in a group; a cheap question, for the many looks after which there is nothing. */
function mayLive(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

/** Kills what the program started and left behind, and waits until it is gone. */
async function end(tree: RunTree): Promise<void> {
  const limit = performance.now() + AFTER_END_MS;
  do {
    tree.signal("SIGKILL");
    if (tree.members().length === 0) return;
    await delay(LOOK_MS);
  } while (performance.now() < limit);
}

/** Reads a pipe to its end and keeps the last bytes, so that who prints much is not held up and costs no memory. */
class LastBytes {
  /** Settles when the pipe has ended; never rejects. */
  readonly ended: Promise<void>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #kept = new Uint8Array();

  constructor(pipe: ReadableStream<Uint8Array>) {
    this.#reader = pipe.getReader();
    this.ended = this.#read();
  }

  /** Lets the pipe go, though somebody may still hold its other end. */
  async close(): Promise<void> {
    await this.#reader.cancel().catch(() => {});
  }

  lastLine(): string {
    const text = stripVTControlCharacters(new TextDecoder().decode(this.#kept));
    const lines = text.split(/[\r\n]+/).map((line) => printable(line).trim());
    return (lines.findLast((line) => line !== "") ?? "").slice(0, QUOTED);
  }

  async #read(): Promise<void> {
    let turnAt = performance.now() + TURN_MS;
    for (;;) {
      if (performance.now() > turnAt) {
        await turn();
        turnAt = performance.now() + TURN_MS;
      }
      const { done, value } = await this.#reader.read().catch(() => ({ done: true, value: undefined }));
      if (done || value === undefined) return;
      const both = new Uint8Array(this.#kept.length + Math.min(value.length, KEPT_BYTES));
      both.set(this.#kept);
      both.set(value.subarray(-KEPT_BYTES), this.#kept.length);
      this.#kept = both.slice(-KEPT_BYTES);
    }
  }
}
