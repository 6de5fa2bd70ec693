/**
 * The shapes in which tools write a place in a file and what is wrong there, all on one line. Few shapes serve many tools; a
 * tool's name stands beside a shape only as an example. The first that fits counts.
 */

import { anyOf } from "../../logs/index.ts";
import { BARE_PATH, LOOSE_PATH, PATH } from "./path.ts";

/**
 * One shape. Named groups: `file`, `line`, `column`, `kind`, `code`, `text` (what stands behind the place: severity, code and
 * message). `before`: what stands before the place is the message.
 */
export interface Shape {
  readonly name: string;
  readonly pattern: RegExp;
}

/** Marks that stand before a place: tags of build tools, signs of lists and frames. */
const lead = "(?<indent>[\\s│┃|>]*)(?:(?:[✖✘×⨯⚠•●*▲-]\\uFE0F?|❌)\\s+)?(?:\\[(?<tag>error|warn|warning|info)\\]\\s*)?";
/** A severity before the place: `error: a.c:1:2: …`, `e: a.kt: (1, 2): …`, `%Error: a.v:1:2: …`, `PHP Parse error: …`. */
const leadKind =
  "(?:%?(?<kind>error|err|warning|warn|fatal|info|note|hint|e|w|i)(?:-\\w+)?(?::\\s*|\\s+-\\s+|\\s+in\\s+|\\s+))?";
const line = "(?<line>\\d{1,7})";
const column = "(?<column>\\d{1,6})";
/** An absolute path may hold blanks: where it begins and ends is known. */
const file = `(?<file>${PATH}|(?=/|[A-Za-z]:\\\\)${LOOSE_PATH})`;
/** The name of a program, as compilers and shells begin: `lua: a.lua:1: …`, `vet: ./a.go:3:4: …`. */
const leadName = "(?:[a-z][\\w.+-]{0,24}:\\s+)?";
const start = `^${lead}${leadKind}${leadName}`;
const text = "(?<text>.*)$";
/** An end of a range, of which only the start counts: `3-5`, `3:1-3:9`, `3.1-3.9`. */
const to = "(?:-\\d+(?:[:.]\\d+)?)?";

const shape = (name: string, source: string): Shape => ({ name, pattern: new RegExp(source, "iu") });

