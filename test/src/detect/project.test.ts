import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmodSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { detectProject, resolveWords } from "../../../src/detect/index.ts";
import { makeFolder } from "../../support/folder.ts";

let programs: ReturnType<typeof makeFolder>;
const realPath = process.env["PATH"];

/** PATH holds exactly these programs. */
function onPath(...names: string[]): void {
  for (const name of names) {
    writeFileSync(join(programs.path, name), "#!/bin/sh\n");
    chmodSync(join(programs.path, name), 0o755);
  }
}

beforeEach(() => {
  programs = makeFolder();
  process.env["PATH"] = programs.path;
});
afterEach(() => {
  process.env["PATH"] = realPath;
  programs[Symbol.dispose]();
});

const scripts = JSON.stringify({ name: "shop", scripts: { dev: "vite", "dev:api": "node api.js", test: "vitest" } });

describe("a project", () => {
  test("has its scripts in the file's order and its name", () => {
    onPath("npm");
    using folder = makeFolder({ "package.json": scripts });
    const project = detectProject(folder.path);
    expect(project).toMatchObject({ name: "shop", packageManager: "npm", warnings: [] });
    expect(project.scripts.map((script) => script.name)).toEqual(["dev", "dev:api", "test"]);
  });

  test("without package.json has the folder's name and no warning", () => {
    using folder = makeFolder();
    expect(detectProject(folder.path)).toMatchObject({ name: basename(folder.path), scripts: [], warnings: [] });
  });

  test.each([
    ['{\n  "scripts": {\n    "dev": "vite",\n  }\n}', /package\.json:4:3: property name expected/],
    ['{ "name": "x" "scripts": {} }', /package\.json:1:15: comma expected/],
    ["", /package\.json:1:1: value expected/],
    ["[]", /package\.json:1:1: an object/],
    ['{ // comment\n"scripts": {} }', /package\.json:1:3: comments are not allowed/],
    ['{\n"scripts": []\n}', /package\.json:2:1: "scripts" must be an object/],
    ['{\n"scripts": {\n"dev": 7\n}\n}', /package\.json:3:1: script "dev" must be a text/],
  ])("with the mistake %p says where it is", (text, message) => {
    onPath("npm");
    using folder = makeFolder({ "package.json": text });
    const { warnings, scripts: found } = detectProject(folder.path);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(message);
    expect(found).toEqual([]);
  });
});

describe("the package manager", () => {
  test.each([
    ["bun.lock", "bun"],
    ["bun.lockb", "bun"],
    ["pnpm-lock.yaml", "pnpm"],
    ["yarn.lock", "yarn"],
    ["package-lock.json", "npm"],
  ])("follows from %s", (file, manager) => {
    onPath("npm", "pnpm", "yarn", "bun");
    using folder = makeFolder({ "package.json": scripts, [file]: "" });
    expect(detectProject(folder.path).packageManager).toBe(manager as "npm");
  });

  test("is the preferred one, else packageManager, else engines, else the lock file's", () => {
    onPath("npm", "pnpm", "yarn", "bun");
    const manifest = { scripts: { dev: "vite" }, packageManager: "pnpm@9.1.0+sha512.abc", engines: { yarn: ">=1" } };
    using folder = makeFolder({ "package.json": JSON.stringify(manifest), "bun.lock": "" });
    expect(detectProject(folder.path, "npm").packageManager).toBe("npm");
    expect(detectProject(folder.path).packageManager).toBe("pnpm");
    writeFileSync(join(folder.path, "package.json"), JSON.stringify({ ...manifest, packageManager: undefined }));
    expect(detectProject(folder.path).packageManager).toBe("yarn");
  });

  test("that is not on PATH gives way to one that is, and says so", () => {
    onPath("bun");
    using folder = makeFolder({ "package.json": scripts, "pnpm-lock.yaml": "" });
    const project = detectProject(folder.path);
    expect(project.packageManager).toBe("bun");
    expect(project.warnings).toEqual(["pnpm (pnpm-lock.yaml) is not on PATH: bun runs the scripts instead."]);
  });

  test("missing altogether is said", () => {
    using folder = makeFolder({ "package.json": scripts });
    expect(detectProject(folder.path).warnings).toEqual([
      "npm is not on PATH, nor is any other package manager: scripts cannot run.",
    ]);
  });
});

describe("words", () => {
  function resolve(words: string[], command: string[] = [], manifest = scripts) {
    using folder = makeFolder({ "package.json": manifest, "serve.sh": "#!/bin/sh\n" });
    const resolution = resolveWords(detectProject(folder.path), words, command);
    if ("error" in resolution) return resolution.error;
    return resolution.launches.map(({ name, kind, argv }) => [name, kind, ...argv]);
  }

  test("are scripts, quoted commands or programs", () => {
    onPath("npm", "ngrok");
    expect(resolve(["dev", "node server.js", "ngrok", "./serve.sh"])).toEqual([
      ["dev", "script", "npm", "run", "dev"],
      ["custom", "command", "/bin/sh", "-c", "node server.js"],
      ["ngrok", "command", "ngrok"],
      ["serve.sh", "command", "./serve.sh"],
    ]);
  });

  test("a script named twice starts once; commands get names of their own", () => {
    onPath("npm");
    expect(resolve(["dev", "dev", "a b", "c d"])).toEqual([
      ["dev", "script", "npm", "run", "dev"],
      ["custom", "command", "/bin/sh", "-c", "a b"],
      ["custom-2", "command", "/bin/sh", "-c", "c d"],
    ]);
  });

  test("what stands behind -- is one command, never a script", () => {
    onPath("npm");
    expect(resolve(["test"], ["npm", "run", "dev"])).toEqual([
      ["test", "script", "npm", "run", "test"],
      ["npm", "command", "npm", "run", "dev"],
    ]);
    expect(resolve([], ["dev"])).toContain("It is a script: brum dev");
    expect(resolve([], ["nmp", "x"])).toBe('"nmp", the command behind --, is no program on PATH.');
  });

  test("a script that no word can ask for is run with its package manager", () => {
    onPath("npm");
    const manifest = JSON.stringify({ name: "shop", scripts: { doctor: "true", "--fix": "true" } });
    expect(resolve([], ["doctor"], manifest)).toEndWith("It is a script: brum run doctor");
    expect(resolve([], ["--fix"], manifest)).toContain("It is a script: brum run");
  });

  test("an unknown one is an error with the nearest names", () => {
    onPath("npm");
    expect(resolve(["dve"])).toBe('"dve" is no script of shop and no program on PATH. Did you mean "dev"?');
    expect(resolve(["api"])).toContain('Did you mean "dev:api"?');
    expect(resolve(["zzzzzz"])).toContain("Scripts: dev, dev:api, test.");
  });
});
