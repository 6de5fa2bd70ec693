/** A recorded request as it is sent again, perhaps changed. Pure. */

import * as z from "zod";
import type { Exchange } from "../capture/exchange.ts";
import { firstOf } from "../http1/fields.ts";
import { type Fields, requestBytes } from "../http1/head.ts";
import { endToEnd } from "../http1/hop-by-hop.ts";
import { originOf } from "../mapping.ts";
import { isLoopback, parseHost } from "../policy/origins.ts";

/** It cannot be sent again like that: a sentence with what to do. */
export class ReplayError extends Error {
  override readonly name = "ReplayError";
}

/** What is to be different; what is left out stays as it was. */
export const replayEdits = z.strictObject({
  method: z
    .string()
    .regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,64}$/, "is no method of HTTP")
    .optional(),
  /** Path with query, or a URL of the same server. */
  path: z.string().optional(),
  /** By name; null takes one away. */
  headers: z.record(z.string(), z.string().nullable()).optional(),
  body: z.string().optional(),
});
export type ReplayEdits = z.output<typeof replayEdits>;

/** A request that is to be sent. */
export interface ReplayRequest {
  /** Origin of the server: `http://localhost:3000`. */
  readonly origin: string;
  /** All of it, as it goes over the wire. */
  readonly bytes: Uint8Array;
}

/** What is about the connection or the message's length, and written anew. */
const own = new Set(["content-length", "expect", "host"]);
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const visible = /^[!-~\x80-\xff]+$/;

/** Throws a {@link ReplayError}. */
export function replayRequest(exchange: Exchange, edits: ReplayEdits): ReplayRequest {
  const { method: before, url, requestFields, requestBody, upgrade } = exchange;
  if (before === "" || before === "CONNECT") throw new ReplayError("only requests of HTTP can be sent again");
  if (upgrade !== null)
    throw new ReplayError(`it became a connection of the protocol ${upgrade}: that cannot be sent again`);
  if (requestBody.isCut && edits.body === undefined) {
    const { bytes, size } = requestBody;
    throw new ReplayError(`only ${bytes.length} of the ${size} bytes of its body were kept: give a body`);
  }
  const origin = originOf(url);
  if (origin === undefined) throw new ReplayError(`${url} is no address of HTTP`);
  const method = edits.method?.toUpperCase() ?? before;
  if (!token.test(method)) throw new ReplayError(`"${method}" is no method of HTTP`);
  if (method === "CONNECT") throw new ReplayError("a tunnel cannot be opened by a replay");
  const target = targetOf(url, edits.path);
  const changes = Object.entries(edits.headers ?? {});
  for (const [name, value] of changes) checkField(name, value);
  const changed = new Set(changes.map(([name]) => name.toLowerCase()));
  const kept = endToEnd(requestFields).filter(
    ([name]) => !own.has(name.toLowerCase()) && !changed.has(name.toLowerCase()),
  );
  const added = changes.flatMap(([name, value]): Fields => (value === null ? [] : [[name, bytesAsText(value)]]));
  const body = edits.body === undefined ? requestBody.bytes : Buffer.from(edits.body);
  const hasLength = body.length > 0 || ["POST", "PUT", "PATCH"].includes(method);
  const fields: Fields = [
    ["Host", hostOf(requestFields)],
    ...kept,
    ...added,
    ...(hasLength ? ([["Content-Length", String(body.length)]] as const) : []),
    // Its answer ends with the connection: then it is known to be whole.
    ["Connection", "close"],
  ];
  return { origin, bytes: Buffer.concat([requestBytes({ method, target, minor: 1, fields }), body]) };
}

/** The target of the request line; another server than before would be another request. */
function targetOf(url: string, wanted: string | undefined): string {
  const before = /^[a-z]+:\/\/[^/?#]*([/?][^#]*)?/is.exec(url)?.[1] ?? "/";
  if (wanted === undefined) return before.startsWith("/") ? before : `/${before}`;
  let path = wanted;
  if (!wanted.startsWith("/")) {
    const origin = originOf(wanted);
    if (origin === undefined) throw new ReplayError(`the path "${wanted}" must begin with a slash`);
    if (origin !== originOf(url))
      throw new ReplayError(`a replay goes to the same server, ${originOf(url)}, not to ${origin}`);
    const { pathname, search } = new URL(wanted);
    path = pathname + search;
  }
  const text = bytesAsText(path.replace(/#.*$/s, "")).replaceAll(" ", "%20");
  if (!visible.test(text)) throw new ReplayError("the path holds characters that no request may have");
  return text;
}

/** The port of the proxy takes names of this machine only, and tells the server its own. */
function hostOf(fields: Fields): string {
  const value = firstOf(fields, "host") ?? "";
  const host = parseHost(value);
  return host !== undefined && isLoopback(host.hostname) ? value : "localhost";
}

function checkField(name: string, value: string | null): void {
  if (!token.test(name)) throw new ReplayError(`"${name}" is no name of a header`);
  const lower = name.toLowerCase();
  if (own.has(lower) || lower === "connection" || lower === "transfer-encoding") {
    throw new ReplayError(`the header ${name} is written anew and cannot be set`);
  }
  if (value !== null && /[\0-\x08\x0a-\x1f\x7f]/.test(value)) {
    throw new ReplayError(`the header ${name} holds a control character`);
  }
}

/** As UTF-8, one character for each byte. */
function bytesAsText(text: string): string {
  return Buffer.from(text).toString("latin1");
}
