/** Messages of JSON-RPC 2.0 as the bridge sees them: whose they are, not what they mean. Pure. */

import { bridgeLimits } from "./limits.ts";

export type RequestId = string | number;
export type Message = Readonly<Record<string, unknown>>;

/** A message, understood. `text`: as it came, in one line. */
export type Read =
  | {
      readonly kind: "request";
      readonly id: RequestId;
      readonly method: string;
      readonly message: Message;
      readonly text: string;
    }
  | { readonly kind: "notification"; readonly method: string; readonly message: Message; readonly text: string }
  /** To a request of the server. */
  | { readonly kind: "response"; readonly id: RequestId; readonly message: Message; readonly text: string }
  | { readonly kind: "invalid"; readonly id: RequestId | null; readonly code: number; readonly reason: string };

/** Codes of JSON-RPC 2.0, section 5.1, and one of the protocol's own for what is wrong with the connection. */
export const code = { parse: -32700, invalidRequest: -32600, connection: -32000 } as const;

const REVISION_KEY = "io.modelcontextprotocol/protocolVersion";

/** What a line holds: one message, or several of a batch (revision 2025-03-26), which are taken one by one. */
export function readLine(line: string): Read[] {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [invalid(null, code.parse, `Parse error: the line is no JSON (${why})`)];
  }
  const isTooLarge = line.length > bridgeLimits.messageBytes / 4 && byteLength(line) > bridgeLimits.messageBytes;
  if (!Array.isArray(value)) return [isTooLarge ? tooLarge(idOf(value)) : read(value, line.trim())];
  if (value.length === 0) return [invalid(null, code.invalidRequest, "Invalid request: an empty batch")];
  return value.map((one) => (isTooLarge ? tooLarge(idOf(one)) : read(one, JSON.stringify(one))));
}

/** For a line of which not even the id can be known. */
export function tooLarge(id: RequestId | null): Read {
  return invalid(id, code.invalidRequest, `The message is too large: ${bridgeLimits.messageBytes} bytes are taken`);
}

function read(value: unknown, text: string): Read {
  if (!isMessage(value)) return invalid(null, code.invalidRequest, "Invalid request: a message is an object");
  const { method } = value;
  const id = idOf(value);
  if (typeof method === "string") {
    if (!("id" in value)) return { kind: "notification", method, message: value, text };
    if (id !== null) return { kind: "request", id, method, message: value, text };
    return invalid(null, code.invalidRequest, "Invalid request: the id is neither a text nor a number");
  }
  if (id !== null && ("result" in value || "error" in value)) return { kind: "response", id, message: value, text };
  return invalid(id, code.invalidRequest, "Invalid request: there is neither a method nor a result");
}

function invalid(id: RequestId | null, number: number, reason: string): Read {
  return { kind: "invalid", id, code: number, reason };
}

/** Whether it is an object with names, as each message is. */
export function isMessage(value: unknown): value is Message {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Null: it has none that can be answered. */
export function idOf(value: unknown): RequestId | null {
  const id = isMessage(value) ? value["id"] : undefined;
  return typeof id === "string" || typeof id === "number" ? id : null;
}

/** The object at `name` of the parameters. */
export function paramOf(message: Message, name: string): unknown {
  const params = message["params"];
  return isMessage(params) ? params[name] : undefined;
}

/** The revision that a message names itself, as those of 2026-07-28 and later do; undefined: it belongs to a session. */
export function revisionOf(message: Message): string | undefined {
  const meta = paramOf(message, "_meta");
  const revision = isMessage(meta) ? meta[REVISION_KEY] : undefined;
  return typeof revision === "string" ? revision : undefined;
}

/** An answer that says what is wrong, as a line without its end. */
export function errorAnswer(id: RequestId | null, number: number, message: string): string {
  return JSON.stringify({ jsonrpc: "2.0", id, error: { code: number, message } });
}

function byteLength(text: string): number {
  return Buffer.byteLength(text);
}
