/** URLs: the services of each process, whether they answer, and below them the links. */

import { isAlive } from "../../../src/process/index.ts";
import {
  linksOf,
  listenerOf,
  runOf,
  type ServiceState,
  serviceGroups,
  stateOf,
  urlOfRow,
} from "../../found/services.ts";
import type { FoundUrl } from "../../found/urls.ts";
import type { Model } from "../../model.ts";
import { clean } from "../../text/clean.ts";
import { fit, shorten, spread } from "../../text/cut.ts";
import { type Line, type Span, span } from "../../text/style.ts";
import { widthOf } from "../../text/width.ts";
import { plural, short } from "../format.ts";
import { themeOf } from "../theme.ts";
import type { Page, PageRow } from "./page.ts";
import { targetOfUrl, urlDetail } from "./url-detail.ts";
import { portText, proxiedUrl, proxyDetail, proxyRows, proxyTarget } from "./url-proxy.ts";

/** Columns of a label: the address needs the others. */
const MAX_LABEL_COLUMNS = 12;
/** Columns before a label or an address: two blanks, the sign, a blank. */
const LEFT_COLUMNS = 4;

export const urlsPage: Page = {
  label: "URLs",
  rowLines: 1,
  badge: (model) => {
    const count = servicesOf(model).length;
    return count === 0 ? null : short(count);
  },
  summary: (model) => {
    const services = servicesOf(model);
    const down = services.filter((url) => stateOf(model, url).is === "down").length;
    const links = linksOf(model).length;
    const { forgotten } = model.urls;
    return [
      services.length === 0 ? "no service" : plural(short(services.length), "service"),
      down === 0 ? "" : `${short(down)} down`,
      links === 0 ? "" : plural(short(links), "link"),
      forgotten === 0 ? "" : `${short(forgotten)} older ones dropped`,
    ]
      .filter((part) => part !== "")
      .join(", ");
  },
  rows: (model, width) => {
    const groups = serviceGroups(model);
    const columns = labelColumns(groups.flatMap(({ services }) => services));
    return [
      ...groups.flatMap(({ process, services }) => [
        processHeading(model, process, width),
        ...services.map((url): PageRow => ({ id: url.row, lines: [serviceRow(model, url, columns, width)] })),
      ]),
      ...proxyRows(model, width),
      ...linkRows(model, width),
    ];
  },
  detail: (model, id, width) => {
    const url = urlOfRow(model, id);
    return url === undefined ? (proxyDetail(model, id, width) ?? []) : urlDetail(model, url, width);
  },
  target: (model, id) => {
    const url = urlOfRow(model, id);
    return url === undefined ? (proxyTarget(model, id) ?? {}) : targetOfUrl(model, url);
  },
  empty: () => [
    "No address so far.",
    "Where a process prints an address, of a server or of a page to read, it appears here.",
  ],
};

function servicesOf(model: Model): FoundUrl[] {
  return serviceGroups(model).flatMap(({ services }) => services);
}

function mark(model: Model): string {
  return model.unicode ? "…" : "~";
}

function processHeading(model: Model, process: string, width: number): PageRow {
  const theme = themeOf(model.colors);
  const run = runOf(model, process);
  const state = run === null || isAlive(run.status) ? "" : `${run.status === "success" ? "done" : run.status} `;
  const line = spread([span(` ${clean(process, 0, model.unicode)}`, theme.title)], [span(state, theme.dim)], width);
  return { id: null, lines: [line] };
}

function serviceRow(model: Model, url: FoundUrl, columns: number, width: number): Line {
  const theme = themeOf(model.colors);
  const label = columns === 0 ? "" : `${fit(clean(url.label, 0, model.unicode), columns, mark(model))} `;
  const other = rightOf(model, url);
  const right = other === "" ? " " : ` ${other} `;
  const room = width - LEFT_COLUMNS - widthOf(label) - widthOf(right);
  const whole = clean(url.url, 0, model.unicode);
  // The port is worth more than the scheme.
  const address = widthOf(whole) <= room ? whole : shorten(whole.replace(/^https?:\/\//i, ""), room, mark(model));
  const left = [span("  "), signOf(model, stateOf(model, url)), span(` ${label}`), span(address, theme.accent)];
  return spread(left, [span(right, theme.dim)], width);
}

/** Where the proxy serves it, else the process that listens there when that is another one. */
function rightOf(model: Model, url: FoundUrl): string {
  const proxied = proxiedUrl(model, url.url);
  if (proxied !== undefined) return portText(model, proxied);
  const listener = listenerOf(model, url);
  if (listener === undefined || listener === url.process) return "";
  return `${model.unicode ? "→" : "->"} ${clean(listener, 0, model.unicode)}`;
}

/** Columns of the labels: none where every one is only the name of its process, which stands above. */
function labelColumns(services: readonly FoundUrl[]): number {
  if (services.every(({ label, process }) => label.toLowerCase() === process.toLowerCase())) return 0;
  return Math.min(MAX_LABEL_COLUMNS, Math.max(...services.map(({ label }) => widthOf(label))));
}

function signOf(model: Model, state: ServiceState): Span {
  const theme = themeOf(model.colors);
  const sign = (unicode: string, ascii: string) => (model.unicode ? unicode : ascii);
  if (state.is === "up") return span(sign("●", "*"), theme.good);
  if (state.is === "unknown") return span(sign("◌", "."), theme.dim);
  return state.at === null ? span(sign("○", "o"), theme.dim) : span(sign("✖", "x"), theme.error);
}

function linkRows(model: Model, width: number): PageRow[] {
  const links = linksOf(model);
  if (links.length === 0) return [];
  const { dim } = themeOf(model.colors);
  return [
    { id: null, lines: [[span(" links", dim)]] },
    ...links.map(({ row, url, process }): PageRow => {
      const right = ` ${clean(process, 0, model.unicode)} `;
      const address = shorten(clean(url, 0, model.unicode), width - LEFT_COLUMNS - widthOf(right), mark(model));
      return {
        id: row,
        lines: [spread([span(`${" ".repeat(LEFT_COLUMNS)}${address}`, dim)], [span(right, dim)], width)],
      };
    }),
  ];
}
