/**
 * Transcripts of a client's connection. A line that begins with `>>` comes in, those with `<<` are what the machine does then, and `==`
 * is what has been recorded so far, one exchange a line. `|` is the end of a line on the wire.
 *
 *     >> client GET / HTTP/1.1|Host: localhost||
 *     << open
 *     >> opened
 *     << server GET / HTTP/1.1|Host: localhost:3000|X-Brummer-Hop: h||
 *     >> server HTTP/1.1 200 OK|Content-Length: 2||hi
 *     << client HTTP/1.1 200 OK|Content-Length: 2||hi
 *     << release
 *     == GET / 200, 0 up, 2 down
 *
 * In: client, client end, client gone, opened, reused, refused, too slow, server, server end. Out: client, end client, abort client, pause,
 * resume, open, open fresh, server, end server, release, drop.
 */

import { expect } from "bun:test";
import { Capture } from "../../../../src/proxy/capture/store.ts";
import { ProxyConnection } from "../../../../src/proxy/connection/connection.ts";
import type { ConnectionIo, Policy } from "../../../../src/proxy/connection/types.ts";
import { ForwardPolicy } from "../../../../src/proxy/policy/forward.ts";
import { Origins } from "../../../../src/proxy/policy/origins.ts";
import { ReversePolicy } from "../../../../src/proxy/policy/reverse.ts";

/** A port for `http://localhost:3000`; `full`: a forward proxy. Both are on port 20888. */
export type Kind = "reverse" | "full";

/** Notes what a machine does; what goes to one side in one step is one line. */
export class NotedIo implements ConnectionIo {
  readonly done: string[] = [];

  toClient(bytes: Uint8Array): void {
    this.#bytes("client ", bytes);
  }
  toUpstream(bytes: Uint8Array): void {
    this.#bytes("server ", bytes);
  }
  endClient(): void {
    this.done.push("end client");
  }
  abortClient(): void {
    this.done.push("abort client");
  }
  pauseClient(): void {
    this.done.push("pause");
  }
  resumeClient(): void {
    this.done.push("resume");
  }
  open(_upstream: unknown, fresh: boolean): void {
    this.done.push(fresh ? "open fresh" : "open");
  }
  endUpstream(): void {
    this.done.push("end server");
  }
  releaseUpstream(): void {
    this.done.push("release");
  }
  dropUpstream(): void {
    this.done.push("drop");
  }

  #bytes(to: string, bytes: Uint8Array): void {
    const text = readable(bytes);
    const last = this.done.at(-1);
    if (last?.startsWith(to)) this.done[this.done.length - 1] = last + text;
    else this.done.push(to + text);
  }
}

export function policyOf(kind: Kind, capture: Capture): Policy {
  const parts = { capture, hooks: {}, hop: "h" };
  if (kind === "full") {
    return new ForwardPolicy({ ...parts, port: () => 20_888, ownerOf: () => ({ process: null, label: "" }) });
  }
  const target = "http://localhost:3000";
  const origins = new Origins(() => [{ target, port: 20_888 }]);
  return new ReversePolicy({ ...parts, target, process: "web", label: () => "web", origins });
}

export function play(transcript: string, kind: Kind = "reverse"): void {
  const lines = transcript
    .split("\n")
    .map((line) => line.trimStart())
    .filter((line) => line !== "");
  const capture = new Capture({ latest: () => 0, clock: () => 0 });
  const io = new NotedIo();
  const connection = new ProxyConnection(io, policyOf(kind, capture));
  const happened: string[] = [];
  for (const line of lines) {
    if (line.startsWith(">> ")) {
      enter(connection, line.slice(3));
      happened.push(line, ...io.done.splice(0).map((what) => `<< ${what}`));
    } else if (line.startsWith("==") && !happened.at(-1)?.startsWith("==")) {
      happened.push(...recordOf(capture).map((record) => `== ${record}`));
    }
  }
  expect(happened).toEqual(lines);
}

function enter(connection: ProxyConnection, event: string): void {
  switch (event) {
    case "client end":
      connection.clientEnd();
      return;
    case "client gone":
      connection.clientGone();
      return;
    case "opened":
      connection.upstreamOpen(false);
      return;
    case "reused":
      connection.upstreamOpen(true);
      return;
    case "refused":
      connection.upstreamFailed("nobody listens there");
      return;
    case "too slow":
      connection.upstreamFailed("it is too slow", 504);
      return;
    case "server end":
      connection.upstreamEnd();
      return;
  }
  const [, side, text = ""] = /^(client|server) (.*)$/s.exec(event) ?? [];
  if (side === undefined) throw new Error(`there is no event "${event}"`);
  if (side === "client") connection.clientData(wire(text));
  else connection.upstreamData(wire(text));
}

/** Each exchange: what was asked, the status, the sizes of both bodies, and what went wrong. */
export function recordOf(capture: Capture): string[] {
  return capture.rows().map((row) => {
    const { method, url, status, requestBytes, responseBytes, error, doneMs, upgrade } = row;
    const path = url.replace("http://localhost:3000", "");
    const end = error !== null ? `, ${error}` : doneMs === null ? ", goes on" : "";
    const changed = upgrade === null ? "" : ` ${upgrade}`;
    return `${`${method} ${path}`.trim()} ${status ?? "-"}${changed}, ${requestBytes} up, ${responseBytes} down${end}`;
  });
}

/** `|` is CR LF; `\r`, `\n`, `\t`, `\0` and `\x…` as in JavaScript. */
export function wire(text: string): Uint8Array {
  const bytes = text.replaceAll("|", "\r\n").replace(/\\(?:r|n|t|0|x([0-9a-f]{2}))/g, (written, code?: string) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return { "\\r": "\r", "\\n": "\n", "\\t": "\t" }[written] ?? "\0";
  });
  return Buffer.from(bytes, "latin1");
}

function readable(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString("latin1")
    .replaceAll("\r\n", "|")
    .replace(/[\0-\x1f\x7f-\xff]/g, (one: string) => `\\x${one.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
