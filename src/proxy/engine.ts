/** The proxy as a whole: a port for each server, or one for all; switched while it runs. Owned by one thread. */

import type { Exchange } from "./capture/exchange.ts";
import type { Capture } from "./capture/store.ts";
import { proxyLimits } from "./limits.ts";
import { type Mapping, originOf } from "./mapping.ts";
import { ForwardPolicy } from "./policy/forward.ts";
import type { ProxyHooks } from "./policy/hooks.ts";
import { Origins } from "./policy/origins.ts";
import { ReversePolicy } from "./policy/reverse.ts";
import type { KnownPorts } from "./ports.ts";
import { LinkPool } from "./server/pool.ts";
import { send } from "./server/send.ts";
import { type PortLimits, ProxyPort } from "./server/server.ts";
import type { ProxyMode, ProxyState } from "./state.ts";

export interface EngineParts {
  readonly capture: Capture;
  readonly hooks: ProxyHooks;
  readonly ports: KnownPorts;
  /** First port of mappings, and that of the forward proxy; 0: any. */
  readonly firstPort: number;
  readonly forwardPort: number;
  /** After every change of mode or mappings. */
  readonly changed: () => void;
  /** How long is waited; by default as in `proxyLimits`. */
  readonly limits?: PortLimits;
}

/** What is wanted of a mapping. */
export interface Wanted {
  readonly url: string;
  readonly process: string | null;
  readonly label: string;
}

interface Open {
  mapping: Mapping;
  readonly port: ProxyPort;
}

/** A server cannot have a port: a sentence. */
class MappingError extends Error {
  override readonly name = "MappingError";
}

