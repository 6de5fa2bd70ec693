/**
 * The worker's side of starting a thread: it says its number, gets one message with what it needs, and answers once. The
 * number comes first, so that its maker knows whose locks to free should it die, before it can take one.
 */

import { setLockOrderChecks, threadId } from "../../core/index.ts";
import { runtime } from "../runtime/index.ts";

/** What a worker tells the thread that made it: `hello` first, then one of the others. */
export type StartMessage =
  | { readonly type: "hello"; readonly thread: number }
  | { readonly type: "ready" }
  | { readonly type: "failed"; readonly error: string };

/** Call it at the start of every thread: while developing, a broken order of locks is an error. */
export function checkLocksInDevelopment(): void {
  if (!runtime.isCompiled()) setLockOrderChecks(true);
}

/** Runs `begin` with the first message that comes in, and tells the maker whether it went well. Call it once. */
export function enterThread<Init>(begin: (init: Init) => Promise<void> | void): void {
  checkLocksInDevelopment();
  const first = async (event: MessageEvent<Init>) => {
    try {
      await begin(event.data);
      tell({ type: "ready" });
    } catch (error) {
      tell({ type: "failed", error: error instanceof Error ? error.message : String(error) });
    }
  };
  addEventListener("message", first, { once: true });
  tell({ type: "hello", thread: threadId });
}

function tell(message: StartMessage): void {
  postMessage(message);
}
