/** An exchange whole, as far as there is room for it. */

import { contentOf, type Exchange, fieldText } from "../../proxy/index.ts";
import { byteLength, cut } from "../format.ts";
import { mcpLimits } from "../limits.ts";
import { searchKept } from "../search-kept.ts";
import type { ToolContext } from "../tool.ts";
import { rounded, rowOf, rowText } from "./row.ts";

/** Bytes around the parts of an answer: names of its fields, headings, notes. */
const FRAME_BYTES = 900;
/** A message of a web socket in an answer. */
const MESSAGE_BYTES = 300;
/** Of the room: what claims, heads, the log's lines and a socket's messages may take at most. Bodies have the rest. */
const shares = { claims: 0.2, head: 0.2, log: 0.2, messages: 0.4 } as const;

/** The parts of an exchange as text, without secrets. */
export interface Detail {
  readonly exchange: string;
  /** Head and body. */
  readonly request: string;
  readonly response: string;
  /** JSON; or why they cannot be read. */
  readonly claims?: string;
  readonly messages: string[];
  /** What its process printed from its beginning to a moment after its end. */
  readonly log: string[];
  readonly notes: string[];
}

/** What there is room for in so many tokens. */
export async function detailOf(
  exchange: Exchange,
  context: ToolContext,
  { tokens, signal }: { readonly tokens: number; readonly signal: AbortSignal },
): Promise<Detail> {
  const { mask } = context;
  // Everything stands twice: as text and as structured content.
  const room = Math.max(0, (tokens * mcpLimits.tokenBytes - FRAME_BYTES) / 2);
  const notes: string[] = [];
  const { authentication } = exchange;
  const claims =
    authentication?.claims === undefined ? authentication?.mistake : mask(JSON.stringify(authentication.claims));
  const shownClaims = claims === undefined ? undefined : fitted(claims, room * shares.claims);
  const heads = {
    request: fitted(headOf(exchange, "request", mask), room * shares.head),
    response: fitted(headOf(exchange, "response", mask), room * shares.head),
  };
  const log = fittingEnd(await linesOf(exchange, context, signal), room * shares.log);
  const messages = fittingEnd(messagesOf(exchange, mask), room * shares.messages);
  const hidden = exchange.frames - messages.length;
  if (exchange.upgrade === "websocket" && hidden > 0) notes.push(`${hidden} earlier messages are not shown.`);
  const used = [shownClaims ?? "", heads.request, heads.response, ...log, ...messages].map(costOf);
  const left = Math.max(0, room - used.reduce((sum, one) => sum + one, 0));
  const request = bodyOf(exchange, "request", mask, notes);
  const shownRequest = bodyPart(request, left / 3, "request", notes);
  const response = bodyPart(bodyOf(exchange, "response", mask, notes), left - costOf(shownRequest), "response", notes);
  return {
    exchange: `${rowText(rowOf(exchange, mask))}; ${timesOf(exchange)}`,
    request: `${heads.request}${shownRequest}`,
    response: `${heads.response}${response}`,
    ...(shownClaims === undefined ? {} : { claims: shownClaims }),
    messages,
    log,
    notes,
  };
}

type Mask = ToolContext["mask"];

/** Request line or status line, and fields. */
function headOf(exchange: Exchange, of: "request" | "response", mask: Mask): string {
  const { method, url, status, reason, requestFields, responseFields } = exchange;
  const lines = (fields: Exchange["requestFields"]) => fields.map(([name, value]) => `${name}: ${fieldText(value)}`);
  if (of === "request") return mask([`${method} ${url}`, ...lines(requestFields)].join("\n"));
  return status === null ? "(none)" : mask([`${status} ${reason}`, ...lines(responseFields)].join("\n"));
}

/** A body as text; what it is where it is none. */
function bodyOf(exchange: Exchange, of: "request" | "response", mask: Mask, notes: string[]): string {
  const { requestFields, requestBody, responseFields, responseBody, upgrade } = exchange;
  const [fields, body] = of === "request" ? [requestFields, requestBody] : [responseFields, responseBody];
  if (body.size === 0 || upgrade !== null) return "";
  const { text, stillEncoded } = contentOf(fields, body);
  if (text === undefined) {
    return `(${body.size} bytes, ${stillEncoded === "" ? "no text" : `encoded: ${stillEncoded}`})`;
  }
  if (body.isCut)
    notes.push(`Of the ${of}'s body only the first ${body.bytes.length} of ${body.size} bytes were kept.`);
  return mask(text);
}

/** With the empty line before it, in so many bytes. */
function bodyPart(text: string, bytes: number, of: string, notes: string[]): string {
  if (text === "") return "";
  const shown = fitted(text, bytes);
  if (shown !== text) notes.push(`The ${of}'s body is longer than max_tokens allows.`);
  return `\n\n${shown}`;
}

/** The text, or its beginning, in so many bytes of JSON. */
function fitted(text: string, bytes: number): string {
  const cost = costOf(text);
  if (cost <= bytes) return text;
  return cut(text, Math.max(60, Math.floor((byteLength(text) * bytes) / cost) - 40));
}

/** The last of them that take so many bytes, in their order. */
function fittingEnd(lines: readonly string[], bytes: number): string[] {
  let left = bytes;
  const first = lines.findLastIndex((line) => {
    left -= costOf(line);
    return left < 0;
  });
  return lines.slice(first + 1);
}

/** As a part of JSON. */
function costOf(text: string): number {
  return byteLength(JSON.stringify(text)) + 1;
}

function timesOf({ connectMs, firstByteMs, doneMs, requestBytes }: Exchange): string {
  const times = [
    connectMs === null ? "not connected" : `connected ${rounded(connectMs)}ms`,
    ...(firstByteMs === null ? [] : [`first byte ${rounded(firstByteMs)}ms`]),
    doneMs === null ? "under way" : `done ${rounded(doneMs)}ms`,
  ];
  return `${times.join(", ")}; ${requestBytes} B sent`;
}

function messagesOf({ messages }: Exchange, mask: Mask): string[] {
  return messages.slice(-mcpLimits.socketMessages).map(({ from, at, kind, size, text }) => {
    const what = text === undefined ? `(${kind}, ${size} bytes)` : cut(mask(text), MESSAGE_BYTES);
    return `+${rounded(at)}ms ${from} ${what}`;
  });
}

async function linesOf(
  { process, sequence, startedAt, doneMs }: Exchange,
  { reader, errors, known, mask }: ToolContext,
  signal: AbortSignal,
): Promise<string[]> {
  if (process === null) return [];
  const isKnown = (those: readonly { readonly name: string }[]) => those.some(({ name }) => name === process);
  const source = (await known.list(isKnown)).find(({ name }) => name === process)?.source;
  if (source === undefined) return [];
  // A line may have been read later than the answer was over, of which it tells.
  const until = doneMs === null ? {} : { until: startedAt + doneMs + mcpLimits.afterExchangeMs };
  const query = {
    filter: { sources: new Set([source]), ...until },
    from: sequence,
    to: reader.latest(),
    text: "",
    ignoreCase: false,
    pattern: undefined,
    limit: mcpLimits.exchangeLines,
  };
  const { records } = await searchKept({ reader, errors }, query, signal);
  return records
    .toReversed()
    .map(({ text, time }) => `+${rounded(time - startedAt)}ms ${cut(mask(text), mcpLimits.lineBytes)}`);
}
