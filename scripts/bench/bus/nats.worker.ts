/** Handles the messages that a nats-server brings. Says what it has seen when asked. */

import { parentPort, workerData } from "node:worker_threads";
import { Flow } from "./flow.ts";
import { Tally } from "./tally.ts";
import { PAYLOAD_BYTES } from "./topics.ts";

/** What is passed: the client's module, the server, and where to report. */
export type NatsData = { readonly client: string; readonly url: string; readonly flow: SharedArrayBuffer };

/** What is used of nats.js. */
export interface NatsModule {
  connect(options: { servers: string }): Promise<{
    publish(subject: string, data: Uint8Array): void;
    subscribe(
      subject: string,
      options: { callback: (error: Error | null, message: { data: Uint8Array }) => void },
    ): void;
    flush(): Promise<void>;
    close(): Promise<void>;
  }>;
}

// Checked border: what nats.ts passes, and the pinned version of the package.
const { client, url, flow: buffer } = workerData as NatsData;
const connection = await ((await import(client)) as NatsModule).connect({ servers: url });
const tally = new Tally(new Flow(1, buffer), 0);
const note = tally.source();
connection.subscribe("bench", {
  callback: (_, { data }) => {
    const number = (data[0] ?? 0) | ((data[1] ?? 0) << 8) | ((data[2] ?? 0) << 16) | ((data[3] ?? 0) << 24);
    note(number, data[PAYLOAD_BYTES - 1] === 0x61);
  },
});
await connection.flush();
parentPort?.on("message", () => parentPort?.postMessage(tally.report()));
parentPort?.postMessage("ready");
