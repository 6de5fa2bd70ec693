/** What a session has sent lately, for a client whose stream has broken: it asks for what came after the last it got. */

import type { EventStore, JSONRPCMessage } from "@modelcontextprotocol/server";
import { byteLength } from "./format.ts";
import { mcpLimits } from "./limits.ts";

interface Kept {
  readonly number: number;
  readonly stream: string;
  readonly message: JSONRPCMessage;
  readonly bytes: number;
}

/** Keeps the newest messages of one session, within `mcpLimits.keptMessages` and `mcpLimits.keptBytes`. */
export class MessageStore implements EventStore {
  #kept: Kept[] = [];
  #bytes = 0;
  #last = 0;

  async storeEvent(stream: string, message: JSONRPCMessage): Promise<string> {
    const number = ++this.#last;
    const bytes = byteLength(JSON.stringify(message));
    this.#kept.push({ number, stream, message, bytes });
    this.#bytes += bytes;
    while (this.#kept.length > mcpLimits.keptMessages || this.#bytes > mcpLimits.keptBytes) {
      this.#bytes -= this.#kept.shift()?.bytes ?? 0;
    }
    return `${number}_${stream}`;
  }

  /** The id itself names its stream: also one whose message is no longer kept. */
  async getStreamIdForEventId(id: string): Promise<string | undefined> {
    return parsed(id)?.stream;
  }

  async replayEventsAfter(
    id: string,
    { send }: { send: (id: string, message: JSONRPCMessage) => Promise<void> },
  ): Promise<string> {
    const last = parsed(id);
    if (last === undefined) throw new Error(`${JSON.stringify(id)} is no event of this session`);
    for (const { number, stream, message } of [...this.#kept]) {
      if (stream === last.stream && number > last.number && isTold(message)) await send(`${number}_${stream}`, message);
    }
    return last.stream;
  }
}

function parsed(id: string): { readonly number: number; readonly stream: string } | undefined {
  const [, number, stream] = /^(\d+)_(.+)$/.exec(id) ?? [];
  return number === undefined || stream === undefined ? undefined : { number: Number(number), stream };
}

/** A stream's first event has no message: it only tells an id. */
function isTold(message: JSONRPCMessage): boolean {
  return Object.keys(message).length > 0;
}
