/** Where exchanges come from: the Brummer that runs, or the history. */

import type { ControlClient } from "../../../control/index.ts";
import {
  type Exchange,
  type ExchangeFilter,
  type ExchangeRow,
  filterTest,
  type ProxyState,
  unpackExchange,
} from "../../../proxy/index.ts";
import type { ProxyFilter } from "../../proxy-options.ts";
import { parseDuration } from "../../text.ts";
import { chosenClient } from "../instance.ts";
import type { CommandIo } from "../io.ts";
import { runOf, withHistory } from "../stored.ts";
import { UsageError } from "../usage.ts";

/** Which Brummer, or which run of the history. */
export interface Place {
  readonly directory: string;
  readonly instance: string | undefined;
  readonly run: string | undefined;
}

/** Rows, oldest first. */
export interface Rows {
  readonly rows: readonly ExchangeRow[];
  readonly total: number;
  readonly dropped: number;
  /** Of the proxy that runs; undefined: they are of the history. */
  readonly state?: ProxyState;
}

/** What was typed as a filter. Throws {@link UsageError}. */
export function filterOf(given: ProxyFilter): ExchangeFilter {
  const { process, method, status, url, regex, kind, since } = given;
  const filter = {
    ...(process === undefined ? {} : { process }),
    ...(method === undefined ? {} : { method }),
    ...(status === undefined ? {} : { status }),
    ...(url === undefined ? {} : { url, regex }),
    ...(kind === undefined ? {} : { kind }),
    ...(since === undefined ? {} : { since: timeOf(since) }),
  };
  try {
    filterTest(filter);
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}.`);
  }
  return filter;
}

/** The newest `limit` that are wanted. */
export async function rowsOf(place: Place, filter: ExchangeFilter, limit: number, io: CommandIo): Promise<Rows> {
  const { run } = place;
  if (run === undefined) return (await chosenClient(place, io)).ask("proxy.list", { filter: given(filter), limit });
  return withHistory(place.directory, async (history) => {
    const rows = history.exchangeRows(runOf(history, run).id).filter(filterTest(filter));
    return { rows: rows.slice(-limit), total: rows.length, dropped: 0 };
  });
}

/** One whole. */
export async function exchangeOf(place: Place, id: number, io: CommandIo): Promise<Exchange> {
  const { run } = place;
  if (run === undefined)
    return unpackExchange((await (await chosenClient(place, io)).ask("proxy.get", { id })).exchange);
  return withHistory(place.directory, async (history) => {
    const found = history.exchange(runOf(history, run).id, id);
    if (found === undefined) throw new UsageError(`There is no exchange ${id} in that run: brum proxy ls --run ${run}`);
    return unpackExchange(found);
  });
}

/** Each that is wanted, whole, oldest first. `take`: with how many there are in all. Resolves with how many it were. */
export async function eachExchange(
  place: Place,
  filter: ExchangeFilter,
  take: (exchange: Exchange, total: number) => Promise<void>,
  io: CommandIo,
): Promise<number> {
  const { run } = place;
  if (run === undefined) {
    const client: ControlClient = await chosenClient(place, io);
    const { sent } = await client.stream(
      "proxy.exchanges",
      { filter: given(filter) },
      ({ exchange, total }) => take(unpackExchange(exchange), total),
      io.stopped,
    );
    return sent;
  }
  return withHistory(place.directory, async (history) => {
    const id = runOf(history, run).id;
    const rows = history.exchangeRows(id).filter(filterTest(filter));
    let count = 0;
    for (const row of rows) {
      if (io.stopped.aborted) break;
      const found = history.exchange(id, row.id);
      if (found === undefined) continue;
      await take(unpackExchange(found), rows.length);
      count++;
    }
    return count;
  });
}

/** Without what is undefined. */
function given({ process, method, status, url, regex, kind, since }: ExchangeFilter) {
  return {
    ...(process === undefined ? {} : { process }),
    ...(method === undefined ? {} : { method }),
    ...(status === undefined ? {} : { status }),
    ...(url === undefined ? {} : { url }),
    ...(regex === undefined ? {} : { regex }),
    ...(kind === undefined ? {} : { kind }),
    ...(since === undefined ? {} : { since }),
  };
}

function timeOf(text: string): number {
  const age = parseDuration(text);
  const time = age === undefined ? Date.parse(text) : Date.now() - age;
  if (Number.isNaN(time))
    throw new UsageError(`--since "${text}" is neither a time (RFC 3339) nor a while ago (90s, 5m, 2h).`);
  return time;
}
