/** Threads of a benchmark: started with data, they report with messages. */

import { type Transferable, Worker } from "node:worker_threads";

/** Milliseconds for a thread's next message: far more than any round takes. */
const MESSAGE_MS = 60_000;

export interface BenchThread {
  /** The next message, in order; rejects when the thread fails, ends without one, or is silent for a minute. */
  next(): Promise<unknown>;
  send(message: unknown): void;
  /** Ends the thread and settles when it has ended. */
  end(): Promise<void>;
  readonly worker: Worker;
}

/** Starts the module `path`, relative to `base`, with its data; `transfer`: what of the data goes over to the thread. */
export function startThread(path: string, base: string, data: unknown, transfer: Transferable[] = []): BenchThread {
  const worker = new Worker(new URL(path, base), { workerData: data, transferList: transfer });
  const messages: unknown[] = [];
  let failure: Error | undefined;
  let wake = () => {};
  const fail = (error: Error) => {
    failure ??= error;
    wake();
  };
  worker.on("message", (message: unknown) => {
    messages.push(message);
    wake();
  });
  worker.on("error", fail);
  worker.on("exit", () => fail(new Error(`${path} ended without a further message`)));
  return {
    worker,
    send: (message) => worker.postMessage(message),
    next: async () => {
      const until = performance.now() + MESSAGE_MS;
      while (messages.length === 0) {
        if (failure !== undefined) throw failure;
        const left = until - performance.now();
        if (left <= 0) throw new Error(`${path} has said nothing for ${MESSAGE_MS / 1000} s`);
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, left);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      return messages.shift();
    },
    end: async () => {
      await worker.terminate();
    },
  };
}
