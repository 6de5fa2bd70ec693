/** Errors as agents read them: found by their ids, named with their places. */

import { isAbsolute, relative } from "node:path";
import type { Overview } from "../analysis/index.ts";
import type { ErrorGroup, ErrorSighting, Frame } from "../errors/index.ts";
import { cut } from "./format.ts";
import { ToolError } from "./tool.ts";

/** Digits of an id that are shown: of a thousand errors no two share them. */
const ID_DIGITS = 8;
/** Bytes of a message in a list: the first two lines of it. */
const MESSAGE_BYTES = 300;
/** Ids that are named where several begin alike. */
const IDS_NAMED = 5;

export function idOf({ fingerprint }: { readonly fingerprint: string }): string {
  return fingerprint.slice(0, ID_DIGITS);
}

/** The error whose id begins so. Throws {@link ToolError} where there is none, or more than one. */
export function errorOf(id: string, overview: Overview): ErrorGroup {
  const wanted = id.trim().toLowerCase();
  const { groups, forgotten } = overview.errors();
  const found = wanted === "" ? [] : groups.filter(({ fingerprint }) => fingerprint.startsWith(wanted));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (only !== undefined) {
    const named = found.slice(0, IDS_NAMED).map((group) => `${group.fingerprint} (${titleOf(group.last)})`);
    throw new ToolError(
      `${found.length} errors have an id that begins with "${id}": ${named.join("; ")}. Give more of it.`,
    );
  }
  if (groups.length === 0) throw new ToolError(`There is no error "${id}": no process has printed one yet.`);
  const why = forgotten === 0 ? "" : ` Of ${forgotten} older ones nothing is known any more.`;
  throw new ToolError(`There is no error "${id}". errors_list shows the ids.${why}`);
}

/** `TypeError: x is undefined`, in one line. */
export function titleOf({ type, message }: Pick<ErrorSighting, "type" | "message">): string {
  const text = message.replace(/\s+/g, " ").trim();
  return cut(type === "" || text.startsWith(`${type}:`) ? text : `${type}: ${text}`, MESSAGE_BYTES);
}

/** `src/cart.ts:3:7`, as it is written in the project's directory; empty: it names no place. */
export function placeOf({ last, location }: Pick<ErrorGroup, "last" | "location">, directory: string): string {
  const place = location ?? last.place;
  return place === null ? "" : placeText(place, directory);
}

export function placeText({ file, line, column }: Pick<Frame, "file" | "line" | "column">, directory: string): string {
  const inside = isAbsolute(file) ? relative(directory, file) : file.replace(/^\.\//, "");
  const shown = inside === "" || inside.startsWith("..") ? file : inside;
  return [shown, line, column].filter((part) => part !== null).join(":");
}
