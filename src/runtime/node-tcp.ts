/** TCP with `node:net`, for runtimes with nothing quicker. */

import { createServer, isIP, connect as netConnect, type Socket } from "node:net";
import { connect as tlsConnect } from "node:tls";
import type { Tcp, TcpHandlers, TcpSocket } from "./tcp.ts";

export const nodeTcp: Tcp = {
  listen({ hostname, port }, accept) {
    return new Promise((resolve, reject) => {
      const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
        attach(socket, accept(wrapped(socket)));
      });
      server.once("error", reject);
      server.listen(port, hostname, () => {
        server.off("error", reject);
        server.on("error", () => {});
        const address = server.address();
        const bound = typeof address === "object" && address !== null ? address.port : port;
        resolve({ port: bound, stop: () => void server.close() });
      });
    });
  },
  connect({ hostname, port, isSecure, serverName }, handlers) {
    return new Promise((resolve, reject) => {
      const options = { host: hostname, port, allowHalfOpen: true };
      const socket =
        isSecure === true
          ? tlsConnect({ ...options, rejectUnauthorized: false, ...nameOf(serverName ?? hostname) })
          : netConnect(options);
      socket.once("error", reject);
      socket.once(isSecure === true ? "secureConnect" : "connect", () => {
        socket.off("error", reject);
        socket.setNoDelay(true);
        attach(socket, handlers);
        resolve(wrapped(socket));
      });
    });
  },
};

/** RFC 6066, section 3: an address is no name. */
function nameOf(serverName: string): { readonly servername?: string } {
  return isIP(serverName) === 0 ? { servername: serverName } : {};
}

function attach(socket: Socket, handlers: TcpHandlers): void {
  socket.on("data", (bytes) => handlers.data(typeof bytes === "string" ? Buffer.from(bytes) : bytes));
  socket.on("drain", () => handlers.drained());
  socket.on("end", () => handlers.ended());
  socket.on("error", () => {});
  socket.on("close", () => handlers.closed());
}

function wrapped(socket: Socket): TcpSocket {
  return {
    write: (bytes) => socket.destroyed || socket.writableEnded || socket.write(bytes),
    end: () => void socket.end(),
    // A reset, or who is still sending would not notice.
    abort: () => void socket.resetAndDestroy(),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    get waiting() {
      return socket.writableLength;
    },
    get remotePort() {
      return socket.remotePort ?? 0;
    },
  };
}
