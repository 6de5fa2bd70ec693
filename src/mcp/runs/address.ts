/** Where a process that has told addresses can be reached, and whether anybody answers there. */

import { hostRank } from "../../events/index.ts";
import { type ProcessClient, type ProcessSnapshot, portOwner, tcpProbe } from "../../process/index.ts";
import { mcpLimits } from "../limits.ts";
import type { Told } from "./told.ts";

export interface Address {
  readonly url: string;
  /** Whether connections are accepted there; null: that was not tried, as it is no address of this machine. */
  readonly answers: boolean | null;
  /** The process itself has said that it is ready there, in one line. */
  readonly isNamed: boolean;
}

/** TCP ports that our processes listen on, by name; empty where the system does not tell. */
export type Ports = ReadonlyMap<string, readonly number[]>;

export async function portsOf(processes: ProcessClient): Promise<Ports> {
  // Without them a little less is known; nothing else depends on them.
  const used = await processes.usage().catch(() => []);
  return new Map(used.map(({ name, ports }) => [name, ports]));
}

/** Looks at the addresses of one process again and again. */
export class Addresses {
  /** Ports that somebody else had, with the time of the look. */
  readonly #foreign = new Map<number, number>();

  /**
   * The first address at which connections are accepted, else the first one. What a process has printed may be the address of
   * another one that it works with: who listens there tells.
   */
  async of(
    process: Pick<ProcessSnapshot, "name" | "url">,
    told: Told,
    ports: Ports,
    signal: AbortSignal,
  ): Promise<Address | undefined> {
    if (process.url !== null) return { url: process.url, answers: true, isNamed: true };
    const own = told.readyUrl;
    const named = [...new Set([...(own === null ? [] : [own]), ...told.services.map(({ url }) => url)])];
    let refused: Address | undefined;
    for (const url of named.filter(isLocal).slice(0, mcpLimits.addresses)) {
      const isNamed = url === own;
      if (!(await accepts(url, signal))) refused ??= { url, answers: false, isNamed };
      else if (isNamed || !this.#isForeign(portOf(url), process.name, ports, told))
        return { url, answers: true, isNamed };
    }
    if (refused !== undefined) return refused;
    const [remote] = named.filter((url) => !isLocal(url));
    return remote === undefined ? undefined : { url: remote, answers: null, isNamed: remote === own };
  }

  /** Whether it is known that somebody else listens there. */
  #isForeign(port: number, name: string, ports: Ports, told: Told): boolean {
    if (ports.get(name)?.includes(port) === true) return false;
    if ([...ports.values()].some((of) => of.includes(port))) return true;
    // Ports are measured once a second: of one that says it is ready that is no reason to doubt.
    if (told.ready !== undefined) return false;
    const looked = this.#foreign.get(port) ?? Number.NEGATIVE_INFINITY;
    if (performance.now() - looked < mcpLimits.usageMs) return true;
    // A process whose listener we may not see, one of a container, is nobody's here.
    if (portOwner(port) === undefined) return false;
    // Every look goes through all files of all processes.
    this.#foreign.set(port, performance.now());
    return true;
  }
}

function isLocal(url: string): boolean {
  return hostRank(new URL(url).hostname) === 0;
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}

async function accepts(url: string, signal: AbortSignal): Promise<boolean> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(mcpLimits.connectMs)]);
  return (await tcpProbe(new URL(url).hostname, portOf(url)).look(within)).ok;
}
