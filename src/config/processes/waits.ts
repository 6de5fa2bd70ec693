/** What each process waits for, once all are known: names must be there, and a bare one gets its state. */

import { didYouMean } from "../../detect/index.ts";
import type { Dependency, Launch } from "../../process/index.ts";
import type { ConfiguredDependency } from "./depends.ts";
import type { ConfiguredProcess, Launches } from "./types.ts";

/**
 * The launches with their dependencies. One that names a process that there is not is a mistake in the project's own file;
 * a process of another file is left out for it, and a detected one waits for what there is.
 */
export function waitsOf(all: readonly Launch[], configured: ReadonlyMap<string, ConfiguredProcess>): Launches {
  const mistakes: string[] = [];
  const warnings: string[] = [];
  const launches = new Map(all.map((launch) => [launch.name, launch]));
  const wanted = (name: string) => configured.get(name)?.settings.dependsOn;
  const unknown = (waits: readonly ConfiguredDependency[]) => waits.find((wait) => !launches.has(wait.name));
  // Leaving one out may leave another without what it waits for.
  for (let left = -1; left !== launches.size; ) {
    left = launches.size;
    for (const name of [...launches.keys()]) {
      const missing = unknown(wanted(name) ?? []);
      const process = configured.get(name);
      if (missing === undefined || process === undefined || process.own) continue;
      warnings.push(`${sentence(process, missing, launches.keys())} ${name} is left out here.`);
      launches.delete(name);
    }
  }
  for (const [name, launch] of launches) {
    const process = configured.get(name);
    const own = wanted(name);
    if (process === undefined || own === undefined) {
      const missing = unknown(launch.dependsOn ?? []);
      if (missing === undefined) continue;
      warnings.push(
        `${name} should wait for "${missing.name}", and there is no such process: it does not wait for it.`,
      );
      launches.set(name, { ...launch, dependsOn: launch.dependsOn?.filter((wait) => launches.has(wait.name)) ?? [] });
      continue;
    }
    for (const wait of own) {
      const target = launches.get(wait.name);
      if (target === undefined) mistakes.push(sentence(process, wait, launches.keys()));
      else if (wait.until === "ready" && target.ready === undefined) {
        warnings.push(
          `${process.places["depends_on"]}: processes.${name} waits until ${wait.name} is ready, which has no check (key ready): it waits until that has started.`,
        );
      }
    }
    const known = own.filter((wait) => launches.has(wait.name));
    launches.set(name, { ...launch, dependsOn: known.map((wait) => stated(wait, launches.get(wait.name))) });
  }
  return { launches: [...launches.values()], mistakes, warnings };
}

function stated({ name, until, pattern }: ConfiguredDependency, target: Launch | undefined): Dependency {
  const state = until ?? (target?.ready === undefined ? "started" : "ready");
  return { name, until: state, ...(pattern !== undefined && { pattern }) };
}

function sentence({ name, places }: ConfiguredProcess, wait: ConfiguredDependency, known: Iterable<string>): string {
  const what = `${places["depends_on"]}: processes.${name}.depends_on names "${wait.name}", and there is no such process.`;
  return `${what} ${didYouMean(wait.name, known)}`.trimEnd();
}
