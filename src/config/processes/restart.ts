/** The key `restart`: when a process that ended by itself is started again. */

import type { RestartPolicy } from "../../process/index.ts";
import { duration, formatDuration } from "../duration.ts";
import { isTable } from "../toml-file.ts";
import { defaults } from "./defaults.ts";
import { Fields, schemaOf } from "./fields.ts";
import { either, type Field, mapped, one, type Shape } from "./shape.ts";
import { choice, count, isText } from "./values.ts";

const hour = 3_600_000;
const when = choice(["never", "on-failure", "always"] as const);

/** The keys of the table. */
export const restartFields = {
  when: {
    shape: when,
    meaning: "never, on-failure (code other than 0, or a signal) or always",
    initial: '"on-failure"',
  },
  delay: {
    shape: one(duration(10, hour)),
    meaning: "before the first restart; doubled for each one that follows, until it lived for a minute",
    initial: JSON.stringify(formatDuration(defaults.restart.delayMs)),
  },
  max_delay: {
    shape: one(duration(10, hour)),
    meaning: "the longest of these pauses",
    initial: JSON.stringify(formatDuration(defaults.restart.maxDelayMs)),
  },
  limit: {
    shape: count(0, 1_000_000),
    meaning: "restarts in a row; 0: no limit",
    initial: String(defaults.restart.limit),
  },
} satisfies Record<string, Field<unknown>>;

const table: Shape<RestartPolicy> = {
  allowed: 'a table like { when = "on-failure", limit = 5 }',
  schema: schemaOf(restartFields),
  read(value, at) {
    if (!isTable(value)) return at.refuse(this.allowed, value);
    const fields = new Fields(value, at, restartFields);
    const delayMs = fields.take("delay", restartFields.delay) ?? defaults.restart.delayMs;
    const longest = fields.take("max_delay", restartFields.max_delay);
    if (longest !== undefined && longest < delayMs) {
      const least = formatDuration(delayMs);
      return at.inside("max_delay").mistake(`must not be shorter than delay, which is ${least}.`);
    }
    return {
      when: fields.take("when", restartFields.when) ?? "on-failure",
      delayMs,
      maxDelayMs: longest ?? Math.max(delayMs, defaults.restart.maxDelayMs),
      limit: fields.take("limit", restartFields.limit) ?? defaults.restart.limit,
    };
  },
};

/** `"on-failure"`, or the table. */
export const restart: Shape<RestartPolicy> = either<RestartPolicy, RestartPolicy>(
  'one of "never", "on-failure", "always", or a table like { when = "on-failure", limit = 5 }',
  mapped(when, (given) => ({ when: given, ...defaults.restart })),
  isText,
  table,
  isTable,
);
