/** For the harness: a proxy that lives in memory, with exchanges of every sort, as its thread would tell of them. */

import { gzipSync } from "node:zlib";
import { omit } from "es-toolkit";
import type { EventBus } from "../../core/index.ts";
import type { ProxyClient, ProxyMode, ProxyState } from "../../src/proxy/index.ts";
import type { Topics } from "../../src/topics.ts";
import { NOW } from "./support.ts";
import { exchangeOf, type FullExchange, jwt } from "./web/support.ts";

const TARGET = "http://localhost:5173";

/** `HARNESS_WEB`: `1`, with exchanges; `empty`, without; `full`, in that mode; `flood`, a thousand a second; `unreachable`, of a server that is down. */
export class FakeProxy implements ProxyClient {
  readonly #bus: EventBus<Topics>;
  #all: FullExchange[] = [];
  #last = 0;
  #mode: ProxyMode;
  #hands: string[] = [];
  readonly #kind: string;

  constructor(bus: EventBus<Topics>, kind = "") {
    this.#bus = bus;
    this.#kind = kind;
    this.#mode = kind === "full" ? "full" : "reverse";
  }

  /** Tells what there is; whoever is to hear of it listens by now. */
  begin(): void {
    const kind = this.#kind;
    if (kind === "" || kind === "off") return;
    this.#bus.publish("proxy.state", this.#state());
    if (kind === "1") for (const exchange of examples()) this.#add(exchange);
    if (kind === "unreachable") this.#unreachable();
    if (kind === "flood") setInterval(() => this.#flood(), 33);
  }

  async list() {
    return { state: this.#state(), rows: this.#all, last: this.#last };
  }

  async exchange(id: number) {
    return this.#all.find((one) => one.id === id) ?? null;
  }

  async clear(process: string | null) {
    const before = this.#all.length;
    this.#all = this.#all.filter((one) => one.doneMs === null || (process !== null && one.process !== process));
    return { rows: this.#all, last: this.#last, cleared: before - this.#all.length };
  }

  async replay(id: number) {
    const before = this.#all.find((one) => one.id === id);
    if (before === undefined) throw new Error(`There is no exchange ${id}.`);
    const answer = { status: 200, reason: "OK", error: null, responseBody: body('{"id":9,"total":12}') };
    this.#add({ ...before, ...answer, replayOf: id });
    return this.#last;
  }

  async setMode(mode: ProxyMode) {
    this.#mode = mode;
    return this.#state();
  }

  async add(url: string) {
    if (this.#mode === "full") return null;
    const { origin } = new URL(url);
    if (!this.#hands.includes(origin)) this.#hands.push(origin);
    const state = this.#state();
    this.#bus.publish("proxy.state", state);
    return state.mappings.find(({ target }) => target === origin) ?? null;
  }

  #state(): ProxyState {
    if (this.#mode === "full") {
      return { mode: "full", mappings: [], forward: { port: 19888, pacUrl: "http://localhost:19888/proxy.pac" } };
    }
    const mapping = (target: string, port: number, process: string | null) => {
      return { target, proxyUrl: `http://localhost:${port}`, port, process, label: process ?? "custom", createdAt: 0 };
    };
    const byHand = this.#hands.map((target, index) => mapping(target, 20889 + index, null));
    return { mode: "reverse", mappings: [mapping(TARGET, 20888, "web"), ...byHand], forward: null };
  }

  /** A page of a server that does not run, so often. */
  #unreachable(): void {
    const why = "localhost:5173 cannot be reached: connection refused";
    for (let count = 0; count < 3; count += 1) {
      this.#add(exchangeOf({ status: 502, reason: "Bad Gateway", connectMs: null, error: why }));
    }
  }

  #add(exchange: FullExchange): void {
    const added = { ...exchange, id: ++this.#last };
    this.#all = [...this.#all, added].slice(-1_000);
    this.#bus.publish("proxy.exchanges", { passed: 0, rows: [rowOf(added)] });
  }

  #flood(): void {
    const rows: FullExchange[] = [];
    for (let count = 0; count < 33; count += 1) {
      this.#last += 1;
      rows.push(exchangeOf({ id: this.#last, url: `${TARGET}/flood/${this.#last}`, startedAt: NOW }));
    }
    this.#all = [...this.#all, ...rows].slice(-1_000);
    this.#bus.publish("proxy.exchanges", { passed: 0, rows: rows.map(rowOf) });
  }
}

const rowOf = (exchange: FullExchange) =>
  omit(exchange, [
    "requestFields",
    "responseFields",
    "requestBody",
    "responseBody",
    "messages",
    "messagesDropped",
    "reason",
  ]);
const body = (text: string) => ({ bytes: Buffer.from(text), size: text.length, isCut: false });

function examples(): FullExchange[] {
  const json = [["Content-Type", "application/json"]] as const;
  const api = { process: "api", label: "api", kind: "api" } as const;
  const packed = gzipSync('{"items":[1,2,3]}');
  const order = '{"sku":"A-7","count":2}';
  return [
    exchangeOf({
      url: `${TARGET}/`,
      type: "text/html",
      responseFields: [["Content-Type", "text/html"]],
      responseBody: body("<!doctype html>\n<title>Shop</title>\n"),
    }),
    exchangeOf({
      url: `${TARGET}/logo.svg`,
      kind: "image",
      type: "image/svg+xml",
      status: 304,
      reason: "Not Modified",
    }),
    exchangeOf({ url: `${TARGET}/src/App.tsx`, kind: "other", type: "text/javascript" }),
    exchangeOf({
      ...api,
      url: "http://localhost:3000/api/cart",
      type: "application/json",
      authentication: { scheme: "Bearer", claims: { role: "admin", sub: "ana" } },
      requestFields: [["Authorization", `Bearer ${jwt}`]],
      responseFields: [...json, ["Content-Encoding", "gzip"]],
      responseBody: { bytes: packed, size: packed.length, isCut: false },
    }),
    exchangeOf({
      ...api,
      method: "POST",
      url: "http://localhost:3000/api/orders",
      status: 500,
      reason: "Internal Server Error",
      type: "application/json",
      requestFields: json,
      requestBody: body(order),
      responseFields: json,
      responseBody: body('{"error":"out of stock"}'),
    }),
    exchangeOf({ ...api, url: "http://localhost:3000/api/nothing", status: 404, reason: "Not Found" }),
    exchangeOf({
      url: `${TARGET}/ws`,
      kind: "other",
      status: 101,
      reason: "Switching Protocols",
      upgrade: "websocket",
      doneMs: null,
      endSequence: null,
      frames: 2,
      messages: [
        { from: "client", at: 4, kind: "text", size: 4, text: "ping" },
        { from: "server", at: 6, kind: "text", size: 16, text: '{"type":"hello"}' },
      ],
    }),
    exchangeOf({ ...api, url: "http://localhost:3000/api/orders/9", type: "application/json", responseFields: json }),
  ];
}
