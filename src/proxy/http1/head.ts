/**
 * Heads of HTTP/1.1 messages (RFC 9112, sections 2 to 5), from bytes to fields and back. Pure. Strict where leniency lets two
 * readers see different messages in the same bytes (RFC 9112, section 11.2): no bare line ends, no folded lines, no blank before a
 * colon, no control characters.
 */

import { HttpError } from "./error.ts";
import { KnownBlocks, ofKnown } from "./known.ts";
import { nameAt } from "./names.ts";

/** Bytes of a head: browsers send up to some 10 KB of cookies, servers take 16 KB to 64 KB. */
export const MAX_HEAD_BYTES = 64 * 1024;
/** Fields of a head. */
const MAX_FIELDS = 256;

/** Names as they stood, in their order; texts are bytes, one character each (Latin-1). */
export type Fields = readonly (readonly [name: string, value: string])[];

export interface RequestHead {
  readonly method: string;
  /** As it stood: `/path?query`, `http://host/path`, `host:port` or `*`. */
  readonly target: string;
  /** 0 or 1, of HTTP/1.x. */
  readonly minor: number;
  readonly fields: Fields;
}

export interface ResponseHead {
  readonly status: number;
  readonly reason: string;
  readonly minor: number;
  readonly fields: Fields;
}

/** What no head holds, between its line ends: all controls but the tab. */
const controls = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)|[^\r]\n/;
/** The most frequent form of it, behind the method. */
const plainTarget = /^[!-~\x80-\xff]+$/;
const requestLine = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]{1,64}) ([!-~\x80-\xff]+) HTTP\/1\.([01])$/;
const statusLine = /^HTTP\/1\.[01] [1-9]\d\d(?: |$)/;

/** Offset behind the empty line that ends a head, which is looked for from `from` on; -1: it is not all there. */
export function headEnd(bytes: Uint8Array, from: number): number {
  const at = Buffer.prototype.indexOf.call(bytes, "\r\n\r\n", from, "latin1");
  return at === -1 ? -1 : at + 4;
}

/** The head that begins at `from` and ends, with its empty line, at `end`: as text without that line. */
export function headText(bytes: Uint8Array, from: number, end: number): string {
  return Buffer.prototype.latin1Slice.call(bytes, from, end - 4);
}

/** Reads the {@link headText} of a request. Throws {@link HttpError}. */
export function parseRequestHead(text: string): RequestHead {
  const first = firstLine(text);
  if (first.startsWith("GET /") && first.endsWith(" HTTP/1.1")) {
    const target = first.slice("GET ".length, -" HTTP/1.1".length);
    if (plainTarget.test(target)) return { method: "GET", target, minor: 1, fields: fieldsOf(text, first.length) };
  }
  const [, method, target, minor] = requestLine.exec(first) ?? [];
  if (method === undefined || target === undefined) {
    throw /^\S+ \S+ HTTP\/[2-9]/.test(first)
      ? new HttpError(505, "only HTTP/1.1 is spoken here")
      : new HttpError(400, "the request line is not well-formed");
  }
  return { method, target, minor: minor === "1" ? 1 : 0, fields: fieldsOf(text, first.length) };
}

/** The same of an answer. */
export function parseResponseHead(text: string): ResponseHead {
  const first = firstLine(text);
  if (!statusLine.test(first) || controls.test(first)) throw new HttpError(502, "the status line is not well-formed");
  const [minor, status] = [first.charCodeAt(7) - 0x30, Number(first.slice(9, 12))];
  return { status, reason: first.slice(13), minor, fields: fieldsOf(text, first.length) };
}

/** A head as it goes over the wire, one character a byte. */
export function requestText({ method, target }: Pick<RequestHead, "method" | "target">, fields: Fields): string {
  return wire(`${method} ${target} HTTP/1.1\r\n`, fields);
}

/** The same of an answer. */
export function responseText({ status, reason }: Pick<ResponseHead, "status" | "reason">, fields: Fields): string {
  return wire(`HTTP/1.1 ${status} ${reason}\r\n`, fields);
}

/** A head's bytes. */
export function requestBytes(head: RequestHead): Uint8Array {
  return Buffer.from(requestText(head, head.fields), "latin1");
}

export function responseBytes(head: ResponseHead): Uint8Array {
  return Buffer.from(responseText(head, head.fields), "latin1");
}

function wire(first: string, fields: Fields): string {
  return first + block(fields);
}

/** Fields as they go over the wire, with the empty line behind them. */
const block = ofKnown((fields: Fields) => {
  let text = "";
  for (const [name, value] of fields) text += `${name}: ${value}\r\n`;
  return `${text}\r\n`;
});

function firstLine(text: string): string {
  const end = text.indexOf("\r\n");
  return end === -1 ? text : text.slice(0, end);
}

/** From the end of the first line on, whose own characters are checked by whom it is for. */
function fieldsOf(text: string, from: number): Fields {
  const block = text.slice(from);
  // It shares the memory of the whole text, which would be kept with it.
  return text.length > MAX_KNOWN ? readFields(block) : known.of(block);
}

/** Characters of heads whose fields are kept. */
const MAX_KNOWN = 4096;

const known = new KnownBlocks(readFields);

/** Everything waits for this: no piece is made that is not kept. */
function readFields(text: string): Fields {
  if (controls.test(text)) throw new HttpError(400, "a head holds a control character");
  const fields: (readonly [string, string])[] = [];
  for (let start = 2; start < text.length; ) {
    const next = text.indexOf("\r\n", start);
    const end = next === -1 ? text.length : next;
    if (fields.length === MAX_FIELDS) throw new HttpError(431, `a head of more than ${MAX_FIELDS} fields is not taken`);
    fields.push(fieldOf(text, start, end));
    start = end + 2;
  }
  return fields;
}

function fieldOf(text: string, start: number, end: number): readonly [string, string] {
  const colon = text.indexOf(":", start);
  if (colon <= start || colon >= end) throw new HttpError(400, "a header field has no name");
  const name = nameAt(text, start, colon);
  // Without the blanks and tabs around it, and no others.
  let first = colon + 1;
  let last = end;
  while (first < last && isBlank(text.charCodeAt(first))) first++;
  while (last > first && isBlank(text.charCodeAt(last - 1))) last--;
  return [name, text.slice(first, last)];
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
