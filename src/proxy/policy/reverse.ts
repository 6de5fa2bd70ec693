/**
 * A port that stands for one server: the app behind it must behave as it does without. The server is told its own address
 * (Host, Origin, Referer), and what it says of it in heads is turned back. Bodies stay as they are, and no field is added but
 * the one that detects loops: forwarding fields and `Via` change what servers do (checks of origins, compression).
 */

import type { Capture } from "../capture/store.ts";
import type { ExchangeListener, Policy, Reply, Route, Upstream } from "../connection/types.ts";
import { firstOf, valuesOf } from "../http1/fields.ts";
import type { Fields, RequestHead, ResponseHead } from "../http1/head.ts";
import { ofKnown } from "../http1/known.ts";
import { lower } from "../http1/names.ts";
import { failureAnswer } from "./answers.ts";
import type { ProxyHooks } from "./hooks.ts";
import { isLoopback, type Origins, parseHost } from "./origins.ts";

/** Names the proxies that a request has passed. */
export const HOP_FIELD = "X-Brummer-Hop";

export interface ReverseParts {
  /** Origin of the server: `http://localhost:5173`. */
  readonly target: string;
  readonly process: string | null;
  label(): string;
  readonly origins: Origins;
  readonly capture: Capture;
  readonly hooks: ProxyHooks;
  /** Of this program: no other one has it. */
  readonly hop: string;
  /** Of what is sent again: number of the exchange that it repeats. */
  readonly replayOf?: number;
}

/** Fields of answers that say where something is. */
const placed = new Set(["location", "content-location", "access-control-allow-origin", "set-cookie", "alt-svc"]);

/** Whether an answer goes on as it is. */
const isPlain = ofKnown((fields: Fields) => ({ is: fields.every(([name]) => !placed.has(lower(name))) }));

/** Why a request is not served, or its fields as its server is asked. */
type Asked = Refusal | Fields;

interface Refusal {
  readonly status: number;
  readonly why: string;
}

function isRefusal(asked: Asked): asked is Refusal {
  return "why" in asked;
}

export class ReversePolicy implements Policy {
  readonly #parts: ReverseParts;
  readonly #target: URL;
  readonly #upstream: Upstream;
  /** Answers to what fields are asked as, of one version of the origins. */
  #asked: { readonly version: number; readonly of: (fields: Fields) => Asked } | undefined;

  constructor(parts: ReverseParts) {
    this.#parts = parts;
    this.#target = new URL(parts.target);
    const { protocol, hostname, port } = this.#target;
    const isSecure = protocol === "https:";
    this.#upstream = { protocol: isSecure ? "https:" : "http:", hostname, port: Number(port) || (isSecure ? 443 : 80) };
  }

