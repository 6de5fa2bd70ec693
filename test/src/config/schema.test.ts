import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { schemaText } from "../../../src/config/index.ts";
import { allKeys } from "../../../src/config/keys.ts";

const file = join(import.meta.dir, "../../../docs/brum.schema.json");

test("docs/brum.schema.json is what the declarations say: bun run schema", () => {
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(JSON.parse(schemaText()));
});

/** All properties of a schema with their paths. */
function properties(schema: unknown, path: readonly string[] = []): (readonly [string, unknown])[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => {
    if (key === "properties" && typeof value === "object" && value !== null) {
      return Object.entries(value).flatMap(([name, inner]): (readonly [string, unknown])[] => [
        [[...path, name].join("."), inner],
        ...properties(inner, [...path, name]),
      ]);
    }
    return properties(value, path);
  });
}

test("the schema has every key, each key with a description", () => {
  const found = properties(JSON.parse(schemaText()));
  expect(found.map(([path]) => path)).toEqual(expect.arrayContaining(allKeys.map(({ name }) => name)));
  const tables = /^(core|history|log_files|mcp|proxy|event_bus(\.(high|medium|low|priorities))?|environment)$/;
  const plain = found.filter(([path, inner]) => {
    const hasOne = typeof inner === "object" && inner !== null && "description" in inner && inner.description !== "";
    return !hasOne && !tables.test(path);
  });
  expect(plain).toEqual([]);
});
