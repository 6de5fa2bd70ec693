/** `script_configuration`: a script for a task, next to those that there are. */

import { relative } from "node:path";
import type { PromptEntry } from "./entry.ts";

const SCRIPTS = 60;

export const scriptConfiguration: PromptEntry = {
  name: "script_configuration",
  title: "Configure scripts",
  description: "Writes or mends the scripts for a task, knowing what the project offers to run already.",
  arguments: [
    {
      name: "task_type",
      description: "what the script is to do: dev, build, test …",
      required: true,
      values: () => ["dev", "build", "test", "lint", "format", "typecheck", "start", "deploy", "migrate"],
    },
    { name: "framework", description: "what it is built with: vite, next, django …" },
  ],
  write({ task_type: task, framework }, { project }, draft) {
    const { directory, packageManager, candidates, warnings } = project();
    draft.say(
      `Write the scripts of this project for: ${task}${framework === undefined ? "" : `, with ${framework}`}. Change what there is rather than adding what does the same; keep to the names and the style of the others.`,
    );
    draft.next([
      "Scripts go into package.json (or the project's Makefile, justfile, Taskfile, Procfile); what Brummer is to do with them (order, readiness, restarts, environment) into [processes.NAME] of .brum.toml.",
      'scripts_list shows that Brummer has found them; scripts_run with wait: "ready" or "exit" tries one.',
    ]);
    draft.say(`${directory}, package manager ${packageManager}.`);
    draft.list("Wrong in its files:", warnings);
    draft.list(
      "What it offers to run:",
      candidates
        .slice(0, SCRIPTS)
        .map(
          ({ name, launch, file, category }) =>
            `${name}: ${launch.command} (${category}, ${relative(directory, file)})`,
        ),
      "It offers nothing to run yet.",
    );
    if (candidates.length > SCRIPTS) draft.say(`${candidates.length - SCRIPTS} more: scripts_list.`);
  },
};
