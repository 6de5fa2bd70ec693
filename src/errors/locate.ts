/** Finds the place of an error in the project's files: through a source map where there is one, with the rows around it. */

import { lstat, open, readdir } from "node:fs/promises";
import { dirname, isAbsolute, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { ErrorLocation, ErrorSighting } from "./groups.ts";
import { errorLimits } from "./limits.ts";
import type { Place } from "./types.ts";

/** Folders that are searched for a file of which only the name is known. */
const MAX_FOLDERS = 2000;
/** Folders that hold no code of the project's own. */
const skipped = /^(?:node_modules|\.git|\.venv|venv|dist|build|out|target|coverage|vendor|__pycache__|\.\w+)$/;
/** Where a file names its source map (Source Map, revision 3: linking generated code). */
const mapLink = /\/[/*][#@]\s*sourceMappingURL=(\S+?)(?:\s*\*\/)?\s*$/;

/**
 * Where the error is; undefined: it names no place, or its file is not there. Reads nothing but regular files of
 * `errorLimits.sourceBytes` at most. Never rejects.
 */
export async function locate(sighting: ErrorSighting): Promise<ErrorLocation | undefined> {
  const { place, fingerprint, directory } = sighting;
  if (place === null) return undefined;
  try {
    const path = await pathOf(place.file, sighting);
    const text = path === undefined ? undefined : await textOf(path);
    if (path === undefined || text === undefined) return undefined;
    const original = await originalOf(path, text, place, directory);
    const at = original ?? { file: path, line: place.line, column: place.column, text };
    const { file, line, column } = at;
    return { fingerprint, file, line, column, excerpt: excerptOf(at.text, line) };
  } catch {
    return undefined;
  }
}

/**
 * The file as a path that can be opened: as it stands, in the process's directory, or by the end of its name. None for
 * what a server has made of a file (`http:`, `webpack-internal:`): its lines are others than the file's.
 */
async function pathOf(file: string, { directory, frames }: ErrorSighting): Promise<string | undefined> {
  const plain = file.startsWith("file:") ? fileURLToPath(file) : file.replace(/^webpack:\/\/[^/]*\//, "");
  if (plain.includes("://")) return undefined;
  const direct = isAbsolute(plain) ? plain : resolve(directory, plain);
  if (await isFile(direct)) return direct;
  if (isAbsolute(plain)) return undefined;
  // Java names the file alone; its package is in the function's name.
  const frame = frames.find((one) => one.file === file);
  const folders = frame?.function.split(".").slice(0, -2).join("/") ?? "";
  const name = plain.replace(/^(?:\.\/)+/, "");
  return findBySuffix(directory, folders === "" || name.includes("/") ? [name] : [`${folders}/${name}`, name]);
}

async function findBySuffix(directory: string, suffixes: readonly string[]): Promise<string | undefined> {
  const folders = [directory];
  const found: string[] = [];
  for (let at = 0; at < folders.length && at < MAX_FOLDERS; at++) {
    const folder = folders[at] ?? directory;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !skipped.test(entry.name)) folders.push(path);
      else if (entry.isFile() && suffixes.some((suffix) => path.endsWith(sep + suffix))) found.push(path);
    }
    const best = found.find((path) => path.endsWith(sep + suffixes[0]));
    if (best !== undefined) return best;
  }
  // Two files of that name: which one is meant is not known.
  return found.length === 1 ? found[0] : undefined;
}

async function isFile(path: string): Promise<boolean> {
  const stats = await lstat(path).catch(() => undefined);
  return stats?.isFile() === true || stats?.isSymbolicLink() === true;
}

async function textOf(path: string): Promise<string | undefined> {
  const handle = await open(path, "r").catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const stats = await handle.stat();
    if (!stats.isFile() || stats.size > errorLimits.sourceBytes) return undefined;
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}

/** The place in the file that this one was made of. */
async function originalOf(path: string, text: string, place: Place, directory: string) {
  if (place.line === null || !/\.[cm]?[jt]sx?$|\.css$/.test(path)) return undefined;
  const link = mapLink.exec(text.slice(-errorLimits.sourceBytes))?.[1];
  if (link === undefined) return undefined;
  const mapPath = resolve(dirname(path), link);
  const json = link.startsWith("data:") ? dataOf(link) : await textOf(mapPath);
  if (json === undefined) return undefined;
  const map = new TraceMap(json);
  // The map counts columns from 0, people from 1.
  const { source, line, column } = originalPositionFor(map, {
    line: place.line,
    column: Math.max(0, (place.column ?? 1) - 1),
  });
  if (source === null || line === null) return undefined;
  const named = source.replace(/^webpack:\/\/[^/]*\//, "");
  const file = isAbsolute(named) ? named : resolve(link.startsWith("data:") ? dirname(path) : dirname(mapPath), named);
  const inside = resolve(directory, named);
  const content = map.sourcesContent?.[map.sources.indexOf(source)];
  for (const one of [file, inside]) {
    const there = await textOf(one);
    if (there !== undefined) return { file: one, line, column: column + 1, text: there };
  }
  return typeof content === "string" ? { file, line, column: column + 1, text: content } : undefined;
}

function dataOf(url: string): string | undefined {
  const match = /^data:application\/json[^,]*?(;base64)?,(.*)$/.exec(url);
  if (match === null) return undefined;
  const [, isBase64, data = ""] = match;
  return isBase64 === undefined ? decodeURIComponent(data) : Buffer.from(data, "base64").toString("utf8");
}

/** Rows around the line; control characters have no business in them. */
function excerptOf(text: string, line: number | null): ErrorLocation["excerpt"] {
  if (line === null) return [];
  const rows = text.split("\n");
  const first = Math.max(1, line - Math.floor(errorLimits.excerptRows / 2));
  return rows.slice(first - 1, first - 1 + errorLimits.excerptRows).map((row, index) => ({
    line: first + index,
    text: row.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, "").slice(0, errorLimits.excerptCharacters),
  }));
}
