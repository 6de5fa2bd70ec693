/** The ingest threads as the main thread sees them: as one, which is gone when one of them is. */

import type { ProcessClient } from "../process/index.ts";
import type { IngestInit } from "./ingest.ts";
import { processClient } from "./process-client.ts";
import type { SharedInit } from "./shared.ts";
import { startThread, type Thread } from "./thread.ts";

/** What they are made of. */
export interface IngestParts {
  readonly shared: SharedInit;
  /** How many, 1 or more. */
  readonly count: number;
  /** See `IngestInit`. */
  readonly mark: string;
  readonly environment: IngestInit["environment"];
  /** The net thread's commands come in here. */
  readonly net: MessagePort;
  /** Called with the `threadId` of each that is gone. */
  readonly gone: (thread: number) => void;
}

/** All of them, running. */
export class IngestThreads {
  /** The processes of all of them. */
  readonly processes: ProcessClient;
  /** Settles with a sentence when one of them has died. */
  readonly died: Promise<string>;
  readonly #threads: readonly Thread[];
  #ending: Promise<void> | undefined;

  private constructor(first: Thread, others: readonly Thread[]) {
    this.#threads = [first, ...others];
    this.processes = processClient(first.client);
    this.died = Promise.race(this.#threads.map((thread) => thread.died));
  }

  /** Resolves when all are ready; rejects with a sentence when one is not. */
  static async start(parts: IngestParts): Promise<IngestThreads> {
    const links = Array.from({ length: parts.count - 1 }, () => new MessageChannel());
    const role = { kind: "first", net: parts.net, others: links.map((link) => link.port1) } as const;
    const [first, ...others] = await Promise.all([
      start(parts, 0, role, [role.net, ...role.others]),
      ...links.map(({ port2 }, index) => start(parts, index + 1, { kind: "other", first: port2 }, [port2])),
    ]);
    return new IngestThreads(first, others);
  }

  /** Variables for the environment of what is started from now on. */
  async setVariables(variables: Readonly<Record<string, string>>): Promise<void> {
    await Promise.all(this.#threads.map(({ client }) => client.request("thread.variables", variables)));
  }

  /** Ends all, with their processes, once; calls `failed` at once with the index of one that did not close in order. */
  end(failed: (index: number) => void): Promise<void> {
    this.#ending ??= this.#end(failed);
    return this.#ending;
  }

  async #end(failed: (index: number) => void): Promise<void> {
    const [first] = this.#threads;
    // Who depends on others ends first. Where a thread is gone there is no order any more, only an end.
    await Promise.race([first?.client.request("process.stop-all", null).catch(() => {}), this.died]);
    await Promise.all(
      this.#threads.map(async (thread, index) => {
        if (!(await thread.end())) failed(index);
      }),
    );
  }
}

function start(
  { shared, count, mark, environment, gone }: IngestParts,
  index: number,
  role: IngestInit["role"],
  ports: readonly MessagePort[],
): Promise<Thread> {
  const commands = new MessageChannel();
  const init: IngestInit = { ...shared, index, count, mark, environment, main: commands.port2, role };
  return startThread({
    name: count === 1 ? "ingest" : `ingest ${index + 1}`,
    worker: new Worker(new URL("./ingest.ts", import.meta.url), { type: "module" }),
    init,
    transfer: [init.main, ...ports],
    port: commands.port1,
    gone,
  });
}
