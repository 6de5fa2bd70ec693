/** What people and agents can ask of the proxy, in one place: for MCP and for the control socket. One thread's. */

import type { Exchange, ExchangeRow } from "./capture/exchange.ts";
import type { Capture, CaptureCounts } from "./capture/store.ts";
import type { ProxyEngine, ProxyMode } from "./engine.ts";
import { proxyLimits } from "./limits.ts";
import type { Mapping } from "./mapping.ts";
import { type ReplayEdits, ReplayError, replayRequest } from "./replay/request.ts";
import type { ProxyState } from "./state.ts";

/** A request that was sent again. */
export interface Replayed {
  readonly before: Exchange;
  readonly after: Exchange;
}

/** What is asked of. */
export interface ProxyAccess {
  state(): ProxyState;
  /** Oldest first. */
  rows(): readonly ExchangeRow[];
  find(id: number): Exchange | undefined;
  readonly counts: CaptureCounts;
  /** Forgets the exchanges that are over: of one process, or of all. Says how many. */
  clear(process?: string): number;
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
  readonly state: () => ProxyState;

  constructor(engine: ProxyEngine, capture: Capture, state: () => ProxyState) {
    this.#engine = engine;
    this.#capture = capture;
    this.state = state;
  }

  rows(): readonly ExchangeRow[] {
    return this.#capture.rows();
  }

  find(id: number): Exchange | undefined {
    return this.#capture.find(id);
  }

  get counts(): CaptureCounts {
    return this.#capture.counts;
  }

  clear(process?: string): number {
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
