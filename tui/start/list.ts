/** The rows of the start page: scripts by package, what was started last, and what is typed as a command. Pure. */

import type { ChoiceRow, Choices } from "../choose/chooser.ts";
import { beginsWords, fit, rank, ranked } from "../choose/fuzzy.ts";
import { groupsOf, membersText } from "../groups.ts";
import { limits } from "../limits.ts";
import { type Entry, isRunning, type Model } from "../model.ts";

/** What is started with a row. */
export type Startable =
  | { readonly kind: "entry"; readonly entry: Entry }
  /** A command as it was typed, now or before. */
  | { readonly kind: "words"; readonly text: string };

interface StartRow extends ChoiceRow {
  readonly starts: Startable | null;
}

interface StartList extends Choices {
  readonly rows: readonly StartRow[];
}

/** What a command's row is called; a script's is its name. */
const commandId = (text: string): string => `command: ${text}`;

/** One list for a model: views, keys and the mouse ask for the same many times. */
const made = new WeakMap<Model, StartList>();

export function startChoices(model: Model): StartList {
  const known = made.get(model);
  if (known !== undefined) return known;
  const list = listFor(model);
  made.set(model, list);
  return list;
}

/** What the row with this id starts. */
export function startableWith(model: Model, id: string): Startable | undefined {
  return startChoices(model).rows.find((row) => row.id === id)?.starts ?? undefined;
}

function listFor(model: Model): StartList {
  const { overlay } = model;
  const text = overlay?.kind === "start" ? overlay.chooser.line.text.trim() : "";
  const marked = overlay?.kind === "start" ? overlay.marked : [];
  const found = text === "" ? grouped(model) : fitting(model, text);
  const rows = found.map((row) => ({ ...row, isMarked: row.id !== null && marked.includes(row.id) }));
  const sentence =
    rows.length > 0
      ? ""
      : "Nothing was found here that could be started. Type a command and press enter: node server.js";
  const byDefault = rows.find(({ id }) => id !== null)?.id ?? null;
  return { rows, byDefault, usage: marked.length === 0 ? "" : `${marked.length} marked`, sentence };
}

function headingOf({ script }: Entry): string {
  return script === null ? "commands" : (script.group ?? "scripts");
}

function entryRow(entry: Entry, right: string): StartRow {
  const detail = entry.script?.description ?? entry.command;
  const state = isRunning(entry) ? "runs" : right;
  return { id: entry.name, title: entry.name, detail, right: state, isMarked: false, starts: { kind: "entry", entry } };
}

function wordsRow(text: string, title: string, detail: string): StartRow {
  return { id: commandId(text), title, detail, right: "", isMarked: false, starts: { kind: "words", text } };
}

function heading(title: string): StartRow {
  return { id: null, title, detail: "", right: "", isMarked: false, starts: null };
}

/** What was started before, the newest first: of scripts those that are still there. */
function startedRows({ started, entries }: Model): StartRow[] {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  return started.flatMap(({ kind, text }) => {
    if (kind === "command") return [commandRow(entries, text)];
    const entry = byName.get(text);
    return entry === undefined ? [] : [entryRow(entry, headingOf(entry))];
  });
}

/** A command of before: the process that it has become, if it was started in this run. */
function commandRow(entries: readonly Entry[], text: string): StartRow {
  const entry = entries.find(({ command, script }) => script === null && command === text);
  const row = wordsRow(text, text, "a command");
  return entry === undefined ? row : { ...entryRow(entry, headingOf(entry)), title: text, detail: entry.name };
}

/** Groups are started by their names, as on the command line. */
function groupRows(model: Model): StartRow[] {
  return groupsOf(model).map(({ name, members }) => wordsRow(name, name, membersText(members)));
}

/** What was started last, then the rest under its packages and tools, in the order of the list. */
function grouped(model: Model): StartRow[] {
  const last = startedRows(model).slice(0, limits.lastStarted);
  const shown = new Set(last.map(({ id }) => id));
  const groups = new Map<string, StartRow[]>();
  for (const entry of model.entries) {
    if (shown.has(entry.name)) continue;
    const rows = groups.get(headingOf(entry)) ?? [];
    rows.push(entryRow(entry, ""));
    groups.set(headingOf(entry), rows);
  }
  const together = groupRows(model).filter(({ id }) => !shown.has(id));
  return [
    ...(last.length === 0 ? [] : [heading("last started"), ...last]),
    ...(together.length === 0 ? [] : [heading("groups"), ...together]),
    ...[...groups].flatMap(([title, rows]) => [heading(title), ...rows]),
  ];
}

/** The best first, of equal ones what was started last; at the end the text itself as a command. */
function fitting(model: Model, text: string): StartRow[] {
  const before = startedRows(model);
  const known = new Set(before.map(({ id }) => id));
  const others = model.entries.filter(({ name }) => !known.has(name)).map((entry) => entryRow(entry, headingOf(entry)));
  const together = groupRows(model).filter(({ id }) => !known.has(id));
  const rows = ranked([...before, ...others, ...together], (row) => fitRow(text, row));
  const isKnown = rows.some(({ id }) => id === commandId(text) || id === text);
  return isKnown ? rows : [...rows, wordsRow(text, `run "${text}"`, "as a command")];
}

/** By its name, else by the beginnings of words in what it is and what it is listed under. */
function fitRow(text: string, { title, detail, right }: StartRow): { readonly rank: number } | null {
  const found = fit(text, title);
  if (found !== null) return found;
  return beginsWords(text, `${detail} ${right}`) ? { rank: rank.scattered + 1 } : null;
}
