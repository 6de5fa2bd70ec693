/** The maker's side of a thread: start it, learn when it dies, ask it for things. */

import { delay } from "es-toolkit";
import type { StartMessage } from "./entry.ts";
import { CommandClient } from "./protocol.ts";

/** Milliseconds that a thread may take to get ready. */
const START_LIMIT_MS = 10_000;
/** Milliseconds that an ended worker may take to be gone; Bun takes two, and Deno does not tell. */
const GONE_LIMIT_MS = 100;

/** A running thread. */
export interface Thread {
  readonly name: string;
  readonly client: CommandClient;
  /** Settles with a sentence when the thread has died and is gone; never when it is ended by {@link end}. */
  readonly died: Promise<string>;
  /** Asks it to close, waits for its answer, and ends it in any case; says whether it closed in order. The same when asked again. Never rejects. */
  end(): Promise<boolean>;
}

/** What a thread is made of. */
export interface ThreadParts<Init> {
  /** `ingest`, for messages. */
  readonly name: string;
  readonly worker: Worker;
  /** Goes to the worker when it has said its number. */
  readonly init: Init;
  /** What is handed over with `init`, ports above all. */
  readonly transfer: Transferable[];
  /** Our end of the port whose other end is in `init`. */
  readonly port: MessagePort;
  /** Called once when nothing of the thread runs any more, with its `threadId`: what it held is to be freed. */
  readonly gone: (thread: number) => void;
}

/** Resolves when the thread is ready; rejects with a sentence when it fails, dies or is not ready in time. */
export async function startThread<Init>(parts: ThreadParts<Init>): Promise<Thread> {
  const { name } = parts;
  const client = new CommandClient(parts.port);
  const death = Promise.withResolvers<string>();
  let ending = false;
  const life = new WorkerLife(parts, (why) => {
    if (ending) return;
    ending = true;
    const sentence = `The ${name} thread of Brummer died: ${why}`;
    client.abandon(sentence);
    void life.terminate().then(() => death.resolve(sentence));
  });
  const timer = setTimeout(() => life.answer(`it was not ready within ${START_LIMIT_MS / 1000} s`), START_LIMIT_MS);
  const failure = await Promise.race([life.answered, death.promise.then((sentence) => new Error(sentence))]);
  clearTimeout(timer);
  if (failure instanceof Error) throw failure;
  if (failure !== undefined) {
    ending = true;
    await life.terminate();
    throw new Error(`The ${name} thread of Brummer did not start: ${failure}`);
  }
  const close = async () => {
    ending = true;
    const closed = await client.request("thread.close", null).then(
      () => true,
      () => false,
    );
    await life.terminate();
    return closed;
  };
  let closing: Promise<boolean> | undefined;
  return {
    name,
    client,
    died: death.promise,
    end() {
      closing ??= close();
      return closing;
    },
  };
}

/** A worker from its hello to its end. */
class WorkerLife {
  readonly #worker: Worker;
  readonly #gone: (thread: number) => void;
  readonly #closed = Promise.withResolvers<void>();
  readonly #answered = Promise.withResolvers<string | undefined>();
  /** From the hello until it is gone. */
  #number: number | undefined;

  /** `died` is called, perhaps more than once, with the reason. */
  constructor({ worker, init, transfer, gone }: ThreadParts<unknown>, died: (why: string) => void) {
    this.#worker = worker;
    this.#gone = gone;
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      died(reasonOf(event.message));
    });
    // Bun tells the end of a worker, also without an error, by this event.
    worker.addEventListener("close", () => {
      this.#closed.resolve();
      died("it ended without a word");
    });
    worker.addEventListener("message", ({ data }: MessageEvent<StartMessage>) => {
      if (data.type !== "hello") return this.answer(data.type === "ready" ? undefined : data.error);
      this.#number = data.thread;
      worker.postMessage(init, transfer);
    });
  }

  /** Settles with why the thread could not begin, or undefined when it is ready. */
  get answered(): Promise<string | undefined> {
    return this.#answered.promise;
  }

  answer(failure: string | undefined): void {
    this.#answered.resolve(failure);
  }

  /** Settles when the worker is gone, and what it held is free. */
  async terminate(): Promise<void> {
    this.#worker.terminate();
    await Promise.race([this.#closed.promise, delay(GONE_LIMIT_MS)]);
    const number = this.#number;
    this.#number = undefined;
    if (number !== undefined) this.#gone(number);
  }
}

/** What was thrown, of all that a runtime tells of it: Bun puts the source before it, and calls behind it. */
function reasonOf(message: string): string {
  const thrown = /^(?:\w*Error|error): (.+)$/m.exec(message)?.[1] ?? message;
  return thrown === "" ? "it gave no reason" : thrown;
}
