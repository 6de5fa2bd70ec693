/** The version of the program, from package.json (the build puts the text into the executable). */

import manifest from "../package.json" with { type: "json" };

/** `0.1.0`. */
export const version: string = manifest.version;
