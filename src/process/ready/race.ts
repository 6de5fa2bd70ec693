/** Asking several addresses at the same time. */

import type { Look } from "./probe.ts";

/**
 * The first look that succeeds: the others are ended then. Where none does, the one that tells most: an answer before a
 * connection that failed (`answered`), else that of the first address. Settles when all have ended.
 */
export async function firstThatSucceeds(
  addresses: readonly string[],
  signal: AbortSignal,
  look: (address: string, end: AbortSignal) => Promise<Look & { readonly answered?: boolean }>,
): Promise<Look> {
  const ending = new AbortController();
  const end = () => ending.abort();
  if (signal.aborted) end();
  signal.addEventListener("abort", end);
  const looks = await Promise.all(
    addresses.map(async (address) => {
      const seen = await look(address, ending.signal);
      if (seen.ok) end();
      return seen;
    }),
  );
  signal.removeEventListener("abort", end);
  const best = looks.find(({ ok }) => ok) ?? looks.find(({ answered }) => answered === true) ?? looks[0];
  return best === undefined
    ? { ok: false, seen: "there is no address", url: null }
    : { ok: best.ok, seen: best.seen, url: best.url };
}
