/** The server's end of the control socket: connections, messages, limits. What is asked is answered by handlers. */

import { chmodSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import * as z from "zod";
import { controlLimits } from "./limits.ts";
import { MessageError, MessageReader, messageLine } from "./lines.ts";
import { reason } from "./place.ts";
import {
  type Answer,
  type Item,
  type Params,
  type RequestName,
  type RequestSpec,
  requestMessage,
  requests,
  type ServerMessage,
} from "./requests.ts";

/** How a request is answered. */
export interface Exchange<I> {
  /** Aborted when the client has gone or the time is over: nobody waits any more. */
  readonly signal: AbortSignal;
  /** Sends a part of a stream; settles when the client can take more. */
  send(item: I): Promise<void>;
}

/** One function for each request. It may throw: the message goes to the client as it is. */
export type Handlers = {
  readonly [N in RequestName]: (params: Params<N>, exchange: Exchange<Item<N>>) => Promise<Answer<N>> | Answer<N>;
};

type AnyHandler = (params: unknown, exchange: Exchange<unknown>) => Promise<unknown> | unknown;

/** A listening control socket. */
export interface ControlSocket {
  /** Stops listening, ends all connections and removes the socket. */
  close(): Promise<void>;
}

/** Listens on `path`, for this user only (0600). Rejects with what the system says. */
export async function listenControl(path: string, handlers: Handlers, version: string): Promise<ControlSocket> {
  const connections = new Set<Connection>();
  const server = createServer((socket) => {
    if (connections.size >= controlLimits.clients) {
      const error = `Brummer has ${controlLimits.clients} control connections already; try again in a moment.`;
      socket.on("error", () => {});
      socket.write(messageLine({ id: 0, error, code: "failed" } satisfies ServerMessage));
      hangUp(socket);
      return;
    }
    const connection = new Connection(socket, handlers, version, () => connections.delete(connection));
    connections.add(connection);
  });
  await started(server, path);
  const isFile = process.platform !== "win32";
  if (isFile) chmodSync(path, 0o600);
  return {
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const connection of [...connections]) connection.end();
      await closed;
      if (isFile) rmSync(path, { force: true });
    },
  };
}

function started(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => {
      server.off("error", reject);
      // Without a listener a later error (no file descriptors left for a client) would end the program.
      server.on("error", () => {});
      resolve();
    });
  });
}

/** Closes when what was written is out; what the client still sends is thrown away, and one that stays is cut off. */
function hangUp(socket: Socket): void {
  socket.resume();
  socket.end();
  const timer = setTimeout(() => socket.destroy(), controlLimits.connectMs);
  socket.once("close", () => clearTimeout(timer));
}

class Connection {
  readonly #socket: Socket;
  readonly #handlers: Handlers;
  readonly #version: string;
  readonly #open = new Set<number>();
  readonly #gone = new AbortController();
  /** Set while the client takes no more. */
  #full: PromiseWithResolvers<void> | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(socket: Socket, handlers: Handlers, version: string, closed: () => void) {
    this.#socket = socket;
    this.#handlers = handlers;
    this.#version = version;
    const reader = new MessageReader(controlLimits.requestBytes);
    socket.on("data", (chunk: Uint8Array) => {
      try {
        for (const message of reader.read(chunk)) void this.#take(message);
      } catch (error) {
        if (error instanceof MessageError) this.#refuse(0, `The request is not understood: ${error.message}.`);
        socket.removeAllListeners("data");
        hangUp(socket);
      }
    });
    socket.on("drain", () => this.#goOn());
    socket.on("error", () => this.end());
    socket.on("close", () => {
      clearTimeout(this.#idle);
      this.#gone.abort();
      this.#goOn();
      closed();
    });
    this.#waitForMore();
  }

  end(): void {
    this.#socket.destroy();
  }

  #waitForMore(): void {
    clearTimeout(this.#idle);
    if (this.#open.size === 0) this.#idle = setTimeout(() => hangUp(this.#socket), controlLimits.idleMs);
  }

  #refuse(id: number, error: string, code: "failed" | "protocol" = "failed"): void {
    void this.#send({ id, error, code });
  }

  async #take(message: unknown): Promise<void> {
    const { data: request } = requestMessage.safeParse(message);
    if (request === undefined) return this.#refuse(0, "The request is not understood: it lacks protocol, id or name.");
    const { id, protocol, name } = request;
    if (protocol !== controlLimits.protocol) {
      const text = `This Brummer (version ${this.#version}) speaks version ${controlLimits.protocol} of the control protocol, the command that asks speaks ${protocol}. Use one version of brum for both.`;
      return this.#refuse(id, text, "protocol");
    }
    if (!isRequestName(name)) return this.#refuse(id, `This Brummer knows no request ${JSON.stringify(name)}.`);
    const spec: RequestSpec = requests[name];
    const params = spec.params.safeParse(request.params);
    if (!params.success) return this.#refuse(id, `${name} is asked for wrongly: ${z.prettifyError(params.error)}`);
    if (this.#open.size >= controlLimits.openRequests || this.#open.has(id)) {
      return this.#refuse(id, `${controlLimits.openRequests} requests are open already on this connection.`);
    }
    this.#open.add(id);
    clearTimeout(this.#idle);
    // Checked border: the parameters have just been checked against the request's own declaration.
    await this.#perform(id, name, spec.limitMs, this.#handlers[name] as AnyHandler, params.data);
    this.#open.delete(id);
    if (!this.#gone.signal.aborted) this.#waitForMore();
  }

  async #perform(id: number, name: string, limitMs: number, handler: AnyHandler, params: unknown): Promise<void> {
    const over = new AbortController();
    const beat = setInterval(() => {
      // Who does not read needs no sign of life, and must not make us hold more for it.
      if (this.#socket.writableLength === 0) void this.#send({ id, beat: true });
    }, controlLimits.beatMs);
    const limit = Number.isFinite(limitMs) ? setTimeout(() => over.abort(), limitMs) : undefined;
    const ended = new Promise<never>((_, reject) => {
      over.signal.addEventListener("abort", () =>
        reject(
          new Error(`${name} was not done within ${limitMs / 1000} s. The processes may still come to it: brum ps`),
        ),
      );
    });
    const signal = AbortSignal.any([over.signal, this.#gone.signal]);
    const exchange: Exchange<unknown> = { signal, send: (item) => this.#send({ id, item }) };
    try {
      const answer = await Promise.race([handler(params, exchange), ended]);
      await this.#send({ id, answer });
    } catch (error) {
      this.#refuse(id, reason(error));
    } finally {
      clearInterval(beat);
      clearTimeout(limit);
    }
  }

  /** Settles when the client has taken it in, or is gone. */
  async #send(message: ServerMessage): Promise<void> {
    if (this.#gone.signal.aborted || this.#socket.destroyed) return;
    if (this.#socket.write(messageLine(message))) return;
    this.#full ??= Promise.withResolvers();
    await this.#full.promise;
  }

  #goOn(): void {
    this.#full?.resolve();
    this.#full = undefined;
  }
}

function isRequestName(name: string): name is RequestName {
  return Object.hasOwn(requests, name);
}
