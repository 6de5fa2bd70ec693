/** What one session's client gets for its log: from the level on that it has set, and not more than it can read. */

import type { LoggingLevel, Server } from "@modelcontextprotocol/server";
import type { Catalogue, LogMessage } from "./catalogue.ts";
import { mcpLimits } from "./limits.ts";

/** RFC 5424, section 6.2.1, the least first. */
const levels: readonly LoggingLevel[] = [
  "debug",
  "info",
  "notice",
  "warning",
  "error",
  "critical",
  "alert",
  "emergency",
];

/** For a server of revision 2025-11-25 or before; later ones say with each request what they want to hear of it. */
export class SessionLog {
  readonly #catalogue: Catalogue;
  readonly #server: Server;
  #least: LoggingLevel | undefined;
  #stop: (() => void) | undefined;
  /** While it runs, the messages of a second are counted. */
  #second: ReturnType<typeof setTimeout> | undefined;
  #sent = 0;
  #leftOut = 0;

  constructor(catalogue: Catalogue, server: Server) {
    this.#catalogue = catalogue;
    this.#server = server;
  }

  /** From now on until the session ends. In place of the SDK's own handler, which tells nobody of the level. */
  serve(): void {
    const server = this.#server;
    server.setRequestHandler("logging/setLevel", ({ params }) => {
      this.#least = params.level;
      this.#stop ??= this.#catalogue.messages?.((message) => this.#heard(message));
      return {};
    });
    const { onclose } = server;
    server.onclose = () => {
      this.#stop?.();
      clearTimeout(this.#second);
      onclose?.();
    };
  }

  /** Whether the client takes messages of this level; of every one until it has said. */
  hears(level: LoggingLevel): boolean {
    return this.#least === undefined || levels.indexOf(level) >= levels.indexOf(this.#least);
  }

  #heard(message: LogMessage): void {
    if (!this.hears(message.level)) return;
    this.#second ??= setTimeout(() => this.#secondIsOver(), 1000);
    if (this.#sent >= mcpLimits.messages) {
      this.#leftOut++;
      return;
    }
    this.#sent++;
    this.#send(message);
  }

  #secondIsOver(): void {
    const count = this.#leftOut;
    this.#second = undefined;
    this.#sent = 0;
    this.#leftOut = 0;
    if (count > 0) this.#heard({ level: "warning", data: { message: `${count} more messages were left out`, count } });
  }

  #send({ level, data }: LogMessage): void {
    // A client that is gone hears nothing; its session ends by itself.
    void this.#server.sendLoggingMessage({ level, logger: "brummer", data }).catch(() => {});
  }
}
