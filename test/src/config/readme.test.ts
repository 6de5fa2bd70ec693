/** The lists of keys in README.md are the declarations': this test says what they must be. */

import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfiguration } from "../../../src/config/index.ts";
import { allKeys, busTableKeys, type Key, variableOf } from "../../../src/config/keys.ts";
import { dependencyFields } from "../../../src/config/processes/depends.ts";
import { processFields } from "../../../src/config/processes/keys.ts";
import { readyFields } from "../../../src/config/processes/ready.ts";
import { restartFields } from "../../../src/config/processes/restart.ts";
import type { Field } from "../../../src/config/processes/shape.ts";
import { watchFields } from "../../../src/config/processes/watch.ts";
import { tomlValue } from "../../../src/config/toml-text.ts";
import { makeFolder } from "../../support/folder.ts";

const readme = readFileSync(join(import.meta.dir, "../../../README.md"), "utf8");
const listed = /```toml\n# preferred.*?```/s.exec(readme)?.[0] ?? "";

/** `ring_bytes = "128 MiB"`; behind `#` where the default is not one value. */
function setting(key: Key, name: string): string {
  if (key.initial === undefined || key === busTableKeys.workers) return `# ${name} =`;
  return `${name} = ${tomlValue(key.kind.written?.(key.initial) ?? key.initial)}`;
}

/** All keys as a file with their defaults, each with its variable, what is allowed and what it means. */
function listing(): string {
  const lines: string[] = [];
  let open = "";
  for (const key of allKeys) {
    const [, table = "", name = key.name] =
      /^(core|history|log_files|mcp|proxy|environment|event_bus(?:\.(?:high|medium|low|priorities))?)\.(.+)$/.exec(
        key.name,
      ) ?? [];
    if (table !== open) lines.push("", `[${table}]`);
    open = table;
    const text = setting(key, table.endsWith("priorities") ? JSON.stringify(name) : name).padEnd(29);
    const columns = [variableOf(key.name).padEnd(33), key.kind.range.padEnd(16), key.meaning];
    lines.push(`${text} # ${columns.join(" ")}`.trimEnd());
  }
  return `\`\`\`toml\n${lines.join("\n")}\n\`\`\``;
}

/** The keys of a process, and of its tables, as rows: key, default, meaning. */
function processRows(): string[][] {
  const inside = (table: string, fields: Readonly<Record<string, Field<unknown>>>) =>
    Object.entries(fields).map(([name, { initial, meaning }]) => [
      `\`${table}${name}\``,
      initial === undefined ? "" : `\`${initial}\``,
      meaning.replaceAll("|", "\\|"),
    ]);
  const tables: Readonly<Record<string, Readonly<Record<string, Field<unknown>>>>> = {
    depends_on: dependencyFields,
    ready: readyFields,
    restart: restartFields,
    watch: watchFields,
  };
  return Object.entries(processFields).flatMap(([name, field]) => [
    ...inside("", { [name]: field }),
    ...inside(`${name}.`, tables[name] ?? {}),
  ]);
}

/** The cells of README's table that begins with this key. */
function rowsFrom(key: string): string[][] {
  const lines = readme.slice(readme.indexOf(`| \`${key}\``)).split("\n");
  const end = lines.findIndex((line) => !line.startsWith("|"));
  return lines.slice(0, end).map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  );
}

test("README.md lists every key with its variable, what is allowed and its default", () => {
  expect(listed).toBe(listing());
});

test("README.md lists every key of a process with its default", () => {
  expect(rowsFrom("command")).toEqual(processRows());
});

test("the listed file is the default configuration", () => {
  using folder = makeFolder({ ".brum.toml": listed.slice("```toml\n".length, -"```".length) });
  using empty = makeFolder();
  const { origins: _, ...fromListed } = loadConfiguration(folder.path, {});
  const { origins: none, ...defaults } = loadConfiguration(empty.path, {});
  expect(fromListed).toEqual(defaults);
  expect(none).toEqual({});
});

test("the example of README.md is a valid file without warnings", () => {
  const text = /```toml\n\[processes.*?```/s.exec(readme)?.[0] ?? "";
  using folder = makeFolder({ ".brum.toml": text.slice("```toml\n".length, -"```".length) });
  const { warnings, processes } = loadConfiguration(folder.path, {});
  expect(warnings).toEqual([]);
  expect(processes.length).toBeGreaterThan(2);
});
