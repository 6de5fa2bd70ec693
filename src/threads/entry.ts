/** The worker's side of starting a thread: one message with what it needs comes in, one answer goes out. */

/** First message from a worker to the thread that made it. */
export type StartAnswer = { readonly type: "ready" } | { readonly type: "failed"; readonly error: string };

/** Runs `begin` with the first message that comes in, and tells the maker whether it went well. Call it once. */
export function enterThread<Init>(begin: (init: Init) => Promise<void> | void): void {
  const first = async (event: MessageEvent<Init>) => {
    try {
      await begin(event.data);
      postMessage({ type: "ready" } satisfies StartAnswer);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      postMessage({ type: "failed", error: text } satisfies StartAnswer);
    }
  };
  addEventListener("message", first, { once: true });
}
