/** Puts a property into an object of a JSON text and leaves every other byte alone, which the library's own writer does not. Pure. */

import { findNodeAtLocation, type Node, parseTree } from "jsonc-parser";

/** How a text is written. */
interface Style {
  /** One step of indentation. */
  readonly step: string;
  readonly eol: string;
}

function styleOf(text: string): Style {
  return { step: /^([ \t]+)\S/m.exec(text)?.[1] ?? "  ", eol: text.includes("\r\n") ? "\r\n" : "\n" };
}

/**
 * `value` at `path`, which does not exist; the objects on the way are made. Undefined where something that is no object stands
 * in the way.
 */
export function insertAt(text: string, path: readonly string[], value: unknown): string | undefined {
  const root = parseTree(text, [], { allowTrailingComma: true });
  for (let length = path.length - 1; root !== undefined && length >= 0; length--) {
    const node = findNodeAtLocation(root, path.slice(0, length));
    if (node === undefined) continue;
    const [name, ...rest] = path.slice(length);
    if (node.type !== "object" || name === undefined) return undefined;
    return insertInto(
      text,
      node,
      name,
      rest.reduceRight((inner, key) => ({ [key]: inner }), value),
    );
  }
  return undefined;
}

/** `value` in the place of what is at `path`; undefined where nothing is. */
export function replaceAt(text: string, path: readonly string[], value: unknown): string | undefined {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const node = root === undefined ? undefined : findNodeAtLocation(root, [...path]);
  if (node === undefined) return undefined;
  const end = node.offset + node.length;
  const isLong = text.slice(node.offset, end).includes("\n");
  const { step, eol } = styleOf(text);
  const written = JSON.stringify(value, null, isLong ? step : 1);
  return splice(
    text,
    node.offset,
    end,
    written.replaceAll(/\n */g, (line) => (isLong ? eol + indentAt(text, node.offset) + line.slice(1) : " ")),
  );
}

function insertInto(text: string, object: Node, name: string, value: unknown): string {
  const { step, eol } = styleOf(text);
  const last = object.children?.at(-1);
  const property = (indent: string) =>
    `${JSON.stringify(name)}: ${JSON.stringify(value, null, step).replaceAll("\n", eol + indent)}`;
  if (last === undefined) {
    const start = object.offset + 1;
    const outer = indentAt(text, object.offset);
    const rest = text.slice(start, object.offset + object.length - 1);
    // What may stand there is a comment.
    const end = rest.includes("\n") ? "" : eol + outer;
    return splice(text, start, start, eol + outer + step + property(outer + step) + end);
  }
  const end = last.offset + last.length;
  if (!text.slice(object.offset, last.offset).includes("\n")) {
    return splice(text, end, end, `, ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  }
  const line = eol + indentAt(text, last.offset) + property(indentAt(text, last.offset));
  // A comment behind the last property stays behind it.
  const [behind = "", comma] =
    /^[ \t]*(,?)[ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/[ \t]*)?(?=\r?\n)/.exec(text.slice(end)) ?? [];
  if (comma === ",") return splice(text, end + behind.length, end + behind.length, `${line},`);
  return splice(text, end, end + behind.length, `,${behind}${line}`);
}

/** The blanks at the beginning of the line in which `offset` is. */
function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? "";
}

function splice(text: string, from: number, to: number, inserted: string): string {
  return text.slice(0, from) + inserted + text.slice(to);
}
