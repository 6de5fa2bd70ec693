/** Collects the `[processes.NAME]` tables of all files, key by key: the nearest file's value counts. */

import { dirname } from "node:path";
import type { Origin } from "../collection.ts";
import { shown } from "../kinds.ts";
import { isTable, type TomlFile } from "../toml-file.ts";
import { tomlKey } from "../toml-text.ts";
import { Fields } from "./fields.ts";
import { elsewhere, processFields } from "./keys.ts";
import type { Field, Shape } from "./shape.ts";
import { type Reports, Spot } from "./spot.ts";
import type { ConfiguredProcess } from "./types.ts";
import { isName, variables } from "./values.ts";

/** Which file it is: the project directory's own, one above it, or the home directory's. */
export type FileRole = "own" | "above" | "home";

/** A key's value, and where it stands. */
interface Placed {
  readonly value: unknown;
  readonly at: Spot;
  readonly role: FileRole;
  readonly path: string;
}

/** Filled by one file after the other, the nearest first. */
export class ProcessTables {
  readonly #reports: Reports;
  /** By name, then by key: `command`, `env.PORT`, and "" for the table itself. */
  readonly #processes = new Map<string, Map<string, Placed>>();

  constructor(reports: Reports) {
    this.#reports = reports;
  }

  /** Takes what a file has under `[processes]`, and checks all of it. */
  add(file: TomlFile, table: unknown, role: FileRole): void {
    const at = new Spot(file, ["processes"], this.#reports);
    if (!isTable(table)) at.refuse("a table of processes ([processes.NAME])", table);
    else for (const [name, value] of Object.entries(table)) this.#addProcess(file, name, value, role);
  }

  #addProcess(file: TomlFile, name: string, table: unknown, role: FileRole): void {
    const at = new Spot(file, ["processes", name], this.#reports);
    if (!isTable(table)) {
      let hint = "";
      if (isKey(name)) hint = "A key of a process stands in the process's own table.";
      else if (typeof table === "string") hint = `Write ${tomlKey(name)} = { command = ${shown(table)} }.`;
      at.refuse(`a table ([processes.${name}])`, table, hint);
      return;
    }
    if (!isName(name)) {
      at.mistake(
        `cannot be a name: ${JSON.stringify(name)} is empty, begins with - or has a line break or space at an end.`,
      );
      return;
    }
    const keys = this.#processes.get(name) ?? new Map<string, Placed>();
    this.#processes.set(name, keys);
    const place = (key: string, value: unknown, spot: Spot) => {
      if (!keys.has(key)) keys.set(key, { value, at: spot, role, path: file.path });
    };
    place("", undefined, at);
    const fields = new Fields(table, at, processFields, elsewhere);
    for (const [key, value] of Object.entries(table)) {
      if (!isKey(key) || fields.take<unknown>(key, processFields[key]) === undefined) continue;
      const spot = at.inside(key);
      if (key !== "env" || !isTable(value)) place(key, value, spot);
      else for (const [variable, text] of Object.entries(value)) place(`env.${variable}`, text, spot.inside(variable));
    }
  }

  /** All processes, in the order of the files; `project`: the directory of those that only the home directory's file has. */
  all(project: string): ConfiguredProcess[] {
    return [...this.#processes].map(([name, keys]) => configured(name, keys, project));
  }
}

function configured(name: string, keys: ReadonlyMap<string, Placed>, project: string): ConfiguredProcess {
  const value = <T>(key: string, { shape }: Field<T>): T | undefined => {
    const placed = keys.get(key);
    return placed && shape.read(placed.value, placed.at.quiet());
  };
  const home = keys.get("command") ?? keys.get("");
  return {
    name,
    settings: {
      command: value("command", processFields.command),
      cwd: value("cwd", processFields.cwd),
      env: variablesIn(keys, variables),
      envFiles: value("env_files", processFields.env_files),
      dependsOn: value("depends_on", processFields.depends_on),
      ready: value("ready", processFields.ready),
      restart: value("restart", processFields.restart),
      stopSignal: value("stop_signal", processFields.stop_signal),
      stopTimeoutMs: value("stop_timeout", processFields.stop_timeout),
      watch: value("watch", processFields.watch),
      tty: value("tty", processFields.tty),
      overflow: value("overflow", processFields.overflow),
      autostart: value("autostart", processFields.autostart),
      groups: value("groups", processFields.groups),
    },
    directory: home === undefined || home.role === "home" ? project : dirname(home.path),
    places: Object.fromEntries([...keys].map(([key, { at }]) => [key, at.place])),
    origins: Object.fromEntries(
      [...keys].filter(([key]) => key !== "").map(([key, placed]) => [key, originOf(key, placed)]),
    ),
    own: [...keys.values()].some(({ role }) => role === "own"),
  };
}

/** The variables that single keys `env.NAME` make; undefined where there are none. */
function variablesIn(
  keys: ReadonlyMap<string, Placed>,
  shape: Shape<Readonly<Record<string, string>>>,
): Readonly<Record<string, string>> | undefined {
  let all: Record<string, string> | undefined;
  for (const [key, { value, at }] of keys) {
    if (!key.startsWith("env.")) continue;
    all = { ...all, ...shape.read({ [key.slice("env.".length)]: value }, at.quiet()) };
  }
  return all;
}

/** Paths are relative to their file, which whoever reads the value elsewhere does not know. */
function originOf(key: string, { value, at, path }: Placed): Origin {
  const source = { kind: "file", name: path, line: at.line } as const;
  if (key !== "cwd" && key !== "env_files") return { value, source };
  return { value: processFields[key].shape.read(value, at.quiet()), source };
}

function isKey(key: string): key is keyof typeof processFields {
  return Object.hasOwn(processFields, key);
}
