/** Tasks of turbo. */

import { type Ecosystem, programDraft } from "../draft.ts";
import { isObject, objectOf } from "../files/values.ts";
import { packageProgram } from "../package-manager.ts";

/** `turbo run TASK`; `package#task` runs in that package only. */
export const turbo: Ecosystem = (folder, { packageManager }) => {
  const name = folder.firstFile("turbo.json", "turbo.jsonc");
  const document = name === undefined ? undefined : folder.document(name, "jsonc");
  if (document === undefined) return [];
  const value = objectOf(document.value);
  // `pipeline` is what turbo 1 calls them.
  const key = value["tasks"] === undefined ? "pipeline" : "tasks";
  const tasks = value[key];
  if (tasks !== undefined && !isObject(tasks)) {
    folder.warn(`${document.at([key])}: "${key}" must be an object. None of its tasks is listed.`);
  }
  return Object.keys(objectOf(tasks)).map((task) => {
    const [owner, own] = task.includes("#")
      ? [task.slice(0, task.indexOf("#")), task.slice(task.indexOf("#") + 1)]
      : [];
    const argv = own === undefined ? ["turbo", "run", task] : ["turbo", "run", own, `--filter=${owner}`];
    return programDraft(folder, packageProgram(packageManager, ...argv), {
      name: own === undefined ? task : owner === "//" ? own : `${owner}:${own}`,
      prefix: "turbo",
      category: "Turbo",
      priority: 74,
      file: document.file,
      command: argv.join(" "),
    });
  });
};
