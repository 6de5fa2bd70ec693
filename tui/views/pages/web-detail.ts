/** All that is known of an exchange: what was asked and answered, when, by whom; headers, bodies, messages. */

import type { ExchangeRow } from "../../../src/proxy/index.ts";
import type { Model } from "../../model.ts";
import { clean } from "../../text/clean.ts";
import { wrapLine } from "../../text/cut.ts";
import { type Line, span } from "../../text/style.ts";
import { words } from "../../text/words.ts";
import type { Field, ShownExchange } from "../../web/shown.ts";
import { fact } from "../facts.ts";
import { age, ago, bytes, clock, long } from "../format.ts";
import { themeOf } from "../theme.ts";
import { bodyLines, fieldLine, fieldLines, heading, messageLines, wrapped } from "./web-bodies.ts";
import { methodText, statusSpan, statusStyle } from "./web-look.ts";
import { timingLines } from "./web-timing.ts";

/** Claims of a JSON Web Token in the order in which one looks for them (RFC 7519, section 4.1, and what is usual). */
const claimOrder = ["sub", "iss", "aud", "exp", "iat", "nbf", "jti", "email", "name", "role", "scope"];
/** Claims that are moments, in seconds since 1970. */
const moments: ReadonlySet<string> = new Set(["exp", "iat", "nbf"]);

const kindNames = { page: "page", api: "API", image: "image", other: "" } as const;

/** `shown`: undefined while it has not come yet. */
export function exchangeDetail(
  model: Model,
  row: ExchangeRow,
  shown: ShownExchange | undefined,
  width: number,
): readonly Line[] {
  return [
    ...headLines(model, row, width),
    ...differenceLines(model, row, shown, width),
    [],
    ...timingLines(model, row, width),
    ...authenticationLines(model, row, width),
    ...(shown === undefined ? [] : partsOf(model, row, shown, width)),
  ];
}

function headLines(model: Model, row: ExchangeRow, width: number): Line[] {
  const theme = themeOf(model.colors);
  const { url, error, process, label, kind, type, requestBytes, responseBytes, startedAt, upgrade } = row;
  const dot = model.unicode ? " · " : " - ";
  const names = process === null ? [label] : [process, label.toLowerCase() === process.toLowerCase() ? "" : label];
  const about = [...names, kindNames[kind], type, upgrade ?? "", clock(startedAt)].filter((part) => part !== "");
  const sizes = `${bytes(requestBytes)} sent, ${bytes(responseBytes)} received`;
  return [
    ...wrapped(model, `${methodText(model, row, 20)} ${url}`, width, theme.title),
    ...wrapLine(
      [statusSpan(model, row), span(statusWords(model, row), statusStyle(model, row)), span(`${dot}${sizes}`)],
      Math.max(1, width - 2),
    ).map((part): Line => [span(" "), ...part]),
    ...words(clean(about.join(dot), 0, model.unicode), Math.max(1, width - 2)).map(
      (part): Line => [span(" "), span(part, theme.dim)],
    ),
    ...(error === null ? [] : wrapped(model, error, width, theme.error)),
  ];
}

function statusWords(model: Model, { status, doneMs, id }: ExchangeRow): string {
  const shown = model.web.shown;
  const reason = shown?.id === id ? (shown.exchange?.reason ?? "") : "";
  if (status !== null) return reason === "" ? "" : ` ${clean(reason, 0, model.unicode)}`;
  return doneMs === null ? " waiting for the answer" : " no answer";
}

/** Against the exchange that it repeats. */
function differenceLines(
  model: Model,
  { replayOf }: ExchangeRow,
  shown: ShownExchange | undefined,
  width: number,
): Line[] {
  if (replayOf === undefined) return [];
  const theme = themeOf(model.colors);
  const difference = shown?.difference ?? null;
  const sentence =
    difference === null
      ? "sent again; the exchange that it repeats is no longer kept, or this one is not over"
      : difference.isSame
        ? "sent again, with the same answer"
        : "sent again, with another answer";
  const more = difference === null || difference.more === 0 ? [] : [`${difference.more} more differences`];
  return [
    [],
    ...fact(model, width, "again", sentence, difference?.isSame === false ? theme.warn : theme.plain),
    ...[...(difference?.lines ?? []), ...more].flatMap((line) =>
      wrapLine([span(clean(line, 0, model.unicode))], Math.max(1, width - 4)).map(
        (part): Line => [span("   "), ...part],
      ),
    ),
  ];
}

function authenticationLines(model: Model, { authentication }: ExchangeRow, width: number): Line[] {
  if (authentication === null) return [];
  const { scheme, claims, mistake } = authentication;
  const names = Object.keys(claims ?? {});
  const ordered = [
    ...claimOrder.filter((name) => names.includes(name)),
    ...names.filter((name) => !claimOrder.includes(name)),
  ];
  return [
    ...heading(model, "authentication", `${scheme}${mistake === undefined ? "" : `: ${mistake}`}`, width),
    ...ordered.flatMap((name) => fieldLine(model, claimLine(model, name, claims?.[name]), width)),
  ];
}

function claimLine(model: Model, name: string, value: unknown): Field {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return [name, `${text}${momentText(model, name, value)}`];
}

/** ` (2026-01-15 10:42:07, 5m ago)`: a number of seconds says nothing to a person. */
function momentText(model: Model, name: string, value: unknown): string {
  if (!moments.has(name) || typeof value !== "number" || !Number.isFinite(value)) return "";
  const time = new Date(value * 1_000);
  if (Number.isNaN(time.getTime())) return "";
  const away = value * 1_000 - model.now;
  const when = away < 0 ? ago(-away) : `in ${age(away)}`;
  const day = time.toLocaleDateString("sv");
  return ` (${day} ${clock(value * 1_000)}, ${when})`;
}

function partsOf(model: Model, row: ExchangeRow, shown: ShownExchange, width: number): Line[] {
  const { exchange, fields, request, response, lines } = shown;
  const theme = themeOf(model.colors);
  if (exchange === null) {
    return [
      [],
      ...wrapped(model, "Its headers and bodies are no longer kept: newer ones took their place.", width, theme.dim),
    ];
  }
  const { messages, messagesDropped } = exchange;
  return [
    ...(lines.length === 0 ? [] : heading(model, "printed meanwhile", "", width)),
    ...lines.flatMap(({ time, text }) => wrapped(model, `${clock(time)} ${text}`, width, theme.plain)),
    ...fieldLines(model, "request headers", fields.request, width),
    ...bodyLines(model, "request body", request, width),
    ...fieldLines(model, "answer's headers", fields.response, width),
    ...bodyLines(model, "answer's body", response, width),
    ...messageLines(model, messages, messagesDropped, `${long(row.frames)} in all`, width),
  ];
}
