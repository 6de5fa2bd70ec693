/**
 * Heads of HTTP/1.1 messages (RFC 9112, sections 2 to 5), from bytes to fields and back. Pure. Strict where leniency lets two
 * readers see different messages in the same bytes (RFC 9112, section 11.2): no bare line ends, no folded lines, no blank before a
 * colon, no control characters.
 */

import { HttpError } from "./error.ts";

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

/** RFC 9110, section 5.6.2. */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** What no field value holds: all controls but the tab. */
const controls = /[\0-\x08\x0a-\x1f\x7f]/;
const requestLine = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]{1,64}) ([!-~\x80-\xff]+) HTTP\/1\.([01])$/;
const statusLine = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: ([\t -~\x80-\xff]*))?$/;

/** Offset behind the empty line that ends a head; -1: it is not all there. */
export function headEnd(bytes: Uint8Array, from: number): number {
  const at = Buffer.prototype.indexOf.call(bytes, "\r\n\r\n", Math.max(0, from - 3), "latin1");
  return at === -1 ? -1 : at + 4;
}

/** Reads a whole head, which {@link headEnd} has found. Throws {@link HttpError}. */
export function parseRequestHead(bytes: Uint8Array): RequestHead {
  const [first = "", ...lines] = linesOf(bytes);
  const [, method, target, minor] = requestLine.exec(first) ?? [];
  if (method === undefined || target === undefined) {
    throw /^\S+ \S+ HTTP\/[2-9]/.test(first)
      ? new HttpError(505, "only HTTP/1.1 is spoken here")
      : new HttpError(400, "the request line is not well-formed");
  }
  return { method, target, minor: Number(minor), fields: fieldsOf(lines) };
}

/** The same of an answer. */
export function parseResponseHead(bytes: Uint8Array): ResponseHead {
  const [first = "", ...lines] = linesOf(bytes);
  const [, minor, status, reason = ""] = statusLine.exec(first) ?? [];
  if (status === undefined) throw new HttpError(502, "the status line is not well-formed");
  return { status: Number(status), reason, minor: Number(minor), fields: fieldsOf(lines) };
}

/** A head as it goes over the wire. */
export function requestBytes({ method, target, fields }: RequestHead): Uint8Array {
  return wire(`${method} ${target} HTTP/1.1`, fields);
}

export function responseBytes({ status, reason, fields }: ResponseHead): Uint8Array {
  return wire(`HTTP/1.1 ${status} ${reason}`, fields);
}

function wire(first: string, fields: Fields): Uint8Array {
  let text = `${first}\r\n`;
  for (const [name, value] of fields) text += `${name}: ${value}\r\n`;
  return Buffer.from(`${text}\r\n`, "latin1");
}

function linesOf(bytes: Uint8Array): string[] {
  const text = Buffer.prototype.latin1Slice.call(bytes, 0, bytes.length - 4);
  return text.split("\r\n");
}

function fieldsOf(lines: readonly string[]): Fields {
  if (lines.length > MAX_FIELDS) throw new HttpError(431, `a head of more than ${MAX_FIELDS} fields is not taken`);
  return lines.map((line) => {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon);
    if (colon < 1 || !token.test(name)) throw new HttpError(400, "a header field's name is not well-formed");
    const value = trimmed(line, colon + 1);
    if (controls.test(value)) throw new HttpError(400, `the header field ${name} holds a control character`);
    return [name, value] as const;
  });
}

/** Without the blanks and tabs around it, and no others. */
function trimmed(line: string, from: number): string {
  let start = from;
  let end = line.length;
  while (start < end && isBlank(line.charCodeAt(start))) start++;
  while (end > start && isBlank(line.charCodeAt(end - 1))) end--;
  return line.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
