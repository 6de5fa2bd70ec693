/** Scripts that a pyproject.toml states, for the tool that runs them. */

import { type Draft, programDraft } from "../../draft.ts";
import type { Folder } from "../../files/folder.ts";
import { objectOf, scalarOf, textOf, textsOf } from "../../files/values.ts";
import type { PythonProject } from "./pyproject.ts";

interface Script {
  readonly name: string;
  readonly command: string;
  readonly path: readonly string[];
  readonly help?: string | undefined;
}

/** `[project.scripts]` and poetry's own table: programs that an installation makes. */
function programs(project: PythonProject): Script[] {
  const value = objectOf(project.document?.value);
  const places = [
    { table: objectOf(objectOf(value["project"])["scripts"]), path: ["project", "scripts"] },
    { table: objectOf(objectOf(project.tools["poetry"])["scripts"]), path: ["tool", "poetry", "scripts"] },
  ];
  return places.flatMap(({ table, path }) =>
    Object.entries(table).map(([name, target]) => {
      return { name, command: textOf(target) ?? textOf(objectOf(target)["reference"]) ?? name, path: [...path, name] };
    }),
  );
}

/** `[tool.pdm.scripts]`: texts, or objects with `cmd`, `shell`, `call` or `composite`; `_` holds what all share. */
function pdmScripts(project: PythonProject): Script[] {
  return Object.entries(objectOf(objectOf(project.tools["pdm"])["scripts"])).flatMap(([name, script]) => {
    if (name.startsWith("_")) return [];
    const settings = objectOf(script);
    const value = settings["cmd"] ?? settings["shell"] ?? settings["call"] ?? settings["composite"] ?? script;
    const command = scalarOf(value) ?? textsOf(value).join(" && ");
    return [{ name, command, path: ["tool", "pdm", "scripts", name], help: textOf(settings["help"]) }];
  });
}

/** Scripts, run by uv, poetry, pdm or pipenv; without one of these, those that the folder's environment holds. */
export function scriptDrafts(folder: Folder, project: PythonProject): Draft[] {
  const { tool, document } = project;
  const found = new Map(programs(project).map((script) => [script.name, script]));
  if (tool === "pdm") for (const script of pdmScripts(project)) found.set(script.name, script);
  const drafts: Draft[] = [];
  for (const { name, command, help } of found.values()) {
    const inside = `.venv/bin/${name}`;
    if (tool === undefined && !folder.hasFile(inside)) continue;
    drafts.push(
      programDraft(folder, tool === undefined ? [`./${inside}`] : [tool, "run", name], {
        name,
        prefix: tool ?? "python",
        category: "Python scripts",
        priority: 97,
        file: document?.file ?? project.file,
        command,
        description: help,
      }),
    );
  }
  return drafts;
}
