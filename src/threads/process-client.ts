/** Requests about processes, sent to the ingest thread. */

import type { ProcessClient } from "../process/index.ts";
import type { CommandClient } from "./protocol.ts";

/** Any thread that holds a port to the ingest thread. */
export function processClient(client: CommandClient): ProcessClient {
  return {
    list: () => client.request("process.list", null),
    start: (launch) => client.request("process.start", launch),
    stop: (idOrName) => client.request("process.stop", idOrName),
    restart: (idOrName) => client.request("process.restart", idOrName),
  };
}
