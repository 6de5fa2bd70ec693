/** Does what the Web view asks of the proxy. Main thread. */

import { curlCommand, type Exchange, type Mapping, type ProxyClient } from "../../src/proxy/index.ts";
import type { Effect, Message } from "../messages.ts";
import { bodyText } from "./shown.ts";

type ProxyEffect = Extract<
  Effect,
  { type: "clear-exchanges" | "copy-exchange" | "replay" | "proxy-add" | "proxy-mode" }
>;

const ofProxy: ReadonlySet<Effect["type"]> = new Set<ProxyEffect["type"]>([
  "clear-exchanges",
  "copy-exchange",
  "replay",
  "proxy-add",
  "proxy-mode",
]);

export function isOfProxy(effect: Effect): effect is ProxyEffect {
  return ofProxy.has(effect.type);
}

export interface ProxyActionParts {
  readonly proxy: ProxyClient;
  dispatch(message: Message): void;
  copy(text: string): Promise<void>;
}

export class ProxyActions {
  readonly #parts: ProxyActionParts;

  constructor(parts: ProxyActionParts) {
    this.#parts = parts;
  }

  /** Rejects with a sentence where it cannot be done. */
  async perform(effect: ProxyEffect): Promise<void> {
    const { proxy, dispatch } = this.#parts;
    switch (effect.type) {
      case "clear-exchanges":
        return dispatch({ type: "all-exchanges", ...(await proxy.clear(effect.process)) });
      case "copy-exchange": {
        const exchange = await this.#find(effect.id);
        return this.#parts.copy(effect.part === "curl" ? curlCommand(exchange) : bodyText(exchange));
      }
      case "replay": {
        const id = await proxy.replay(effect.id);
        // Its row may still be on its way over the bus.
        await this.reload();
        return dispatch({ type: "replayed", id });
      }
      case "proxy-add":
        return this.#tell(addedText(effect.url, await proxy.add(effect.url)));
      case "proxy-mode": {
        const state = await proxy.setMode(effect.mode);
        dispatch({ type: "proxy", state });
        const pac =
          state.forward === null ? "" : ` at port ${state.forward.port}; browsers take ${state.forward.pacUrl}`;
        return this.#tell(state.mode === "full" ? `One proxy for all${pac}.` : "Each server has a port of its own.");
      }
    }
  }

  /** All that the proxy keeps. */
  async reload(): Promise<void> {
    const { proxy, dispatch } = this.#parts;
    dispatch({ type: "all-exchanges", ...(await proxy.list()) });
  }

  async #find(id: number): Promise<Exchange> {
    const exchange = await this.#parts.proxy.exchange(id);
    if (exchange === null) throw new Error("This exchange is no longer kept.");
    return exchange;
  }

  #tell(text: string): void {
    this.#parts.dispatch({ type: "notice", notice: { level: "info", text } });
  }
}

function addedText(url: string, mapping: Mapping | null): string {
  return mapping === null
    ? `${url} needs no port of its own: one proxy is for all servers now.`
    : `What ${mapping.target} is asked at ${mapping.proxyUrl} is recorded.`;
}
