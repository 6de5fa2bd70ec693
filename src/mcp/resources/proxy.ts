/** What the proxy has recorded, and which server has which port. */

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
    async read({ proxy, mask }) {
      if (proxy === undefined) return NONE;
      const rows = (await proxy.kept()).rows.slice(-mcpLimits.mostExchanges);
      return listed(
        rows.toReversed().map((row) => rowOf(row, mask)),
        "proxy_requests",
      );
    },
    watch: (signals, _value, changed) =>
      signals.happenings.listen(({ what }) => {
        if (what.kind === "exchange") changed();
      }),
    lastModified: ({ journal }) => journal.since(0).entries.findLast(({ what }) => what.kind === "exchange")?.time,
  },
  {
    uri: "proxy://mappings",
    name: "proxy-mappings",
    title: "Proxy mappings",
    description: "Which port of the proxy stands for which server; in full mode where the forward proxy is.",
    mimeType: "application/json",
    priority: 0.6,
    async read({ proxy }) {
      if (proxy === undefined) return NONE;
      const { mode, forward, mappings } = await proxy.state();
      const rows = mappings.map(({ target, proxyUrl, process, label }) => ({ target, proxyUrl, process, label }));
      return { mode, ...(forward === null ? {} : { forward }), mappings: listed(rows, "proxy_mappings") };
    },
    watch: (signals, _value, changed) => signals.mappings.listen(changed),
  },
];
