/** A page that cannot be had as its server does not answer is news, once; single failures of requests are none. Pure. */

import { type ExchangeRow, originOf } from "../../src/proxy/index.ts";
import { withNews } from "../commands/notice.ts";
import type { Model } from "../model.ts";

/** Servers that are remembered: more than a project has. */
const MAX_SERVERS = 100;

export function announceUnreachable(model: Model, rows: readonly ExchangeRow[]): Model {
  return rows.reduce(announced, model);
}

function announced(model: Model, row: ExchangeRow): Model {
  const { unreachable } = model.web;
  const server = originOf(row.url) ?? row.url;
  const isKnown = unreachable.includes(server);
  if (wasReached(row))
    return isKnown
      ? withServers(
          model,
          unreachable.filter((one) => one !== server),
        )
      : model;
  if (row.kind !== "page" || isKnown || !isBadGateway(row)) return model;
  const told = withServers(model, [...unreachable, server].slice(-MAX_SERVERS));
  const { error, process } = row;
  return withNews(told, { level: "warn", text: `${process ?? "proxy"}: ${error}` });
}

/** It has answered by itself. */
function wasReached({ status, error }: ExchangeRow): boolean {
  return status !== null && error === null;
}

/** The proxy's own answer where there was nobody to connect to. One whose client has left has no status. */
function isBadGateway({ connectMs, status, error }: ExchangeRow): boolean {
  return status === 502 && error !== null && connectMs === null;
}

function withServers(model: Model, unreachable: readonly string[]): Model {
  return { ...model, web: { ...model.web, unreachable } };
}
