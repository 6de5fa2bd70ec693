/** From the place that an error names to a file that is there. */

import { statSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Spot } from "./editors.ts";

/** A place in a file; a relative path is one of `directory`. */
export interface FilePlace {
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly directory: string;
}

/** The place with an absolute path. Throws an Error with a sentence when it is not one of a file that is there. */
export function resolvePlace(place: FilePlace): Spot {
  const path = resolve(place.directory, pathOf(place.file));
  const shown = shownPath(path, place.directory);
  const stats = statOf(path);
  if (stats === undefined) throw new Error(`${shown} is not there (any more), or cannot be read.`);
  if (!stats.isFile())
    throw new Error(`${shown} is ${stats.isDirectory() ? "a directory" : "no file"}; it is not opened.`);
  const line = countFrom1(place.line);
  return { path, line, column: line === null ? null : countFrom1(place.column) };
}

/** As a person in `directory` would write it. */
export function shownPath(path: string, directory: string): string {
  const inside = relative(directory, path);
  return inside === "" || inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? path : inside;
}

function pathOf(file: string): string {
  if (!/^file:/i.test(file)) return file;
  try {
    return fileURLToPath(file);
  } catch {
    return file;
  }
}

function statOf(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // No permission, or no path at all.
    return undefined;
  }
}

function countFrom1(value: number | null): number | null {
  return value !== null && Number.isSafeInteger(value) && value >= 1 ? value : null;
}
