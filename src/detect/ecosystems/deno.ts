/** Tasks of deno.json and deno.jsonc, also of the members of a Deno workspace. Deno runs a task's dependencies itself. */

import { type Draft, type Ecosystem, programDraft } from "../draft.ts";
import type { Document } from "../files/document.ts";
import type { Folder } from "../files/folder.ts";
import { isObject, objectOf, textOf, textsOf } from "../files/values.ts";
import { foldersFitting } from "../workspaces/globs.ts";

function configuration(folder: Folder): Document | undefined {
  const name = folder.firstFile("deno.json", "deno.jsonc");
  return name === undefined ? undefined : folder.document(name, "jsonc");
}

interface Task {
  readonly name: string;
  readonly command: string;
  readonly description: string;
}

function tasksOf(folder: Folder, document: Document): Task[] {
  const tasks: Task[] = [];
  for (const [name, value] of Object.entries(objectOf(objectOf(document.value)["tasks"]))) {
    const command = textOf(value) ?? textOf(objectOf(value)["command"]);
    const dependencies = textsOf(objectOf(value)["dependencies"]);
    const after = dependencies.length === 0 ? "" : `after ${dependencies.join(", ")}`;
    if (command === undefined && after === "") {
      const place = document.at(["tasks", name]);
      folder.warn(`${place}: task "${name}" must be a text, or an object with "command". It is left out.`);
      continue;
    }
    const said = isObject(value) ? textOf(value["description"]) : undefined;
    const shown = command ?? after;
    const withAfter = command !== undefined && after !== "" ? `${command} (${after})` : shown;
    tasks.push({ name, command: shown, description: said ?? withAfter });
  }
  return tasks;
}

/** `deno task NAME`. */
export const denoTasks: Ecosystem = (folder) => {
  const root = configuration(folder);
  if (root === undefined) return [];
  const draftsOf = (within: Folder, document: Document, before: string, priority: number): Draft[] =>
    tasksOf(within, document).map(({ name, command, description }) =>
      programDraft(within, ["deno", "task", name], {
        name: before + name,
        prefix: "deno",
        category: "Deno tasks",
        priority,
        file: document.file,
        command,
        description,
      }),
    );
  const drafts = draftsOf(folder, root, "", 100);
  const workspace = objectOf(root.value)["workspace"];
  const members = Array.isArray(workspace) ? textsOf(workspace) : textsOf(objectOf(workspace)["members"]);
  for (const path of foldersFitting(folder, members)) {
    const member = folder.at(path);
    const document = configuration(member);
    if (document === undefined) continue;
    const name = textOf(objectOf(document.value)["name"]) ?? path;
    drafts.push(...draftsOf(member, document, `${name}:`, 82));
  }
  return drafts;
};
