/** An exchange as an entry of a HAR file. Pure. */

import type { CapturedBody, Exchange, Frame } from "../capture/exchange.ts";
import { contentOf, fieldText } from "../content.ts";
import { firstOf } from "../http1/fields.ts";
import { type Fields, requestBytes, responseBytes } from "../http1/head.ts";
import { sentCookies, setCookies } from "./cookies.ts";
import { resourceType } from "./resource-type.ts";
import type { HarContent, HarEntry, HarMessage, HarNamed, HarPostData, HarTimings } from "./types.ts";

const VERSION = "HTTP/1.1";
const opcodes: Readonly<Record<Frame["kind"], number>> = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 };
const FORM = "application/x-www-form-urlencoded";

export function harEntry(exchange: Exchange): HarEntry {
  const { id, startedAt, method, process, status, reason, error, upgrade, replayOf } = exchange;
  const { requestFields, responseFields, requestBody, responseBody } = exchange;
  const url = urlOf(exchange);
  const timings = timingsOf(exchange);
  const time = Object.values(timings).reduce((sum: number, part: number) => sum + Math.max(0, part), 0);
  const hasRequest = requestFields.length > 0;
  const head = { method, target: targetOf(url), minor: 1, fields: requestFields };
  const comments = commentsOf(exchange);
  return {
    startedDateTime: new Date(startedAt).toISOString(),
    time: rounded(time),
    request: {
      method,
      url,
      httpVersion: VERSION,
      cookies: sentCookies(requestFields),
      headers: named(requestFields),
      queryString: queryOf(url),
      ...(requestBody.size > 0 && upgrade === null ? { postData: postData(requestFields, requestBody) } : {}),
      headersSize: hasRequest ? requestBytes(head).length : -1,
      bodySize: requestBody.size,
    },
    response: {
      status: status ?? 0,
      statusText: reason,
      httpVersion: VERSION,
      cookies: setCookies(responseFields),
      headers: named(responseFields),
      content: contentPart(responseFields, responseBody, upgrade === null),
      redirectURL: fieldText(firstOf(responseFields, "location") ?? ""),
      headersSize: status === null ? -1 : responseBytes({ status, reason, minor: 1, fields: responseFields }).length,
      bodySize: status === null ? -1 : responseBody.size,
      ...(error === null ? {} : { _error: error }),
    },
    cache: {},
    timings,
    ...(comments.length === 0 ? {} : { comment: comments.join("; ") }),
    _resourceType: resourceType(exchange),
    ...(upgrade === "websocket" ? { _webSocketMessages: messagesOf(exchange) } : {}),
    _id: id,
    ...(process === null ? {} : { _process: process }),
    ...(replayOf === undefined ? {} : { _replayOf: replayOf }),
  };
}

/** Absolute and without a fragment, as the format wants; a tunnel's is that of its server. */
function urlOf({ url, method }: Exchange): string {
  if (method === "CONNECT" && !url.includes("://")) return `https://${url}/`;
  return url.replace(/#.*$/s, "");
}

function targetOf(url: string): string {
  return /^[a-z]+:\/\/[^/]*(\/.*)?$/is.exec(url)?.[1] ?? "/";
}

function named(fields: Fields): HarNamed[] {
  return fields.map(([name, value]) => ({ name, value: fieldText(value) }));
}

function queryOf(url: string): HarNamed[] {
  const at = url.indexOf("?");
  return at < 0 ? [] : pairsOf(url.slice(at + 1));
}

function pairsOf(text: string): HarNamed[] {
  return [...new URLSearchParams(text)].map(([name, value]) => ({ name, value }));
}

function postData(fields: Fields, body: CapturedBody): HarPostData {
  const mimeType = fieldText(firstOf(fields, "content-type") ?? "");
  const { bytes, text, stillEncoded } = contentOf(fields, body);
  const notes = notesOn(body, stillEncoded);
  const isForm = text !== undefined && mimeType.toLowerCase().startsWith(FORM);
  return {
    mimeType,
    params: isForm ? pairsOf(text) : [],
    ...(text === undefined ? { text: Buffer.from(bytes).toString("base64"), _encoding: "base64" as const } : { text }),
    ...(notes === "" ? {} : { comment: notes }),
  };
}

function contentPart(fields: Fields, body: CapturedBody, hasBody: boolean): HarContent {
  const mimeType = fieldText(firstOf(fields, "content-type") ?? "");
  if (!hasBody || body.bytes.length === 0) return { size: hasBody ? body.size : 0, mimeType };
  const { bytes, text, stillEncoded } = contentOf(fields, body);
  const notes = notesOn(body, stillEncoded);
  const isDecoded = bytes !== body.bytes;
  return {
    size: isDecoded ? bytes.length : body.size,
    ...(isDecoded ? { compression: bytes.length - body.size } : {}),
    mimeType,
    ...(text === undefined ? { text: Buffer.from(bytes).toString("base64"), encoding: "base64" as const } : { text }),
    ...(notes === "" ? {} : { comment: notes }),
  };
}

function notesOn({ bytes, size, isCut }: CapturedBody, stillEncoded: string): string {
  const notes = isCut ? [`cut: the first ${bytes.length} of ${size} bytes`] : [];
  if (stillEncoded !== "") notes.push(`still encoded: ${stillEncoded}`);
  return notes.join("; ");
}

/** When the request had been sent is not recorded: what it took is a part of the wait. */
function timingsOf({ connectMs, firstByteMs, doneMs }: Exchange): HarTimings {
  const connected = connectMs ?? 0;
  const first = firstByteMs ?? doneMs ?? connected;
  return {
    blocked: -1,
    dns: -1,
    connect: connectMs === null ? -1 : rounded(connectMs),
    send: 0,
    wait: rounded(Math.max(0, first - connected)),
    receive: rounded(Math.max(0, (doneMs ?? first) - first)),
    ssl: -1,
  };
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}

function commentsOf({ error, doneMs, method, upgrade, messagesDropped, replayOf }: Exchange): string[] {
  const comments = error === null ? [] : [error];
  if (method === "CONNECT") comments.push("a tunnel: what went through it is not recorded");
  if (doneMs === null) comments.push("not over when this was written");
  if (upgrade === "websocket" && messagesDropped > 0) comments.push(`${messagesDropped} earlier messages are not kept`);
  if (replayOf !== undefined) comments.push(`a replay of exchange ${replayOf}`);
  return comments;
}

/** Chrome lists what programs send, not what keeps the connection up. */
function messagesOf({ startedAt, messages }: Exchange): HarMessage[] {
  return messages
    .filter(({ kind }) => kind === "text" || kind === "binary")
    .map(({ from, at, kind, size, text }) => ({
      type: from === "client" ? "send" : "receive",
      time: (startedAt + at) / 1000,
      opcode: opcodes[kind],
      data: text ?? "",
      ...(text === undefined || Buffer.byteLength(text) < size ? { _size: size } : {}),
    }));
}
