/** Listening on loopback, on the next free port where the wanted one is taken. */

import { type HttpServer, runtime } from "../runtime/index.ts";

/** Ports that are tried, beginning with the wanted one. */
const PORTS_TRIED = 100;

/** The ports on which a program may listen that wants this one, in the order in which it tries them. */
function portsFrom(wanted: number): number[] {
  const last = Math.min(wanted + PORTS_TRIED - 1, 65_535);
  return wanted === 0 ? [0] : Array.from({ length: last - wanted + 1 }, (_, index) => wanted + index);
}

/**
 * Binds `wanted` or the nearest free port above it (0: any free one). The bind itself is the test, so that no other
 * program can take the port in between.
 */
export function listen(wanted: number, fetch: (request: Request) => Response | Promise<Response>): HttpServer {
  const ports = portsFrom(wanted);
  for (const port of ports) {
    try {
      return runtime.serve({ hostname: "127.0.0.1", port, fetch });
    } catch (error) {
      const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
      if (!taken) throw new Error(`port ${port} cannot be used (${reason(error)}); give another one with --port`);
    }
  }
  throw new Error(`no free port from ${wanted} to ${ports.at(-1)}; give another one with --port`);
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
