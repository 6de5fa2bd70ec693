/** What the Web view says without rows: why there are none, and how there would be some. */

import type { Model } from "../../model.ts";
import { listedExchanges } from "../../web/web.ts";

export function emptyWeb(model: Model): readonly string[] {
  const { web } = model;
  if (web.list.length > 0 && listedExchanges(web).length === 0)
    return ["No request is left by the filters above. Press x to remove the last of them."];
  const { proxy } = web;
  if (proxy.is === "off") {
    return [
      `There is no proxy: ${proxy.why}.`,
      "With one, what your servers are asked is recorded and shown here: start brum without --no-proxy, and without no_proxy = true in .brum.toml.",
    ];
  }
  if (proxy.is === "starting") return ["No request so far.", ...waiting];
  const { mode, mappings, forward } = proxy.state;
  if (mode === "full") {
    if (forward === null) return ["The proxy has no port yet."];
    return [
      "No request so far.",
      `Every client that uses the proxy localhost:${forward.port} is recorded; browsers take it from`,
      forward.pacUrl,
    ];
  }
  if (mappings.length === 0) return ["No request so far.", ...waiting];
  const addresses = mappings.map(({ target, proxyUrl, label, process }) => {
    const name = process ?? label;
    return `${proxyUrl}  ${model.unicode ? "→" : "->"} ${name}, ${target}`;
  });
  return ["No request so far. What is asked here is recorded:", ...addresses];
}

const waiting = [
  "As soon as a process tells the address of a server, that gets a second one here, at which requests are recorded.",
  "For any other server: /proxy http://localhost:3000",
];
