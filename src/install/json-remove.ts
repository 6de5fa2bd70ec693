/** Takes a property out of an object of a JSON text, and leaves comments and all other bytes alone. Pure. */

import { createScanner, findNodeAtLocation, parseTree } from "jsonc-parser";

/** The text without what is at `path`; undefined where nothing is. */
export function removeAt(text: string, path: readonly string[]): string | undefined {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const property = root === undefined ? undefined : findNodeAtLocation(root, [...path])?.parent;
  if (property?.type !== "property" || property.parent === undefined) return undefined;
  const siblings = property.parent.children ?? [];
  const previous = siblings[siblings.indexOf(property) - 1];
  let start = property.offset;
  let end = property.offset + property.length;
  const comma = commaBehind(text, end);
  if (comma !== undefined) end = comma + 1;
  // The last one has no comma: the one before it gives up its own.
  const before =
    comma !== undefined || previous === undefined ? undefined : commaBehind(text, previous.offset + previous.length);
  // Alone on its lines, it goes with them.
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const [rest = ""] = /^[ \t]*(?:\r?\n)?/.exec(text.slice(end)) ?? [];
  if (text.slice(lineStart, start).trim() === "" && rest.endsWith("\n")) {
    start = lineStart;
    end += rest.length;
  } else if (comma !== undefined) end += /^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0;
  else if (before !== undefined && text.slice(before + 1, start).trim() === "") start = before + 1;
  const head = text.slice(0, start);
  return (before === undefined ? head : head.slice(0, before) + head.slice(before + 1)) + text.slice(end);
}

/** Where the comma behind a value is; undefined: there is none. */
function commaBehind(text: string, offset: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  scanner.scan();
  const next = scanner.getTokenOffset();
  return text[next] === "," ? next : undefined;
}
