/** Web: what the proxy has recorded, the newest at the bottom; all of the selected exchange beside it. */

import type { ExchangeRow } from "../../../src/proxy/index.ts";
import type { Model } from "../../model.ts";
import type { Line } from "../../text/style.ts";
import type { ShownExchange } from "../../web/shown.ts";
import { exchangeOf, listedExchanges, processesOf } from "../../web/web.ts";
import { plural, short } from "../format.ts";
import type { Page, PageRow, PageTarget } from "./page.ts";
import { proxiedUrl } from "./url-proxy.ts";
import { exchangeDetail } from "./web-detail.ts";
import { emptyWeb } from "./web-empty.ts";
import { exchangeLine } from "./web-row.ts";

export const webPage: Page = {
  label: "Web",
  rowLines: 1,
  follows: true,
  badge: ({ web: { list } }) => (list.length === 0 ? null : short(list.length)),
  summary: ({ web }) => {
    const shown = listedExchanges(web).length;
    const all = (web.frozen?.list ?? web.list).length;
    if (all === 0) return web.proxy.is === "off" ? "no proxy" : "no request";
    return shown === all ? plural(short(all), "request") : `${short(shown)} of ${plural(short(all), "request")}`;
  },
  rows: rowsFor,
  detail: (model, id, width) => {
    const row = exchangeOf(model.web, Number(id));
    return row === undefined ? [] : detailOf(model, row, width);
  },
  target: (model, id) => {
    const row = exchangeOf(model.web, Number(id));
    return row === undefined ? {} : targetOf(model, row);
  },
  empty: emptyWeb,
};

/** By the exchanges that are listed, then by how they look: a frame asks several times, and there are many. */
const known = new WeakMap<readonly ExchangeRow[], Map<string, readonly PageRow[]>>();

function rowsFor(model: Model, width: number): readonly PageRow[] {
  const { web, unicode, colors } = model;
  const exchanges = listedExchanges(web);
  const looks = known.get(exchanges) ?? new Map<string, readonly PageRow[]>();
  known.set(exchanges, looks);
  const look = `${width} ${unicode} ${colors}`;
  const made = looks.get(look);
  if (made !== undefined) return made;
  const isMixed = processesOf(web).length > 1;
  const rows = exchanges.map((row) => new WebRow(model, row, isMixed, width));
  looks.set(look, rows);
  return rows;
}

/** There are many: of most no line is ever drawn. */
class WebRow implements PageRow {
  readonly #model: Model;
  readonly #row: ExchangeRow;
  readonly #isMixed: boolean;
  readonly #width: number;

  constructor(model: Model, row: ExchangeRow, isMixed: boolean, width: number) {
    this.#model = model;
    this.#row = row;
    this.#isMixed = isMixed;
    this.#width = width;
  }

  get id(): string {
    return String(this.#row.id);
  }

  get lines(): readonly Line[] {
    return [exchangeLine(this.#model, this.#row, this.#isMixed, this.#width)];
  }
}

/** Lines of the one that was laid out last: a long body is wrapped once, not with every frame. */
let laidOut: { readonly key: readonly unknown[]; readonly lines: readonly Line[] } = { key: [], lines: [] };

function detailOf(model: Model, row: ExchangeRow, width: number): readonly Line[] {
  const shown: ShownExchange | undefined = model.web.shown?.id === row.id ? model.web.shown : undefined;
  const { unicode, colors, now } = model;
  // Moments of claims are told by how far away they are.
  const second = row.authentication?.claims === undefined ? 0 : Math.floor(now / 1_000);
  const key = [row, shown, width, unicode, colors, second];
  if (!key.every((part, index) => part === laidOut.key[index])) {
    laidOut = { key, lines: exchangeDetail(model, row, shown, width) };
  }
  return laidOut.lines;
}

function targetOf(model: Model, row: ExchangeRow): PageTarget {
  const { id, url, method, process, sequence, upgrade } = row;
  const isWeb = /^https?:\/\//i.test(url);
  const source = model.entries.find(({ name }) => name === process)?.process?.source ?? null;
  return {
    inLog: { type: "reveal-at", sequence, source },
    copy: url,
    copyBody: { type: "copy-exchange", id, part: "body" },
    copyOther: { type: "copy-exchange", id, part: "curl" },
    ...(isWeb && {
      open: { type: "open-url", url: proxiedUrl(model, url) ?? url },
      openDirect: { type: "open-url", url },
      canReplay: method !== "" && method !== "CONNECT" && upgrade === null,
    }),
  };
}
