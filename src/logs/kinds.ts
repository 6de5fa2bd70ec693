/** What lines are known to be about: the words in which that is asked for. */

import { flag } from "../../core/index.ts";

/** In the order in which they are named to people; each is a flag of records. */
export const lineKinds = ["error", "url", "build", "test", "ready"] as const satisfies readonly (keyof typeof flag)[];
export type LineKind = (typeof lineKinds)[number];

/** The flags of lines that are about any of these. */
export function flagsOf(kinds: readonly LineKind[]): number {
  return kinds.reduce((flags, kind) => flags | flag[kind], 0);
}
