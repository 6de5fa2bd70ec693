/** The JSON schema of `.brum.toml` for editors, made from the declarations of the keys. */

import { parse } from "smol-toml";
import type { JsonSchema } from "./json-schema.ts";
import { allKeys, busTableKeys, type Key, topicTable } from "./keys.ts";
import { schemaOf } from "./processes/fields.ts";
import { processFields } from "./processes/keys.ts";
import type { Field } from "./processes/shape.ts";
import { variables } from "./processes/values.ts";

/** The schema as a text, with a line break at its end. Draft 7: the newest that all TOML editors read. */
export function schemaText(): string {
  return `${JSON.stringify(schema(), undefined, 2)}\n`;
}

function schema(): JsonSchema {
  const tables = tableSchemas();
  const environment = tables.properties?.["environment"];
  const overrides: JsonSchema = {
    description: "variables by the name of the process that they are for",
    type: "object",
    additionalProperties: variables.schema,
  };
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Brummer's .brum.toml",
    ...tables,
    properties: {
      ...tables.properties,
      environment: { ...environment, properties: { ...environment?.properties, overrides } },
      keys: {
        description: "keys of the screen's commands, by the names of docs/keys.md",
        type: "object",
        additionalProperties: {
          anyOf: [{ type: "string" }, { type: "array", items: { type: "string" }, maxItems: 8 }],
        },
      },
      processes: {
        description: "processes by their names; those of scripts add to the scripts",
        type: "object",
        additionalProperties: processSchema(),
      },
    },
  };
}

/** All keys that have one value, in their tables. */
function tableSchemas(prefix = ""): JsonSchema {
  const inside = allKeys.filter(({ name }) => name.startsWith(prefix));
  const properties: Record<string, JsonSchema> = {};
  for (const key of inside) {
    const rest = key.name.slice(prefix.length);
    const [first = rest] = rest.split(".");
    if (prefix === `${topicTable}.`) properties[rest] = keySchema(key, `priority of the events "${rest}"`);
    else if (first === rest) properties[rest] = keySchema(key, key.meaning);
    else properties[first] ??= tableSchemas(`${prefix}${first}.`);
  }
  // The dot in a topic's name makes a table where it stands without quotation marks.
  const others = prefix === `${topicTable}.` ? ({ type: "object" } as const) : false;
  return { type: "object", properties, additionalProperties: others };
}

function keySchema(key: Key, description: string): JsonSchema {
  const isOneValue = key.initial !== undefined && key !== busTableKeys.workers;
  const initial = isOneValue ? { default: key.kind.written?.(key.initial) ?? key.initial } : {};
  return { description, ...key.kind.schema, ...initial };
}

function processSchema(): JsonSchema {
  const declared: readonly (readonly [string, Field<unknown>])[] = Object.entries(processFields);
  const plain = schemaOf(processFields);
  const properties = declared.map(([name, { initial }]): [string, JsonSchema] => {
    const known = plain.properties?.[name] ?? {};
    return [name, initial === undefined ? known : { ...known, default: parse(`value = ${initial}`)["value"] }];
  });
  return { ...plain, properties: Object.fromEntries(properties) };
}
