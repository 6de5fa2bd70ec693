/** How the proxy stands. */

import type { Mapping } from "./mapping.ts";

/** `reverse`: a port for each server; `full`: one forward proxy for all. */
export type ProxyMode = "reverse" | "full";

export interface ProxyState {
  readonly mode: ProxyMode;
  /** Oldest first; none in full mode. */
  readonly mappings: readonly Mapping[];
  /** In full mode: where it listens, and the script that tells browsers. */
  readonly forward: { readonly port: number; readonly pacUrl: string } | null;
}
