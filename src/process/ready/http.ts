/**
 * Readiness: a GET is answered with a certain status. By `node:http` and not `fetch`: that keeps connections open, goes through
 * the proxy that the environment names even to localhost, refuses certain ports, tells errors apart on Bun only, and checks
 * the certificates that development servers sign themselves.
 */

import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { addressesOf, connectionTrouble } from "./addresses.ts";
import type { Look, Probe } from "./probe.ts";
import { firstThatSucceeds } from "./race.ts";

/** What is asked. */
export interface HttpQuestion {
  readonly url: string;
  /** By default every status from 200 to 399. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

type Answer = Look & { readonly answered?: boolean };

/**
 * Asks `url` (http or https; a certificate is not checked, as nothing is sent that is worth it). A redirect is an answer and not
 * followed, a body is not read. Throws an Error where `url` is none.
 */
export function httpProbe(question: HttpQuestion): Probe {
  const url = URL.canParse(question.url) ? new URL(question.url) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new Error(`"${question.url}" is no http or https URL: write one such as http://localhost:3000/health`);
  }
  const addresses = addressesOf(url.hostname);
  return {
    look: (signal) => firstThatSucceeds(addresses, signal, (address, end) => ask(question, url, address, end)),
  };
}

function ask(question: HttpQuestion, url: URL, address: string, end: AbortSignal): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const isTls = url.protocol === "https:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const sending = (isTls ? httpsRequest : httpRequest)({
    host: address,
    port: url.port === "" ? (isTls ? 443 : 80) : Number(url.port),
    path: `${url.pathname}${url.search}`,
    method: "GET",
    // A connection of its own, which ends with the request.
    agent: false,
    headers: { accept: "*/*", "user-agent": "brummer", ...question.headers, host: url.host, connection: "close" },
    ...(url.username === "" ? {} : { auth: `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` }),
    ...(isTls ? { rejectUnauthorized: false } : {}),
    ...(isTls && isIP(host) === 0 ? { servername: host } : {}),
  });
  const finish = (look: Answer) => {
    end.removeEventListener("abort", abort);
    sending.destroy();
    resolve(look);
  };
  const abort = () => finish({ ok: false, seen: `${question.url} was not asked to the end`, url: null });
  sending.once("response", (response) => finish(judge(question, response)));
  // It stays: what is destroyed may complain about it.
  sending.on("error", (error) => finish({ ok: false, seen: `${question.url} ${connectionTrouble(error)}`, url: null }));
  if (end.aborted) abort();
  else end.addEventListener("abort", abort);
  sending.end();
  return promise;
}

function judge(question: HttpQuestion, response: IncomingMessage): Answer {
  const status = response.statusCode ?? 0;
  response.on("error", () => {});
  response.destroy();
  const ok = question.status === undefined ? status >= 200 && status <= 399 : status === question.status;
  const wanted = ok || question.status === undefined ? "" : `, not ${question.status}`;
  return { ok, answered: true, seen: `${question.url} answered ${status}${wanted}`, url: question.url };
}
