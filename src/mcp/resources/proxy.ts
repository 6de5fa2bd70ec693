/** What the proxy has recorded, and which server has which port. */

import type { ExchangeRow } from "../../proxy/index.ts";
import { mcpLimits } from "../limits.ts";
import { rowOf } from "../proxy/row.ts";
import type { ResourceEntry } from "./entry.ts";
import { listed } from "./kept.ts";

const NONE = { proxy: "off" };

export const proxyResources: readonly ResourceEntry[] = [
  {
    uri: "proxy://requests",
    name: "http-requests",
    title: "HTTP requests",
    description: "What the project's servers were asked through the proxy, the newest first: status, time, size.",
    mimeType: "application/json",
    priority: 0.8,
    read({ proxy, mask }) {
      if (proxy === undefined) return NONE;
      const rows = proxy.rows().slice(-mcpLimits.mostExchanges);
      return listed(
        rows.toReversed().map((row) => rowOf(row, mask)),
        "proxy_requests",
      );
    },
    watch: (signals, _value, changed) =>
      signals.happenings.listen(({ what }) => {
        if (what.kind === "exchange") changed();
      }),
    lastModified: ({ proxy }) => endOf(proxy?.rows().at(-1)),
  },
  {
    uri: "proxy://mappings",
    name: "proxy-mappings",
    title: "Proxy mappings",
    description: "Which port of the proxy stands for which server; in full mode where the forward proxy is.",
    mimeType: "application/json",
    priority: 0.6,
    read({ proxy }) {
      if (proxy === undefined) return NONE;
      const { mode, forward, mappings } = proxy.state();
      const rows = mappings.map(({ target, proxyUrl, process, label }) => ({ target, proxyUrl, process, label }));
      return { mode, ...(forward === null ? {} : { forward }), mappings: listed(rows, "proxy_mappings") };
    },
    watch: (signals, _value, changed) => signals.mappings.listen(changed),
  },
];

function endOf(row: ExchangeRow | undefined): number | undefined {
  return row === undefined ? undefined : row.startedAt + (row.doneMs ?? 0);
}