export class ProxyEngine {
  readonly #parts: EngineParts;
  readonly #pool = new LinkPool();
  readonly #hop = crypto.randomUUID();
  /** By origin. */
  readonly #open = new Map<string, Open>();
  /** All that are wanted, also while the mode has no ports for them. */
  readonly #wanted = new Map<string, Wanted>();
  /** How often {@link #open} has changed. */
  #changes = 0;
  readonly #origins = new Origins(
    () => this.mappings(),
    () => this.#changes,
  );
  #mode: ProxyMode = "reverse";
  #forward: ProxyPort | undefined;
  /** One change after the other. */
  #work: Promise<unknown> = Promise.resolve();
  /** Ports that are gone but for what is under way on them. */
  readonly #closing = new Set<ProxyPort>();

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  get mode(): ProxyMode {
    return this.#mode;
  }

  /** Oldest first. */
  mappings(): Mapping[] {
    return [...this.#open.values()].map(({ mapping }) => mapping);
  }

  /** Where the forward proxy listens, and its script; null: it does not. */
  get forward(): ProxyState["forward"] {
    const port = this.#forward?.port;
    return port === undefined ? null : { port, pacUrl: `http://localhost:${port}/proxy.pac` };
  }

  get state(): ProxyState {
    return { mode: this.#mode, mappings: this.mappings(), forward: this.forward };
  }

  /**
   * Gives a server a port; the one that it has, where it has one. Undefined: the mode has no ports for servers. Rejects with a
   * {@link MappingError}.
   */
  register(wanted: Wanted): Promise<Mapping | undefined> {
    return this.#inTurn(async () => {
      const target = originOf(wanted.url);
      if (target === undefined) throw new MappingError(`${wanted.url} is no address of HTTP: http://localhost:3000`);
      if (this.#isOwn(target)) throw new MappingError(`${target} is the proxy itself`);
      const known = this.#open.get(target);
      if (known !== undefined) return this.#relabel(known, wanted);
      if (this.#wanted.size >= proxyLimits.mappings) {
        throw new MappingError(`there are ${proxyLimits.mappings} servers behind the proxy already`);
      }
      this.#wanted.set(target, wanted);
      if (this.#mode === "full") return undefined;
      const mapping = await this.#openPort(target, wanted);
      this.#parts.changed();
      return mapping;
    });
  }

  /** Takes the ports of a process's servers away, or that of one server. */
  unregister(which: { readonly process: string } | { readonly target: string }): Promise<void> {
    return this.#inTurn(async () => {
      const isMeant = ([target, wanted]: [string, Wanted]) =>
        "target" in which ? target === originOf(which.target) : wanted.process === which.process;
      const gone = [...this.#wanted].filter(isMeant).map(([target]) => target);
      for (const target of gone) {
        this.#wanted.delete(target);
        this.#closePort(target);
      }
      if (gone.length > 0) this.#parts.changed();
    });
  }

  /** What is under way goes on to its end, in either mode. Rejects where the forward proxy has no port. */
  setMode(mode: ProxyMode): Promise<void> {
    return this.#inTurn(async () => {
      if (mode === this.#mode && (mode === "reverse" || this.#forward !== undefined)) return;
      if (mode === "full") await this.#openForward();
      this.#mode = mode;
      if (mode === "full") for (const target of [...this.#open.keys()]) this.#closePort(target);
      else {
        this.#let(this.#forward);
        this.#forward = undefined;
        for (const [target, wanted] of this.#wanted) await this.#openPort(target, wanted).catch(() => {});
      }
      this.#parts.changed();
    });
  }

  /**
   * Sends one whole request, which ends its connection, to the server with this origin, as a client of its port would; in either
   * mode, also where it has no port. `replayOf`: the exchange that it repeats. Resolves, when it is over, with the number of the new
   * one. `signal` aborts it.
   */
  async send(
    request: { readonly origin: string; readonly bytes: Uint8Array; readonly replayOf: Exchange },
    signal: AbortSignal,
  ): Promise<number> {
    const { capture, hooks } = this.#parts;
    const { origin, bytes, replayOf } = request;
    const owner = this.#wanted.get(origin);
    let id = 0;
    const policy = new ReversePolicy({
      target: origin,
      process: owner?.process ?? replayOf.process,
      label: () => this.#open.get(origin)?.mapping.label ?? owner?.label ?? replayOf.label,
      origins: this.#origins,
      capture,
      hooks: {
        ...hooks,
        onExchange: (number, head) => {
          id = number;
          hooks.onExchange?.(number, head);
        },
      },
      hop: this.#hop,
      replayOf: replayOf.id,
    });
    await send(bytes, policy, this.#pool, signal);
    return id;
  }

  async close(): Promise<void> {
    await this.#work.catch(() => {});
    for (const { port } of this.#open.values()) this.#closing.add(port);
    this.#open.clear();
    if (this.#forward !== undefined) this.#closing.add(this.#forward);
    this.#forward = undefined;
    await Promise.all([...this.#closing].map((port) => port.close()));
    this.#pool.close();
  }

  async #openPort(target: string, wanted: Wanted): Promise<Mapping> {
    const { capture, hooks, ports } = this.#parts;
    const key = `${wanted.process ?? ""} ${target}`;
    const label = () => this.#open.get(target)?.mapping.label ?? wanted.label;
    const parts = { target, process: wanted.process, label, origins: this.#origins, capture, hooks, hop: this.#hop };
    const policy = new ReversePolicy(parts);
    for (const candidate of this.#candidates(ports.of(key))) {
      let port: ProxyPort;
      try {
        port = await ProxyPort.open(candidate, policy, this.#pool, this.#parts.limits);
      } catch {
        continue;
      }
      ports.keep(key, port.port);
      const { process, label: own } = wanted;
      const proxyUrl = `http://localhost:${port.port}`;
      const mapping = { target, proxyUrl, port: port.port, process, label: own, createdAt: Date.now() };
      this.#open.set(target, { mapping, port });
      this.#changes++;
      return mapping;
    }
    this.#wanted.delete(target);
    throw new MappingError(`there is no free port for ${target} from ${this.#parts.firstPort} on`);
  }

  /** That which it had, those that are nobody's, and last those that others had. */
  #candidates(own: number | undefined): number[] {
    const { firstPort, ports } = this.#parts;
    if (firstPort === 0) return [own ?? 0, 0];
    const taken = new Set(this.mappings().map(({ port }) => port));
    const last = Math.min(firstPort + proxyLimits.portsTried, 65_535);
    const all = Array.from({ length: last - firstPort }, (_, at) => firstPort + at).filter((port) => !taken.has(port));
    const free = all.filter((port) => !ports.isKept(port));
    return [
      ...(own === undefined || taken.has(own) ? [] : [own]),
      ...free,
      ...all.filter((port) => ports.isKept(port)),
    ];
  }

  async #openForward(): Promise<void> {
    const { capture, hooks, forwardPort } = this.#parts;
    const ownerOf = (url: string) => {
      const wanted = this.#wanted.get(originOf(url) ?? "");
      return { process: wanted?.process ?? null, label: wanted?.label ?? "" };
    };
    const policy = new ForwardPolicy({ capture, hooks, hop: this.#hop, port: () => this.#forward?.port ?? 0, ownerOf });
    const last = Math.min(forwardPort + proxyLimits.forwardPortsTried, 65_535);
    for (let port = forwardPort; port <= last; port++) {
      try {
        this.#forward = await ProxyPort.open(port, policy, this.#pool, this.#parts.limits);
        return;
      } catch {}
    }
    throw new MappingError(`there is no free port for the proxy from ${forwardPort} on`);
  }

  /** A label that a tool has told is better than a process's name. */
  #relabel(open: Open, { label, process }: Wanted): Mapping {
    if (open.mapping.label === open.mapping.process && label !== process) {
      open.mapping = { ...open.mapping, label };
      this.#parts.changed();
    }
    return open.mapping;
  }

  #closePort(target: string): void {
    this.#let(this.#open.get(target)?.port);
    this.#open.delete(target);
    this.#changes++;
  }

  /** Closes a port without waiting for what is under way. */
  #let(port: ProxyPort | undefined): void {
    if (port === undefined) return;
    this.#closing.add(port);
    void port.close(proxyLimits.farewellMs).finally(() => this.#closing.delete(port));
  }

  #isOwn(target: string): boolean {
    const { hostname, port } = new URL(target);
    const isLocal = /^(?:localhost|127\.|\[::1\])/.test(hostname);
    const own = [...this.mappings().map((mapping) => mapping.port), this.#forward?.port];
    return isLocal && own.includes(Number(port));
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#work.then(change, change);
    this.#work = done.catch(() => {});
    return done;
  }
}
