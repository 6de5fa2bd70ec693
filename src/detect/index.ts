/** What a project directory offers to run. Pure reading: nothing is started, nothing is written. */

export { packageManagers } from "./package-manager.ts";
export { detectProject, launchScript } from "./project.ts";
export { resolveWords } from "./resolve.ts";
export type { PackageManager, Project, Script } from "./types.ts";
export { didYouMean, nearestNames } from "./words.ts";
