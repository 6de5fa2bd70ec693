/** JSON, JSON with comments, YAML and TOML with the places of their parts. */

import { findNodeAtLocation, type Node, type ParseError, parse, parseTree, printParseErrorCode } from "jsonc-parser";
import { parse as parseToml, TomlError } from "smol-toml";
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document as YamlDocument } from "yaml";

/** Names and indexes that lead to a part of a document. */
export type Path = readonly (string | number)[];

/** A file's value, and where its parts stand. */
export interface Document {
  /** Absolute path. */
  readonly file: string;
  readonly value: unknown;
  /** `file:line:column` of the part, of its name where it has one; of the nearest part around it when it is not there. */
  at(path: Path): string;
}

/** What is wrong with a text, and where: `12:5: comma expected`. */
export interface Mistake {
  readonly mistake: string;
}

/** `12:5`, counted from 1. */
function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  return `${line}:${offset - before.lastIndexOf("\n")}`;
}

/** What the JSON parser's commoner codes mean for somebody who looks at the place. */
const meanings: Readonly<Record<string, string>> = {
  PropertyNameExpected: "property name expected, in double quotes (is the comma before it one too many?)",
  ValueExpected: "value expected (is a comma one too many, or is the text cut off?)",
  InvalidSymbol: "this is no value: texts stand in double quotes",
  ColonExpected: "colon expected between name and value",
  CommaExpected: "comma expected",
  CloseBraceExpected: "closing brace } expected",
  CloseBracketExpected: "closing bracket ] expected",
  EndOfFileExpected: "nothing may follow the object",
  InvalidCommentToken: "comments are not allowed here",
  UnexpectedEndOfString: "the text is not closed with a double quote",
};

/** In words; for a code without a meaning of its own `InvalidUnicode` → `invalid unicode`. */
function inWords(code: string): string {
  return meanings[code] ?? code.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
}

/** The property around a value, whose name is the better place to point at. */
function jsonOffset(root: Node | undefined, path: Path): number {
  for (let length = path.length; length > 0 && root !== undefined; length--) {
    const node = findNodeAtLocation(root, path.slice(0, length));
    if (node !== undefined) return node.parent?.type === "property" ? node.parent.offset : node.offset;
  }
  return root?.offset ?? 0;
}

/** Strict JSON, as package managers read it; with `comments`, also comments and trailing commas, as editors do. */
export function readJson(file: string, text: string, comments: boolean): Document | Mistake {
  let tree: Node | undefined;
  const at = (path: Path) => {
    tree ??= parseTree(text, [], { allowTrailingComma: true });
    return `${file}:${placeOf(text, jsonOffset(tree, path))}`;
  };
  try {
    return { file, value: JSON.parse(text), at };
  } catch (error) {
    const errors: ParseError[] = [];
    const options = { disallowComments: !comments, allowTrailingComma: comments };
    const value: unknown = parse(text, errors, options);
    const first = errors[0];
    if (first !== undefined) {
      return { mistake: `${placeOf(text, first.offset)}: ${inWords(printParseErrorCode(first.error))}` };
    }
    return comments ? { file, value, at } : { mistake: `1:1: ${String(error)}` };
  }
}

function yamlOffset(document: YamlDocument, path: Path): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) return offset;
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      const item: unknown = node.items[Number(step)];
      if (isScalar(item) || isMap(item) || isSeq(item)) offset = item.range?.[0] ?? offset;
      node = item;
    } else {
      return offset;
    }
  }
  return offset;
}

/** YAML 1.2 with merge keys (`<<`). Aliases that would blow the value up are a mistake. */
export function readYaml(file: string, text: string): Document | Mistake {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, merge: true, prettyErrors: false, logLevel: "silent" });
  const first = document.errors[0];
  const place = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    return `${Math.max(1, line)}:${Math.max(1, col)}`;
  };
  if (first !== undefined) return { mistake: `${place(first.pos[0])}: ${lowerFirst(first.message)}` };
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return { file, value, at: (path) => `${file}:${place(yamlOffset(document, path))}` };
  } catch (error) {
    return { mistake: `1:1: ${error instanceof Error ? lowerFirst(error.message) : String(error)}` };
  }
}

/** TOML. Places are found by looking for the last name of a path: the parser does not tell them. */
export function readToml(file: string, text: string): Document | Mistake {
  try {
    const value: unknown = parseToml(text);
    return { file, value, at: (path) => `${file}:${placeOf(text, tomlOffset(text, path))}` };
  } catch (error) {
    if (!(error instanceof TomlError)) return { mistake: `1:1: ${String(error)}` };
    const what = error.message.split("\n")[0] ?? "";
    return { mistake: `${error.line}:${error.column}: ${lowerFirst(what.replace(/^Invalid TOML document: /, ""))}` };
  }
}

function tomlOffset(text: string, path: Path): number {
  const escaped = path.map((step) => String(step).replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const table = new RegExp(`^[ \\t]*\\[${escaped.slice(0, -1).join("\\.")}\\]`, "m").exec(text)?.index ?? 0;
  const key = new RegExp(`^[ \\t]*["']?${escaped.at(-1) ?? ""}["']?[ \\t]*=`, "m").exec(text.slice(table));
  const whole = new RegExp(`^[ \\t]*\\[${escaped.join("\\.")}\\]`, "m").exec(text);
  return key !== null ? table + key.index : (whole?.index ?? table);
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
