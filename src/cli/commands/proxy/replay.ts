/** `brum proxy replay` */

import { printable } from "../../../logs/index.ts";
import { answerOf, differenceOf, unpackExchange } from "../../../proxy/index.ts";
import { exitCode } from "../../arguments.ts";
import { exchangeJson, exchangeLine } from "../../exchange-text.ts";
import type { Subcommand } from "../../subcommands.ts";
import { chosenClient } from "../instance.ts";
import type { CommandIo } from "../io.ts";

type Given = Extract<Subcommand, { command: "proxy"; action: "replay" }>;

/** Fails where there was no answer. */
export async function replay(given: Given, io: CommandIo): Promise<number> {
  const { id, method, path, headers, body, timeoutSeconds } = given;
  const client = await chosenClient(given, io);
  const edits = {
    ...(method === undefined ? {} : { method }),
    ...(path === undefined ? {} : { path }),
    ...(headers.length === 0 ? {} : { headers: Object.fromEntries(headers.map(headerOf)) }),
    ...(body === undefined ? {} : { body }),
  };
  const answer = await client.ask("proxy.replay", { id, edits, timeoutMs: timeoutSeconds * 1000 }, io.stopped);
  const [before, after] = [unpackExchange(answer.before), unpackExchange(answer.after)];
  const { isSame, lines, more } = differenceOf(answerOf(before), answerOf(after));
  const code = after.status === null || after.error !== null ? exitCode.failure : exitCode.ok;
  if (given.json) {
    const { requestFields: _q, responseFields: _r, requestBody: _a, responseBody: _b, messages: _m, ...row } = after;
    await io.out(
      `${JSON.stringify({ exchange: exchangeJson(row), same: isSame, differences: lines, more }, null, 2)}\n`,
    );
    return code;
  }
  const rest = more > 0 ? [`${more} more differences`] : [];
  await io.out(
    `${[
      exchangeLine(after, { origin: undefined, colour: io.colour, unicode: io.unicode }),
      isSame ? "The answer is the same:" : "The answer is different:",
      ...lines.map((line) => `  ${printable(line)}`),
      ...rest,
      `brum proxy show ${after.id} shows it whole.`,
    ].join("\n")}\n`,
  );
  return code;
}

function headerOf(given: string): [name: string, value: string | null] {
  const end = given.indexOf(":");
  const value = given.slice(end + 1).trim();
  return [given.slice(0, end), value === "" ? null : value];
}
