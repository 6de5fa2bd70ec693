/** What runs here: the package manager, and this Brummer itself. */

import type { InstalledManager } from "../../../src/detect/index.ts";
import type { Model } from "../../model.ts";
import { shortPath } from "../../settings/info.ts";
import { type Line, span } from "../../text/style.ts";
import { fact } from "../facts.ts";
import { themeOf } from "../theme.ts";
import type { PageRow, PageTarget } from "./page.ts";
import { columnsLine, endOfPath, heading, paragraph, type Section } from "./settings-look.ts";

const MANAGER = "manager ";
const ABOUT = "about ";
/** Columns of the longest name: `directory`. */
const NAME_COLUMNS = 10;
/** From this width the row of the package manager that is used says so in words, too. */
const WORD_COLUMNS = 50;

/** One thing to know of this program. */
interface Known {
  readonly name: string;
  readonly value: string;
  readonly isPath: boolean;
  /** A sentence or two. */
  readonly meaning: string;
  /** Whether an editor can show it. */
  readonly isFile: boolean;
}

export const programSection: Section = {
  rows: (model, width) => [
    ...managerRows(model, width),
    heading(model, "this Brummer", "", width),
    ...known(model).map((one) => ({ id: ABOUT + one.name, lines: [knownLine(model, one, width)] })),
  ],
  detail: (model, id, width) => {
    const manager = managersOf(model).find(({ name }) => MANAGER + name === id);
    if (manager !== undefined) return managerDetail(model, manager, width);
    const one = known(model).find(({ name }) => ABOUT + name === id);
    return one === undefined ? undefined : knownDetail(model, one, width);
  },
  target: (model, id) => {
    const manager = managersOf(model).find(({ name }) => MANAGER + name === id);
    if (manager !== undefined) return manager.path === null ? {} : { copy: manager.path };
    const one = known(model).find(({ name }) => ABOUT + name === id);
    return one === undefined ? undefined : targetOfKnown(model, one);
  },
};

function managersOf({ found }: Model): readonly InstalledManager[] {
  return found.managers?.managers ?? [];
}

function managerRows(model: Model, width: number): PageRow[] {
  const theme = themeOf(model.colors);
  const { managers } = model.found;
  const title = "package manager";
  if (managers === null) {
    const text = `looking${model.unicode ? " …" : " ..."}`;
    return [heading(model, title, "", width), { id: null, lines: [[span(`   ${text}`, theme.dim)]] }];
  }
  return [
    heading(model, title, managers.because, width),
    ...managers.managers.map((manager): PageRow => {
      const isUsed = manager.name === managers.used;
      const style = manager.path === null ? theme.dim : theme.plain;
      const columns = {
        columns: NAME_COLUMNS,
        sign: managerSign(model, manager, isUsed),
        name: manager.name,
        value: manager.path === null ? "not on PATH" : (manager.version ?? "version unknown"),
        right: isUsed && width >= WORD_COLUMNS ? "runs the scripts" : "",
        style,
        valueStyle: style,
      };
      return { id: MANAGER + manager.name, lines: [columnsLine(model, columns, width)] };
    }),
  ];
}

function managerSign(model: Model, { path }: InstalledManager, isUsed: boolean) {
  const theme = themeOf(model.colors);
  if (isUsed)
    return path === null ? span(model.unicode ? "✖" : "x", theme.error) : span(model.unicode ? "●" : "*", theme.good);
  return span(path === null ? " " : model.unicode ? "○" : "o", theme.dim);
}

function managerDetail(model: Model, { name, path, version }: InstalledManager, width: number): Line[] {
  const theme = themeOf(model.colors);
  const { managers, hasOwnFile } = model.found;
  const isUsed = managers?.used === name;
  const change = `preferred_package_manager = "${name}"`;
  const where = hasOwnFile === false ? "./.brum.toml (brum init makes one)" : "./.brum.toml";
  return [
    ...paragraph(model, name, width, theme.title),
    [],
    ...fact(model, width, "version", path === null ? null : (version ?? "it did not tell")),
    ...fact(model, width, "path", path === null ? "not on PATH" : shortPath(model.info, path)),
    ...fact(model, width, "used", isUsed ? `yes: ${managers.because}` : "no"),
    ...(isUsed ? [] : [[], ...paragraph(model, `To use it, write into ${where}: ${change}`, width, theme.dim)]),
  ];
}

/** In the order of the list. */
function known({ info, version }: Model): readonly Known[] {
  const { pid, directory, stateFolder, historyFile, ownLog } = info;
  const plain = { isPath: false, isFile: false };
  const file = { isPath: true, isFile: true };
  return [
    { ...plain, name: "version", value: version, meaning: "Of this program." },
    { ...plain, name: "pid", value: String(pid), meaning: "Number of its process." },
    {
      name: "directory",
      value: directory,
      isPath: true,
      isFile: false,
      meaning: "Of the project: --dir gives another one.",
    },
    {
      name: "state",
      value: stateFolder,
      isPath: true,
      isFile: false,
      meaning: "What Brummer keeps for later runs lies there.",
    },
    historyFile === null
      ? {
          ...plain,
          name: "history",
          value: "none is kept",
          meaning: "It is switched off: [history] enabled, or --no-history.",
        }
      : {
          name: "history",
          value: historyFile,
          isPath: true,
          isFile: false,
          meaning: "What processes printed, also in earlier runs; brum history reads it.",
        },
    ownLog === null
      ? { ...plain, name: "own log", value: "none", meaning: "The file cannot be written." }
      : {
          ...file,
          name: "own log",
          value: ownLog,
          meaning: "What Brummer says of itself, in a file that stays. All Brummers of this user write into it.",
        },
  ];
}

function knownLine(model: Model, { name, value, isPath }: Known, width: number): Line {
  const theme = themeOf(model.colors);
  const room = width - NAME_COLUMNS - 5;
  const shown = isPath ? endOfPath(model, shortPath(model.info, value), room) : value;
  const columns = {
    columns: NAME_COLUMNS,
    sign: span(" "),
    name,
    value: shown,
    right: "",
    style: theme.plain,
    valueStyle: theme.plain,
  };
  return columnsLine(model, columns, width);
}

function knownDetail(model: Model, { name, value, isPath, meaning }: Known, width: number): Line[] {
  const theme = themeOf(model.colors);
  return [
    ...paragraph(model, name, width, theme.title),
    ...paragraph(model, meaning, width),
    [],
    ...paragraph(model, isPath ? shortPath(model.info, value) : value, width, theme.accent),
  ];
}

function targetOfKnown(model: Model, { value, isFile }: Known): PageTarget {
  const { directory } = model.info;
  if (!isFile) return { copy: value };
  return { copy: value, open: { type: "edit", file: value, line: null, column: null, directory } };
}
