/** Names, ids and sources of processes, for threads that are not their owner. */

import type { ProcessClient, ProcessSnapshot } from "./types.ts";

/** What says which process it is. */
export type ProcessIdentity = Pick<ProcessSnapshot, "id" | "name" | "source" | "startedAt">;

/**
 * Learns which processes there are from their changes, and asks their owner only for what it has not heard of: a thread that
 * reads a flood answers late.
 *
 * What it says may be as old as an event is late: some milliseconds, or until the next change where the bus has lost one. That does no
 * harm to who looks for lines. A name keeps its source for ever. An id that was not heard of is asked for. One whose run has just
 * been replaced is known for that much longer, and its lines are in the log as before. Of a run that waited for others before it
 * started, the beginning may be taken for that of its wait. For anything else (what runs, what it is doing) ask the owner.
 */
export class KnownProcesses {
  readonly #owner: Pick<ProcessClient, "list">;
  /** The newest run of each name, in the order in which they were heard of. */
  readonly #byName = new Map<string, ProcessIdentity>();

  constructor(owner: Pick<ProcessClient, "list">) {
    this.#owner = owner;
  }

  /** A process is there, or has changed. */
  note({ id, name, source, startedAt }: ProcessIdentity): void {
    const known = this.#byName.get(name);
    // The owner's answer may be older than an event that came before it, and tell of the run before.
    if (known !== undefined && known.id !== id && known.startedAt > startedAt) return;
    this.#byName.set(name, { id, name, source, startedAt });
  }

  /**
   * The processes that are known, where `isEnough` says that they do; else those that there are. Rejects as the owner does, where
   * it is asked.
   */
  async list(isEnough: (known: readonly ProcessIdentity[]) => boolean): Promise<readonly ProcessIdentity[]> {
    const known = [...this.#byName.values()];
    if (isEnough(known)) return known;
    for (const process of await this.#owner.list()) this.note(process);
    return [...this.#byName.values()];
  }
}
