/** A whole HAR file, written piece by piece: one with all bodies may be larger than anybody wants in memory. */

import type { Exchange } from "../capture/exchange.ts";
import { harEntry } from "./entry.ts";

/** The beginning of a file; entries follow, parted by commas, and {@link HAR_END}. `version`: of this program. */
export function harStart(version: string): string {
  const creator = JSON.stringify({ name: "Brummer", version });
  return `{"log":{"version":"1.2","creator":${creator},"pages":[],"entries":[`;
}

export function harText(exchange: Exchange): string {
  return JSON.stringify(harEntry(exchange));
}

export const HAR_END = "\n]}}\n";
