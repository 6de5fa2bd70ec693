/** What a body says: decoded where its coding is known, as text where it is one. Pure. */

import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from "node:zlib";
import type { CapturedBody } from "./capture/exchange.ts";
import { firstOf, listOf } from "./http1/fields.ts";
import type { Fields } from "./http1/head.ts";
import { proxyLimits } from "./limits.ts";

/** The content of a body. */
export interface Content {
  /** Without content coding, unless {@link stillEncoded} names one. */
  readonly bytes: Uint8Array;
  /** The coding that is left: it is not known, the body is cut, or it is broken; empty: none. */
  readonly stillEncoded: string;
  /** Undefined: it is no text, or coded still. */
  readonly text: string | undefined;
}

type Decoder = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array;

/** RFC 9110, section 8.4.1. What calls itself deflate comes with and without the wrapper of zlib (section 8.4.1.2). */
const decoders: Readonly<Record<string, Decoder>> = {
  gzip: gunzipSync,
  "x-gzip": gunzipSync,
  br: brotliDecompressSync,
  deflate: (bytes, options) => {
    try {
      return inflateSync(bytes, options);
    } catch {
      return inflateRawSync(bytes, options);
    }
  },
};

const textual = /^text\/|[/+](?:json|xml|javascript|ecmascript|x-www-form-urlencoded|yaml|x-yaml|graphql|x-ndjson)$/;

/** `fields`: of the message that the body belongs to. */
export function contentOf(fields: Fields, body: CapturedBody): Content {
  let { bytes } = body;
  const codings = listOf(fields, "content-encoding").filter((coding) => coding !== "identity");
  while (bytes.length > 0) {
    const coding = codings.at(-1);
    const decode = decoders[coding ?? ""];
    const decoded = coding === undefined || decode === undefined || body.isCut ? undefined : decodedBy(decode, bytes);
    if (decoded === undefined) break;
    bytes = decoded;
    codings.pop();
  }
  const stillEncoded = bytes.length === 0 ? "" : codings.join(", ");
  const text = stillEncoded === "" ? textOf(bytes, firstOf(fields, "content-type") ?? "", body.isCut) : undefined;
  return { bytes, stillEncoded, text };
}

/** What a field's value says: its bytes stand as one character each, and are mostly UTF-8 where they are not ASCII. */
export function fieldText(value: string): string {
  if (!/[\x80-\xff]/.test(value)) return value;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(value, "latin1"));
  } catch {
    return value;
  }
}

/** Undefined: it is broken, or larger than anybody wants to see. */
function decodedBy(decode: Decoder, bytes: Uint8Array): Uint8Array | undefined {
  try {
    return decode(bytes, { maxOutputLength: proxyLimits.decodedBytes });
  } catch {
    return undefined;
  }
}

/** By its media type; where that says nothing of text, it is one if its bytes are UTF-8 without control characters. */
function textOf(bytes: Uint8Array, type: string, isCut: boolean): string | undefined {
  const [, charset = "utf-8"] = /;\s*charset="?([^\s;"]+)/i.exec(type) ?? [];
  const media = type.replace(/;.*$/s, "").trim().toLowerCase();
  if (textual.test(media)) return decoderOf(charset).decode(bytes);
  try {
    // A character may be cut in two.
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: isCut });
    return /[\0-\x08\x0e-\x1f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

function decoderOf(charset: string): { decode(bytes: Uint8Array): string } {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
