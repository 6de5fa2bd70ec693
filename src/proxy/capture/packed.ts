/** An exchange as JSON holds it: for the control socket and the history. Pure. */

import type { CapturedBody, Exchange } from "./exchange.ts";

interface PackedBody {
  /** Base64. */
  readonly bytes: string;
  readonly size: number;
  readonly isCut: boolean;
}

export interface PackedExchange extends Omit<Exchange, "requestBody" | "responseBody"> {
  readonly requestBody: PackedBody;
  readonly responseBody: PackedBody;
}

/** The same as texts: two strings go to another thread for a tenth of what the objects cost, on both sides. */
export interface WrittenExchange {
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** JSON of its `ExchangeRow`. */
  readonly row: string;
  /** JSON of all else of a {@link PackedExchange}. */
  readonly detail: string;
}

export function writtenExchange(exchange: Exchange): WrittenExchange {
  const { requestFields, responseFields, reason, requestBody, responseBody, messages, messagesDropped, ...row } =
    packExchange(exchange);
  const detail = { requestFields, responseFields, reason, requestBody, responseBody, messages, messagesDropped };
  return { id: row.id, time: row.startedAt, row: JSON.stringify(row), detail: JSON.stringify(detail) };
}

export function packExchange({ requestBody, responseBody, ...rest }: Exchange): PackedExchange {
  return { ...rest, requestBody: packBody(requestBody), responseBody: packBody(responseBody) };
}

export function unpackExchange({ requestBody, responseBody, ...rest }: PackedExchange): Exchange {
  return { ...rest, requestBody: unpackBody(requestBody), responseBody: unpackBody(responseBody) };
}

function packBody({ bytes, ...rest }: CapturedBody): PackedBody {
  return { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64"), ...rest };
}

function unpackBody({ bytes, ...rest }: PackedBody): CapturedBody {
  return { bytes: Buffer.from(bytes, "base64"), ...rest };
}
