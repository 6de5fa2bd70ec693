/** The order of dependencies: cycles are found and told, and what is to be run comes in an order that works. */

import type { Launch } from "../../process/index.ts";
import type { ConfiguredProcess, Launches } from "./types.ts";

/**
 * Every cycle is told with its names. It is a mistake where a file of the configuration has a part in it; one that was
 * detected is cut where it closes, so that what is in it can be run at all.
 */
export function withoutCycles(all: readonly Launch[], configured: ReadonlyMap<string, ConfiguredProcess>): Launches {
  const launches = new Map(all.map((launch) => [launch.name, launch]));
  const mistakes: string[] = [];
  const warnings: string[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const placeOf = (name: string) => configured.get(name)?.places["depends_on"];
  const visit = (name: string): void => {
    path.push(name);
    for (const { name: next } of launches.get(name)?.dependsOn ?? []) {
      if (done.has(next)) continue;
      if (!path.includes(next)) {
        visit(next);
        continue;
      }
      const cycle = [...path.slice(path.indexOf(next)), next];
      if (cycle.some((member) => placeOf(member) !== undefined)) mistakes.push(sentence(cycle, placeOf));
      else {
        warnings.push(`${cycle.join(" → ")} wait for each other: ${name} does not wait for ${next}.`);
        cut(launches, name, next);
      }
    }
    path.pop();
    done.add(name);
  };
  for (const name of launches.keys()) if (!done.has(name)) visit(name);
  return { launches: [...launches.values()], mistakes, warnings };
}

function cut(launches: Map<string, Launch>, name: string, next: string): void {
  const launch = launches.get(name);
  if (launch === undefined) return;
  launches.set(name, { ...launch, dependsOn: (launch.dependsOn ?? []).filter((wait) => wait.name !== next) });
}

/** The place of the first member that a file speaks of begins it, those of the others end it. */
function sentence(cycle: readonly string[], placeOf: (name: string) => string | undefined): string {
  const members = cycle.slice(1).filter((name) => placeOf(name) !== undefined);
  const start = members.find((name) => name === cycle[0]) ?? members[0] ?? "";
  if (cycle.length === 2) return `${placeOf(start)}: processes.${start}.depends_on names ${start} itself.`;
  const turned = [...cycle.slice(cycle.indexOf(start), -1), ...cycle.slice(0, cycle.indexOf(start)), start];
  const others = members.filter((name) => name !== start).map((name) => `${name}: ${placeOf(name)}`);
  const places = others.length === 0 ? "" : ` (${others.join(", ")})`;
  return `${placeOf(start)}: processes.${start} waits for itself: ${turned.join(" → ")}${places}. None of them could start.`;
}

/**
 * The processes of these names with all that they wait for, each once and behind what it waits for. A name that no process has
 * may be that of a group. Throws for a name that is neither.
 */
export function withDependencies(names: Iterable<string>, launches: readonly Launch[]): Launch[] {
  const known = new Map(launches.map((launch) => [launch.name, launch]));
  const chosen = new Set<Launch>();
  const entered = new Set<string>();
  const add = (launch: Launch): void => {
    if (entered.has(launch.name)) return;
    entered.add(launch.name);
    for (const { name } of launch.dependsOn ?? []) {
      const dependency = known.get(name);
      if (dependency !== undefined) add(dependency);
    }
    chosen.add(launch);
  };
  for (const name of names) {
    const members = membersOf(name, launches);
    if (members.length === 0) throw new Error(`There is no process and no group "${name}".`);
    for (const launch of members) add(launch);
  }
  return [...chosen];
}

/** The process of this name, else all of the group of this name; none: there is neither. */
function membersOf(name: string, launches: readonly Launch[]): readonly Launch[] {
  const named = launches.find((launch) => launch.name === name);
  return named === undefined ? launches.filter((launch) => launch.groups?.includes(name)) : [named];
}
