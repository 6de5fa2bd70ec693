import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { detectProject, findCandidate, resolveWords, withDependencies } from "../../../src/detect/index.ts";
import { makeFolder } from "../../support/folder.ts";

let programs: ReturnType<typeof makeFolder>;
const realPath = process.env["PATH"];

beforeEach(() => {
  programs = makeFolder(Object.fromEntries(["npm", "ngrok"].map((name) => [name, "#!/bin/sh\n"])));
  process.env["PATH"] = programs.path;
});
afterEach(() => {
  process.env["PATH"] = realPath;
  programs[Symbol.dispose]();
});

const files = {
  "package.json": '{ "name": "shop", "scripts": { "dev": "vite", "build": "tsc" }, "workspaces": ["packages/*"] }',
  "packages/api/package.json": '{ "name": "@shop/api", "scripts": { "dev": "node ." } }',
  Makefile: "build:\n\ttrue\nlint:\n\ttrue\n",
  "process-compose.yaml": [
    "processes:",
    "  db: { command: postgres }",
    "  build: { command: ./build, depends_on: { db: {} } }",
    "  web: { command: ./web, namespace: front, depends_on: { build: { condition: process_completed } } }",
    "  off: { command: ./off, disabled: true }",
  ].join("\n"),
};

function resolve(words: string[], command: string[] = []) {
  using folder = makeFolder(files);
  const resolution = resolveWords(detectProject(folder.path), words, command);
  if ("error" in resolution) return resolution.error;
  const names = resolution.launches.map(({ name, argv }) => [name, ...argv].join(" "));
  return resolution.note === undefined ? names : [...names, resolution.note];
}

describe("names", () => {
  test("are unique: the second of a name says where it is from, and what depends on it follows", () => {
    using folder = makeFolder(files);
    const project = detectProject(folder.path);
    const names = project.candidates.map((candidate) => candidate.name);
    expect(names).toEqual([
      "build",
      "dev",
      "db",
      "off",
      "process-compose:build",
      "web",
      "@shop/api:dev",
      "lint",
      "make:build",
    ]);
    expect(findCandidate(project, "web")?.launch.dependsOn).toEqual([
      { name: "process-compose:build", until: "ended" },
    ]);
  });

  test("a candidate is found by its name, then by an alias", () => {
    using folder = makeFolder(files);
    const project = detectProject(folder.path);
    expect(findCandidate(project, "api:dev")?.name).toBe("@shop/api:dev");
    expect(findCandidate(project, "make:lint")?.name).toBe("lint");
    expect(findCandidate(project, "npm:build")?.name).toBe("build");
    expect(findCandidate(project, "nothing")).toBeUndefined();
  });

  test("what depends on each other in a circle is listed once", () => {
    using folder = makeFolder({
      "process-compose.yaml":
        "processes:\n  a: { command: x, depends_on: { b: {} } }\n  b: { command: y, depends_on: { a: {} } }\n",
    });
    const project = detectProject(folder.path);
    const a = findCandidate(project, "a");
    expect(a && withDependencies(project, a).map((launch) => launch.name)).toEqual(["b", "a"]);
  });
});

describe("words", () => {
  test("that are candidates start all of them, with what they depend on", () => {
    expect(resolve(["web", "lint", "db"])).toEqual([
      "db /bin/sh -c postgres",
      "process-compose:build /bin/sh -c ./build",
      "web /bin/sh -c ./web",
      "lint make lint",
    ]);
    expect(resolve(["api:dev"])).toEqual(["@shop/api:dev npm run dev"]);
  });

  test("a group starts its members, without those that are off", () => {
    expect(resolve(["process-compose"])).toHaveLength(3);
    expect(resolve(["front"])).toHaveLength(3);
  });

  test("a first word that is a program takes the rest as its arguments", () => {
    expect(resolve(["npm", "run", "dev"])).toEqual(["npm npm run dev", 'running "npm run dev" as one command']);
    expect(resolve(["ngrok", "dev"])).toEqual(["ngrok ngrok dev", 'running "ngrok dev" as one command']);
    expect(resolve(["ngrok"])).toEqual(["ngrok ngrok"]);
    expect(resolve(["dev", "ngrok"])).toEqual(["dev npm run dev", "ngrok ngrok"]);
    expect(resolve(["echo a; echo b", "dev"])).toEqual(["custom /bin/sh -c echo a; echo b", "dev npm run dev"]);
  });

  test("an unknown one is an error with the nearest names of all candidates", () => {
    expect(resolve(["lnit"])).toBe('"lnit" is no script of shop and no program on PATH. Did you mean "lint"?');
    expect(resolve(["zzzzzzzz"])).toContain("Scripts: build, dev, db,");
    expect(resolve([], ["lint"])).toContain("It is a script: brum lint");
  });
});
