/** `brum proxy show` and `brum proxy curl` */

import { printable } from "../../../logs/index.ts";
import { contentOf, curlCommand, type Exchange, fieldText, packExchange } from "../../../proxy/index.ts";
import { exitCode } from "../../arguments.ts";
import { exchangeLine, milliseconds } from "../../exchange-text.ts";
import type { Subcommand } from "../../subcommands.ts";
import { size } from "../../text.ts";
import type { CommandIo } from "../io.ts";
import { exchangeOf } from "./source.ts";

type Given = Extract<Subcommand, { command: "proxy"; action: "show" | "curl" }>;

export async function show(given: Given, io: CommandIo): Promise<number> {
  const exchange = await exchangeOf(given, given.id, io);
  if (given.action === "curl") await io.out(`${curlCommand(exchange)}\n`);
  else if (given.json) await io.out(`${JSON.stringify(packExchange(exchange), null, 2)}\n`);
  else await io.out(`${wholeText(exchange, io).join("\n")}\n`);
  return exitCode.ok;
}

function wholeText(exchange: Exchange, { colour, unicode }: Pick<CommandIo, "colour" | "unicode">): string[] {
  const { method, url, status, reason, connectMs, firstByteMs, authentication, messages, messagesDropped } = exchange;
  const times = [
    ...(connectMs === null ? [] : [`connected after ${milliseconds(connectMs)}`]),
    ...(firstByteMs === null ? [] : [`first byte after ${milliseconds(firstByteMs)}`]),
  ];
  const claims =
    authentication?.claims === undefined ? [] : ["", `Claims (not verified): ${JSON.stringify(authentication.claims)}`];
  return [
    exchangeLine(exchange, { origin: undefined, colour, unicode }),
    ...(times.length === 0 ? [] : [times.join(", ")]),
    ...claims,
    "",
    printable(`${method} ${url}`),
    ...fieldLines(exchange.requestFields),
    ...bodyLines(exchange, "request"),
    "",
    status === null ? "(no answer)" : printable(`${status} ${reason}`),
    ...fieldLines(exchange.responseFields),
    ...bodyLines(exchange, "response"),
    ...(messages.length === 0 ? [] : [""]),
    ...(messagesDropped === 0 ? [] : [`${messagesDropped} earlier messages are not kept.`]),
    ...messages.map(({ from, at, kind, size: bytes, text }) =>
      printable(`+${milliseconds(at)} ${from}: ${text ?? `(${kind}, ${size(bytes)})`}`),
    ),
  ];
}

function fieldLines(fields: Exchange["requestFields"]): string[] {
  return fields.map(([name, value]) => printable(`${name}: ${fieldText(value)}`));
}

function bodyLines(exchange: Exchange, of: "request" | "response"): string[] {
  const { requestFields, requestBody, responseFields, responseBody, upgrade } = exchange;
  const [fields, body] = of === "request" ? [requestFields, requestBody] : [responseFields, responseBody];
  if (body.size === 0 || upgrade !== null) return [];
  const { text, stillEncoded } = contentOf(fields, body);
  const coded = stillEncoded === "" ? "no text" : `encoded: ${stillEncoded}`;
  if (text === undefined) return ["", `(${size(body.size)}, ${coded})`];
  const cut = body.isCut ? [`(of ${size(body.size)} the first ${size(body.bytes.length)} were kept)`] : [];
  return ["", ...text.split("\n").map((line) => printable(line)), ...cut];
}
