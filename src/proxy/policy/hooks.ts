/** Places at which others may look at what passes, or change it: all may be left out. Quick, as everything waits for them. */

import type { LocalAnswer, Reply } from "../connection/types.ts";
import type { RequestHead, ResponseHead } from "../http1/head.ts";

export interface ProxyHooks {
  /** A new exchange is recorded under this number. */
  onExchange?(id: number, head: RequestHead): void;
  /** An answer in the server's place; undefined: the request goes on. */
  onRequestHead?(head: RequestHead): LocalAnswer | undefined;
  /** The answer's head as the client gets it, perhaps with a change of its content; undefined: as it is. */
  onResponseHead?(head: ResponseHead, request: RequestHead): Reply | undefined;
}
