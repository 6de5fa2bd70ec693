import { repository } from "./build.ts";
import { type Counts, countTests } from "./test-counts.ts";

/** One part of the test run. */
export interface Part {
  readonly name: string;
  readonly command: readonly string[];
  /** Seconds after which it has failed. */
  readonly limit: number;
  /** `check`: counts as one test by its exit code. `tests`: its summary says how many there were. */
  readonly kind: "check" | "tests";
  /** Why it cannot run here. */
  readonly missing?: string | undefined;
}

/** The process of the part that runs now. */
let current: Bun.Subprocess | undefined;

/** Ends a part with everything that it started: it leads a process group. */
function endPart(child: Bun.Subprocess): void {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}

/** How a part went. */
export interface Outcome extends Counts {
  /** Why it failed, where the output does not say so by itself. */
  readonly problem?: string;
  readonly output: string;
}

/**
 * Runs a part in a process group of its own, of which nothing lives afterwards. It has failed when it says so, when it takes
 * longer than `limit` seconds, and when it is to run tests and ran none.
 */
export async function runPart(part: Part, limit: number, env: Record<string, string | undefined>): Promise<Outcome> {
  const child = Bun.spawn([...part.command], {
    cwd: repository,
    env,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    detached: true,
  });
  current = child;
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    endPart(child);
  }, limit * 1000);
  const output = await gather([child.stdout, child.stderr], child.exited);
  const status = await child.exited;
  clearTimeout(timer);
  current = undefined;
  endPart(child); // What it left behind in its group.
  return judge(part, { status: child.signalCode ?? status, timedOut, limit, output });
}

/** All output in the order of its coming, until the process ends: what it left behind may hold the pipes for ever. */
export async function gather(
  streams: readonly ReadableStream<Uint8Array<ArrayBuffer>>[],
  exited: Promise<unknown>,
): Promise<string> {
  let output = "";
  const ended = streams.map(async (stream) => {
    const decoder = new TextDecoder();
    for await (const bytes of stream) output += decoder.decode(bytes, { stream: true });
  });
  await exited;
  await Promise.race([Promise.all(ended), Bun.sleep(1000)]);
  return output;
}

/** Ends the part that runs now, if one does. */
export function endCurrentPart(): void {
  if (current !== undefined) endPart(current);
}

function judge(
  part: Part,
  run: { status: number | string; timedOut: boolean; limit: number; output: string },
): Outcome {
  const { output } = run;
  const ok = run.status === 0 && !run.timedOut;
  if (part.kind === "check") {
    const counts = { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: [], output };
    return run.timedOut ? { ...counts, problem: `took longer than ${run.limit} s` } : counts;
  }
  const counts = countTests(output);
  const failed = (problem: string) => ({ ...counts, failed: Math.max(1, counts.failed), problem, output });
  if (run.timedOut) return failed(`took longer than ${run.limit} s`);
  if (!ok && counts.failed === 0) return failed(`ended with ${run.status}`);
  if (counts.passed + counts.failed + counts.skipped.length === 0) return failed("ran no test");
  return { ...counts, output };
}
