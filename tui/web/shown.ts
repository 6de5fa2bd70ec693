/** An exchange made ready to be shown: bodies decoded and cut once, when it comes, not with every frame. Pure. */

import { answerOf, contentOf, type Difference, differenceOf, type Exchange, fieldText } from "../../src/proxy/index.ts";
import { limits } from "../limits.ts";
import { looksLikeJson, prettyJson } from "./pretty.ts";

/** A body as lines. */
export interface ShownBody {
  /** Empty: it has none, or is no text. */
  readonly lines: readonly string[];
  /** What it is and what is missing of it: `application/json, 214 bytes, gzip`. */
  readonly about: string;
  /** In place of lines, or below them; empty: nothing. */
  readonly note: string;
}

/** A line that its process printed meanwhile. */
export interface LineMeanwhile {
  readonly time: number;
  readonly text: string;
}

export interface ShownExchange {
  readonly id: number;
  /** Null: it is no longer kept. */
  readonly exchange: Exchange | null;
  readonly fields: { readonly request: readonly Field[]; readonly response: readonly Field[] };
  readonly request: ShownBody;
  readonly response: ShownBody;
  /** Against the one that it repeats; null: it repeats none, or that is no longer kept. */
  readonly difference: Difference | null;
  readonly lines: readonly LineMeanwhile[];
}

export type Field = readonly [name: string, value: string];

const noBody: ShownBody = { lines: [], about: "", note: "" };

/** One that is no longer kept. */
export function lostExchange(id: number): ShownExchange {
  const fields = { request: [], response: [] };
  return { id, exchange: null, fields, request: noBody, response: noBody, difference: null, lines: [] };
}

/** `before`: the one that it repeats, where that is kept. */
export function shownExchange(
  exchange: Exchange,
  before: Exchange | null,
  lines: readonly LineMeanwhile[],
): ShownExchange {
  const fields = (all: Exchange["requestFields"]) => all.map(([name, value]): Field => [name, seen(fieldText(value))]);
  const { id, requestFields, requestBody, responseFields, responseBody } = exchange;
  return {
    id,
    exchange,
    fields: { request: fields(requestFields), response: fields(responseFields) },
    request: bodyOf(requestFields, requestBody),
    response: bodyOf(responseFields, responseBody),
    difference: before === null || exchange.doneMs === null ? null : differenceOf(answerOf(before), answerOf(exchange)),
    lines,
  };
}

/** Without signatures of tokens (RFC 7519): who looks over one's shoulder could use them. */
function seen(value: string): string {
  return value.replace(/\b(eyJ[\w-]+\.[\w-]+)\.[\w-]+/g, "$1.(signature)");
}

function bodyOf(fields: Exchange["requestFields"], body: Exchange["requestBody"]): ShownBody {
  if (body.size === 0) return noBody;
  const { text, bytes, stillEncoded } = contentOf(fields, body);
  const field = (name: string) => fields.find(([own]) => own.toLowerCase() === name)?.[1] ?? "";
  const coding = field("content-encoding");
  const type = field("content-type").replace(/;.*$/s, "").trim();
  const about = [type, size(body.size), coding].filter((part) => part !== "").join(", ");
  const cut = body.isCut ? `only its first ${size(body.bytes.length)} were kept` : "";
  if (text === undefined) {
    const coded = stillEncoded === "" ? "" : `it cannot be decoded (${stillEncoded})`;
    const what = coded === "" ? `no text: it begins with ${firstBytes(bytes)}` : coded;
    return { lines: [], about, note: [what, cut].filter((part) => part !== "").join("; ") };
  }
  const isLong = text.length > limits.bodyCharacters;
  const part = isLong ? text.slice(0, limits.bodyCharacters) : text;
  const lines = (looksLikeJson(part) ? prettyJson(part) : part).split(/\r\n|\n|\r/);
  if (lines.at(-1) === "") lines.pop();
  const more = Math.max(0, lines.length - limits.bodyLines);
  const left = more > 0 || isLong ? "what follows is not shown; copy the body to have it" : "";
  return {
    lines: more > 0 ? lines.slice(0, limits.bodyLines) : lines,
    about,
    note: [left, cut].filter((one) => one !== "").join("; "),
  };
}

/** `89 50 4e 47`. */
function firstBytes(bytes: Uint8Array): string {
  return [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

/** `1 byte`, `214 bytes`, `64,000 bytes`. */
function size(count: number): string {
  return `${count.toLocaleString("en-US")} byte${count === 1 ? "" : "s"}`;
}

/** The whole body as text, for the clipboard; a sentence in an error where it is none. */
export function bodyText(exchange: Exchange): string {
  const { responseFields, responseBody } = exchange;
  if (responseBody.size === 0) throw new Error("Its answer has no body.");
  const { text, stillEncoded } = contentOf(responseFields, responseBody);
  if (text !== undefined) return text;
  const why = stillEncoded === "" ? "it is no text" : `it cannot be decoded (${stillEncoded})`;
  throw new Error(`The answer's body cannot be copied: ${why}.`);
}
