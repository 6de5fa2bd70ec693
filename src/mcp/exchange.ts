/** One request that is being answered: what its handler may say meanwhile. */

import type { LoggingLevel, ServerContext } from "@modelcontextprotocol/server";

export interface Exchange {
  /** Nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** Whether {@link progress} reaches anybody. */
  readonly wantsProgress: boolean;
  /**
   * How far it is: `done` of `total` (undefined: nobody knows), with a sentence. Each call must tell more than the last one.
   * Says nothing where the client has not asked for it.
   */
  progress(done: number, total: number | undefined, message: string): Promise<void>;
  /** A message for the client's log, where that takes this level. */
  log(level: LoggingLevel, data: unknown): Promise<void>;
  /** What the SDK knows of the request, where it has it in its hands. */
  readonly sdk?: ServerContext;
}

/** `hears`: whether the session takes messages of a level, where the SDK does not know it. */
export function exchangeOf(sdk: ServerContext, hears: (level: LoggingLevel) => boolean = () => true): Exchange {
  const { mcpReq } = sdk;
  const token = mcpReq._meta?.progressToken;
  return {
    signal: mcpReq.signal,
    wantsProgress: token !== undefined,
    async progress(progress, total, message) {
      if (token === undefined) return;
      const params = { progressToken: token, progress, ...(total === undefined ? {} : { total }), message };
      await mcpReq.notify({ method: "notifications/progress", params });
    },
    async log(level, data) {
      if (hears(level)) await mcpReq.log(level, data, "brummer");
    },
    sdk,
  };
}
