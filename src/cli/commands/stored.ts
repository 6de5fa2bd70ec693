/** What commands need of the history of a directory. */

import { HistoryReader, historyFile, type Run } from "../../history/index.ts";
import { UsageError } from "./usage.ts";

/** Opens it and does something with it. Rejects with `NoHistoryError` where there is none. */
export async function withHistory<T>(directory: string, work: (history: HistoryReader) => Promise<T>): Promise<T> {
  const history = await HistoryReader.open(historyFile(directory));
  try {
    return await work(history);
  } finally {
    history.close();
  }
}

/** The run that a word means. */
export function runOf(history: HistoryReader, word: string): Run {
  return history.run(word, isLiving);
}

/** The sources of a run that these names mean. Throws {@link UsageError} for one that there is none of. */
export function sourcesNamed(sources: ReadonlyMap<number, string>, names: readonly string[]): number[] {
  return names.map((name) => {
    const found = [...sources].find(([, its]) => its === name);
    if (found !== undefined) return found[0];
    const known = [...sources.values()];
    throw new UsageError(
      `No process "${name}" ran then. ${known.length === 0 ? "None did." : `There were: ${known.join(", ")}.`}`,
    );
  });
}

/** Whether a process lives; one of somebody else does. */
export function isLiving(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
