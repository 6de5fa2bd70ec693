/** Connecting to a server of this machine, whichever of the two loopback addresses it listens on. */

import { runtime, type TcpHandlers, type TcpSocket } from "../../runtime/index.ts";
import type { Upstream } from "../connection/types.ts";
import { proxyLimits } from "../limits.ts";

/** There is no connection: a sentence, and the status that a client is answered with. */
export class DialError extends Error {
  override readonly name = "DialError";
  readonly status: 502 | 504;

  constructor(status: 502 | 504, message: string) {
    super(message);
    this.status = status;
  }
}

/** Which address has answered last, by host and port: a server keeps it. */
const answered = new Map<string, string>();
const reasons: Readonly<Record<string, string>> = {
  "": "nobody listens there",
  ECONNREFUSED: "nobody listens there",
  EPROTO: "it speaks no TLS",
};
/** Servers whose address is remembered. */
const MAX_ANSWERED = 256;

/** Rejects with a {@link DialError}. */
export async function dial(upstream: Upstream, handlers: TcpHandlers): Promise<TcpSocket> {
  const { hostname, port, protocol } = upstream;
  const key = `${hostname}:${port}`;
  let last: unknown;
  for (const address of addressesOf(hostname, answered.get(key))) {
    const target = { hostname: address, port, isSecure: protocol === "https:", serverName: hostname };
    try {
      const socket = await withinLimit(runtime.tcp.connect(target, handlers), key);
      if (answered.size >= MAX_ANSWERED) answered.clear();
      answered.set(key, address);
      return socket;
    } catch (error) {
      if (error instanceof DialError) throw error;
      last = error;
    }
  }
  const code = last instanceof Error && "code" in last ? String(last.code) : "";
  const why = reasons[code] ?? code;
  throw new DialError(502, `${key} cannot be reached: ${why}`);
}

/** `localhost` is both of them: which one a server takes differs from runtime to runtime. */
function addressesOf(hostname: string, first: string | undefined): string[] {
  const name = hostname.replace(/^\[(.*)\]$/, "$1");
  const isLocal = name === "localhost" || name.endsWith(".localhost");
  const all = isLocal ? ["127.0.0.1", "::1"] : name === "0.0.0.0" || name === "::" ? ["127.0.0.1", "::1"] : [name];
  return first === undefined ? all : [first, ...all.filter((address) => address !== first)];
}

async function withinLimit(connecting: Promise<TcpSocket>, key: string): Promise<TcpSocket> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new DialError(504, `${key} did not take the connection within ${proxyLimits.connectMs / 1000} s`));
    // It may still come: nobody wants it any more.
    connecting.then((socket) => socket.abort()).catch(() => {});
  }, proxyLimits.connectMs);
  try {
    return await Promise.race([connecting, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
