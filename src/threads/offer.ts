/** What can be started in a directory: what was detected, with what is configured put into it. */

import { resolve } from "node:path";
import { type Configuration, launchesOf, overrideWarnings } from "../config/index.ts";
import { type Candidate, detectProject, type Project } from "../detect/index.ts";
import type { Launch } from "../process/index.ts";

/** Configured processes stand above what was detected. */
const CONFIGURED_PRIORITY = 1000;

/** A text says what is wrong with what is configured. `directory`: absolute. */
export function offerOf(directory: string, configuration: Configuration): Project | string {
  const detected = detectProject(directory, configuration.preferredPackageManager);
  const { launches, mistakes, warnings } = launchesOf(
    configuration.processes,
    detected.candidates.map(({ launch }) => launch),
  );
  if (mistakes.length > 0) return mistakes.join("\nbrum: ");
  return {
    ...detected,
    candidates: candidatesOf(launches, detected, directory),
    warnings: [
      ...configuration.warnings,
      ...detected.warnings,
      ...warnings,
      ...overrideWarnings(
        configuration,
        directory,
        launches.map(({ name }) => name),
      ),
    ],
  };
}

function candidatesOf(launches: readonly Launch[], detected: Project, directory: string): Candidate[] {
  const before = new Map(detected.candidates.map((candidate) => [candidate.name, candidate]));
  const candidates = launches.map((launch) => {
    const candidate = before.get(launch.name);
    if (candidate !== undefined) return { ...candidate, launch };
    return {
      name: launch.name,
      aliases: [],
      launch,
      category: "Configuration",
      description: launch.command,
      priority: CONFIGURED_PRIORITY,
      file: resolve(directory, ".brum.toml"),
    };
  });
  // Those of one priority stay in their order.
  return candidates.sort((a, b) => b.priority - a.priority);
}
