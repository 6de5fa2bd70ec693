import { expect, test } from "bun:test";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../../scripts/build.ts";
import { checkImports } from "../../scripts/check-imports.ts";
import { makeFolder } from "../support/folder.ts";

/** A product in which everything is where it belongs. */
const good = {
  "package.json": JSON.stringify({ dependencies: { hono: "4" }, devDependencies: { mitata: "1" } }),
  "core/index.ts": 'export { ring } from "./ring/ring.ts";',
  "core/ring/ring.ts": "export const ring = 1;",
  "src/main.ts": 'await import("./threads/program.ts");',
  "src/topics.ts": 'export { a } from "./a/index.ts";',
  "src/a/index.ts": 'import { ring } from "../../core/index.ts";\nexport const a = ring;',
  "src/a/thread.ts": 'import { Hono } from "hono";\nimport { a } from "./index.ts";\nexport const owner = [a, Hono];',
  "src/b/index.ts":
    'import type { a } from "../a/index.ts";\nimport { inner } from "./inner.ts";\nexport type B = [typeof a, typeof inner];',
  "src/b/inner.ts":
    'import { join } from "node:path";\n// Bun.spawn, Deno.run, from "bun:test"\nexport const inner = join("Bun", "bun:x");',
  "src/runtime/index.ts": "export const version = Bun.version;",
  "src/threads/program.ts":
    'import { screen } from "../../tui/index.ts";\nimport { owner } from "../a/thread.ts";\nexport default [owner, screen];',
  "tui/index.ts":
    'import { ring } from "../core/index.ts";\nimport { a } from "../src/a/index.ts";\nimport "../src/topics.ts";\nexport const screen = [a, ring];',
  "test/a.ts": "export const helper = 1;",
};

async function problemsOf(changes: Record<string, string>): Promise<string[]> {
  using folder = makeFolder({ ...good, ...changes });
  symlinkSync(join(repository, "node_modules"), join(folder.path, "node_modules"));
  return [...(await checkImports(folder.path)).problems];
}

test("a product in order has no problem, and every module of it was read", async () => {
  using folder = makeFolder(good);
  symlinkSync(join(repository, "node_modules"), join(folder.path, "node_modules"));
  expect(await checkImports(folder.path)).toEqual({ modules: 11, problems: [] });
});

const violations: [rule: string, changes: Record<string, string>][] = [
  ["core-stands-alone", { "core/x.ts": 'import { a } from "../src/a/index.ts";\nexport { a };' }],
  ["core-stands-alone", { "core/x.ts": 'import { join } from "node:path";\nexport { join };' }],
  ["core-stands-alone", { "core/x.ts": 'import { Hono } from "hono";\nexport { Hono };' }],
  ["core-by-its-face", { "src/a/x.ts": 'export { ring } from "../../core/ring/ring.ts";' }],
  ["core-by-its-face", { "tui/x.ts": 'export { ring } from "../core/ring/ring.ts";' }],
  ["no-screen-in-the-program", { "src/a/x.ts": 'export type { screen } from "../../tui/index.ts";' }],
  [
    "screen-by-its-face",
    { "tui/x.ts": "export const x = 1;", "src/threads/x.ts": 'export { x } from "../../tui/x.ts";' },
  ],
  ["screen-sees-faces", { "tui/x.ts": 'export { inner } from "../src/b/inner.ts";' }],
  ["screen-sees-faces", { "tui/x.ts": 'export { owner } from "../src/a/thread.ts";' }],
  ["capability-by-its-face", { "src/a/x.ts": 'export { inner } from "../b/inner.ts";' }],
  ["capability-by-its-face-roots", { "src/threads/x.ts": 'export { inner } from "../b/inner.ts";' }],
  ["capability-by-its-face-roots", { "src/x.ts": 'export { inner } from "./b/inner.ts";' }],
  ["owner-side-for-threads", { "src/b/x.ts": 'export { owner } from "../a/thread.ts";' }],
  ["owner-side-for-threads", { "src/x.ts": 'export { owner } from "./a/thread.ts";' }],
  ["roots-on-top", { "src/a/x.ts": 'import program from "../threads/program.ts";\nexport { program };' }],
  [
    "no-cycle",
    { "core/x.ts": 'export { y } from "./y.ts";', "core/y.ts": 'import type {} from "./x.ts";\nexport const y = 1;' },
  ],
  ["no-tests-in-the-product", { "src/a/x.ts": 'export { helper } from "../../test/a.ts";' }],
  ["declared-packages", { "src/a/x.ts": 'export { bench } from "mitata";' }],
  ["resolvable", { "src/a/x.ts": 'export { nothing } from "./nothing.ts";' }],
  ["host", { "src/a/x.ts": "export const x = Bun.version;" }],
  ["host", { "tui/x.ts": 'export const x = "Deno" in globalThis ? Deno : 1;' }],
  ["host", { "src/a/x.ts": 'import { Database } from "bun:sqlite";\nexport { Database };' }],
  ["too-long", { "core/x.ts": "// line\n".repeat(501) }],
];

for (const [rule, changes] of violations) {
  test(`${rule} is seen in ${JSON.stringify(Object.values(changes).at(-1)?.slice(0, 60))}`, async () => {
    const problems = await problemsOf(changes);
    expect(problems.map((problem) => problem.split(":", 1)[0])).toContain(rule);
  });
}

test("nothing read is a problem", async () => {
  using folder = makeFolder({ "package.json": "{}" });
  expect((await checkImports(folder.path)).problems).toEqual([`no module was found in ${folder.path}`]);
});
