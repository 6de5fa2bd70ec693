/** Which port of the proxy stands for which server: what is said of one is said to the other. Pure. */

/** One mapping, as addresses are changed by it. */
export interface OriginPair {
  /** `http://localhost:5173` */
  readonly target: string;
  /** The proxy's port. */
  readonly port: number;
}

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i;

/** Whether a host is this machine by name: nobody else's name may lead here (DNS rebinding). */
export function isLoopback(hostname: string): boolean {
  return loopback.test(hostname) || /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.localhost$/i.test(hostname);
}

/** Host and port of a Host field; undefined: it is not well-formed. */
export function parseHost(value: string): { readonly hostname: string; readonly port: number } | undefined {
  const [, hostname, port] = /^(\[[0-9a-f:.]+\]|[^\s:/?#@[\]]+)(?::(\d{1,5}))?$/i.exec(value) ?? [];
  return hostname === undefined ? undefined : { hostname, port: port === undefined ? 80 : Number(port) };
}

/** All mappings at the moment. */
export class Origins {
  readonly #pairs: () => readonly OriginPair[];
  readonly #version: () => number;

  /** `version`: another number whenever the pairs are others. */
  constructor(pairs: () => readonly OriginPair[], version: () => number = () => 0) {
    this.#pairs = pairs;
    this.#version = version;
  }

  get version(): number {
    return this.#version();
  }

  /** A URL on one of the proxy's ports as one of its server; others as they are. */
  toTarget(url: string): string {
    return changed(url, ({ hostname, port }) => {
      if (!isLoopback(hostname)) return undefined;
      return this.#pairs().find((pair) => pair.port === port)?.target;
    });
  }

  /** The other way round. `host`: what the client calls this machine, `localhost`. */
  toProxy(url: string, host: string): string {
    return changed(url, ({ origin }) => {
      const pair = this.#pairs().find(({ target }) => isSameServer(target, origin));
      return pair === undefined ? undefined : `http://${host}:${pair.port}`;
    });
  }
}

/** `localhost` and `127.0.0.1` are the same to a server on this machine. */
function isSameServer(a: string, b: string): boolean {
  if (a === b) return true;
  const [one, other] = [parsed(a), parsed(b)];
  if (one === undefined || other === undefined || one.scheme !== other.scheme || one.port !== other.port) return false;
  return isLoopback(one.hostname) && isLoopback(other.hostname);
}

interface Parsed {
  readonly origin: string;
  readonly scheme: string;
  readonly hostname: string;
  readonly port: number;
  readonly rest: string;
}

function parsed(url: string): Parsed | undefined {
  const [, origin, scheme = "", hostname = "", port, rest = ""] =
    /^((https?):\/\/(\[[0-9a-f:.]+\]|[^\s:/?#@[\]]+)(?::(\d{1,5}))?)([/?#].*)?$/is.exec(url) ?? [];
  if (origin === undefined) return undefined;
  const usual = scheme.toLowerCase() === "https" ? 443 : 80;
  return { origin, scheme: scheme.toLowerCase(), hostname, port: port === undefined ? usual : Number(port), rest };
}

/** The URL with the origin that `other` gives; undefined: it keeps its own. */
function changed(url: string, other: (of: Parsed) => string | undefined): string {
  const of = parsed(url);
  const origin = of === undefined ? undefined : other(of);
  return of === undefined || origin === undefined ? url : origin + of.rest;
}
