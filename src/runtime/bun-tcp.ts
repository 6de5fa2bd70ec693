/** TCP with Bun's own sockets: half of what a connection costs with `node:net`. */

import type { Socket } from "bun";
import type { Tcp, TcpHandlers, TcpSocket } from "./tcp.ts";

/** One connection, between Bun's handlers and ours. */
class BunSocket implements TcpSocket {
  /** Set when it is open. */
  socket: Socket<BunSocket> | undefined;
  handlers: TcpHandlers | undefined;
  #queue: Uint8Array[] = [];
  #waiting = 0;
  #isEnding = false;
  #isClosed = false;

  get waiting(): number {
    return this.#waiting;
  }

  get remotePort(): number {
    return this.socket?.remotePort ?? 0;
  }

  write(bytes: Uint8Array): boolean {
    if (this.#isClosed || this.#isEnding || this.socket === undefined) return true;
    const sent = this.#queue.length > 0 ? 0 : Math.max(0, this.socket.write(bytes));
    if (sent === bytes.length) return true;
    this.#queue.push(bytes.subarray(sent));
    this.#waiting += bytes.length - sent;
    return false;
  }

  end(): void {
    if (this.#isClosed || this.#isEnding) return;
    this.#isEnding = true;
    // `end` would close the other direction too, on connections that we have opened.
    if (this.#queue.length === 0) this.socket?.shutdown();
  }

  abort(): void {
    if (this.#isClosed) return;
    this.#isEnding = true;
    this.#queue = [];
    this.#waiting = 0;
    this.socket?.terminate();
  }

  pause(): void {
    if (!this.#isClosed) this.socket?.pause();
  }

  resume(): void {
    if (!this.#isClosed) this.socket?.resume();
  }

  drain(): void {
    const { socket } = this;
    if (socket === undefined || this.#queue.length === 0) return;
    for (;;) {
      const first = this.#queue[0];
      if (first === undefined) break;
      const sent = Math.max(0, socket.write(first));
      this.#waiting -= sent;
      if (sent < first.length) {
        this.#queue[0] = first.subarray(sent);
        return;
      }
      this.#queue.shift();
    }
    if (this.#isEnding) socket.shutdown();
    else this.handlers?.drained();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#queue = [];
    this.#waiting = 0;
    this.handlers?.closed();
  }
}

/** For all sockets: Bun calls them with the socket, which knows whose it is. */
const events = {
  data: ({ data }: Socket<BunSocket>, bytes: Uint8Array) => data.handlers?.data(bytes),
  drain: ({ data }: Socket<BunSocket>) => data.drain(),
  end: ({ data }: Socket<BunSocket>) => data.handlers?.ended(),
  close: ({ data }: Socket<BunSocket>) => data.close(),
  // It closes next.
  error: () => {},
};

export const bunTcp: Tcp = {
  async listen({ hostname, port }, accept) {
    const listener = Bun.listen<BunSocket>({
      hostname,
      port,
      allowHalfOpen: true,
      socket: {
        ...events,
        open(socket) {
          const own = new BunSocket();
          own.socket = socket;
          socket.data = own;
          socket.setNoDelay(true);
          own.handlers = accept(own);
        },
      },
    });
    return { port: listener.port, stop: () => listener.stop(false) };
  },
  async connect({ hostname, port, isSecure, serverName = hostname }, handlers) {
    const own = new BunSocket();
    const secured = Promise.withResolvers<void>();
    await Bun.connect<BunSocket>({
      hostname,
      port,
      allowHalfOpen: true,
      data: own,
      ...(isSecure === true ? { tls: { rejectUnauthorized: false, serverName } } : {}),
      socket: {
        ...events,
        open(socket) {
          own.socket = socket;
          own.handlers = handlers;
          socket.setNoDelay(true);
        },
        // What is written before is lost (Bun 1.4.5).
        handshake(_socket, _isTrusted, error) {
          // Other errors are about the certificate, which nobody has to trust.
          if (error !== null && "code" in error && error.code === "EPROTO") secured.reject(error);
          else secured.resolve();
        },
        close({ data }) {
          secured.reject(Object.assign(new Error("no TLS is spoken there"), { code: "EPROTO" }));
          data.close();
        },
      },
    });
    if (isSecure === true) await secured.promise;
    else secured.promise.catch(() => {});
    return own;
  },
};
