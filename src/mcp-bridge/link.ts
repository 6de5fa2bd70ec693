/** What the parts of a bridge share. */

import { delay } from "es-toolkit";
import type { Connection } from "./connection.ts";
import type { Endpoint } from "./endpoint.ts";

export interface Link {
  readonly connection: Connection;
  /** To the client; settles when more may be written. */
  write(line: string): Promise<void>;
  /** Aborted when the bridge ends. */
  readonly ended: AbortSignal;
}

/** What was under way when a Brummer went away: nobody knows how far it came. */
export function brokenSentence({ directory }: Endpoint, why: string): string {
  return `The Brummer in ${directory} has ended, or the connection to it broke, while this was under way (${why}). Whether it was done is not known; the next request finds the Brummer that runs there, or starts one.`;
}

/** Settles after so long, or at once when `signal` is aborted; never rejects. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return delay(milliseconds, { signal }).catch(() => {});
}

export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
