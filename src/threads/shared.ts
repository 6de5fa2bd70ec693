/** The shared memory of the running program, and how other threads come to it. */

import type { LogReader, LogRing } from "../../core/index.ts";
import type { EventBusSettings } from "../config/index.ts";
import { runtime } from "../runtime/index.ts";

/** Part of what every thread gets at its start. */
export interface SharedInit {
  /** Attach to it with `LogRing`. */
  readonly ring: SharedArrayBuffer;
  /** Attach to it with `EventBus` and the topics in these priorities. */
  readonly bus: SharedArrayBuffer;
  readonly priorities: EventBusSettings["priorities"];
  /** The file for what Brummer itself says; undefined: none can be had. */
  readonly ownLog: string | undefined;
}

/** The shared memory that the configuration asks for cannot be had: a sentence with what to do. */
export class NoMemoryError extends Error {
  override readonly name = "NoMemoryError";
}

/** What `make` makes in shared memory. `table`: where in `.brum.toml` its size stands. Throws {@link NoMemoryError}. */
export function allocate<T>(what: string, table: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new NoMemoryError(`There is not enough memory for ${what}. Make it smaller ([${table}] in .brum.toml).`);
  }
}

/** A reader with the quickest search that the runtime has. */
export function readerOf(ring: LogRing): LogReader {
  return ring.reader(runtime.findBytes === undefined ? {} : { findBytes: runtime.findBytes });
}

/** The same for the warnings and errors that are kept apart. */
export function errorsOf(ring: LogRing): LogReader {
  return ring.errors(runtime.findBytes === undefined ? {} : { findBytes: runtime.findBytes });
}
