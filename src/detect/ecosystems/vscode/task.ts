/** One task of a tasks.json. */

import type { Launch, ReadyCheck } from "../../../process/index.ts";
import type { Surroundings } from "../../draft.ts";
import type { Document } from "../../files/document.ts";
import { Fields } from "../../files/fields.ts";
import type { Folder } from "../../files/folder.ts";
import { isObject, objectOf, scalarOf, textOf } from "../../files/values.ts";
import { shellArguments } from "../../shell.ts";
import { ownShell, plainWord, shellText } from "./command-line.ts";
import type { Variables } from "./variables.ts";

/** A task as it is on this system, read but not yet joined with those it depends on. */
export interface Task {
  readonly label: string;
  readonly run: { readonly argv: readonly string[]; readonly command: string } | undefined;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly dependsOn: readonly string[];
  readonly inSequence: boolean;
  readonly isBackground: boolean;
  readonly ready: ReadyCheck | undefined;
  readonly description: string | undefined;
  readonly isDefault: boolean;
  readonly place: string;
}

/** Fields that concern what the editor shows, and nothing that a process does. */
const displayFields = ["presentation", "problemMatcher", "icon", "promptOnClose", "hide", "showOutput", "echoCommand"];

const systems: Readonly<Record<string, string>> = { win32: "windows", darwin: "osx", linux: "linux" };

/** A background task counts as ready at the latest after this time: one build of a large project. */
const READY_WITHIN_MS = 300_000;

/** Lines with which the matchers that come with VS Code say that a first round is done. */
const knownPatterns: Readonly<Record<string, string>> = {
  "$tsc-watch": "(?:Compilation complete\\.|Found \\d+ errors?\\.) Watching for file changes\\.",
  "$ts-webpack-watch": "Time:|compiled (?:with|successfully)",
};

/** The fields of the system over the general ones; `options` are joined. */
function forSystem(value: Record<string, unknown>, platform: string): Record<string, unknown> {
  const own = objectOf(value[systems[platform] ?? "linux"]);
  const merged: Record<string, unknown> = { ...value, ...own };
  const options = { ...objectOf(value["options"]), ...objectOf(own["options"]) };
  if (Object.keys(options).length > 0) merged["options"] = options;
  for (const name of Object.values(systems)) delete merged[name];
  return merged;
}

function joinOptions(shared: Record<string, unknown>, own: Record<string, unknown>): Record<string, unknown> {
  const env = { ...objectOf(shared["env"]), ...objectOf(own["env"]) };
  return { ...shared, ...own, env };
}

/** When a background task is through its first round: the end pattern of its problem matcher. */
function readyOf(matcher: unknown): ReadyCheck | undefined {
  const matchers = Array.isArray(matcher) ? matcher : [matcher];
  for (const one of matchers) {
    const background = objectOf(objectOf(one)["background"] ?? objectOf(one)["watching"]);
    const end = background["endsPattern"];
    const pattern = typeof one === "string" ? knownPatterns[one] : (textOf(end) ?? textOf(objectOf(end)["regexp"]));
    if (pattern === undefined) continue;
    const times = { delayMs: 0, intervalMs: 100, timeoutMs: 1000, withinMs: READY_WITHIN_MS, successes: 1 };
    return { probe: { kind: "log", pattern }, ...times };
  }
  return undefined;
}

function readRun(fields: Fields, type: string, options: Record<string, unknown>, around: Surroundings): Task["run"] {
  const { platform, packageManager } = around;
  const command = fields.any("command");
  const given = fields.any("args");
  const args = Array.isArray(given) ? given : given === undefined ? [] : [given];
  if (type === "npm") {
    const script = fields.text("script");
    if (script === undefined) return undefined;
    const argv = script === "install" ? [packageManager, "install"] : [packageManager, "run", script];
    return { argv, command: argv.join(" ") };
  }
  if (command === undefined) return undefined;
  // A line with spaces is no program: shell tasks of older files state no type.
  const isLine = args.length === 0 && typeof command === "string" && /\s/.test(command);
  if (type === "process" && !isLine) {
    const argv = [command, ...args].map(plainWord);
    return { argv, command: argv.join(" ") };
  }
  const text = shellText(command, args, platform === "win32");
  return { argv: ownShell(options["shell"], text) ?? shellArguments(text, platform), command: text };
}

function readGroup(value: unknown): boolean {
  const isDefault = objectOf(value)["isDefault"];
  return isDefault === true || (typeof isDefault === "string" && isDefault !== "");
}

