/** How long a message is (RFC 9112, section 6). What could be read in two ways is refused: that is how requests are smuggled. */

import { HttpError } from "./error.ts";
import { valuesOf } from "./fields.ts";
import type { Fields, RequestHead, ResponseHead } from "./head.ts";
import { ofKnown } from "./known.ts";

export type Framing =
  | { readonly kind: "none" }
  | { readonly kind: "length"; readonly bytes: number }
  | { readonly kind: "chunked" }
  /** Until the connection ends. */
  | { readonly kind: "close" };

const none: Framing = { kind: "none" };

/** What fields say of it. */
const saidBy = ofKnown((fields: Fields) => ({
  codings: valuesOf(fields, "transfer-encoding"),
  lengths: valuesOf(fields, "content-length"),
}));

/** Of a request. Throws {@link HttpError}. */
export function requestFraming({ fields, minor }: RequestHead): Framing {
  const { codings, lengths } = saidBy(fields);
  const bytes = lengthOf(lengths, 400);
  if (codings.length === 0) return bytes === undefined || bytes === 0 ? none : { kind: "length", bytes };
  if (bytes !== undefined) throw new HttpError(400, "Content-Length and Transfer-Encoding exclude each other");
  if (minor === 0) throw new HttpError(400, "HTTP/1.0 knows no Transfer-Encoding");
  if (!isChunkedOnly(codings)) throw new HttpError(501, "no Transfer-Encoding but chunked is known here");
  return { kind: "chunked" };
}

/** Of an answer to a request with this method. Throws {@link HttpError}. */
export function responseFraming({ status, fields }: ResponseHead, method: string): Framing {
  if (method === "HEAD" || status < 200 || status === 204 || status === 304) return none;
  const { codings, lengths } = saidBy(fields);
  const bytes = lengthOf(lengths, 502);
  if (codings.length === 0) {
    if (bytes === undefined) return { kind: "close" };
    return bytes === 0 ? none : { kind: "length", bytes };
  }
  if (bytes !== undefined) throw new HttpError(502, "the answer has both Content-Length and Transfer-Encoding");
  if (!isChunkedOnly(codings)) throw new HttpError(502, "the answer has a Transfer-Encoding other than chunked");
  return { kind: "chunked" };
}

function lengthOf(lengths: readonly string[], status: number): number | undefined {
  const [value] = lengths;
  if (value === undefined) return undefined;
  if (lengths.length > 1) throw new HttpError(status, "there is more than one Content-Length");
  const bytes = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(bytes)) throw new HttpError(status, "Content-Length is no number");
  return bytes;
}

/** Just the one word in one field: what else a reader might see in it (`,chunked`, an empty field), no other one should. */
function isChunkedOnly(codings: readonly string[]): boolean {
  return codings.length === 1 && codings[0]?.toLowerCase() === "chunked";
}
