/** The configuration as data, a row for each value: what `brum --settings` prints and the screen lists. */

import { homedir } from "node:os";
import { dirname, relative } from "node:path";
import type { Origin, Source } from "./collection.ts";
import { allKeys, busTableKeys, environmentKeys, type Key, topicTable, variableOf } from "./keys.ts";
import type { Configuration } from "./load.ts";
import { processFields } from "./processes/keys.ts";
import type { Field } from "./processes/shape.ts";
import type { ConfiguredProcess } from "./processes/types.ts";
import { tomlKey, tomlValue } from "./toml-text.ts";

/** One value. Plain data. */
export interface Setting {
  /** Its table and its name, joined by a dot: no other one has it. */
  readonly id: string;
  /** As a file has it. */
  readonly name: string;
  /** What holds, as a file has it; null: nobody set it, and by default it is not one value. */
  readonly value: string | null;
  /** What holds where nobody sets it, as a file has it; null: that is not one value. */
  readonly initial: string | null;
  /** The same in words; empty where `initial` says it all. */
  readonly initialWords: string;
  /** Null: nobody set it. */
  readonly source: Source | null;
  /** `./.brum.toml:3`, `BRUMMER_MCP_PORT`, `--port`, `default`. */
  readonly sourceText: string;
  /** Empty where the name says it. */
  readonly meaning: string;
  /** What may stand there, behind "must be". */
  readonly allowed: string;
  /** The variable that sets it, too; null: only files do. */
  readonly variable: string | null;
  /** `value` says only that there is one. */
  readonly isSecret?: true;
}

/** Values that stand together. */
export interface SettingGroup {
  /** Of the file, as it stands in the header; empty: outside of all. */
  readonly table: string;
  /** Empty where the table's name is enough. */
  readonly title: string;
  readonly settings: readonly Setting[];
}

/** In the place of a secret. */
const MASKED = '"********"';

/** What stands above a group; by the table's name, or by the key that begins it. */
const titles: Readonly<Record<string, string>> = {
  mcp_port: "MCP (Model Context Protocol) Settings",
  proxy_port: "Proxy",
  environment: "Variables of Processes",
  core: "Shared-Memory Core",
  event_bus: "Event Bus",
};

/** Every value in the order of the documentation. `directory`: the project's, which paths of files are relative to. */
export function settingGroups(
  configuration: Configuration,
  directory: string,
  home: string = homedir(),
): readonly SettingGroup[] {
  const make = settingMaker(directory, home);
  const groups: { table: string; title: string; settings: Setting[] }[] = [];
  for (const key of allKeys) {
    const { table, name } = placeOf(key);
    const last = groups.at(-1);
    if (last?.table === "environment" && table !== "environment") groups.push(...overrideGroups(configuration, make));
    if (last === undefined || table !== last.table || Object.hasOwn(titles, key.name)) {
      groups.push({ table, title: titles[table === "" ? key.name : table] ?? "", settings: [] });
    }
    groups.at(-1)?.settings.push(make(table, name, configuration.origins[key.name], aboutKey(key)));
  }
  return [
    ...groups,
    ...keyGroups(configuration, make),
    ...configuration.processes.flatMap((process) => processGroups(process, make)),
  ];
}

/** What a setting is, whatever it is set to. */
type About = Pick<Setting, "initial" | "initialWords" | "meaning" | "allowed" | "variable" | "isSecret">;
type MakeSetting = (table: string, name: string, origin: Origin | undefined, about: About) => Setting;

function settingMaker(directory: string, home: string): MakeSetting {
  return (table, name, origin, about) => ({
    id: table === "" ? name : `${table}.${name}`,
    name: tomlKey(name),
    value: origin === undefined ? about.initial : about.isSecret ? MASKED : tomlValue(origin.value),
    source: origin?.source ?? null,
    sourceText: origin === undefined ? "default" : sourceText(origin.source, directory, home),
    ...about,
  });
}

/** The home directory's own file is `~/.brum.toml`, any other one relative to the project. */
function sourceText({ kind, name, line }: Source, directory: string, home: string): string {
  if (kind !== "file") return name;
  const path = relative(directory, name).replaceAll("\\", "/");
  const near = path.startsWith("../") ? path : `./${path}`;
  const shown = dirname(name) === home ? name.replace(home, "~") : near;
  return line === undefined ? shown : `${shown}:${line}`;
}

function placeOf({ name }: Key): { readonly table: string; readonly name: string } {
  const isTopic = name.startsWith(`${topicTable}.`);
  const dot = isTopic ? topicTable.length : name.lastIndexOf(".");
  return { table: name.slice(0, Math.max(0, dot)), name: name.slice(dot + 1) };
}

function aboutKey(key: Key): About {
  const isWords = key.initial === undefined || key === environmentKeys.name;
  const words = isWords || key === busTableKeys.workers ? key.meaning.replace(/^.*by default /, "") : "";
  return {
    initial: isWords ? null : tomlValue(key.kind.written?.(key.initial) ?? key.initial),
    initialWords: words,
    meaning: key.meaning,
    allowed: key.kind.allowed,
    variable: variableOf(key.name),
    ...(key.isSecret && { isSecret: true }),
  };
}

/** A variable of a process: always set, and by files only. */
const variable: About = { initial: null, initialWords: "", meaning: "", allowed: "a text", variable: null };

function overrideGroups({ origins, environment }: Configuration, make: MakeSetting) {
  return Object.entries(environment.overrides).map(([process, variables]) => {
    const table = `environment.overrides.${tomlKey(process)}`;
    const originOf = (name: string) => origins[`environment.overrides.${process}.${name}`];
    return {
      table,
      title: "",
      settings: Object.keys(variables).map((name) => make(table, name, originOf(name), variable)),
    };
  });
}

/** Keys of the screen, as far as files have other ones. */
function keyGroups({ origins, keyMap }: Configuration, make: MakeSetting): SettingGroup[] {
  if (keyMap.length === 0) return [];
  const about: About = {
    initial: null,
    initialWords: "as the help lists them",
    meaning: "keys of this command of the screen",
    allowed: "a key, or a list of keys",
    variable: null,
  };
  const settings = keyMap.map(({ command }) => make("keys", command, origins[`keys.${command}`], about));
  return [{ table: "keys", title: "Keys of the Screen", settings }];
}

function processGroups({ name, origins, directory, settings }: ConfiguredProcess, make: MakeSetting): SettingGroup[] {
  const table = `processes.${tomlKey(name)}`;
  const fields: readonly (readonly [string, Field<unknown>])[] = Object.entries(processFields);
  const own = fields
    .filter(([key]) => key !== "env")
    .map(([key, { shape, meaning, initial = null }]) => {
      const isHere = key === "cwd" && settings.command !== undefined;
      const words = key === "ready" ? "none" : "as detected";
      return make(table, key, origins[key], {
        initial: isHere ? tomlValue(directory) : initial,
        initialWords: isHere || initial !== null ? "" : words,
        meaning,
        allowed: shape.allowed,
        variable: null,
      });
    });
  const variables = Object.keys(settings.env ?? {});
  const env = `${table}.env`;
  const ofEnv = variables.map((one) => make(env, one, origins[`env.${one}`], variable));
  return [
    { table, title: "", settings: own },
    ...(ofEnv.length === 0 ? [] : [{ table: env, title: "", settings: ofEnv }]),
  ];
}
