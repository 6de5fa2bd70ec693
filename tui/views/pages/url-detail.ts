/** All that is known of an address, and what can be done with it. */

import { listenerOf, runOf, type ServiceState, stateOf } from "../../found/services.ts";
import type { FoundUrl } from "../../found/urls.ts";
import type { Model } from "../../model.ts";
import { clean } from "../../text/clean.ts";
import { type Line, span } from "../../text/style.ts";
import { words } from "../../text/words.ts";
import { fact } from "../facts.ts";
import { clock, duration } from "../format.ts";
import { themeOf } from "../theme.ts";
import type { PageTarget } from "./page.ts";
import { proxiedUrl } from "./url-proxy.ts";

export function urlDetail(model: Model, url: FoundUrl, width: number): Line[] {
  const theme = themeOf(model.colors);
  const row = (name: string, value: string | null) => fact(model, width, name, value);
  const head = words(clean(url.url, 0, model.unicode), Math.max(1, width - 2));
  const isService = url.kind === "service";
  const run = runOf(model, url.process);
  const pid = run?.pid == null ? "" : ` (pid ${run.pid})`;
  const listener = isService ? listenerOf(model, url) : undefined;
  return [
    ...head.map((part): Line => [span(" "), span(part, theme.accent)]),
    [],
    ...(isService
      ? answerLines(model, stateOf(model, url), width)
      : row("kind", "a link; only servers here are checked")),
    ...row("label", url.label === url.process ? null : url.label),
    ...row("process", `${url.process}${pid}${run === null ? "" : `, ${run.status}`}`),
    ...row("listens", listener === undefined || listener === url.process ? null : listener),
    ...row("found", foundText(url)),
    ...row("since", sinceText(url)),
    ...row("proxy", proxyText(model, url)),
    ...row("others", url.hasMore ? "more of its paths were printed; the log has them" : null),
  ];
}

function answerLines(model: Model, state: ServiceState, width: number): Line[] {
  const theme = themeOf(model.colors);
  const row = (text: string, style = theme.plain) => fact(model, width, "answers", text, style);
  if (state.is === "unknown") return row(`unknown: ${state.why}`, theme.dim);
  if (state.is === "up") return row(`up: connected in ${duration(state.ms)}, checked ${clock(state.at)}`, theme.good);
  if (state.at === null) return row(`down: ${state.why}`);
  return row(`down: ${state.why}, checked ${clock(state.at)}`, theme.error);
}

function foundText({ printed, readyAt }: FoundUrl): string {
  const ways = [printed === null ? "" : "in a line that it printed", readyAt === null ? "" : "by its readiness check"];
  return ways.filter((way) => way !== "").join(" and ");
}

function sinceText({ firstSeen, lastSeen }: FoundUrl): string {
  return `${clock(firstSeen)}${lastSeen > firstSeen ? `, last told ${clock(lastSeen)}` : ""}`;
}

/** Where the same is recorded; in full mode how it would be. */
function proxyText(model: Model, { url, kind }: FoundUrl): string | null {
  const proxied = proxiedUrl(model, url);
  if (proxied !== undefined) return proxied;
  const { proxy } = model.web;
  if (kind !== "service" || proxy.is !== "on" || proxy.state.forward === null) return null;
  return `recorded for clients that use the proxy localhost:${proxy.state.forward.port}`;
}

/** By default as it is recorded; without the proxy by keys of their own. */
export function targetOfUrl(model: Model, { url, source, printed }: FoundUrl): PageTarget {
  const proxied = proxiedUrl(model, url);
  const open = { type: "open-url", url: proxied ?? url } as const;
  return {
    enter: { hint: "open", effect: open },
    open,
    copy: proxied ?? url,
    ...(proxied !== undefined && {
      openDirect: { type: "open-url", url },
      copyOther: { type: "copy", text: url },
    }),
    ...(printed !== null && {
      inLog: { type: "reveal", group: null, source, time: printed.time, text: printed.text, about: "url" },
    }),
  };
}
