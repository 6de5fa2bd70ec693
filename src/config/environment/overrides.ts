/** Collects the tables `[environment.overrides.NAME]` of all files, variable by variable: the nearest file's counts. */

import { dirname } from "node:path";
import { didYouMean } from "../../detect/index.ts";
import type { Origin } from "../collection.ts";
import { type Reports, Spot } from "../processes/spot.ts";
import { variables } from "../processes/values.ts";
import type { EnvironmentSettings } from "../settings.ts";
import { isTable, type TomlFile } from "../toml-file.ts";

interface Override {
  readonly value: string;
  readonly file: string;
  readonly line: number;
}

/** Filled by one file after the other, the nearest first. */
export class OverrideTables {
  readonly #reports: Reports;
  readonly #byProcess = new Map<string, Map<string, Override>>();

  constructor(reports: Reports) {
    this.#reports = reports;
  }

  /** Takes what a file has there, and checks all of it. */
  add(file: TomlFile, table: unknown): void {
    const at = new Spot(file, ["environment", "overrides"], this.#reports);
    if (!isTable(table)) {
      at.refuse("a table by process ([environment.overrides.NAME])", table);
      return;
    }
    for (const [process, given] of Object.entries(table)) {
      const found = this.#byProcess.get(process) ?? new Map<string, Override>();
      this.#byProcess.set(process, found);
      for (const [variable, value] of Object.entries(variables.read(given, at.inside(process)) ?? {})) {
        if (!found.has(variable))
          found.set(variable, { value, file: file.path, line: at.inside(process).inside(variable).line });
      }
    }
  }

  /** Variables by process. */
  all(): Record<string, Record<string, string>> {
    return Object.fromEntries(
      [...this.#byProcess].map(([process, found]) => [
        process,
        Object.fromEntries([...found].map(([variable, { value }]) => [variable, value])),
      ]),
    );
  }

  /** Where each stands, by `environment.overrides.NAME.VARIABLE`. */
  origins(): Record<string, Origin> {
    return Object.fromEntries(
      [...this.#byProcess].flatMap(([process, found]) =>
        [...found].map(([variable, { value, file, line }]) => [
          `environment.overrides.${process}.${variable}`,
          { value, source: { kind: "file", name: file, line } } satisfies Origin,
        ]),
      ),
    );
  }
}

/** The part of a configuration that says them. */
interface OverridesRead {
  readonly environment: Pick<EnvironmentSettings, "overrides">;
  readonly origins: Readonly<Record<string, Origin>>;
}

/**
 * What the project's own file overrides for processes that there are none of, by the names of those that there are. Files of
 * other directories may speak of the processes there.
 */
export function overrideWarnings(
  { environment, origins }: OverridesRead,
  directory: string,
  names: readonly string[],
): string[] {
  return Object.entries(environment.overrides).flatMap(([process, variables]) => {
    if (names.includes(process)) return [];
    const own = Object.keys(variables)
      .map((variable) => origins[`environment.overrides.${process}.${variable}`]?.source)
      .find((source) => source !== undefined && dirname(source.name) === directory);
    if (own === undefined) return [];
    const what = `${own.name}:${own.line}: environment.overrides.${process} has no effect: there is no such process.`;
    return [`${what} ${didYouMean(process, names)}`.trimEnd()];
  });
}
