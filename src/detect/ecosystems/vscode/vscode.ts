/** Tasks of VS Code: `.vscode/tasks.json`, with comments. */

import type { Dependency } from "../../../process/index.ts";
import { type Draft, type Ecosystem, programDraft, type Surroundings } from "../../draft.ts";
import type { Document } from "../../files/document.ts";
import type { Folder } from "../../files/folder.ts";
import { objectOf } from "../../files/values.ts";
import { nothing, readTask, type Task } from "./task.ts";
import { taskVariables } from "./variables.ts";

const path = ".vscode/tasks.json";

/** Copies of tasks that stand for steps of sequences, in one file: a list for people holds no more. */
const MAX_STEPS = 100;

/** What it means that a task is through: a background task when it is ready, any other when it ended well. */
function until(task: Task): Dependency["until"] {
  if (!task.isBackground) return "completed";
  return task.ready === undefined ? "started" : "ready";
}

function asDependency(task: Task): Dependency {
  return { name: task.label, until: until(task) };
}

function draftOf(folder: Folder, document: Document, task: Task, platform: string, dependsOn: Dependency[]): Draft {
  const run = task.run ?? nothing(platform);
  const after = task.dependsOn.join(task.inSequence ? ", then " : ", ");
  return programDraft(folder, run.argv, {
    name: task.label,
    prefix: "vscode",
    category: "VS Code Tasks",
    priority: task.isDefault ? 75 : 70,
    file: document.file,
    command: run.command,
    description: task.description ?? (run.command || `runs ${after}`),
    cwd: task.cwd,
    more: {
      ...(Object.keys(task.env).length === 0 ? {} : { env: task.env }),
      ...(dependsOn.length === 0 ? {} : { dependsOn }),
      ...(task.ready === undefined ? {} : { ready: task.ready }),
    },
  });
}

/** Dependencies of tasks, by label; those in a sequence become copies that wait for one another. */
class Joiner {
  readonly drafts: Draft[] = [];
  readonly #folder: Folder;
  readonly #document: Document;
  readonly #tasks: ReadonlyMap<string, Task>;
  readonly #platform: string;
  #steps = 0;

  constructor(folder: Folder, document: Document, tasks: ReadonlyMap<string, Task>, { platform }: Surroundings) {
    this.#folder = folder;
    this.#document = document;
    this.#tasks = tasks;
    this.#platform = platform;
  }

  add(task: Task): void {
    this.drafts.push(draftOf(this.#folder, this.#document, task, this.#platform, this.#dependenciesOf(task)));
  }

  #known(task: Task): Task[] {
    return task.dependsOn.flatMap((label) => {
      const found = this.#tasks.get(label);
      if (found === undefined) {
        this.#folder.warn(
          `${task.place}: task "${task.label}" depends on "${label}", which cannot be run. It is not waited for.`,
        );
      }
      return found === undefined ? [] : [found];
    });
  }

  #dependenciesOf(task: Task): Dependency[] {
    const known = this.#known(task);
    if (!task.inSequence) return known.map(asDependency);
    const done = new Map<string, Dependency>();
    let before: Dependency | undefined;
    for (const one of known)
      before = before === undefined ? this.#first(one, done) : this.#step(task, one, before, done);
    return before === undefined ? [] : [before];
  }

  /** The first of a sequence waits for nothing of it: it is the task itself, with all that it depends on. */
  #first(task: Task, done: Map<string, Dependency>): Dependency {
    const dependency = asDependency(task);
    if (done.has(task.label)) return dependency;
    done.set(task.label, dependency);
    for (const label of task.dependsOn) {
      const known = this.#tasks.get(label);
      if (known !== undefined) this.#first(known, done);
    }
    return dependency;
  }

  /**
   * A later step is a copy, which waits for the step before it; by itself the task does not. What it depends on waits too,
   * unless the sequence has had it already: VS Code runs each task once.
   */
  #step(root: Task, task: Task, before: Dependency, done: Map<string, Dependency>): Dependency {
    const had = done.get(task.label);
    if (had !== undefined) return had;
    if (++this.#steps > MAX_STEPS) {
      const limit = `more than ${MAX_STEPS} steps in sequences`;
      this.#folder.warn(`${root.place}: ${limit}. "${task.label}" does not wait for the step before it.`);
      return this.#first(task, done);
    }
    const dependency: Dependency = { name: `${root.label} > ${task.label}`, until: until(task) };
    done.set(task.label, dependency);
    const dependsOn: Dependency[] = [];
    let last = before;
    for (const one of this.#known(task)) {
      const step = this.#step(root, one, last, done);
      if (task.inSequence) last = step;
      else dependsOn.push(step);
    }
    const description = `${task.label}, as a step of ${root.label}`;
    const copy = { ...task, label: dependency.name, isDefault: false, description };
    const all = [...dependsOn, last].filter((one) => one.name !== dependency.name);
    this.drafts.push(draftOf(this.#folder, this.#document, copy, this.#platform, all));
    return dependency;
  }
}

/** Shell, process and npm tasks; one that waits for others only runs nothing itself. */
export const vscode: Ecosystem = (folder, surroundings) => {
  if (!folder.hasFolder(".vscode")) return [];
  const document = folder.document(path, "jsonc");
  if (document === undefined) return [];
  const value = objectOf(document.value);
  const list = value["tasks"];
  if (list !== undefined && !Array.isArray(list)) {
    folder.warn(`${document.at(["tasks"])}: "tasks" must be a list. None is listed.`);
    return [];
  }
  const variables = taskVariables(folder, value["inputs"], surroundings);
  const display = new Set<string>();
  const tasks = new Map<string, Task>();
  for (const index of (list ?? []).keys()) {
    const task = readTask(folder, document, index, variables, surroundings, display);
    if (task === undefined) continue;
    if (!tasks.has(task.label)) tasks.set(task.label, task);
    else folder.warn(`${task.place}: task "${task.label}" is there twice. This one is left out.`);
  }
  if (display.size > 0) {
    const names = [...display].sort().map((name) => `"${name}"`);
    folder.warn(`${document.at(["tasks"])}: ${names.join(", ")} concern the editor's display and have no effect here.`);
  }
  const joiner = new Joiner(folder, document, tasks, surroundings);
  for (const task of tasks.values()) joiner.add(task);
  return joiner.drafts;
};
