/** What a project directory offers to run. Pure reading: nothing is started, nothing is written. */

export { findCandidate, withDependencies } from "./candidates.ts";
export { readJson, readToml } from "./files/document.ts";
export { type InstalledManager, type ManagersReport, reportManagers } from "./managers.ts";
export { packageManagers } from "./package-manager.ts";
export { findProgram } from "./programs.ts";
export { detectProject } from "./project.ts";
export { resolveWords } from "./resolve.ts";
export type { Candidate, PackageManager, Project, Script } from "./types.ts";
export { watchProject } from "./watch.ts";
export { didYouMean, nearestNames } from "./words.ts";
