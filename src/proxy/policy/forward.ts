/** The forward proxy of full mode: for clients that are told to use one. Requests name their server; secure ones are tunnelled. */

import type { Capture } from "../capture/store.ts";
import type { ExchangeListener, Policy, Reply, Route } from "../connection/types.ts";
import { valuesOf } from "../http1/fields.ts";
import type { RequestHead, ResponseHead } from "../http1/head.ts";
import { failureAnswer, textAnswer } from "./answers.ts";
import type { ProxyHooks } from "./hooks.ts";
import { isLoopback, parseHost } from "./origins.ts";
import { HOP_FIELD } from "./reverse.ts";

export interface ForwardParts {
  readonly capture: Capture;
  readonly hooks: ProxyHooks;
  readonly hop: string;
  /** Where it listens. */
  port(): number;
  /** Whose server an address is. */
  ownerOf(url: string): { readonly process: string | null; readonly label: string };
}

const pacPaths = new Set(["/proxy.pac", "/pac"]);

/** A proxy auto-configuration script: HTTP and HTTPS by the proxy, all else past it. */
function pacScript(port: number): string {
  return `function FindProxyForURL(url, host) {
  if (url.substring(0, 5) === "http:" || url.substring(0, 6) === "https:") {
    return "PROXY localhost:${port}; DIRECT";
  }
  return "DIRECT";
}
`;
}

export class ForwardPolicy implements Policy {
  readonly #parts: ForwardParts;

  constructor(parts: ForwardParts) {
    this.#parts = parts;
  }

  begin(head: RequestHead): ExchangeListener {
    const { capture, hooks, ownerOf } = this.#parts;
    const url = head.target.startsWith("/") ? `http://localhost:${this.#parts.port()}${head.target}` : head.target;
    const recording = capture.begin({ head, url, ...ownerOf(url) });
    hooks.onExchange?.(recording.id, head);
    return recording;
  }

  beginBroken(): ExchangeListener {
    return this.#parts.capture.begin({ head: undefined, url: "", process: null, label: "" });
  }

  route(head: RequestHead): Route {
    const { hop, hooks } = this.#parts;
    const answer = (status: number, why: string): Route => ({ kind: "answer", answer: failureAnswer(status, why, "") });
    if (valuesOf(head.fields, HOP_FIELD.toLowerCase()).some((value) => value.split(/[ ,]+/).includes(hop))) {
      return answer(508, "the request has come back to where it came from");
    }
    if (head.method === "CONNECT") return this.#tunnel(head, answer);
    if (head.target.startsWith("/")) return this.#own(head, answer);
    const url = parsed(head.target);
    if (url === undefined) return answer(400, "a request names its server: http://host/path");
    if (this.#isSelf(url.hostname, url.port)) return this.#own({ ...head, target: url.pathname }, answer);
    const local = hooks.onRequestHead?.(head);
    if (local !== undefined) return { kind: "answer", answer: local };
    // RFC 9112, section 3.2: whoever sees two of them may take either.
    if (valuesOf(head.fields, "host").length > 1) return answer(400, "a request names its host once");
    // RFC 9112, section 3.2.2: the target says who is meant, whatever Host says.
    const others = head.fields.filter(([name]) => name.toLowerCase() !== "host");
    const fields = [["Host", url.host] as const, ...others, [HOP_FIELD, hop] as const];
    const upstream = { protocol: "http:", hostname: url.hostname, port: Number(url.port) || 80 } as const;
    const target = `${url.pathname}${url.search}`;
    return { kind: "forward", upstream, head: { ...head, target, fields } };
  }

  reply(head: ResponseHead, request: RequestHead): Reply {
    return this.#parts.hooks.onResponseHead?.(head, request) ?? { head };
  }

  failure(status: number, why: string): ReturnType<typeof failureAnswer> {
    return failureAnswer(status, why, "");
  }

  #tunnel(head: RequestHead, answer: (status: number, why: string) => Route): Route {
    const host = parseHost(head.target);
    if (host === undefined || !head.target.includes(":")) return answer(400, "CONNECT names a host and a port");
    if (this.#isSelf(host.hostname, String(host.port))) return answer(508, "the tunnel would lead back to the proxy");
    return { kind: "tunnel", upstream: { protocol: "http:", ...host } };
  }

  /** What is asked of the proxy itself. */
  #own(head: RequestHead, answer: (status: number, why: string) => Route): Route {
    const host = parseHost(valuesOf(head.fields, "host")[0] ?? "");
    if (host === undefined || !isLoopback(host.hostname)) return answer(403, "it serves loopback names only");
    const port = this.#parts.port();
    if (pacPaths.has(head.target)) {
      return { kind: "answer", answer: textAnswer(200, pacScript(port), "application/x-ns-proxy-autoconfig") };
    }
    return answer(
      404,
      `this is a proxy: set it as the HTTP proxy of a client, or use http://localhost:${port}/proxy.pac`,
    );
  }

  #isSelf(hostname: string, port: string): boolean {
    return isLoopback(hostname) && (Number(port) || 80) === this.#parts.port();
  }
}

function parsed(target: string): URL | undefined {
  if (!/^http:\/\//i.test(target)) return undefined;
  try {
    return new URL(target);
  } catch {
    return undefined;
  }
}
