/** Finding candidates of a project, and what must be started with one. */

import type { Launch } from "../process/index.ts";
import type { Candidate, Project } from "./types.ts";

/** The candidate of a name, else the one that has it as an alias. */
export function findCandidate(project: Project, name: string): Candidate | undefined {
  return (
    project.candidates.find((candidate) => candidate.name === name) ??
    project.candidates.find((candidate) => candidate.aliases.includes(name))
  );
}

/** The candidates of a group (`procfile.dev`, `process-compose`, a namespace), in the order of the list. */
export function groupMembers(project: Project, group: string): Candidate[] {
  return project.candidates.filter((candidate) => candidate.launch.groups?.includes(group));
}

/**
 * The launch of a candidate after those that it depends on, also through others, each once. A dependency that the project
 * does not have is passed over here; whoever starts the launch says so.
 */
export function withDependencies(project: Project, candidate: Candidate): Launch[] {
  const byName = new Map(project.candidates.map((one) => [one.name, one]));
  const seen = new Set<string>();
  const launches: Launch[] = [];
  const add = ({ launch }: Candidate) => {
    if (seen.has(launch.name)) return;
    seen.add(launch.name);
    for (const { name } of launch.dependsOn ?? []) {
      const dependency = byName.get(name);
      if (dependency !== undefined) add(dependency);
    }
    launches.push(launch);
  };
  add(candidate);
  return launches;
}
