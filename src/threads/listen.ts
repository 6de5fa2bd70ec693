/** Listening on an address, on the next free port where the wanted one is taken. */

import { type HttpServer, runtime } from "../runtime/index.ts";

/** Ports that are tried, beginning with the wanted one. */
const PORTS_TRIED = 100;

/** The ports on which a program may listen that wants this one, in the order in which it tries them. */
function portsFrom(wanted: number): number[] {
  const last = Math.min(wanted + PORTS_TRIED - 1, 65_535);
  return wanted === 0 ? [0] : Array.from({ length: last - wanted + 1 }, (_, index) => wanted + index);
}

/**
 * Binds `wanted` or the nearest free port above it (0: any free one), on loopback or the `hostname` that is given. The bind
 * itself is the test, so that no other program can take the port in between.
 */
export function listen(
  wanted: number,
  fetch: (request: Request) => Response | Promise<Response>,
  hostname = "127.0.0.1",
): HttpServer {
  const ports = portsFrom(wanted);
  for (const port of ports) {
    try {
      return runtime.serve({ hostname, port, fetch });
    } catch (error) {
      const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
      if (!taken) {
        const where = hostname === "127.0.0.1" ? `port ${port}` : `port ${port} of ${hostname}`;
        throw new Error(`${where} cannot be used (${reason(error)}); give another one with --port`);
      }
    }
  }
  throw new Error(`no free port from ${wanted} to ${ports.at(-1)}; give another one with --port`);
}

/** How programs of this machine reach what listens there: the address of all interfaces is none to connect to. */
export function localUrl(hostname: string, port: number, path: string): string {
  const host = hostname === "0.0.0.0" ? "127.0.0.1" : hostname === "::" ? "::1" : hostname;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}${path}`;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
