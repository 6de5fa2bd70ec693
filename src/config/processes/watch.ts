/** The key `watch`: files whose change restarts a process. */

import type { WatchRule } from "../../process/index.ts";
import { duration, formatDuration } from "../duration.ts";
import { text, yesOrNo } from "../kinds.ts";
import { isTable } from "../toml-file.ts";
import { defaults } from "./defaults.ts";
import { Fields, schemaOf } from "./fields.ts";
import { either, type Field, listOf, mapped, one, type Shape } from "./shape.ts";
import { isList } from "./values.ts";

const globs = mapped(
  listOf('a list of globs, like ["src/**", "!src/generated/**"]', one(text("a glob")), 1),
  (given, at) => {
    if (given.some((glob) => !glob.startsWith("!"))) return given;
    return at.mistake("names no file: globs that begin with ! only take files out again.");
  },
);

/** The keys of the table. */
export const watchFields = {
  globs: { shape: globs, meaning: "files, relative to the process's directory; ! before one takes files out again" },
  debounce: {
    shape: one(duration(0, 600_000)),
    meaning: "time without a further change before the restart",
    initial: JSON.stringify(formatDuration(defaults.watch.debounceMs)),
  },
  cascade: {
    shape: one(yesOrNo),
    meaning: "restart the processes that depend on it too, once it is ready",
    initial: "false",
  },
} satisfies Record<string, Field<unknown>>;

const table: Shape<WatchRule> = {
  allowed: 'a table like { globs = ["src/**"], debounce = "1 s" }',
  schema: schemaOf(watchFields, ["globs"]),
  read(value, at) {
    if (!isTable(value)) return at.refuse(this.allowed, value);
    const fields = new Fields(value, at, watchFields);
    if (!fields.has("globs")) return at.mistake('must name files: globs = ["src/**"].');
    const rule = {
      globs: fields.take("globs", watchFields.globs),
      debounceMs: fields.take("debounce", watchFields.debounce) ?? defaults.watch.debounceMs,
      cascade: fields.take("cascade", watchFields.cascade) ?? false,
    };
    return rule.globs && { ...rule, globs: rule.globs };
  },
};

/** A list of globs, or the table. */
export const watch: Shape<WatchRule> = either<WatchRule, WatchRule>(
  'a list of globs, like ["src/**"], or a table like { globs = ["src/**"], debounce = "1 s" }',
  mapped(globs, (given) => ({ globs: given, debounceMs: defaults.watch.debounceMs, cascade: false })),
  isList,
  table,
  isTable,
);
