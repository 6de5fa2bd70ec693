/** What commands need of the history of a directory. */

import { HistoryReader, historyFile, type Run } from "../../history/index.ts";

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

/** Whether a process lives; one of somebody else does. */
export function isLiving(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
