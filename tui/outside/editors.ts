/** Editors: how each is told a place in a file, and whether it needs the terminal. */

import { basename } from "node:path";
import { isSet, type Surroundings } from "./environment.ts";

/** A place as an editor is told it: an absolute path; lines and columns count from 1. */
export interface Spot {
  readonly path: string;
  readonly line: number | null;
  readonly column: number | null;
}

interface Editor {
  /** The arguments for a place that has a line; without one it is the path alone. */
  readonly words: (path: string, line: number, column: number | null) => string[];
  readonly needsTerminal: boolean;
}

/** What is to be started for a place. */
export interface EditorCall {
  readonly words: string[];
  readonly needsTerminal: boolean;
  /** False: an editor that nobody here has heard of, which may open a window as well. */
  readonly isKnown: boolean;
}

type Words = Editor["words"];

/** POSIX vi, and all who took it over. */
const line: Words = (path, row) => [`+${row}`, path];
const lineWith =
  (separator: string): Words =>
  (path, row, column) => [`+${row}${column === null ? "" : separator + column}`, path];
const behind: Words = (path, row, column) => [[path, row, ...(column === null ? [] : [column])].join(":")];
const goTo: Words = (path, row, column) => ["-g", ...behind(path, row, column)];
/** Vim counts bytes, as compilers do; its motion `|` would count columns of the screen. */
const cursor: Words = (path, row, column) =>
  column === null ? line(path, row, null) : [`+call cursor(${row},${column})`, path];
const options =
  (row: string, column: string): Words =>
  (path, ...[rowOf, columnOf]) => [row, String(rowOf), ...(columnOf === null ? [] : [column, String(columnOf)]), path];

const forms: readonly (readonly [names: string, words: Words, needsTerminal: boolean])[] = [
  ["vi view ex nvi elvis vis vile mg joe jmacs jstar jpico rjoe pico ee mcedit zile", line, true],
  ["vim nvim vimx rvim lvim", cursor, true],
  ["emacs emacsclient", lineWith(":"), true],
  ["nano rnano ne", lineWith(","), true],
  ["micro kak", lineWith(":"), true],
  ["hx helix", behind, true],
  ["gvim mvim vimr", cursor, false],
  ["code code-insiders codium vscodium cursor windsurf positron trae", goTo, false],
  ["zed zeditor zedit subl sublime_text atom pulsar lapce geany", behind, false],
  ["idea pycharm webstorm phpstorm goland rubymine clion rider rustrover studio", options("--line", "--column"), false],
  [
    "idea64 pycharm64 webstorm64 phpstorm64 goland64 rubymine64 clion64 rider64 rustrover64 studio64",
    options("--line", "--column"),
    false,
  ],
  ["kate kwrite", options("-l", "-c"), false],
  ["gedit xed pluma", lineWith(":"), false],
  ["bbedit", line, false],
  ["mate", (path, row, column) => ["-l", [row, ...(column === null ? [] : [column])].join(":"), path], false],
  ["notepad++", (path, row, column) => [`-n${row}`, ...(column === null ? [] : [`-c${column}`]), path], false],
  ["notepad", (path) => [path], false],
];

const editors: ReadonlyMap<string, Editor> = new Map(
  forms.flatMap(([names, words, needsTerminal]) => names.split(" ").map((name) => [name, { words, needsTerminal }])),
);

/** Name under which an editor is known: `vim.basic`, `idea.sh` and `Code.exe` without their endings. */
function nameOf(program: string): string {
  const name = basename(program.replaceAll("\\", "/")).toLowerCase();
  // It has no expressions, which `cursor` needs.
  return name === "vim.tiny" ? "vi" : name.replace(/\.[^.]*$/, "");
}

/**
 * The command line for a place. `command`: the editor's words, the program first; `target`: what its path leads to, if it is a link
 * (`editor` of Debian). An unknown editor is told the file alone and gets the terminal.
 */
export function editorCall(command: readonly string[], target: string, spot: Spot, where: Surroundings): EditorCall {
  const [program = "", ...options] = command;
  const name = [nameOf(program), nameOf(target)].find((one) => editors.has(one)) ?? "";
  const editor = editors.get(name);
  const place =
    editor === undefined || spot.line === null ? [spot.path] : editor.words(spot.path, spot.line, spot.column);
  return {
    words: [...command, ...place],
    needsTerminal: editor === undefined || (editor.needsTerminal && !opensWindow(name, options, where)),
    isKnown: editor !== undefined,
  };
}

/** Those that can do both: Emacs opens a window where it can, its client and Vim where they are told to. */
function opensWindow(name: string, options: readonly string[], { env }: Surroundings): boolean {
  const isTold = (pattern: RegExp) => options.some((option) => pattern.test(option));
  if (name === "vim" || name === "vimx") return isTold(/^-g$/);
  if (name !== "emacs" && name !== "emacsclient") return false;
  if (isTold(/^(-nw|-t|-tty|--no-window-system|--tty)$/)) return false;
  if (name === "emacsclient") return isTold(/^(-c|-n|-nc|--create-frame|--no-wait)$/);
  return isSet(env, "DISPLAY") || isSet(env, "WAYLAND_DISPLAY");
}
