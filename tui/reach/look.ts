/** Looks whether something listens at a place. Effects: one connection for each address of the host, closed at once. */

import { tcpProbe } from "../../src/process/index.ts";
import type { Reached } from "../found/reached.ts";

/** `milliseconds`: what it may take. A look that ended because the caller wanted it to has shown nothing: null. */
export async function lookAt(
  place: { readonly host: string; readonly port: number },
  milliseconds: number,
  signal: AbortSignal,
  probe: typeof tcpProbe = tcpProbe,
): Promise<Reached | null> {
  const { host, port } = place;
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), milliseconds);
  const start = performance.now();
  const { ok, seen } = await probe(host, port)
    .look(AbortSignal.any([signal, limit.signal]))
    .catch((error: unknown) => ({ ok: false, seen: error instanceof Error ? error.message : String(error) }));
  clearTimeout(timer);
  if (signal.aborted) return null;
  const isLate = !ok && limit.signal.aborted;
  return {
    ok,
    seen: isLate ? `${host}:${port} did not answer within ${milliseconds / 1_000} s` : seen,
    ms: performance.now() - start,
    at: Date.now(),
  };
}
