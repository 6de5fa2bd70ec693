/** The values of the configuration: what holds, where it comes from, and how to change it. */

import type { Setting, SettingGroup } from "../../../src/config/index.ts";
import type { Model } from "../../model.ts";
import { OWN_FILE } from "../../settings/info.ts";
import { type Line, span } from "../../text/style.ts";
import { fact } from "../facts.ts";
import { themeOf } from "../theme.ts";
import type { PageTarget } from "./page.ts";
import { columnsLine, fileLines, heading, paragraph, type Section } from "./settings-look.ts";

const PREFIX = "setting ";
/** Columns of the longest key: `preferred_package_manager`. */
const LONGEST_NAME = 25;
/** From this width a row says where a value comes from; below, only that it is set. */
const SOURCE_COLUMNS = 50;

export const valuesSection: Section = {
  rows: (model, width) =>
    model.info.groups.flatMap((group) => [
      headingOf(model, group, width),
      ...group.settings.map((setting) => ({ id: PREFIX + setting.id, lines: [settingLine(model, setting, width)] })),
    ]),
  detail: (model, id, width) => {
    const found = find(model, id);
    return found === undefined ? undefined : detailOf(model, found.group, found.setting, width);
  },
  target: (model, id) => {
    const found = find(model, id);
    return found === undefined ? undefined : targetOfSetting(model, found.setting);
  },
};

function find(model: Model, id: string): { group: SettingGroup; setting: Setting } | undefined {
  for (const group of model.info.groups) {
    const setting = group.settings.find((one) => PREFIX + one.id === id);
    if (setting !== undefined) return { group, setting };
  }
  return undefined;
}

function headingOf(model: Model, { table, title }: SettingGroup, width: number) {
  if (table === "") return heading(model, title === "" ? "General" : title.replace(/ \(.*\)/, ""), "", width);
  return heading(model, `[${table}]`, title, width);
}

/** What holds, in a few words where it is not one value. */
function valueText({ value, initialWords }: Setting): string {
  return value ?? (initialWords === "" ? "not set" : initialWords);
}

function settingLine(model: Model, setting: Setting, width: number): Line {
  const theme = themeOf(model.colors);
  const isSet = setting.source !== null;
  return columnsLine(
    model,
    {
      columns: Math.max(8, Math.min(LONGEST_NAME, Math.floor(width / 2))),
      sign: span(isSet ? (model.unicode ? "●" : "*") : " ", theme.accent),
      name: setting.name,
      // As people write it: the quotation marks are for the file.
      value: valueText(setting).replace(/^"([^"\\]*)"$/, "$1"),
      right: width >= SOURCE_COLUMNS ? setting.sourceText : (setting.source?.kind ?? ""),
      style: isSet ? theme.plain : theme.dim,
      valueStyle: isSet ? theme.accent : theme.dim,
    },
    width,
  );
}

function detailOf(model: Model, group: SettingGroup, setting: Setting, width: number): Line[] {
  const theme = themeOf(model.colors);
  const isProcess = group.table.startsWith("processes.");
  const where = group.table === "" ? setting.name : `[${group.table}] ${setting.name}`;
  const again = isProcess
    ? "It counts from the next start of the process on."
    : "It counts from the next start of brum on.";
  const place = setting.source?.kind === "file" ? setting.sourceText.replace(/:\d+$/, "") : `./${OWN_FILE}`;
  const missing = model.found.hasOwnFile === false && setting.source?.kind !== "file";
  return [
    ...paragraph(model, where, width, theme.title),
    ...paragraph(model, meaningOf(setting), width),
    [],
    ...fact(model, width, "value", valueText(setting), setting.source === null ? theme.plain : theme.accent),
    ...fact(model, width, "from", setting.sourceText),
    ...fact(model, width, "default", setting.source === null ? null : defaultText(setting), theme.dim),
    ...fact(model, width, "allowed", setting.allowed, theme.dim),
    ...fact(model, width, "variable", setting.variable, theme.dim),
    [],
    ...paragraph(
      model,
      `To change it, write into ${place}${missing ? " (not there yet: brum init makes one)" : ""}:`,
      width,
      theme.dim,
    ),
    ...(group.table === "" ? [] : fileLines(model, `[${group.table}]`, width)),
    ...fileLines(model, tomlLine(setting), width),
    ...paragraph(model, again, width, theme.dim),
    ...overriddenBy(model, setting, width),
  ];
}

function defaultText({ initial, initialWords }: Setting): string {
  return [initial ?? "", initialWords].filter((part) => part !== "").join("  ");
}

/** Priorities of topics have no words of their own. */
function meaningOf({ id, meaning }: Setting): string {
  if (meaning !== "") return `${meaning.slice(0, 1).toUpperCase()}${meaning.slice(1)}.`;
  return id.startsWith("event_bus.priorities.") ? "How urgent events of this topic are." : "";
}

/** An option or a variable counts more than any file. */
function overriddenBy(model: Model, { source }: Setting, width: number): Line[] {
  if (source === null || source.kind === "file") return [];
  const what = source.kind === "option" ? "the option" : "the variable";
  return paragraph(
    model,
    `As long as ${what} ${source.name} is given, no file counts.`,
    width,
    themeOf(model.colors).warn,
  );
}

/** The line of a file that sets it: to the value that holds, or to one that has to be filled in, as a secret has. */
function tomlLine(setting: Setting): string {
  const { name, value, isSecret } = setting;
  return `${name} = ${isSecret ? '""' : (value ?? exampleOf(setting))}`;
}

/** A value that is allowed, of a key that has none. */
function exampleOf({ allowed }: Setting): string {
  const [, first] = /^one of ([^,]+)/.exec(allowed) ?? [];
  if (allowed.startsWith("a list")) return "[]";
  return first === undefined ? '""' : `"${first}"`;
}

function targetOfSetting(model: Model, setting: Setting): PageTarget {
  const { directory } = model.info;
  const { source } = setting;
  const copy = tomlLine(setting);
  if (source?.kind === "file") {
    const open = { type: "edit", file: source.name, line: source.line ?? null, column: null, directory } as const;
    return { open, copy };
  }
  if (model.found.hasOwnFile !== true) return { copy };
  return { open: { type: "edit", file: OWN_FILE, line: null, column: null, directory }, copy };
}
