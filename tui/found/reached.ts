/** Whether something accepts connections at a place, as it was seen last. Plain data. */

/** What one look has shown. */
export interface Reached {
  readonly ok: boolean;
  /** A clause: `localhost:3000 refused the connection`. */
  readonly seen: string;
  /** Milliseconds that it took. */
  readonly ms: number;
  /** When it ended, in milliseconds since 1970. */
  readonly at: number;
}

/** For each `placeKey`. */
export type ReachedPlaces = Readonly<Record<string, Reached>>;

/** With this look; without places that are none of `known` any more. */
export function withReached(
  places: ReachedPlaces,
  known: ReadonlySet<string>,
  key: string,
  reached: Reached,
): ReachedPlaces {
  const kept = Object.entries(places).filter(([name]) => known.has(name));
  return { ...Object.fromEntries(kept), ...(known.has(key) && { [key]: reached }) };
}