/** Label of a dependency: a text, or the object that identifies a task that an extension makes. */
function dependencyLabel(value: unknown): string {
  if (!isObject(value)) return scalarOf(value) ?? "";
  const script = textOf(value["script"]);
  return value["type"] === "npm" && script !== undefined ? `npm: ${script}` : (textOf(value["label"]) ?? "");
}

/** Reads the task of an index; a warning and `undefined` for one that cannot be run without the editor. */
export function readTask(
  folder: Folder,
  document: Document,
  index: number,
  variables: Variables,
  around: Surroundings,
  display: Set<string>,
): Task | undefined {
  const file = objectOf(document.value);
  const raw = Array.isArray(file["tasks"]) ? objectOf(file["tasks"][index]) : {};
  const unknown = new Set<string>();
  const shared = forSystem(file, around.platform);
  const value = objectOf(variables.replace(forSystem(raw, around.platform), unknown));
  // `inputs` of other tasks and `tasks` itself are none of this task's business.
  const sharedOptions = objectOf(variables.replace(objectOf(shared["options"]), unknown));
  const type = textOf(value["type"]) ?? textOf(shared["type"]) ?? "process";
  const fallback = type === "npm" ? `npm: ${textOf(value["script"]) ?? ""}` : undefined;
  const label = textOf(value["label"]) ?? textOf(value["taskName"]) ?? fallback ?? plainWord(value["command"]);
  const fields = new Fields(folder, document, ["tasks", index], value, `task "${label}"`);
  const place = document.at(["tasks", index]);
  fields.pass("label", "taskName", "type", "isShellCommand");
  if (label === "") {
    folder.warn(`${place}: a task without "label". It is left out.`);
    return undefined;
  }
  if (!["shell", "process", "npm"].includes(type)) {
    fields.warn("type", `tasks of the type "${type}" need the editor's extension. It is left out.`);
    return undefined;
  }
  if (unknown.size > 0) {
    folder.warn(`${place}: task "${label}": ${[...unknown].join(", ")} is known to the editor only. It is left out.`);
    return undefined;
  }
  const options = joinOptions(sharedOptions, objectOf(fields.any("options")));
  for (const name of Object.keys(options)) {
    if (!["cwd", "env", "shell"].includes(name)) fields.warn("options", `"${name}" in "options" has no effect.`);
  }
  const run = readRun(fields, type, options, around);
  const path = fields.text("path");
  const base = textOf(options["cwd"]) ?? (type === "npm" && path !== undefined ? path : ".");
  const dependencies = fields.any("dependsOn");
  const isBackground = fields.flag("isBackground") ?? fields.flag("isWatching") ?? false;
  const matcher = fields.any("problemMatcher");
  if (matcher !== undefined) display.add("problemMatcher");
  const dependsOn = (Array.isArray(dependencies) ? dependencies : [dependencies]).map(dependencyLabel);
  const task: Task = {
    label,
    run,
    cwd: folder.resolve(base),
    env: Object.fromEntries(
      Object.entries(objectOf(options["env"])).map(([name, item]) => [name, scalarOf(item) ?? ""]),
    ),
    dependsOn: dependsOn.filter((name) => name !== ""),
    inSequence: fields.text("dependsOrder") === "sequence",
    isBackground,
    ready: isBackground ? readyOf(matcher) : undefined,
    description: fields.text("detail"),
    isDefault: readGroup(fields.any("group")),
    place,
  };
  readRunOptions(fields);
  for (const name of displayFields) if (fields.any(name) !== undefined) display.add(name);
  fields.finish();
  if (run === undefined && task.dependsOn.length === 0) {
    folder.warn(`${place}: task "${label}" has no "${type === "npm" ? "script" : "command"}". It is left out.`);
    return undefined;
  }
  return task;
}

function readRunOptions(fields: Fields): void {
  const options = objectOf(fields.any("runOptions"));
  for (const name of Object.keys(options)) {
    const isDefault = (name === "runOn" && options[name] === "default") || name === "reevaluateOnRerun";
    if (!isDefault) fields.warn("runOptions", `"${name}" in "runOptions" has no effect here.`);
  }
}

/** What a task that only waits for others runs: nothing, with success. */
export function nothing(platform: string): Pick<Launch, "argv" | "command"> {
  return { argv: shellArguments(platform === "win32" ? "rem" : ":", platform), command: "" };
}
