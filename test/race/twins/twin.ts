/** A broken twin: the core with one mistake in it, which the suite must find. */

import type { Patch, Primitive } from "../engine/scenario.ts";

export interface Twin {
  /** `primitive/mistake`, unique. */
  readonly name: string;
  readonly primitive: Primitive;
  /** What is wrong with it, and what comes of that. */
  readonly breaks: string;
  readonly patches: readonly Patch[];
  /** The scenario that must find it. */
  readonly caughtBy: string;
}
