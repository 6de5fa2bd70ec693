/** What is known to be secret in a project: values in its `.env` files and in the environments of what has run. */

import { statSync } from "node:fs";
import { resolve } from "node:path";
import { isEqual } from "es-toolkit";
import { type EnvironmentRequest, environmentOf } from "../config/index.ts";
import type { Launch } from "../process/index.ts";
import { type EnvironmentFile, environmentFilesIn, readEnvironment } from "./environment-files.ts";
import { secretLimits } from "./limits.ts";
import { type SecretValue, SecretValues } from "./values.ts";
import { secretsOf, type Variable } from "./variables.ts";

/** Where values may be. */
export interface SecretSources {
  readonly environment: Pick<EnvironmentRequest, "settings" | "directory" | "options">;
  /** Brummer's own environment, which all processes inherit. */
  readonly inherited: Readonly<Record<string, string | undefined>>;
  /** Others that nobody is to see. */
  readonly own?: readonly SecretValue[];
}

type LaunchEnvironment = Pick<Launch, "name" | "cwd" | "env" | "envFiles">;

/** Keeps the values up to date: files are read again when they have changed. One thread's. */
export class KnownSecrets {
  readonly #sources: SecretSources;
  readonly #now: () => number;
  /** The newest launch of each name. */
  readonly #launches = new Map<string, LaunchEnvironment>();
  /** Values with their names, the newest last: also those that hold no more, as they stand in older lines. */
  readonly #remembered = new Map<string, string>();
  #values = new SecretValues();
  #state = "";
  #checkedAt = Number.NEGATIVE_INFINITY;

  /** `now`: milliseconds that never go back. */
  constructor(sources: SecretSources, now: () => number = () => performance.now()) {
    this.#sources = sources;
    this.#now = now;
    this.#remember(sources.own ?? []);
  }

  /** Something runs in this environment: what it prints may have values of it. */
  launched({ name, cwd, env, envFiles }: LaunchEnvironment): void {
    const launch = { name, cwd, ...(env && { env }), ...(envFiles && { envFiles }) };
    // A process is heard of at each change of its state.
    if (isEqual(launch, this.#launches.get(name))) return;
    // The newest stand last; what was not launched for longest is forgotten first, its values are not.
    this.#launches.delete(name);
    this.#launches.set(name, launch);
    const [oldest] = this.#launches.keys();
    if (this.#launches.size > secretLimits.launches && oldest !== undefined) this.#launches.delete(oldest);
    this.#state = "";
    this.#checkedAt = Number.NEGATIVE_INFINITY;
  }

  /** As they are now; looks at the files' times at most every `secretLimits.checkMs`. */
  get values(): SecretValues {
    const now = this.#now();
    if (now - this.#checkedAt < secretLimits.checkMs) return this.#values;
    this.#checkedAt = now;
    const paths = this.#paths();
    const state = JSON.stringify(paths.map(stateOf));
    if (state === this.#state) return this.#values;
    this.#state = state;
    this.#read();
    return this.#values;
  }

  #folders(): string[] {
    const { directory } = this.#sources.environment;
    return [...new Set([directory, ...[...this.#launches.values()].map(({ cwd }) => cwd)])];
  }

  /** All files that may have values, and the folders in which more of them may appear. */
  #paths(): string[] {
    return [...this.#folders(), ...this.#filePaths()];
  }

  #filePaths(): string[] {
    const { settings } = this.#sources.environment;
    const folders = this.#folders();
    const named = folders.flatMap((folder) => settings.files.map((file) => resolve(folder, file)));
    const wanted = [...this.#launches.values()].flatMap(({ envFiles = [] }) => envFiles);
    return [...new Set([...folders.flatMap(environmentFilesIn), ...named, ...wanted])].slice(0, secretLimits.files);
  }

  #read(): void {
    const files = this.#filePaths()
      .map(readEnvironment)
      .filter((file) => file !== undefined);
    const { environment, inherited } = this.#sources;
    const given = [inherited, environment.options ?? {}, ...Object.values(environment.settings.overrides)];
    const variables: Variable[] = [...given.flatMap(ofEnvironment), ...files.flatMap(({ entries }) => entries)];
    const texts = new Map(files.map(({ path, text }) => [path, text]));
    for (const launch of this.#launches.values()) variables.push(...this.#launchVariables(launch, files, texts));
    this.#remember(secretsOf(variables, this.#names()));
  }

  /** Words that stand in many texts: where the project is, and what runs. */
  #names(): string[] {
    return [...this.#folders().flatMap((folder) => folder.split(/[\\/]/)), ...this.#launches.keys()];
  }

  /** What a launch gets in the end, with what references stand for. */
  #launchVariables(
    launch: LaunchEnvironment,
    files: readonly EnvironmentFile[],
    texts: ReadonlyMap<string, string>,
  ): Variable[] {
    const { environment, inherited } = this.#sources;
    const { env, sources } = environmentOf({ ...environment, launch, inherited, read: (path) => texts.get(path) });
    return Object.entries(env).map(([name, value]) => {
      const source = sources[name];
      if (source?.kind !== "file") return { name, value };
      const { entries } = files.find(({ path }) => path === source.path) ?? { entries: [] };
      return { name, value, isSecret: entries.find(({ line }) => line === source.line)?.isSecret };
    });
  }

  #remember(secrets: readonly SecretValue[]): void {
    for (const { name, value } of secrets) {
      this.#remembered.delete(value);
      this.#remembered.set(value, name);
    }
    for (const value of this.#remembered.keys()) {
      if (this.#remembered.size <= secretLimits.values) break;
      this.#remembered.delete(value);
    }
    this.#values = new SecretValues([...this.#remembered].map(([value, name]) => ({ name, value })));
  }
}

function ofEnvironment(env: Readonly<Record<string, string | undefined>>): Variable[] {
  return Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

/** What is another when a file, or what a folder holds, is another. */
function stateOf(path: string): unknown {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats === undefined ? [path] : [path, stats.mtimeMs, stats.size, stats.ino];
  } catch {
    return [path];
  }
}
