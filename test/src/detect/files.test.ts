import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { detectProject } from "../../../src/detect/index.ts";
import { makeFolder } from "../../support/folder.ts";

let programs: ReturnType<typeof makeFolder>;
const realPath = process.env["PATH"];

beforeAll(() => {
  programs = makeFolder(Object.fromEntries(["npm", "pnpm", "yarn"].map((name) => [name, "#!/bin/sh\n"])));
  process.env["PATH"] = programs.path;
});
afterAll(() => {
  process.env["PATH"] = realPath;
  programs[Symbol.dispose]();
});

function read(directory: string) {
  const { candidates, warnings, packageManager } = detectProject(directory);
  const names = candidates.map((candidate) => candidate.name);
  return { names, packageManager, warnings: warnings.map((warning) => warning.replaceAll(`${directory}/`, "")) };
}

describe("a broken file", () => {
  test.each([
    ["package.json", '{ "scripts": }', /^package\.json:1:14: value expected/],
    ["deno.json", '{\n  "tasks": {\n    dev: 1\n  }\n}', /^deno\.json:3:5: this is no value/],
    ["deno.jsonc", '{ "tasks": { "a": 7 } }', /^deno\.jsonc:1:14: task "a" must be a text/],
    ["composer.json", "{", /^composer\.json:1:2: close brace \} expected|^composer\.json:1:2: closing brace/],
    ["turbo.json", '{ "tasks": [] }', /^turbo\.json:1:3: "tasks" must be an object/],
    ["process-compose.yaml", "processes:\n  a: [\n", /^process-compose\.yaml:3:1: flow sequence/i],
    ["mprocs.yaml", "procs:\n\ta: b\n", /^mprocs\.yaml:2:1: /],
    ["mprocs.json", '{ "procs": 1 }', /^mprocs\.json:1:3: "procs" must be an object, not a number/],
    ["Taskfile.yml", "tasks: 1\n", /^Taskfile\.yml:1:1: "tasks" must be an object/],
    ["compose.yaml", "services:\n  - a\n", /^compose\.yaml:1:1: "services" must be an object, not a list/],
    ["Cargo.toml", "[package]\nname =\n", /^Cargo\.toml:2:\d+: /],
    ["pyproject.toml", "[project\n", /^pyproject\.toml:1:\d+: /],
    ["pnpm-workspace.yaml", "packages: a\n", /^pnpm-workspace\.yaml:1:1: "packages" must be a list/],
    [".vscode/tasks.json", '{ "tasks": [ }', /^\.vscode\/tasks\.json:1:14: /],
    ["rush.json", '{ "projects": [{}] }', /^rush\.json:1:16: no "projectFolder"/],
    ["pubspec.yaml", "a: *b\n", /^pubspec\.yaml:1:\d+: /],
    ["nx.json", "{ nx", /^nx\.json:1:3: /],
  ])("%s is a warning with its place, and all else is found", (name, text, message) => {
    using folder = makeFolder({ [name]: text, Makefile: "build:\n\ttrue\n" });
    const { names, warnings } = read(folder.path);
    expect(names).toContain("build");
    expect(warnings[0]).toMatch(message);
    expect(warnings).toHaveLength(1);
  });

  test("an alias that would grow without end is a mistake, not a hang", () => {
    const lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"];
    for (let level = 1; level < 9; level++)
      lines.push(`a${level}: &a${level} [${Array(10).fill(`*a${level > 1 ? level - 1 : ""}`)}]`);
    using folder = makeFolder({ "mprocs.yaml": lines.join("\n") });
    expect(read(folder.path).warnings.join()).toContain("mprocs.yaml:1:1: ");
  });

  test("one that may not be read, or is too large, is told", () => {
    using folder = makeFolder({ Makefile: "x:\n", "package.json": `{ "x": "${"y".repeat(2_100_000)}" }` });
    chmodSync(join(folder.path, "Makefile"), 0o000);
    const { warnings } = read(folder.path);
    expect(warnings).toContain("package.json is larger than 2 MiB: it is not read.");
    if (process.getuid?.() !== 0) expect(warnings.join()).toContain("Makefile cannot be read (EACCES)");
  });

  test("a folder that is not there offers nothing", () => {
    expect(detectProject("/nowhere/at/all")).toMatchObject({ name: "all", candidates: [], warnings: [] });
  });
});

describe("workspaces", () => {
  const member = (name: string) => `{ "name": "${name}", "scripts": { "dev": "x" } }`;

  test("a package is run by its workspace's package manager", () => {
    using folder = makeFolder({
      "package.json": '{ "workspaces": ["packages/*"] }',
      "yarn.lock": "",
      "packages/a/package.json": member("a"),
    });
    expect(read(join(folder.path, "packages/a"))).toMatchObject({ packageManager: "yarn", warnings: [] });
  });

  test("node_modules and hidden folders are passed over; a circle of links ends", () => {
    using folder = makeFolder({
      "package.json": '{ "workspaces": ["**"] }',
      "a/package.json": member("a"),
      "a/node_modules/b/package.json": member("b"),
      ".c/package.json": member("c"),
    });
    symlinkSync("..", join(folder.path, "a", "up"));
    const { names } = read(folder.path);
    expect(names).toEqual(["a:dev"]);
  });

  test("more packages than the limit are told", () => {
    const files: Record<string, string> = { "package.json": '{ "workspaces": ["p/*"] }' };
    for (let index = 0; index < 2_005; index++) files[`p/${String(index).padStart(4, "0")}/package.json`] = "{}";
    using folder = makeFolder(files);
    expect(read(folder.path).warnings[0]).toStartWith("More than 2000 packages in");
  });

  test("200 packages are read in less than 300 ms", () => {
    const scripts = JSON.stringify(Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`s${index}`, "vite"])));
    const files: Record<string, string> = { "package.json": '{ "workspaces": ["packages/**"] }' };
    for (let index = 0; index < 200; index++) {
      files[`packages/p${index}/package.json`] = `{ "name": "p${index}", "scripts": ${scripts} }`;
      files[`packages/p${index}/src/a/index.js`] = "";
    }
    using folder = makeFolder(files);
    const before = performance.now();
    const { candidates } = detectProject(folder.path);
    const took = performance.now() - before;
    expect(candidates).toHaveLength(2_000);
    expect(took).toBeLessThan(300);
  });

  test("bad globs and scripts are told", () => {
    using folder = makeFolder({ "package.json": '{ "workspaces": "packages/*", "scripts": { "a": [] } }' });
    writeFileSync(join(folder.path, "pnpm-lock.yaml"), "");
    expect(read(folder.path).warnings).toEqual([
      'package.json:1:44: script "a" must be a text. It is left out.',
      'package.json:1:3: "workspaces" must be a list of globs. Its packages are not listed.',
    ]);
  });
});
