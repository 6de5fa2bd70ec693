/** The byte searches that a ring's reader may have. */

import { Buffer } from "node:buffer";
import type { FindBytes } from "../../../core/memory/index.ts";

/** A host's: as the program passes it in. */
export const hostFind: FindBytes = (bytes, needle, from) => Buffer.prototype.indexOf.call(bytes, needle, from);

/** All of them, with names for the tests' titles. */
export const finders: readonly (readonly [string, FindBytes | undefined])[] = [
  ["without a host", undefined],
  ["with the host's search", hostFind],
];
