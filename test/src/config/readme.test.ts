/** The list of keys in README.md is the declaration's: this test says what it must be. */

import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfiguration } from "../../../src/config/index.ts";
import { allKeys, busTableKeys, type Key, variableOf } from "../../../src/config/keys.ts";
import { formatSize } from "../../../src/config/kinds.ts";
import { makeFolder } from "../../support/folder.ts";

const readme = readFileSync(join(import.meta.dir, "../../../README.md"), "utf8");

/** `ring_bytes = "128 MiB"`; behind `#` where the default is not one value. */
function setting(key: Key, name: string): string {
  const initial = /_?bytes$/.test(name) ? formatSize(Number(key.initial)) : key.initial;
  if (key.initial === undefined || key === busTableKeys.workers) return `# ${name} =`;
  return `${name} = ${JSON.stringify(initial)}`;
}

/** All keys as a file with their defaults, each with its variable, what is allowed and what it means. */
function listing(): string {
  const lines: string[] = [];
  let open = "";
  for (const key of allKeys) {
    const [, table = "", name = key.name] =
      /^(core|event_bus(?:\.(?:high|medium|low|priorities))?)\.(.+)$/.exec(key.name) ?? [];
    if (table !== open) lines.push("", `[${table}]`);
    open = table;
    const text = setting(key, table.endsWith("priorities") ? JSON.stringify(name) : name).padEnd(29);
    const columns = [variableOf(key.name).padEnd(33), key.kind.range.padEnd(16), key.meaning];
    lines.push(`${text} # ${columns.join(" ")}`.trimEnd());
  }
  return `\`\`\`toml\n${lines.join("\n")}\n\`\`\``;
}

test("README.md lists every key with its variable, what is allowed and its default", () => {
  const listed = readme.slice(readme.indexOf("```toml"));
  expect(listed.slice(0, listed.indexOf("\n```\n", 8) + 4)).toBe(listing());
});

test("the listed file is the default configuration", () => {
  const text = /```toml\n(.*?)```/s.exec(readme)?.[1] ?? "";
  using listed = makeFolder({ ".brum.toml": text });
  using empty = makeFolder();
  expect(loadConfiguration(listed.path, {})).toEqual(loadConfiguration(empty.path, {}));
});
