/**
 * The part of blessed that the screen uses. `@types/blessed` has input and output the wrong way round and lacks the
 * cells, so the shape is declared here and checked when the screen is opened.
 */

import * as blessed from "blessed";
import type { KeyInput } from "./input.ts";
import type { FrameOutput } from "./output.ts";

/** One cell: packed attributes and character. */
export type BlessedCell = [attributes: number, character: string];

export interface BlessedKey {
  /** With its modifiers: `C-c`, `S-tab`. */
  readonly full?: string;
  readonly name?: string;
}

export interface BlessedMouse {
  readonly action?: string;
  readonly button?: string;
  /** The parameters as they came, in SGR form. */
  readonly raw?: readonly number[];
  readonly x: number;
  readonly y: number;
}

export interface BlessedProgram {
  on(event: "keypress", listener: (character: string | undefined, key: BlessedKey) => void): unknown;
  on(event: "mouse", listener: (event: BlessedMouse) => void): unknown;
  on(event: "resize", listener: () => void): unknown;
  setMouse(
    modes: { readonly vt200Mouse: boolean; readonly cellMotion: boolean; readonly sgrMouse: boolean },
    enable: boolean,
  ): unknown;
  disableMouse(): unknown;
  flush(): void;
}

export interface BlessedScreen {
  /** The cells to be drawn, and those that the terminal shows. */
  readonly lines: (BlessedCell[] & { dirty?: boolean })[];
  readonly olines: BlessedCell[][];
  /** What it knows of the terminal. `brokenACS`: never switch to the line-drawing set. */
  readonly tput: { colors: number; brokenACS: boolean };
  readonly program: BlessedProgram;
  on(event: "prerender", listener: () => void): unknown;
  render(): void;
  /** Clears the terminal and forgets all cells. */
  realloc(): void;
  enter(): void;
  leave(): void;
  destroy(): void;
}

export interface BlessedOptions {
  readonly input: KeyInput;
  readonly output: FrameOutput;
  readonly terminal: string;
  readonly forceUnicode: boolean;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isBlessedScreen(value: unknown): value is BlessedScreen {
  if (!isObject(value) || !isObject(value["program"]) || !isObject(value["tput"])) return false;
  const { program } = value;
  return (
    Array.isArray(value["lines"]) &&
    Array.isArray(value["olines"]) &&
    ["on", "render", "realloc", "enter", "leave", "destroy"].every((name) => typeof value[name] === "function") &&
    ["on", "setMouse", "disableMouse", "flush"].every((name) => typeof program[name] === "function")
  );
}

/** Opens blessed's screen: it switches to the alternate buffer, once `output` is written out. */
export function openBlessed(options: BlessedOptions): BlessedScreen {
  const open: unknown = blessed.screen;
  if (typeof open !== "function") throw new Error("The package blessed has no screen.");
  const screen: unknown = open(options);
  if (!isBlessedScreen(screen))
    throw new Error("This version of blessed cannot be used: its screen has another shape.");
  return screen;
}
