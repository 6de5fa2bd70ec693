/** The transport of one session: the SDK's, with what revision 2025-11-25 asks for and the SDK leaves out. */

import {
  INVALID_PARAMS,
  type JSONRPCMessage,
  type RequestId,
  WebStandardStreamableHTTPServerTransport,
  type WebStandardStreamableHTTPServerTransportOptions,
} from "@modelcontextprotocol/server";
import { eventStream } from "./event-stream.ts";
import { mcpLimits } from "./limits.ts";
import { MessageStore } from "./message-store.ts";

/** Code of a resource that does not exist; one of 2026-07-28 is an invalid parameter, and so are all of the SDK's. */
const RESOURCE_NOT_FOUND = -32002;

/** The SDK's name of the stream that a GET opens. */
const GET_STREAM = "_GET_stream";

/** The first revision whose clients take an event without data. */
const FIRST_WITH_EMPTY_EVENTS = "2025-11-25";

export class SessionTransport extends WebStandardStreamableHTTPServerTransport {
  readonly #store: MessageStore;

  constructor(options: Omit<WebStandardStreamableHTTPServerTransportOptions, "eventStore" | "retryInterval">) {
    const store = new MessageStore();
    super({ ...options, eventStore: store, retryInterval: mcpLimits.retryMs });
    this.#store = store;
  }

  /**
   * Opens the stream that a GET asks for, or resumes the one that its Last-Event-ID names. `follow` is called when it is open,
   * and what it returns when it has ended.
   */
  async openStream(request: Request, follow: () => () => void): Promise<Response> {
    const response = await this.handleRequest(request);
    if (!response.ok || response.body === null) return response;
    return new Response(eventStream(response.body, follow(), this.#beginning(request)), response);
  }

  override send(message: JSONRPCMessage, options?: { relatedRequestId?: RequestId }): Promise<void> {
    return super.send(withResourceCode(message), options);
  }

  /** When to come back if the stream breaks, and an id to resume it with even where nothing has been sent on it. */
  #beginning({ headers }: Request): string {
    const retry = `retry: ${mcpLimits.retryMs}\n`;
    const hasId = headers.get("last-event-id") !== null;
    if (hasId || (headers.get("mcp-protocol-version") ?? "") < FIRST_WITH_EMPTY_EVENTS) return retry;
    return `id: ${this.#store.idFor(GET_STREAM)}\n${retry}data: \n`;
  }
}

/** An error that says nothing but which resource is missing: with the code that it had before 2026-07-28. */
function withResourceCode(message: JSONRPCMessage): JSONRPCMessage {
  if (!("error" in message) || message.error.code !== INVALID_PARAMS) return message;
  const { data } = message.error;
  const isMissing = typeof data === "object" && data !== null && Object.keys(data).join() === "uri";
  return isMissing ? { ...message, error: { ...message.error, code: RESOURCE_NOT_FOUND } } : message;
}
