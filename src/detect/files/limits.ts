/** Limits of detection, each with its reason. What a limit turns away is a warning, never silence. */

/** Bytes of one file. The largest hand-written ones (a Makefile, a package.json) stay far below; a data file does not. */
export const maxFileBytes = 2 * 1024 * 1024;

/** Files read in one detection: ten times a monorepo of 500 packages with a package.json and a project.json each. */
export const maxFiles = 10_000;

/** Folders looked through in one detection: `**` in a tree with build output must end. */
export const maxFolders = 20_000;

/** Folders below the one where a `**` begins: no package lies deeper, links that lead back do. */
export const maxDepth = 10;

/** Packages of a workspace: the list of scripts is for people. */
export const maxPackages = 2_000;

/** Names in one folder: beyond it is a cache or a data folder. */
export const maxEntries = 20_000;

/** Files that one file may pull in (`include`, `import`, `extends`), all levels together. */
export const maxIncludes = 50;

/** Warnings kept of one detection; the last one says how many there were. */
export const maxWarnings = 200;
