/** process-compose.yaml, without loss: every field has its effect here, or a warning says that it has none. */

import { relative } from "node:path";
import type { Draft, Ecosystem, Surroundings } from "../../draft.ts";
import type { Document } from "../../files/document.ts";
import { Fields } from "../../files/fields.ts";
import type { Folder } from "../../files/folder.ts";
import { maxIncludes } from "../../files/limits.ts";
import { isObject, kindOf, objectOf, textOf } from "../../files/values.ts";
import { shellArguments } from "../../shell.ts";
import { dotEnv } from "../procfile.ts";
import { expandValue } from "./expand.ts";
import { readEnvironment, readProcess, type Shared } from "./process.ts";

/** Its own names first; the others it shares with docker, whose files have no `processes`. */
const fileNames = ["process-compose.yml", "process-compose.yaml", "compose.yml", "compose.yaml"];
const overrideNames = ["process-compose.override.yml", "process-compose.override.yaml"];

/** Most replicas of one process: more is a mistake in the file. */
const MAX_REPLICAS = 100;

/** A file's value, with variables replaced. */
interface Layer {
  readonly document: Document;
  readonly value: Record<string, unknown>;
}

function readLayer(folder: Folder, name: string, env: Surroundings["env"]): Layer | undefined {
  const document = folder.document(name, "yaml");
  if (document === undefined || !isObject(document.value)) return undefined;
  const variables = { ...dotEnv(folder), ...env };
  const isOff = document.value["disable_env_expansion"] === true;
  const value = isOff ? document.value : expandValue(document.value, (key) => variables[key]);
  return { document, value: objectOf(value) };
}

/** The files that make the project, the weakest first: those it extends, itself, its override. */
function readLayers(folder: Folder, main: string, env: Surroundings["env"]): Layer[] {
  const layers: Layer[] = [];
  const seen = new Set<string>();
  let next: string | undefined = main;
  while (next !== undefined && !seen.has(next) && seen.size < maxIncludes) {
    seen.add(next);
    const layer = readLayer(folder, next, env);
    if (layer === undefined) break;
    layers.unshift(layer);
    const extended = textOf(layer.value["extends"]);
    next = extended === undefined ? undefined : relative(folder.path, folder.resolve(extended));
    if (next === undefined) continue;
    const place = layer.document.at(["extends"]);
    if (!folder.hasFile(next)) folder.warn(`${place}: ${next} is not there. Its processes are not listed.`);
    else if (seen.has(next)) folder.warn(`${place}: ${next} extends this file in turn. It is read once.`);
  }
  const override = folder.firstFile(...overrideNames);
  const layer = override === undefined ? undefined : readLayer(folder, override, env);
  return layer === undefined ? layers : [...layers, layer];
}

/** Fields of the project that have their effect here, or mean nothing to anybody else. */
const settled = [
  "version",
  "name",
  "processes",
  "extends",
  "disable_env_expansion",
  "is_strict",
  "vars",
  "environment",
];

function replicaNames(name: string, count: number): string[] {
  if (count <= 1) return [name];
  const width = 1 + Math.floor(Math.log10(count));
  return Array.from({ length: count }, (_, index) => `${name}-${String(index).padStart(width, "0")}`);
}

function readReplicas(processes: ReadonlyMap<string, Merged>): Map<string, string[]> {
  const replicas = new Map<string, string[]>();
  for (const [name, { value }] of processes) {
    const count = Math.min(Number(value["replicas"] ?? 1) || 1, MAX_REPLICAS);
    replicas.set(name, replicaNames(name, count));
  }
  return replicas;
}

interface Merged {
  readonly value: Record<string, unknown>;
  /** The strongest file that has it: places are told from there. */
  readonly document: Document;
}

/** Processes by name, the stronger file's fields over the weaker one's; environments are joined. */
function mergeProcesses(folder: Folder, layers: readonly Layer[]): Map<string, Merged> {
  const processes = new Map<string, Merged>();
  for (const { document, value } of layers) {
    const given = value["processes"];
    if (given !== undefined && given !== null && !isObject(given)) {
      folder.warn(
        `${document.at(["processes"])}: "processes" must be an object, not ${kindOf(given)}. None is listed.`,
      );
    }
    for (const [name, process] of Object.entries(objectOf(given))) {
      if (!isObject(process)) {
        folder.warn(
          `${document.at(["processes", name])}: process "${name}" must be an object, not ${kindOf(process)}.`,
        );
        continue;
      }
      const before = processes.get(name)?.value ?? {};
      const environment = [...listOf(before["environment"]), ...listOf(process["environment"])];
      const joined = environment.length === 0 ? {} : { environment };
      processes.set(name, { value: { ...before, ...process, ...joined }, document });
    }
  }
  return processes;
}

function listOf(environment: unknown): unknown[] {
  if (Array.isArray(environment)) return environment;
  return Object.entries(objectOf(environment)).map(([name, value]) => `${name}=${value === null ? "" : String(value)}`);
}

function shellOf(project: Record<string, unknown>, platform: string): Shared["shell"] {
  const shell = objectOf(project["shell"]);
  const program = textOf(shell["shell_command"]);
  const argument = textOf(shell["shell_argument"]) ?? "-c";
  return program === undefined ? (text) => shellArguments(text, platform) : (text) => [program, argument, text];
}

/** The processes of the file, with all that they say about start, readiness, restart and end. */
export const processCompose: Ecosystem = (folder, { platform, env }): Draft[] => {
  const main = fileNames.find(
    (name) =>
      folder.hasFile(name) &&
      (name.startsWith("process") || isObject(objectOf(folder.document(name, "yaml")?.value)["processes"])),
  );
  if (main === undefined) return [];
  const layers = readLayers(folder, main, env);
  const project: Record<string, unknown> = Object.assign({}, ...layers.map((layer) => layer.value));
  const globalEnv: Record<string, string> = {};
  for (const { document, value } of layers) {
    const fields = new Fields(folder, document, [], value, "process-compose");
    Object.assign(globalEnv, readEnvironment(fields));
    const shell = fields.object("shell");
    shell?.pass("shell_command", "shell_argument");
    shell?.finish();
    fields.pass(...settled);
    fields.finish();
  }
  const processes = mergeProcesses(folder, layers);
  const shared: Shared = {
    file: folder.resolve(main),
    env: globalEnv,
    vars: objectOf(project["vars"]),
    shell: shellOf(project, platform),
    replicas: readReplicas(processes),
  };
  return [...processes].flatMap(([name, { value, document }]) => {
    const fields = new Fields(folder, document, ["processes", name], value, `process "${name}"`);
    const replicas = fields.number("replicas") ?? 1;
    if (replicas > MAX_REPLICAS) fields.warn("replicas", `more than ${MAX_REPLICAS} replicas. The rest is left out.`);
    return readProcess(folder, name, fields, shared);
  });
};
