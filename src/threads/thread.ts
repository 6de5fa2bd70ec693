/** The maker's side of a thread: start it, learn when it dies, ask it for things. */

import type { StartAnswer } from "./entry.ts";
import { CommandClient } from "./protocol.ts";

/** Milliseconds that a thread may take to get ready. */
const START_LIMIT_MS = 10_000;

/** A running thread. */
export interface Thread {
  readonly name: string;
  readonly client: CommandClient;
  /** Settles with a sentence when the thread dies; never when it is ended by {@link end}. */
  readonly died: Promise<string>;
  /** Asks it to close, waits for its answer, and ends it in any case; says whether it closed in order. Never rejects. */
  end(): Promise<boolean>;
}

/** What a thread is made of. */
export interface ThreadParts<Init> {
  /** `ingest`, for messages. */
  readonly name: string;
  readonly worker: Worker;
  readonly init: Init;
  /** What is handed over with `init`, ports above all. */
  readonly transfer: Transferable[];
  /** Our end of the port whose other end is in `init`. */
  readonly port: MessagePort;
}

/** Resolves when the thread is ready; rejects with a sentence when it fails, dies or is not ready in time. */
export async function startThread<Init>(parts: ThreadParts<Init>): Promise<Thread> {
  const { name, worker } = parts;
  const client = new CommandClient(parts.port);
  const death = Promise.withResolvers<string>();
  let ending = false;
  const die = (why: string) => {
    if (ending) return;
    const sentence = `The ${name} thread of Brummer died: ${why}`;
    client.abandon(sentence);
    death.resolve(sentence);
  };
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    die(event.message || "it gave no reason");
  });
  // Bun tells the end of a worker, also without an error, by this event.
  worker.addEventListener("close", () => die("it ended without a word"));

  const answered = Promise.withResolvers<StartAnswer>();
  worker.addEventListener("message", (event: MessageEvent<StartAnswer>) => answered.resolve(event.data), {
    once: true,
  });
  worker.postMessage(parts.init, parts.transfer);
  const timer = setTimeout(() => {
    answered.resolve({ type: "failed", error: `it was not ready within ${START_LIMIT_MS / 1000} s` });
  }, START_LIMIT_MS);
  const answer = await Promise.race([answered.promise, death.promise]);
  clearTimeout(timer);
  if (typeof answer === "string") throw new Error(answer);
  if (answer.type === "failed") {
    ending = true;
    worker.terminate();
    throw new Error(`The ${name} thread of Brummer did not start: ${answer.error}`);
  }
  return {
    name,
    client,
    died: death.promise,
    async end() {
      ending = true;
      const closed = await client.request("thread.close", null).then(
        () => true,
        () => false,
      );
      worker.terminate();
      return closed;
    },
  };
}
