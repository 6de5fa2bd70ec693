/** A request of the proxy's own: it passes as a client's does, by the same state machine, and is recorded as such. */

import type { TcpSocket } from "../../runtime/index.ts";
import type { Policy } from "../connection/types.ts";
import { ClientLink } from "./client.ts";
import type { LinkPool } from "./pool.ts";

/**
 * Sends the bytes of one request that ends its connection; settles when the answer has ended, or the connection with it. `signal`
 * aborts it as a client does that goes away. What has come of it is in the record.
 */
export function send(bytes: Uint8Array, policy: Policy, pool: LinkPool, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let isOver = false;
  const end = () => {
    if (isOver) return;
    isOver = true;
    // Not inside of the machine's call.
    queueMicrotask(() => {
      client.closed();
      resolve();
    });
  };
  const socket: TcpSocket = {
    // The record keeps of it what there is to keep.
    write: () => true,
    end,
    abort: end,
    pause() {},
    resume() {},
    waiting: 0,
    remotePort: 0,
  };
  const client = new ClientLink(socket, policy, pool, () => {});
  if (signal.aborted) end();
  else {
    signal.addEventListener("abort", end, { once: true });
    client.data(bytes);
  }
  return promise.finally(() => signal.removeEventListener("abort", end));
}
