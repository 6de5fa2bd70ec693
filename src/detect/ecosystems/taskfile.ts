/** Tasks of a Taskfile (taskfile.dev), also of the files it includes. */

import { dirname, relative } from "node:path";
import { type Draft, type Ecosystem, oneLine, programDraft } from "../draft.ts";
import { type Folder, folderOf } from "../files/folder.ts";
import { maxIncludes } from "../files/limits.ts";
import { isObject, kindOf, objectOf, scalarOf, textOf, textsOf } from "../files/values.ts";

/** The names that Task looks for, in its order. */
const fileNames = [
  "Taskfile.yml",
  "taskfile.yml",
  "Taskfile.yaml",
  "taskfile.yaml",
  "Taskfile.dist.yml",
  "taskfile.dist.yml",
  "Taskfile.dist.yaml",
  "taskfile.dist.yaml",
];

/** The commands of a task on one line. */
function shown(task: unknown): string {
  if (typeof task === "string") return oneLine(task);
  const commands = Array.isArray(task) ? task : (objectOf(task)["cmds"] ?? objectOf(task)["cmd"]);
  const list = Array.isArray(commands) ? commands : [commands];
  return list
    .map((command) => {
      const called = textOf(objectOf(command)["task"]);
      return oneLine(
        scalarOf(command) ?? textOf(objectOf(command)["cmd"]) ?? (called === undefined ? "" : `task ${called}`),
      );
    })
    .filter((text) => text !== "")
    .join(" && ");
}

interface Including {
  readonly root: Folder;
  readonly read: Set<string>;
  readonly drafts: Map<string, Draft>;
}

function readTasks(file: string, namespace: string, including: Including): void {
  const { root, read, drafts } = including;
  // One file may be included under several names; a circle is stopped by the count.
  if (read.has(`${namespace}\n${file}`)) return;
  if (read.size > maxIncludes) {
    root.warn(`${file}: more than ${maxIncludes} included Taskfiles. This one is not read.`);
    return;
  }
  read.add(`${namespace}\n${file}`);
  const document = root.document(relative(root.path, file), "yaml");
  if (document === undefined) return;
  const value = objectOf(document.value);
  if (value["tasks"] !== undefined && value["tasks"] !== null && !isObject(value["tasks"])) {
    root.warn(`${document.at(["tasks"])}: "tasks" must be an object, not ${kindOf(value["tasks"])}. None is listed.`);
  }
  for (const [name, task] of Object.entries(objectOf(value["tasks"]))) {
    const settings = objectOf(task);
    const needs = objectOf(settings["requires"])["vars"];
    if (settings["internal"] === true || name.includes("*") || (Array.isArray(needs) && needs.length > 0)) continue;
    const full = namespace + name;
    drafts.set(
      full,
      programDraft(root, ["task", full], {
        name: full,
        prefix: "task",
        category: "Task",
        priority: 78,
        file,
        description: textOf(settings["desc"]) ?? textOf(settings["summary"]) ?? (shown(task) || undefined),
        aliases: textsOf(settings["aliases"]).map((alias) => namespace + alias),
      }),
    );
  }
  for (const [name, include] of Object.entries(objectOf(value["includes"]))) {
    const settings = objectOf(include);
    const path = textOf(include) ?? textOf(settings["taskfile"]);
    if (path === undefined || settings["internal"] === true) continue;
    const place = document.at(["includes", name]);
    if (/^\w+:\/\/|^git@|\{\{/.test(path)) {
      root.warn(`${place}: "${path}" cannot be read without running Task: its tasks are not listed.`);
      continue;
    }
    const folder = folderOf(file, root.reading);
    const target = folder.hasFile(path) ? folder.resolve(path) : inFolder(folder.at(path));
    if (target !== undefined)
      readTasks(target, settings["flatten"] === true ? namespace : `${namespace}${name}:`, including);
    else if (settings["optional"] !== true) root.warn(`${place}: there is no Taskfile at ${path}.`);
  }
}

function inFolder(folder: Folder): string | undefined {
  const name = folder.firstFile(...fileNames);
  return name === undefined ? undefined : folder.resolve(name);
}

/** `task NAME`; internal tasks, and those that want variables, are left out. */
export const taskfile: Ecosystem = (folder) => {
  const main = inFolder(folder);
  if (main === undefined || dirname(main) !== folder.path) return [];
  const drafts = new Map<string, Draft>();
  readTasks(main, "", { root: folder, read: new Set(), drafts });
  return [...drafts.values()];
};
