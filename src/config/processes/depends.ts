/** The key `depends_on`: what must have come about before a process starts. */

import type { DependencyState } from "../../process/index.ts";
import { isTable } from "../toml-file.ts";
import { Fields, schemaOf } from "./fields.ts";
import { either, type Field, listOf, mapped, type Shape } from "./shape.ts";
import { choice, isText, name, pattern } from "./values.ts";

/** A dependency as configured: without `until` what the other process's checks say. */
export interface ConfiguredDependency {
  readonly name: string;
  readonly until?: DependencyState;
  /** For `log`. */
  readonly pattern?: string;
}

/** The keys of a dependency that is a table. */
export const dependencyFields = {
  name: { shape: name, meaning: "the process that is waited for" },
  until: {
    shape: choice(["started", "ready", "completed", "ended"] as const),
    meaning:
      "started: it runs; ready: its check succeeded; completed: it ended with code 0; ended: however. By default ready where it has a check, else started",
  },
  log: { shape: pattern, meaning: "in place of until: it has printed a line that fits this regular expression" },
} satisfies Record<string, Field<unknown>>;

const table: Shape<ConfiguredDependency> = {
  allowed: 'a table like { name = "db", until = "ready" }',
  schema: schemaOf(dependencyFields, ["name"]),
  read(value, at) {
    if (!isTable(value)) return at.refuse(this.allowed, value);
    const fields = new Fields(value, at, dependencyFields);
    if (!fields.has("name")) return at.mistake('must name a process: name = "db".');
    if (fields.has("until") && fields.has("log")) return at.mistake("must have one of until and log, not both.");
    const named = fields.take("name", dependencyFields.name);
    const until = fields.take("until", dependencyFields.until);
    const line = fields.take("log", dependencyFields.log);
    if (named === undefined) return undefined;
    if (line !== undefined) return { name: named, until: "log", pattern: line };
    return { name: named, ...(until && { until }) };
  },
};

const entry = either<ConfiguredDependency, ConfiguredDependency>(
  'the name of a process or a table like { name = "db", until = "ready" }',
  mapped(name, (named) => ({ name: named })),
  isText,
  table,
  isTable,
);

/** The list. */
export const dependsOn = listOf('a list of processes, like ["db", { name = "build", until = "completed" }]', entry);
