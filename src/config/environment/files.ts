/** The effects around the environment: files, and what the command line says. */

import { readFileSync, statSync } from "node:fs";

/** Bytes that a `.env` file may have: it is read at every start of every process. */
const MAX_BYTES = 1 << 20;

/**
 * The text of a `.env` file; undefined where there is none, or a directory (Python's environments may be called `.env`). Throws
 * for what cannot be read, and for what is no file of at most 1 MiB: a pipe that nobody writes would never end.
 */
export function readEnvironmentFile(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || stats.isDirectory()) return undefined;
  if (!stats.isFile()) throw new Error("it is no regular file");
  if (stats.size > MAX_BYTES) throw new Error("it is larger than 1 MiB");
  return readFileSync(path, "utf8");
}

/** `NAME=VALUE` as `-e` takes it, or the sentence that says what is wrong with it. */
export function parseVariable(text: string): { readonly name: string; readonly value: string } | string {
  const [, name, value] = /^([^=\0]+)=([^\0]*)$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return { name, value };
  return `-e takes NAME=VALUE, like -e NODE_ENV=test, not ${JSON.stringify(text)}.`;
}
