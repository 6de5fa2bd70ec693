/** What is different between the answers of two exchanges: as few lines as tell it. Pure. */

import type { Exchange } from "../capture/exchange.ts";
import { contentOf, fieldText } from "../content.ts";
import { proxyLimits } from "../limits.ts";
import { lineChanges } from "./lines.ts";
import { changesOf } from "./values.ts";

/** An answer as it is compared. */
export interface Answer {
  /** `200 OK`; without one why there is none. */
  readonly status: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** Decoded; undefined: it is no text. */
  readonly text: string | undefined;
  readonly bytes: Uint8Array;
  readonly size: number;
  readonly isCut: boolean;
  readonly ms: number | null;
}

export interface Difference {
  /** Whether status, headers and body are the same. */
  readonly isSame: boolean;
  /** Each a line: `status: 200 OK → 500 Internal Server Error`. */
  readonly lines: readonly string[];
  /** Differences that there is no line for. */
  readonly more: number;
}

/** Fields that differ from answer to answer, or tell what the sizes tell. */
const passing = new Set([
  "age",
  "connection",
  "content-length",
  "date",
  "expires",
  "keep-alive",
  "last-modified",
  "server-timing",
  "transfer-encoding",
  "x-amzn-trace-id",
  "x-correlation-id",
  "x-request-id",
  "x-response-time",
  "x-runtime",
]);

/** `mask`: what both answers are seen through; what it hides is the same for whoever looks. */
export function answerOf(exchange: Exchange, mask: (text: string) => string = (text) => text): Answer {
  const { status, reason, error, responseFields, responseBody, doneMs } = exchange;
  const { bytes, text } = contentOf(responseFields, responseBody);
  return {
    status: status === null ? `no answer (${error ?? "not over"})` : `${status} ${reason}`.trim(),
    fields: responseFields.map(([name, value]) => {
      const shown = mask(`${name}: ${fieldText(value)}`);
      return [name.toLowerCase(), shown.slice(name.length + 2)] as const;
    }),
    text: text === undefined ? undefined : mask(text),
    bytes,
    size: responseBody.size,
    isCut: responseBody.isCut,
    ms: doneMs,
  };
}

export function differenceOf(before: Answer, after: Answer): Difference {
  const changes = [
    ...(before.status === after.status ? [] : [`status: ${before.status} → ${after.status}`]),
    ...fieldChanges(before.fields, after.fields),
    ...bodyChanges(before, after),
  ];
  const lines = changes.slice(0, proxyLimits.differences);
  const more = changes.length - lines.length;
  const facts = [
    ...(before.size === after.size ? [] : [`size: ${before.size} → ${after.size} bytes`]),
    `time: ${timeText(before.ms)} → ${timeText(after.ms)}`,
  ];
  return { isSame: changes.length === 0, lines: [...lines, ...facts], more };
}

function fieldChanges(before: Answer["fields"], after: Answer["fields"]): string[] {
  const names = new Set([...before, ...after].map(([name]) => name));
  return [...names]
    .filter((name) => !passing.has(name))
    .flatMap((name) => {
      const [a, b] = [before, after].map((fields) => joinedValue(fields, name));
      return a === b ? [] : [`header ${name}: ${shown(a)} → ${shown(b)}`];
    });
}

/** All fields of the name as one (RFC 9110, section 5.3). */
function joinedValue(fields: Answer["fields"], name: string): string | undefined {
  const values = fields.filter(([own]) => own === name).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(", ");
}

function bodyChanges(before: Answer, after: Answer): string[] {
  if (before.text === undefined || after.text === undefined) {
    if (Buffer.compare(before.bytes, after.bytes) === 0 && before.size === after.size) return [];
    const kind = (answer: Answer) => (answer.text === undefined ? `${answer.size} bytes that are no text` : "a text");
    return [`body: ${kind(before)} → ${kind(after)}${before.text === after.text ? ", others" : ""}`];
  }
  if (before.text === after.text) return [];
  const isCut = before.isCut || after.isCut ? " (of the part that was kept)" : "";
  const most = proxyLimits.differences + 1;
  const [a, b] = [jsonOf(before.text), jsonOf(after.text)];
  if (a !== undefined && b !== undefined) {
    const changes = changesOf(a.value, b.value, most);
    if (changes.length === 0) return [`body: the same values, written in another way${isCut}`];
    return changes.map(({ path, before: from, after: to }) => {
      const where = path === "" ? "body" : `body ${path}`;
      return `${where}: ${shown(textOfValue(from))} → ${shown(textOfValue(to))}${isCut}`;
    });
  }
  return lineChanges(before.text, after.text).map(
    ({ sign, line, text }) => `body line ${line}: ${sign} ${shown(text)}${isCut}`,
  );
}

function jsonOf(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function textOfValue(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

function shown(text: string | undefined): string {
  if (text === undefined) return "(none)";
  const most = proxyLimits.differenceCharacters;
  return text.length <= most ? text : `${text.slice(0, most)} … (+${text.length - most} characters)`;
}

function timeText(ms: number | null): string {
  return ms === null ? "not over" : `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}
