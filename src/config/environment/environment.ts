/** The variables of a process, from all the places that may set them: pure but for the reader that it is given. */

import { resolve } from "node:path";
import type { Launch } from "../../process/index.ts";
import type { EnvironmentSettings } from "../settings.ts";
import { type DotenvEntry, parseDotenv } from "./dotenv.ts";
import { expand } from "./expand.ts";

/** Where a variable's value comes from. */
export type VariableSource =
  /** brum's own environment. */
  | { readonly kind: "inherited" }
  /** A `.env` file. */
  | { readonly kind: "file"; readonly path: string; readonly line: number }
  /** The launch itself: `[processes.NAME.env]`, or the file that it was detected in. */
  | { readonly kind: "process" }
  /** `[environment.overrides.NAME]`. */
  | { readonly kind: "override" }
  /** `-e NAME=VALUE`. */
  | { readonly kind: "option" };

/** What the variables of a process are made of. */
export interface EnvironmentRequest {
  readonly launch: Pick<Launch, "name" | "cwd" | "env" | "envFiles">;
  readonly inherited: Readonly<Record<string, string | undefined>>;
  readonly settings: EnvironmentSettings;
  /** The project's, absolute. */
  readonly directory: string;
  /** Given with `-e`. */
  readonly options?: Readonly<Record<string, string>>;
  /** The text of a file; undefined where there is none. What it throws becomes a warning. */
  read(path: string): string | undefined;
}

/** The variables, each with its source. */
export interface ProcessEnvironment {
  readonly env: Readonly<Record<string, string>>;
  readonly sources: Readonly<Record<string, VariableSource>>;
  /** Lines of `.env` files without effect, missing `envFiles`, references to nothing: sentences with their place. */
  readonly warnings: readonly string[];
}

interface Definition {
  readonly value: string;
  readonly literal: boolean;
  readonly source: VariableSource;
}

/**
 * The later counts more: inherited, `.env` files of the project directory and then of the process's own, `envFiles`, the
 * launch's `env`, `[environment.overrides]`, `-e`. A `.env` file counts more than what is inherited, other than in most
 * libraries: what a project says of itself holds whatever the shell happens to have; `-e` is there for the exception.
 * References stand for the variable's value in the end, whichever place sets it; one to itself for what it was before.
 */
export function environmentOf(request: EnvironmentRequest): ProcessEnvironment {
  const { launch, inherited, settings, options = {} } = request;
  const warnings: string[] = [];
  const definitions = new Map<string, Definition[]>();
  const define = (name: string, definition: Definition) => {
    const known = definitions.get(name);
    if (known === undefined) definitions.set(name, [definition]);
    else known.push(definition);
  };
  const defineAll = (values: Readonly<Record<string, string | undefined>> | undefined, source: VariableSource) => {
    for (const [name, value] of Object.entries(values ?? {})) {
      if (value !== undefined) define(name, { value, literal: true, source });
    }
  };
  const overrides = Object.hasOwn(settings.overrides, launch.name) ? settings.overrides[launch.name] : undefined;
  defineAll(inherited, { kind: "inherited" });
  for (const { path, entries } of filesOf(request, warnings)) {
    for (const { name, value, line, literal } of entries) {
      define(name, { value, literal, source: { kind: "file", path, line } });
    }
  }
  defineAll(launch.env, { kind: "process" });
  defineAll(overrides, { kind: "override" });
  defineAll(options, { kind: "option" });
  const env = resolved(definitions, warnings);
  const sources = [...definitions].flatMap(([name, all]) => {
    const last = all.at(-1);
    return last === undefined ? [] : [[name, last.source] as const];
  });
  return { env, sources: Object.fromEntries(sources), warnings };
}

/** The name that `<name>` stands for in the names of files. */
function environmentName({ launch, inherited, settings, options }: EnvironmentRequest): string {
  const places = [options, settings.overrides[launch.name], launch.env, inherited];
  const found = places.map((place) => place?.["NODE_ENV"]).find((name) => name !== undefined && name !== "");
  return settings.name ?? found ?? "development";
}

/** The files that there are, the strongest last. */
function filesOf(request: EnvironmentRequest, warnings: string[]): { path: string; entries: readonly DotenvEntry[] }[] {
  const { launch, settings, directory } = request;
  const name = environmentName(request);
  const names = settings.autoLoad ? settings.files.map((file) => file.replaceAll("<name>", name)) : [];
  const automatic = [directory, launch.cwd].flatMap((folder) => names.map((file) => resolve(folder, file)));
  const wanted = launch.envFiles ?? [];
  // A file that is named again counts where it is named last.
  const paths = [...new Set([...automatic, ...wanted].reverse())].reverse();
  return paths.flatMap((path) => {
    let text: string | undefined;
    try {
      text = request.read(path);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      warnings.push(`${path} cannot be read (${why}); ${launch.name} runs without it.`);
      return [];
    }
    if (text === undefined) {
      if (wanted.includes(path)) warnings.push(`${path} does not exist; ${launch.name} runs without it.`);
      return [];
    }
    const parsed = parseDotenv(text, path);
    warnings.push(...parsed.warnings);
    return [{ path, entries: parsed.entries }];
  });
}

/** Every variable's last definition, with what its references stand for. */
function resolved(definitions: ReadonlyMap<string, readonly Definition[]>, warnings: string[]): Record<string, string> {
  const done = new Map<string, string | undefined>();
  const open = new Set<string>();
  const warned = new Set<string>();
  const warn = (source: VariableSource, what: string) => {
    const place = source.kind === "file" ? `${source.path}:${source.line}: ` : "";
    if (!warned.has(place + what)) warnings.push(place + what);
    warned.add(place + what);
  };
  const at = (name: string, level: number): string | undefined => {
    const definition = definitions.get(name)?.at(level);
    if (definition === undefined || definition.literal) return definition?.value;
    const lookUp = (other: string) => {
      if (other === name) return level > 0 ? at(name, level - 1) : undefined;
      if (!open.has(other)) return of(other);
      warn(definition.source, `${name} and ${other} refer to each other: nothing stands in place of $${other}.`);
      return "";
    };
    return expand(definition.value, lookUp, (other) =>
      warn(
        definition.source,
        `${name} refers to $${other}, which is not set: nothing stands in its place. A dollar sign is written \\$.`,
      ),
    );
  };
  const of = (name: string): string | undefined => {
    if (done.has(name)) return done.get(name);
    open.add(name);
    const value = at(name, (definitions.get(name)?.length ?? 0) - 1);
    open.delete(name);
    done.set(name, value);
    return value;
  };
  return Object.fromEntries([...definitions.keys()].map((name) => [name, of(name) ?? ""]));
}
