/** Configured processes and what was detected, put together by name: pure. */

import { didYouMean } from "../../detect/index.ts";
import type { Launch } from "../../process/index.ts";
import { withoutCycles } from "./cycles.ts";
import type { ConfiguredProcess, Launches, ProcessSettings } from "./types.ts";
import { waitsOf } from "./waits.ts";

/**
 * A configured process with a command is what it says, whatever was detected under its name; one without adds to the
 * detected one, key by key (variables one by one). What a file above the project directory or in the home directory says of
 * a process that cannot be run here is left out; the project's own file must be right.
 */
export function launchesOf(configured: readonly ConfiguredProcess[], detected: readonly Launch[]): Launches {
  const mistakes: string[] = [];
  const warnings: string[] = [];
  const found = new Map(detected.map((launch) => [launch.name, launch]));
  const merged = new Map<string, Launch>();
  const configuredByName = new Map<string, ConfiguredProcess>();
  for (const process of configured) {
    const base = found.get(process.name);
    if (process.settings.command === undefined && base === undefined) {
      if (process.own) mistakes.push(noCommand(process, [...found.keys()]));
      continue;
    }
    merged.set(process.name, launchOf(process, base));
    configuredByName.set(process.name, process);
  }
  const added = [...merged.values()].filter(({ name }) => !found.has(name));
  const all = [...added, ...detected.map((launch) => merged.get(launch.name) ?? launch)];
  const waits = waitsOf(all, configuredByName);
  const ordered = withoutCycles(waits.launches, configuredByName);
  mistakes.push(...waits.mistakes, ...ordered.mistakes);
  warnings.push(...waits.warnings, ...ordered.warnings, ...groupWarnings(ordered.launches, configuredByName));
  return { launches: ordered.launches, mistakes, warnings };
}

function noCommand({ name, places }: ConfiguredProcess, detected: readonly string[]): string {
  const hint = didYouMean(name, detected) || `Add command = "…".`;
  return `${places[""]}: processes.${name} has no command, and the project has no script of this name. ${hint}`;
}

function launchOf({ name, settings, directory }: ConfiguredProcess, base: Launch | undefined): Launch {
  const { command } = settings;
  if (command === undefined && base !== undefined) {
    const env = settings.env && { env: { ...base.env, ...settings.env } };
    return { ...base, ...given(settings), ...env };
  }
  const { shown = "", argv = [] } = command ?? {};
  return { name, kind: "command", command: shown, argv, cwd: directory, ...given(settings) };
}

/** Only the keys that are set: the others keep what was detected. What they wait for is found out when all are known. */
function given(settings: ProcessSettings): Partial<Launch> {
  const { cwd, env, envFiles, ready, restart, stopSignal, stopTimeoutMs, watch, tty, overflow, autostart, groups } =
    settings;
  return {
    ...(cwd !== undefined && { cwd }),
    ...(env !== undefined && { env }),
    ...(envFiles !== undefined && { envFiles }),
    ...(ready !== undefined && { ready }),
    ...(restart !== undefined && { restart }),
    ...(stopSignal !== undefined && { stopSignal }),
    ...(stopTimeoutMs !== undefined && { stopTimeoutMs }),
    ...(watch !== undefined && { watch }),
    ...(tty !== undefined && { tty }),
    ...(overflow !== undefined && { overflow }),
    ...(autostart !== undefined && { autostart }),
    ...(groups !== undefined && { groups }),
  };
}

/** A word names a process before it names a group. */
function groupWarnings(
  launches: readonly Launch[],
  configured: ReadonlyMap<string, ConfiguredProcess>,
): readonly string[] {
  const names = new Set(launches.map(({ name }) => name));
  return launches.flatMap(({ name, groups = [] }) =>
    groups
      .filter((group) => names.has(group))
      .map((group) => {
        const place = configured.get(name)?.places["groups"];
        const where = place === undefined ? "" : `${place}: `;
        return `${where}the group "${group}" of ${name} has the name of a process, which counts where it is named.`;
      }),
  );
}
