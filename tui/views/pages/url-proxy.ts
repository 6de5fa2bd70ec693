/** Addresses behind the proxy: what leads to the same place and is recorded. Pure. */

import { type Mapping, originOf } from "../../../src/proxy/index.ts";
import type { Model } from "../../model.ts";
import { clean } from "../../text/clean.ts";
import { shorten, spread } from "../../text/cut.ts";
import { type Line, span } from "../../text/style.ts";
import { widthOf } from "../../text/width.ts";
import { words } from "../../text/words.ts";
import { fact } from "../facts.ts";
import { themeOf } from "../theme.ts";
import type { PageRow, PageTarget } from "./page.ts";

const PREFIX = "proxy ";

/** Servers that have a port of the proxy; none in full mode, and without a proxy. */
function mappingsOf({ web: { proxy } }: Model): readonly Mapping[] {
  return proxy.is === "on" ? proxy.state.mappings : [];
}

/** The same address at the proxy; undefined: its server has no port there. */
export function proxiedUrl(model: Model, url: string): string | undefined {
  const mappings = mappingsOf(model);
  if (mappings.length === 0) return undefined;
  const origin = originOf(url);
  const mapping = mappings.find(({ target }) => target === origin);
  if (mapping === undefined) return undefined;
  const { pathname, search, hash } = new URL(url);
  const path = pathname + search + hash;
  return path === "/" ? mapping.proxyUrl : mapping.proxyUrl + path;
}

/** An address of the proxy that belongs to no process. */
interface ProxyAddress {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  /** What it is for. */
  readonly about: string;
  /** What it stands for; null: it is the proxy itself. */
  readonly target: string | null;
}

function addressesOf(model: Model): ProxyAddress[] {
  const { proxy } = model.web;
  if (proxy.is !== "on") return [];
  const { forward } = proxy.state;
  const own: ProxyAddress[] =
    forward === null
      ? []
      : [
          {
            id: `${PREFIX}forward`,
            name: "proxy",
            url: `http://localhost:${forward.port}`,
            about: "clients that are told to use it as their HTTP proxy are recorded",
            target: null,
          },
          {
            id: `${PREFIX}pac`,
            name: "PAC",
            url: forward.pacUrl,
            about: "browsers that take their proxy settings from this script are recorded",
            target: null,
          },
        ];
  const byHand = mappingsOf(model).filter(({ process }) => process === null);
  return [
    ...own,
    ...byHand.map(({ target, proxyUrl, label }) => ({
      id: `${PREFIX}${target}`,
      name: label,
      url: proxyUrl,
      about: "what is asked here is recorded",
      target,
    })),
  ];
}

function find(model: Model, id: string): ProxyAddress | undefined {
  return addressesOf(model).find((address) => address.id === id);
}

/** Below the services: the proxy in full mode, and servers that were given to it by hand. */
export function proxyRows(model: Model, width: number): PageRow[] {
  const addresses = addressesOf(model);
  if (addresses.length === 0) return [];
  const theme = themeOf(model.colors);
  const mark = model.unicode ? "…" : "~";
  return [
    { id: null, lines: [[span(" proxy", theme.title)]] },
    ...addresses.map(({ id, name, url, target }): PageRow => {
      const right = ` ${target === null ? name : portText(model, url)} `;
      const shown = shorten(clean(target ?? url, 0, model.unicode), width - 4 - widthOf(right), mark);
      return { id, lines: [spread([span(`    ${shown}`, theme.accent)], [span(right, theme.dim)], width)] };
    }),
  ];
}

/** `⇄ :20888` */
export function portText({ unicode }: Model, url: string): string {
  const port = URL.parse(url)?.port ?? "";
  return `${unicode ? "⇄" : "<>"} ${port === "" ? url : `:${port}`}`;
}

/** Undefined: it is another row. */
export function proxyDetail(model: Model, id: string, width: number): Line[] | undefined {
  const address = find(model, id);
  if (address === undefined) return undefined;
  const theme = themeOf(model.colors);
  const { url, name, about, target } = address;
  return [
    ...words(url, Math.max(1, width - 2)).map((part): Line => [span(" "), span(part, theme.accent)]),
    [],
    ...fact(model, width, "is", target === null ? name : `${name}, given by hand`),
    ...fact(model, width, "for", target),
    ...fact(model, width, "use", about),
  ];
}

/** Undefined: it is another row. */
export function proxyTarget(model: Model, id: string): PageTarget | undefined {
  const address = find(model, id);
  if (address === undefined) return undefined;
  const { url, target } = address;
  if (target === null) return { copy: url };
  const open = { type: "open-url", url } as const;
  return {
    enter: { hint: "open", effect: open },
    open,
    copy: url,
    openDirect: { type: "open-url", url: target },
    copyOther: { type: "copy", text: target },
  };
}