  begin(head: RequestHead): ExchangeListener {
    const { capture, process, label, hooks, replayOf } = this.#parts;
    const recording = capture.begin({ head, url: this.#urlOf(head), process, label: label(), replayOf });
    hooks.onExchange?.(recording.id, head);
    return recording;
  }

  beginBroken(): ExchangeListener {
    const { capture, process, label, target } = this.#parts;
    return capture.begin({ head: undefined, url: `${target}/`, process, label: label() });
  }

  route(head: RequestHead): Route {
    const { target, hooks } = this.#parts;
    const answer = (status: number, why: string): Route => {
      return { kind: "answer", answer: failureAnswer(status, why, target) };
    };
    const asked = head.minor === 0 ? this.#readAsked(head.fields, true) : this.#askedAs(head.fields);
    if (isRefusal(asked)) return answer(asked.status, asked.why);
    if (head.method === "CONNECT") return answer(501, "this port stands for one server and opens no tunnels");
    const local = hooks.onRequestHead?.(head);
    if (local !== undefined) return { kind: "answer", answer: local };
    const path = pathOf(head.target);
    if (path === undefined) return answer(400, "the request's target is not well-formed");
    const { method, minor } = head;
    return { kind: "forward", upstream: this.#upstream, head: { method, target: path, minor, fields: asked } };
  }

  reply(head: ResponseHead, request: RequestHead): Reply {
    const own = isPlain(head.fields).is
      ? head
      : { ...head, fields: head.fields.flatMap((field) => this.#answered(field, request)) };
    return this.#parts.hooks.onResponseHead?.(own, request) ?? { head: own };
  }

  failure(status: number, why: string): ReturnType<typeof failureAnswer> {
    return failureAnswer(status, why, this.#parts.target);
  }

  #urlOf({ target }: RequestHead): string {
    return this.#parts.target + (pathOf(target) ?? "/");
  }

  /** What a request of HTTP/1.1 with these fields is asked as. */
  #askedAs(fields: Fields): Asked {
    const { version } = this.#parts.origins;
    if (this.#asked?.version !== version) {
      this.#asked = { version, of: ofKnown((one: Fields) => this.#readAsked(one, false)) };
    }
    return this.#asked.of(fields);
  }

  #readAsked(fields: Fields, isOld: boolean): Asked {
    const { hop } = this.#parts;
    const hosts = valuesOf(fields, "host");
    // HTTP/1.0 knows no Host (RFC 9112, section 3.2); browsers always send one.
    const isNameless = isOld && hosts.length === 0;
    const host = isNameless ? { hostname: "localhost" } : parseHost(hosts[0] ?? "");
    if ((hosts.length !== 1 && !isNameless) || host === undefined)
      return { status: 400, why: "a request names exactly one host" };
    // Another name that leads here is a page of somebody else's (DNS rebinding): the server would not have known its own.
    if (!isLoopback(host.hostname))
      return { status: 403, why: `it is asked for as ${host.hostname}, and serves loopback names only` };
    const hops = valuesOf(fields, HOP_FIELD.toLowerCase());
    if (hops.some((value) => value.split(/[ ,]+/).includes(hop))) {
      const why = "the request has come back to where it came from: the server's address is the proxy's own";
      return { status: 508, why };
    }
    const own: Fields = isNameless ? [["Host", this.#target.host]] : [];
    return [...own, ...fields.map((field) => this.#toServer(field)), [HOP_FIELD, hop]];
  }

  /** As the server would have been asked. */
  #toServer(field: Fields[number]): Fields[number] {
    const [name, value] = field;
    switch (lower(name)) {
      case "host":
        return [name, this.#target.host];
      case "origin":
      case "referer":
        return [name, this.#parts.origins.toTarget(value)];
      default:
        return field;
    }
  }

  /** As the server would have answered, had it been where the proxy is. */
  #answered(field: Fields[number], request: RequestHead): Fields {
    const [name, value] = field;
    switch (lower(name)) {
      case "location":
      case "content-location":
        return [[name, this.#parts.origins.toProxy(value, hostOf(request))]];
      case "access-control-allow-origin": {
        const origin = firstOf(request.fields, "origin");
        const isItsOwn = origin !== undefined && this.#parts.origins.toTarget(origin) === value;
        return [[name, isItsOwn ? origin : value]];
      }
      case "set-cookie":
        return [[name, this.#cookie(value, hostOf(request))]];
      // They name another way to the server, which goes past the proxy.
      case "alt-svc":
        return [];
      default:
        return [field];
    }
  }

  /** A cookie for the server's own name becomes one for the name that it was asked for by. */
  #cookie(value: string, host: string): string {
    const { hostname } = this.#target;
    return value.replace(/;\s*domain=\.?([^;]*)/i, (attribute, domain: string) => {
      const own = domain.trim().toLowerCase();
      return own === host || (own !== hostname && !isLoopback(own)) ? attribute : "";
    });
  }
}

/** What the client calls this machine. */
function hostOf({ fields }: RequestHead): string {
  return parseHost(firstOf(fields, "host") ?? "")?.hostname.toLowerCase() ?? "localhost";
}

/** The path of a target, also where it names its host; undefined: it has none. */
function pathOf(target: string): string | undefined {
  if (target.startsWith("/") || target === "*") return target;
  const [, path] = /^https?:\/\/[^/?#]+([/?].*)?$/is.exec(target) ?? [];
  if (path === undefined) return /^https?:\/\/[^/?#]+$/i.test(target) ? "/" : undefined;
  return path.startsWith("/") ? path : `/${path}`;
}
