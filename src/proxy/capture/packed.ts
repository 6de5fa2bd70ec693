/** An exchange as JSON holds it: for the control socket and the history. */

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
