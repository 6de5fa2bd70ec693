/** The Web view: what it shows of the exchanges, and what is done with one. */

import type { TextQuery } from "../log/options.ts";
import { type Message, refuse, type Step, step } from "../messages.ts";
import { type Model, shownPage } from "../model.ts";
import { announceUnreachable } from "../notices/unreachable.ts";
import { rowsOf, selectedId } from "../views/pages/index.ts";
import { kinds, nextOf, noFilter, statusClasses, type WebFilter } from "../web/filter.ts";
import { exchangeOf, listedExchanges, processesOf, type Web, withAll, withRows } from "../web/web.ts";
import { withNotice } from "./notice.ts";
import { revealRow } from "./pages.ts";
import { askFirst } from "./question.ts";

/** Methods that change nothing on the server (RFC 9110, section 9.2.1): these are sent again without a question. */
const safe: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

/** With other exchanges; what the list shows stays where it is, unless it follows. */
function withWeb(model: Model, web: Web): Model {
  const next = { ...model, web };
  if (shownPage(model) !== "web") return next;
  const { top, selected } = model.pages.web;
  if (selected === null) return revealRow(next);
  const before = rowsOf(model, "web")[top]?.id;
  const at = before == null ? -1 : rowsOf(next, "web").findIndex(({ id }) => Number(id) >= Number(before));
  const pages = { ...model.pages, web: { ...model.pages.web, top: at === -1 ? top : at } };
  return revealRow({ ...next, pages });
}

/** What has come or changed since the last time. */
export function takeExchanges(model: Model, { rows }: Extract<Message, { type: "exchanges" }>): Model {
  return announceUnreachable(withWeb(model, withRows(model.web, rows)), rows);
}

/** All that the proxy keeps now. */
export function takeAllExchanges(model: Model, kept: Extract<Message, { type: "all-exchanges" }>): Model {
  const web = withAll(model.web, kept);
  return withWeb(model, kept.state === undefined ? web : { ...web, proxy: { is: "on", state: kept.state } });
}

function withFilter(model: Model, changes: Partial<WebFilter>): Model {
  const filter = { ...model.web.filter, ...changes };
  const isNone = filter.kind === null && filter.process === null && filter.status === null && filter.text === null;
  const next = withWeb(model, { ...model.web, filter: isNone ? noFilter : filter });
  return { ...next, pages: { ...next.pages, web: { ...next.pages.web, detailTop: 0 } } };
}

export function withWebText(model: Model, text: TextQuery | null): Model {
  return withFilter(model, { text });
}

export function turnKind(model: Model): Step {
  return step(withFilter(model, { kind: nextOf(kinds, model.web.filter.kind) }));
}

export function turnStatus(model: Model): Step {
  const { status } = model.web.filter;
  return step(withFilter(model, { status: nextOf(statusClasses, status === "error" ? null : status) }));
}

export function toggleFailed(model: Model): Step {
  return step(withFilter(model, { status: model.web.filter.status === "error" ? null : "error" }));
}

/** The exchanges of the next process. */
export function turnProcess(model: Model): Step {
  return step(withFilter(model, { process: nextOf(processesOf(model.web), model.web.filter.process) }));
}

/** New exchanges are kept back, or shown again. */
export function togglePause(model: Model): Step {
  const { frozen, list, last } = model.web;
  return step(withWeb(model, { ...model.web, frozen: frozen === null ? { list, last } : null }));
}

/** To the newest, and from now on with it. */
export function followExchanges(model: Model): Model {
  const pages = { ...model.pages, web: { ...model.pages.web, selected: null, detailTop: 0 } };
  return withWeb({ ...model, pages }, { ...model.web, frozen: null });
}

/** Forgets what is over: of the process that the list is narrowed to, else all. */
export function clearExchanges(model: Model, process: string | null = model.web.filter.process): Step {
  return step(model, { type: "clear-exchanges", process });
}

/** Sends the selected request again; one that changes something only after a yes. */
export function replay(model: Model): Step {
  const row = exchangeOf(model.web, Number(selectedId(model, "web")));
  if (row === undefined) return step(model);
  const effect = { type: "replay", id: row.id } as const;
  if (safe.has(row.method)) return step(model, effect);
  return askFirst(model, { text: `Send ${row.method} ${row.url} again?`, effect });
}

/** The request was sent again: the new exchange is what one wants to see. */
export function takeReplayed(model: Model, { id }: Extract<Message, { type: "replayed" }>): Model {
  const row = exchangeOf(model.web, id);
  const isListed = listedExchanges(model.web).some((one) => one.id === id);
  // What hides it gives way.
  const seen = isListed ? model : withFilter({ ...model, web: { ...model.web, frozen: null } }, noFilter);
  const pages = { ...seen.pages, web: { ...seen.pages.web, selected: String(id), detailTop: 0 } };
  const how = row?.status == null ? "" : `: ${row.status}`;
  return withNotice(revealRow({ ...seen, pages }), "info", `Sent again${how}. The detail says what is different.`);
}

/** To the exchange that was under way, or had begun last, when a line was printed. */
export function takeRequestsAt(model: Model, { sequence, process }: Extract<Message, { type: "requests-at" }>): Step {
  const { list } = model.web;
  const begun = list.filter((row) => row.sequence <= sequence);
  const own = begun.filter((row) => process === null || row.process === process);
  const underWay = own.findLast(({ endSequence }) => endSequence === null || endSequence > sequence);
  const found = underWay ?? own.at(-1) ?? begun.at(-1) ?? list[0];
  if (found === undefined) return refuse(model, "No request has been recorded so far.");
  const filter = listedExchanges({ ...model.web, frozen: null }).includes(found) ? model.web.filter : noFilter;
  const pages = { ...model.pages, web: { ...model.pages.web, selected: String(found.id), detailTop: 0 } };
  const web = { ...model.web, filter, frozen: null };
  return step(revealRow({ ...model, view: "web", zoom: false, anchor: null, pages, web }));
}

/** `url`: a server that gets a port of the proxy; what comes of it is seen in the Web view. */
export function addToProxy(model: Model, url: string | undefined): Step {
  if (url === undefined) return refuse(model, "Which server? Write its address: /proxy http://localhost:3000");
  const parsed = URL.parse(/^[a-z]+:\/\//i.test(url) ? url : `http://${url}`);
  if (parsed?.protocol !== "http:" && parsed?.protocol !== "https:")
    return refuse(model, "Write an address that begins with http:// or https://.");
  return ifProxied(model, (next) => step(next, { type: "proxy-add", url: parsed.href }));
}

/** `mode`: the one that is wanted; without it the other one. */
export function switchProxy(model: Model, mode: string | undefined): Step {
  return ifProxied(model, (next) => {
    const { proxy } = next.web;
    const now = proxy.is === "on" ? proxy.state.mode : "reverse";
    if (mode !== undefined && mode !== "reverse" && mode !== "full")
      return refuse(model, "Write proxy mode reverse or proxy mode full.");
    return step(next, { type: "proxy-mode", mode: mode ?? (now === "full" ? "reverse" : "full") });
  });
}

function ifProxied(model: Model, then: (model: Model) => Step): Step {
  const { proxy } = model.web;
  return proxy.is === "off" ? refuse(model, `There is no proxy: ${proxy.why}.`) : then(model);
}
