/** What people and agents can ask of the proxy, in one place: for the screen, MCP and the control socket. The proxy's own thread's. */

import type { Exchange, ExchangeRow } from "./capture/exchange.ts";
import type { Capture, CaptureCounts } from "./capture/store.ts";
import type { ProxyEngine } from "./engine.ts";
import { proxyLimits } from "./limits.ts";
import type { Mapping } from "./mapping.ts";
import { type ReplayEdits, ReplayError, replayRequest } from "./replay/request.ts";
import type { ProxyMode, ProxyState } from "./state.ts";

/** A request that was sent again. */
export interface Replayed {
  readonly before: Exchange;
  readonly after: Exchange;
}

/** Exchanges that are kept. */
export interface Kept {
  /** Oldest first. */
  readonly rows: readonly ExchangeRow[];
  readonly counts: CaptureCounts;
}

/** What is asked of, from whatever thread. Each rejects with a sentence where it cannot be done. */
export interface ProxyAccess {
  state(): Promise<ProxyState>;
  kept(): Promise<Kept>;
  counts(): Promise<CaptureCounts>;
  /** Undefined: there is none with this number, or it is no longer kept. */
  find(id: number): Promise<Exchange | undefined>;
  /** Forgets the exchanges that are over: of one process, or of all. Says how many. */
  clear(process?: string): Promise<number>;
  /** Gives a server a port by hand; undefined: the mode has no ports for servers. Rejects with a sentence. */
  register(url: string): Promise<Mapping | undefined>;
  /** Takes a server's port away; false: it had none. */
  unregister(url: string): Promise<boolean>;
  setMode(mode: ProxyMode): Promise<void>;
  /** Calls back after every change of mode or mappings, until the function that it returns is called. */
  listen(changed: () => void): () => void;
  /** Sends a request again; resolves when the answer has ended, or that was given up. Rejects with a `ReplayError`. */
  replay(
    id: number,
    edits: ReplayEdits,
    limits: { readonly ms?: number; readonly signal: AbortSignal },
  ): Promise<Replayed>;
}

export class ProxyControl implements ProxyAccess {
  readonly #engine: ProxyEngine;
  readonly #capture: Capture;
  readonly #listeners = new Set<() => void>();

  constructor(engine: ProxyEngine, capture: Capture) {
    this.#engine = engine;
    this.#capture = capture;
  }

  async state(): Promise<ProxyState> {
    return this.#engine.state;
  }

  async kept(): Promise<Kept> {
    return { rows: this.#capture.rows(), counts: this.#capture.counts };
  }

  async counts(): Promise<CaptureCounts> {
    return this.#capture.counts;
  }

  async find(id: number): Promise<Exchange | undefined> {
    return this.#capture.find(id);
  }

  async clear(process?: string): Promise<number> {
    return this.#capture.clear(process);
  }

  register(url: string): Promise<Mapping | undefined> {
    return this.#engine.register({ url, process: null, label: "custom" });
  }

  async unregister(url: string): Promise<boolean> {
    const before = this.#engine.mappings().length;
    await this.#engine.unregister({ target: url });
    return this.#engine.mappings().length < before;
  }

  setMode(mode: ProxyMode): Promise<void> {
    return this.#engine.setMode(mode);
  }

  listen(changed: () => void): () => void {
    const listener = () => changed();
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** To be called after every change of mode or mappings. */
  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  async replay(
    id: number,
    edits: ReplayEdits,
    { ms = proxyLimits.replayMs, signal }: { readonly ms?: number; readonly signal: AbortSignal },
  ): Promise<Replayed> {
    const before = this.#capture.find(id);
    if (before === undefined) throw new ReplayError(`there is no exchange ${id}, or it is no longer kept`);
    const request = replayRequest(before, edits);
    const number = await this.#engine.send(
      { ...request, replayOf: before },
      AbortSignal.any([signal, AbortSignal.timeout(ms)]),
    );
    const after = this.#capture.find(number);
    if (after === undefined) throw new ReplayError("it was sent again, but its record is no longer kept");
    return { before, after };
  }
}
