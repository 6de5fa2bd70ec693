/** `brum proxy ls` */

import { printable } from "../../../logs/index.ts";
import type { ProxyState } from "../../../proxy/index.ts";
import { exitCode } from "../../arguments.ts";
import { exchangeJson, milliseconds, outcome, outcomeColour } from "../../exchange-text.ts";
import type { Subcommand } from "../../subcommands.ts";
import { plural, size, table } from "../../text.ts";
import type { CommandIo } from "../io.ts";
import { filterOf, rowsOf } from "./source.ts";

type Given = Extract<Subcommand, { command: "proxy"; action: "ls" }>;

/** Rows that are shown where nobody says how many. */
const DEFAULT_ROWS = 100;

export async function list(given: Given, io: CommandIo): Promise<number> {
  const { rows, total, dropped, state } = await rowsOf(given, filterOf(given.filter), given.lines ?? DEFAULT_ROWS, io);
  if (given.json) {
    await io.out(`${JSON.stringify({ exchanges: rows.map(exchangeJson), total, dropped, ...state }, null, 2)}\n`);
    return exitCode.ok;
  }
  for (const line of portLines(state)) io.err(`${line}\n`);
  if (rows.length === 0) {
    await io.out("Nothing of that was recorded.\n");
    return exitCode.ok;
  }
  const cells = rows.map((row) => {
    const { id, startedAt, method, process, url, doneMs, responseBytes, replayOf } = row;
    const colour = outcomeColour(row);
    const how = outcome(row, io.unicode);
    return [
      String(id),
      new Date(startedAt).toLocaleTimeString("en-GB"),
      process ?? "-",
      method,
      colour === undefined ? { text: how } : { text: how, colour },
      doneMs === null ? "" : milliseconds(doneMs),
      size(responseBytes),
      replayOf === undefined ? url : `${url} (replay of ${replayOf})`,
    ];
  });
  const heads = ["ID", "TIME", "PROCESS", "METHOD", "STATUS", "TOOK", "SIZE", "URL"];
  await io.out(`${table([heads, ...cells], { ...io, right: [0, 5, 6] }).join("\n")}\n`);
  if (rows.length < total) io.err(`The newest ${rows.length} of ${total}; -n shows more.\n`);
  if (dropped > 0) io.err(`${plural(dropped, "exchange")} before these are no longer kept.\n`);
  return exitCode.ok;
}

/** Where servers are to be asked, so that it is recorded. */
function portLines(state: ProxyState | undefined): string[] {
  if (state === undefined) return [];
  const { forward, mappings } = state;
  if (forward !== null) return [`The proxy is http://localhost:${forward.port}, for browsers ${forward.pacUrl}.`];
  if (mappings.length === 0) return ["No server has told its address yet: brum proxy add URL gives one a port."];
  return mappings.map(({ proxyUrl, target, label }) => printable(`${proxyUrl} stands for ${target} (${label})`));
}