export const shapes: readonly Shape[] = [
  // GNU: file:line:column: text. Most compilers and linters; also with a range, or nothing behind (the text is on the next line).
  shape("colons", `${start}${file}:${line}(?:[:.]${column})${to}(?::|\\s|$)${text}`),
  shape("bare-colons", `${start}(?<file>${BARE_PATH}):${line}:${column}:\\s+${text}`),
  // Shells: "run.sh: 3: text".
  shape("blank-colon", `${start}${file}:\\s${line}:\\s+${text}`),
  shape("colon", `${start}${file}:${line}${to}(?::|\\s+(?:-\\s+)?(?=\\S)|$)${text}`),
  // Visual Studio: file(line,column): text, also file(line). TypeScript, MSBuild, Nim, Free Pascal.
  shape(
    "round",
    `${start}${file}\\s?:?\\s?\\(${line}(?:[,:]\\s?${column})?(?:[,:-][\\d,:\\s-]*)?\\)\\s*(?:[:.]\\s*|\\s+-?\\s*|$)${text}`,
  ),
  // TSLint, Maven, cppcheck: file[line, column]: text, [file:line:column] text, file:[line,column] text.
  shape("square", `${start}${file}:?\\[${line}(?:,\\s?${column})?\\]:?\\s*${text}`),
  shape(
    "bracketed",
    `^(?<indent>\\s*)\\[(?:(?<kind>error|warning|warn|info)[:\\s]\\s*)?${file}:${line}(?::${column})?\\]:?\\s*${text}`,
  ),
  // In words: file: line 1, col 2, text. ESLint compact, JSHint, TFLint; Bash.
  shape(
    "words",
    `${start}${file}(?::|,|\\s)\\s*line:?\\s+${line}(?:(?:,|:)?\\s*(?:col(?:umn)?|char(?:acter)?):?\\s+${column})?(?:\\s*[,:]\\s*|\\s+-\\s+|\\s*$|\\s)${text}`,
  ),
  // Terraform: "on main.tf line 3, in …"; ShellCheck: "In run.sh line 3:". What is wrong stands on another line.
  shape(
    "heading-words",
    `^(?<indent>[\\s│┃|]*)(?:on|in)\\s+${file}\\s+line\\s+${line}(?:,\\s*col(?:umn)?\\s+${column})?[,:]?(?<context>.*)$`,
  ),
  // Python, OCaml: File "a.ml", line 3, characters 4-9: the text is on the next lines.
  shape(
    "file-line",
    `^(?<indent>[\\s│┃|]*)File\\s+"(?<file>[^"<>]+)",\\s+lines?\\s+${line}${to}(?:,\\s+characters\\s+${column}-\\d+)?(?:,\\s+in\\s+.*)?:?$`,
  ),
  // Frames: " --> src/main.rs:3:5", "┌─ a.mo:3:5", "╭─[a.js:3:5]", "└─ lib/a.ex:3:5: A.b/1". The text stood before.
  shape(
    "arrow",
    `^(?<indent>\\s*)(?:\\d+\\s*)?(?:[|│]\\s*)?(?:-{1,3}>|={1,2}>|[┌╭└╰]─+[>▶]?|,-+)\\s*\\[?\\s*${file}:${line}(?::${column})?\\]?(?::\\s*(?<context>.*))?$`,
  ),
  // Bandit, CodeClimate: "   Location: ./a.py:9:0". The text stood before.
  shape("location", `^(?<indent>\\s*)(?:Location|File|Source|Where):\\s+${file}:${line}(?::${column})?$`),
  // At the end of a line: "msg on line 3", "msg in a.php on line 3", "msg at a.pl line 3.", "msg in a.less on line 3, column 5:".
  shape(
    "on-line",
    `^(?<before>.*?\\S)\\s+in\\s+(?<file>${LOOSE_PATH}|${PATH})(?:\\s+on\\s+line\\s+|:)${line}(?:,\\s*column\\s+${column}|:${column})?:?$`,
  ),
  // "CMake Error at CMakeLists.txt:3 (find_package):": what is wrong stands below.
  shape(
    "kind-at",
    `^(?:[A-Z]\\w*\\s+)?(?<kind>error|warning)(?:\\s+\\([\\w-]+\\))?\\s+at\\s+${file}:${line}(?::${column})?(?:\\s+\\([^)]*\\))?:?$`,
  ),
  shape("at-line", `^(?<before>.*?\\S)\\s+at\\s+(?<file>${PATH})\\s+line\\s+${line}(?:,.*)?\\.?$`),
  shape(
    "dash-line",
    `^(?<indent>\\s*)${file}\\s+-\\s+(?<text>.*?)\\s+(?:on|at)\\s+line\\s+${line}(?:,?\\s+col(?:umn)?\\s+${column})?$`,
  ),
  // In quotes, as tools write for other tools: `1795816216182 ERROR "src/a.svelte" 3:9 "msg"`.
  shape(
    "quoted",
    `^(?:\\d+\\s+)?(?<kind>error|warning|warn|info|hint)\\s+"(?<file>[^"\\s]+)"[,:]?\\s+${line}:${column}:?\\s+"?(?<text>.*?)"?$`,
  ),
  // At the end, with a kind at the start: "<markuplint> error: msg (rule) /a.html:6:10", "error: msg at src/a.ts:3:5".
  shape(
    "kind-last",
    `^(?:<[\\w-]+>\\s+)?(?<kind>error|warning):\\s+(?<text>.*?\\S)\\s+(?:at\\s+|in\\s+|\\()?(?<file>(?<=[\\s(])${PATH}):${line}:${column}\\)?$`,
  ),
  // The place in the middle: "error • msg • lib/a.dart:3:5 • rule", "ERROR: Rule - src/a.php:3:5 - msg".
  shape(
    "middle",
    `^(?<indent>\\s*)(?<kind>error|warning|info|hint)\\s*(?:[•·|]|:|-)\\s*(?<text>.*?)\\s+[•·|-]\\s+${file}:${line}:${column}(?:\\s+[•·|-]\\s+(?<more>.*))?$`,
  ),
  // The place at the end, in brackets: "[error] a.ts: SyntaxError: ';' expected. (3:5)".
  shape("place-last", `${start}${file}:\\s+(?<text>.*\\S)\\s+\\(${line}:${column}\\)$`),
  // webpack: "ERROR in ./src/a.ts 3:5-10"; Sass: "  src/a.scss 3:5  root stylesheet".
  shape(
    "blank",
    `^(?<indent>\\s*)(?:(?<kind>error|warning)\\s+in\\s+)?(?<file>${PATH})\\s+${line}:${column}${to}(?:\\s+(?<context>.*))?$`,
  ),
  // GitHub: "::error file=a.js,line=1,col=5::msg".
  shape(
    "annotation",
    `^::(?<kind>error|warning|notice)\\s(?=[^:]*\\bfile=(?<file>[^,:]+))(?:(?=[^:]*,line=${line})|)(?:(?=[^:]*,col(?:umn)?=${column})|)[^:]*::${text}`,
  ),
  // Biome, of a whole file: "src/a.js format ━━━".
  shape("rule", `^(?<indent>)(?<file>${PATH})\\s+(?<text>[a-z]+(?:/\\w+)*\\s+[━─]{3,})$`),
  // Keys and values: "warning file=a.scala message=… line=6 column=7"; psalm, phpstan raw, checkstyle.
  shape(
    "keys",
    `^(?<indent>\\s*)(?<kind>error|warning|info)\\s+file=(?<file>\\S+)\\s+message=(?<text>.*?)(?:\\s+line=${line})(?:\\s+column=${column})?\\s*$`,
  ),
];

/** Whether a line may have one of them. */
export const mayNamePlace: (text: string) => boolean = anyOf(shapes.map(({ pattern }) => pattern));
