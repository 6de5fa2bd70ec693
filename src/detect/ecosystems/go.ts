/** Go modules and workspaces. */

import { type Draft, type Ecosystem, toolDrafts } from "../draft.ts";
import { type Folder, shownPath } from "../files/folder.ts";
import { withoutBlocks } from "../files/text.ts";

const category = "Go";

/** True when the folder's files are `package main`: only such a package can be run. */
function isProgram(folder: Folder): boolean {
  return folder
    .names("file")
    .some((name) => name.endsWith(".go") && !name.endsWith("_test.go") && hasMain(folder.text(name) ?? ""));
}

function hasMain(source: string): boolean {
  return /^package[ \t]+main\b/m.test(withoutBlocks(source, "/*", "*/"));
}

/** Folders of the module with a program, as Go projects lay them out: the root, `cmd/*`. */
function programs(module: Folder): string[] {
  const commands = module
    .at("cmd")
    .names("folder")
    .map((name) => `cmd/${name}`);
  return [".", "cmd", ...commands].filter((path) => isProgram(module.at(path)));
}

/** Folders that go.work uses. */
function modulesOf(work: string): string[] {
  const text = work.replace(/\/\/.*$/gm, "");
  const blocks = [...text.matchAll(/^[ \t]*use[ \t]*\(([^)]*)\)/gm)].flatMap((match) => (match[1] ?? "").split("\n"));
  const single = [...text.matchAll(/^[ \t]*use[ \t]+([^\s(]+)/gm)].map((match) => match[1] ?? "");
  return [...blocks, ...single].map((path) => path.trim().replaceAll('"', "")).filter((path) => path !== "");
}

function runs(folder: Folder, module: Folder, file: string): Draft[] {
  const found = programs(module);
  return toolDrafts(
    folder,
    { prefix: "go", category, file },
    found.map((path) => {
      const target = shownPath(folder, module.at(path).path) || ".";
      const isRoot = module.at(path).path === folder.path;
      const name = found.length === 1 && module === folder ? "run" : `run:${module.at(path).name}`;
      return [isRoot ? "run" : name, 95, ["go", "run", isRoot ? "." : `./${target}`]];
    }),
  );
}

/** `go run` for each program, and what is done with a module. */
export const go: Ecosystem = (folder) => {
  if (folder.hasFile("go.mod")) {
    const file = folder.resolve("go.mod");
    const found = programs(folder);
    return [
      ...runs(folder, folder, file),
      ...toolDrafts(folder, { prefix: "go", category, file }, [
        // At the root a program is written to the folder, as everybody expects; without one all packages are checked.
        ["build", 90, found.includes(".") ? ["go", "build"] : ["go", "build", "./..."]],
        ["test", 85, ["go", "test", "./..."]],
        ["mod-tidy", 80, ["go", "mod", "tidy"]],
      ]),
    ];
  }
  const work = folder.text("go.work");
  if (work === undefined) return [];
  const file = folder.resolve("go.work");
  return modulesOf(work).flatMap((path) => {
    const module = folder.at(path);
    if (!module.hasFile("go.mod")) {
      folder.warn(`${file}: it uses ${path}, which has no go.mod. The module is left out.`);
      return [];
    }
    const all = `./${shownPath(folder, module.path)}/...`;
    return [
      ...runs(folder, module, file),
      ...toolDrafts(folder, { prefix: "go", category, file }, [
        [`build:${module.name}`, 90, ["go", "build", all]],
        [`test:${module.name}`, 85, ["go", "test", all]],
      ]),
    ];
  });
};
