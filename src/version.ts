/** The version of the program, from package.json; the build puts it and the commit into the executable. */

import manifest from "../package.json" with { type: "json" };

/** `0.1.0`. */
export const version: string = manifest.version;

/** ` (1a2b3c4d5e)`: the commit that was built; empty when run from source. */
export const commitSuffix: string = process.env["BRUM_COMMIT"] ? ` (${process.env["BRUM_COMMIT"]})` : "";
