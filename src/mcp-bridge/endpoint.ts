/** The MCP server that a bridge leads to, and one exchange with it over HTTP. */

import { INSTANCE_HEADER } from "./addressee.ts";
import { EventReader } from "./event-reader.ts";

/** Where it is. */
export interface Endpoint {
  /** `http://127.0.0.1:7777/mcp` */
  readonly url: string;
  /** What it wants to be sent; null: nothing. */
  readonly token: string | null;
  /** Id of the Brummer, which it checks: its port may be another's by now. Null: it is in this process. */
  readonly instance: string | null;
  /** Of its project. */
  readonly directory: string;
}

/** Whether both are the same Brummer: a session of the one is one of the other. */
export function isSame(a: Endpoint, b: Endpoint): boolean {
  return a.url === b.url && a.instance === b.instance;
}

/** What is sent. */
export interface Sent {
  readonly method: "POST" | "GET" | "DELETE";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** Rejects where the connection cannot be made or breaks before the answer begins. */
export function send(endpoint: Endpoint, { method, headers, body, signal }: Sent): Promise<Response> {
  const { url, token, instance } = endpoint;
  return fetch(url, {
    method,
    headers: {
      accept: method === "GET" ? "text/event-stream" : "application/json, text/event-stream",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(instance === null ? {} : { [INSTANCE_HEADER]: instance }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
    signal,
    redirect: "error",
    // Bun's own limit of five minutes: an answer may take as long as the client waits for it.
    timeout: false,
  });
}

/** Whether a request certainly reached nobody. */
export function isRefused(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ECONNREFUSED" || code === "ConnectionRefused";
}

/** A message of an answer, with where to go on should the stream break. */
export interface Received {
  readonly eventId: string | undefined;
  /** Undefined: only an id is told. */
  readonly message: unknown;
  /** The message as it came, in one line: what cannot be said in JavaScript's numbers stays as it is. */
  readonly text: string;
}

/** The messages of an answer, as they come. Throws where it breaks, or is none of JSON-RPC. */
export async function* messagesIn(
  response: Response,
  retry: (milliseconds: number) => void = () => {},
): AsyncGenerator<Received> {
  if (response.body === null) return;
  const type = response.headers.get("content-type") ?? "";
  if (!type.startsWith("text/event-stream")) {
    const text = await response.text();
    const value: unknown = JSON.parse(text);
    if (!Array.isArray(value)) yield { eventId: undefined, message: value, text: inOneLine(text, value) };
    else for (const one of value) yield { eventId: undefined, message: one, text: JSON.stringify(one) };
    return;
  }
  const reader = new EventReader();
  for await (const chunk of response.body) {
    for (const { id, data } of reader.read(chunk)) {
      const message: unknown = data === "" ? undefined : JSON.parse(data);
      yield { eventId: id, message, text: inOneLine(data, message) };
    }
    if (reader.retryMs !== undefined) retry(reader.retryMs);
  }
}

function inOneLine(text: string, value: unknown): string {
  return /[\r\n]/.test(text) ? JSON.stringify(value) : text;
}
