/** The addresses that processes have told, each once. Pure. */

import type { ToldEvent } from "../../src/events/index.ts";
import { type Address, addressOf } from "./address.ts";

/** Addresses that are kept in all: more than anybody reads. The one that was told longest ago goes first, links before services. */
const MAX_URLS = 500;
/** Paths of one server that a process may list: who announces it names few; errors and requests name it again and again. */
const MAX_PATHS = 5;

/** An event that tells an address. */
export type UrlTold = Extract<ToldEvent, { kind: "url" }>;

/** An address, and how it became known. */
export interface FoundUrl extends Address {
  /** The process with it: names the row. */
  readonly row: string;
  /** Name of the process, and its number as a source. */
  readonly process: string;
  readonly source: number;
  /** A server of this machine or its network, or only a link. */
  readonly kind: UrlTold["urlKind"];
  /** What it leads to, as far as that was told; else the name of the process. */
  readonly label: string;
  /** When it was told first and last, in milliseconds since 1970. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** When it was printed last, and how it stood in the line; null: it never was. */
  readonly printed: { readonly time: number; readonly text: string } | null;
  /** When the readiness check of its process succeeded there; null: it did not. */
  readonly readyAt: number | null;
  /** Other paths of the same server were printed that are not listed. */
  readonly hasMore: boolean;
}

export interface FoundUrls {
  /** In the order in which they were told first. */
  readonly list: readonly FoundUrl[];
  /** How many had to go for newer ones. */
  readonly forgotten: number;
}

export const noUrls: FoundUrls = { list: [], forgotten: 0 };

/** Where a readiness check found a process. */
export interface ReadyPlace {
  readonly process: string;
  readonly source: number;
  readonly url: string;
  /** Milliseconds since 1970. */
  readonly readyAt: number;
}

/** Takes in what a line told. */
export function withUrl(urls: FoundUrls, told: UrlTold): FoundUrls {
  const { process, source, time, label, urlKind } = told;
  const address = addressOf(told.url);
  if (address === null) return urls;
  return taken(urls, address, process, (known) => ({
    ...address,
    row: rowOf(process, address),
    process,
    source,
    kind: known?.kind === "service" ? "service" : urlKind,
    label: label === process ? (known?.label ?? label) : label,
    firstSeen: known?.firstSeen ?? time,
    lastSeen: time,
    printed: { time, text: told.url },
    readyAt: known?.readyAt ?? null,
    hasMore: known?.hasMore ?? false,
  }));
}

/** Takes in where a process is ready. */
export function withReadyPlace(urls: FoundUrls, { process, source, url, readyAt }: ReadyPlace): FoundUrls {
  const address = addressOf(url);
  if (address === null) return urls;
  const known = urls.list.find(({ row }) => row === rowOf(process, address));
  if (known?.readyAt === readyAt) return urls;
  return taken(urls, address, process, () => ({
    ...address,
    row: rowOf(process, address),
    process,
    source,
    kind: "service",
    label: known?.label ?? process,
    firstSeen: known?.firstSeen ?? readyAt,
    lastSeen: Math.max(known?.lastSeen ?? 0, readyAt),
    printed: known?.printed ?? null,
    readyAt,
    hasMore: known?.hasMore ?? false,
  }));
}

function rowOf(process: string, { id }: Address): string {
  return `${process} ${id}`;
}

function taken(
  urls: FoundUrls,
  address: Address,
  process: string,
  make: (known: FoundUrl | undefined) => FoundUrl,
): FoundUrls {
  const { list } = urls;
  const index = list.findIndex(({ row }) => row === rowOf(process, address));
  if (index !== -1) return { ...urls, list: list.with(index, make(list[index])) };
  const made = make(undefined);
  const server = list.filter((one) => one.process === process && one.host === made.host && one.port === made.port);
  const isListed = made.kind === "link" || made.path === "/" || made.readyAt !== null || server.length < MAX_PATHS;
  if (isListed) return bounded({ ...urls, list: [...list, made] });
  const [first] = server;
  return { ...urls, list: list.map((one) => (one === first ? { ...one, hasMore: true } : one)) };
}

function bounded({ list, forgotten }: FoundUrls): FoundUrls {
  if (list.length <= MAX_URLS) return { list, forgotten };
  const links = list.filter(({ kind }) => kind === "link");
  const oldest = (links.length > 0 ? links : list).reduce((one, other) =>
    other.lastSeen < one.lastSeen ? other : one,
  );
  return { list: list.filter((one) => one !== oldest), forgotten: forgotten + 1 };
}
