/** Errors that are the same, as one: how often, since when, in which processes. Pure: whoever hears of errors may keep one. */

import { topic } from "../../core/index.ts";
import { errorLimits } from "./limits.ts";
import type { ErrorKind } from "./rules/types.ts";
import type { ErrorReport } from "./types.ts";

/** An error that was seen, with where and when; or, of an error that comes again and again, how often since it was last told. */
export interface ErrorSighting extends ErrorReport {
  readonly fingerprint: string;
  readonly kind: ErrorKind;
  /** Of the process: its number as a source, its name, and its directory. */
  readonly source: number;
  readonly process: string;
  readonly directory: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** How many times, this one among them. */
  readonly count: number;
}

/** Where it is, once the project's files have been looked at. */
export interface ErrorLocation {
  readonly fingerprint: string;
  /** As a path that can be opened; through a source map where there is one. */
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  /** Rows of the file around the place. */
  readonly excerpt: readonly { readonly line: number; readonly text: string }[];
}

/** All sightings of one error. */
export interface ErrorGroup {
  readonly fingerprint: string;
  /** The newest sighting, whole. */
  readonly last: ErrorSighting;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly count: number;
  readonly processes: readonly string[];
  readonly location: ErrorLocation | null;
}

/** Published by the ingest threads, and by the thread that looks at files. */
export const errorTopics = {
  "error.detected": topic<ErrorSighting>("high"),
  "error.located": topic<ErrorLocation>("medium"),
} as const;

/** Bounded: the least recently seen group goes when there are `errorLimits.groups`. */
export class ErrorGroups {
  readonly #groups = new Map<string, ErrorGroup>();
  #forgotten = 0;

  get size(): number {
    return this.#groups.size;
  }

  /** Groups that had to go for newer ones. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** Takes a sighting in. True: the first one of its group. */
  add(sighting: ErrorSighting): boolean {
    const { fingerprint, time, count, process } = sighting;
    const known = this.#groups.get(fingerprint);
    // The newest stands last.
    this.#groups.delete(fingerprint);
    const processes = known?.processes ?? [];
    this.#groups.set(fingerprint, {
      fingerprint,
      last: sighting,
      firstSeen: known?.firstSeen ?? time,
      lastSeen: time,
      count: (known?.count ?? 0) + count,
      processes:
        processes.includes(process) || processes.length >= errorLimits.groupProcesses
          ? processes
          : [...processes, process],
      location: known?.location ?? null,
    });
    if (this.#groups.size > errorLimits.groups) {
      const [oldest] = this.#groups.keys();
      if (oldest !== undefined) this.#groups.delete(oldest);
      this.#forgotten++;
    }
    return known === undefined;
  }

  locate(location: ErrorLocation): void {
    const group = this.#groups.get(location.fingerprint);
    if (group !== undefined) this.#groups.set(location.fingerprint, { ...group, location });
  }

  get(fingerprint: string): ErrorGroup | undefined {
    return this.#groups.get(fingerprint);
  }

  /** The most recently seen first. */
  list(): ErrorGroup[] {
    return [...this.#groups.values()].reverse();
  }
}
