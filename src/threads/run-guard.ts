/** Entry of the guard process: `brum __guard MARK PID`, started by Brummer itself. */

import { runGuard } from "../process/thread.ts";

export async function guard(words: readonly string[]): Promise<number> {
  const [mark, pid] = words;
  if (mark === undefined || !/^\d+$/.test(pid ?? "")) return 1;
  await runGuard(mark, Number(pid));
  return 0;
}
