/** Lines of stack traces, by the languages that print them. The first that fits counts. */

import { anyOf } from "../../logs/index.ts";
import { plainPath } from "../findings/path.ts";
import type { Frame } from "../types.ts";

interface FrameShape {
  readonly language: string;
  /** Named groups: `function`, `file`, `line`, `column`; all but one may be missing. */
  readonly pattern: RegExp;
}

/** A path as JavaScript prints it: of any system, with parentheses and blanks in it, or the address of a script. */
const script =
  '(?:(?:file:\\/\\/\\/?)?(?:[A-Za-z]:(?=[\\\\/]))?(?:[^\\s():"]|\\([^():"]*\\))(?:[^():"]|\\([^():"]*\\))*?|[a-z][\\w+.-]*:\\/\\/(?:[^\\s()"]|\\([^\\s()"]*\\))+?(?=:\\d{1,7}:\\d{1,6}(?![:\\d])))';
const place = `(?<file>${script}):(?<line>\\d{1,7})(?::(?<column>\\d{1,6}))?`;

const frameShapes: readonly FrameShape[] = [
  // C#: "   at Shop.Cart.Add(Item item) in /src/Cart.cs:line 12".
  { language: "csharp", pattern: /^\s+at (?<function>[\w.<>`[\],+|&$]+\(.*?\)) in (?<file>.+?):line (?<line>\d+)$/ },
  // Java, Kotlin, Scala: "\tat com.shop.Cart.add(Cart.java:12)", with a module or a loader before.
  {
    language: "java",
    pattern:
      /^\s*at (?:[\w.@/-]+\/)?(?<function>[\w$.<>\-/]+\.[\w$<>-]+)\((?:(?<file>[\w$-]+\.(?:java|kt|kts|scala|groovy|clj|cljc))(?::(?<line>\d+))?|Native Method|Unknown Source|[\w$.-]+)\)(?: ~?\[.*\])?$/,
  },
  // Rust: "             at ./src/main.rs:12:5"; the function stands in the line before.
  { language: "rust", pattern: /^\s{8,}at (?<file>\S+\.rs):(?<line>\d+)(?::(?<column>\d+))?$/ },
  // JavaScript of V8 and JavaScriptCore: "    at add (/src/cart.js:12:5)", "    at async file:///a.ts:1:2", "at <anonymous>".
  {
    language: "javascript",
    pattern: new RegExp(
      `^\\s*at (?:async )?(?:(?<function>[^()]*(?:\\([^()]*\\)[^()]*)?) \\()?(?:(?:node|ext|bun|deno|internal|native):[\\w/.-]+(?::\\d+:\\d+)?|${place}|<anonymous>|native(?: code)?|unknown|index \\d+|eval at .*|[a-z]+:[\\w/.-]+)\\)?(?:\\s*\\{)?,?$`,
    ),
  },
  { language: "javascript", pattern: /^\s+at (?:async )?(?<function>(?:new )?[\w$.<>#[\] ]+)(?: \(<anonymous>\))?$/ },
  { language: "csharp", pattern: /^\s+at (?<function>[\w.<>`[\],+|&$]+\(.*?\))$/ },
  // Vitest: " ❯ add src/cart.ts:12:5".
  { language: "javascript", pattern: new RegExp(`^\\s*❯ (?:(?<function>[^\\s:]+) )?${place}$`, "u") },
  // Firefox and Safari: "add@http://localhost/app.js:12:5".
  {
    language: "javascript",
    pattern: /^\s*(?<function>[\w$.<>/*]*)@(?<file>\w+:\/\/\S+?):(?<line>\d+):(?<column>\d+)$/,
  },
  // Go: "\t/src/main.go:12 +0x1d"; the function stands in the line before.
  { language: "go", pattern: /^\t(?<file>\S.*?\.(?:go|s)):(?<line>\d+)(?: \+0x[\da-f]+)?$/ },
  // Ruby: "\tfrom cart.rb:12:in 'Cart#add'", "app/cart.rb:12:in `add'".
  {
    language: "ruby",
    pattern: /^\s*(?:\d+: )?(?:from )?(?<file>[^\s:][^:]*?):(?<line>\d+):in [`'](?<function>[^']*)'$/,
  },
  // PHP: "#0 /src/cart.php(12): Cart->add()".
  { language: "php", pattern: /^\s*#\d+ (?<file>[^\s(][^(]*?)\((?<line>\d+)\): (?<function>.*)$/ },
  { language: "php", pattern: /^\s*#\d+ (?:\[internal function\]: (?<function>.*)|\{main\})$/ },
  // Elixir: "    (shop 0.1.0) lib/cart.ex:12: Cart.add/2".
  {
    language: "elixir",
    pattern:
      /^\s+(?:\((?<package>[\w ]+?)(?: [\d.]+\S*)?\) )?(?<file>[^\s:()]+\.(?:exs?|erl|eex|heex)):(?<line>\d+): (?<function>\S.*)$/,
  },
  // Dart: "#0      add (package:shop/cart.dart:12:5)".
  { language: "dart", pattern: /^#\d+\s+(?<function>.+?) \((?<file>\S+?\.dart):(?<line>\d+)(?::(?<column>\d+))?\)$/ },
  // C and C++ under a sanitizer or debugger: "    #0 0x4f in add /src/cart.c:12:5".
  {
    language: "c",
    pattern:
      /^\s*#\d+\s+(?:0x[\da-f]+ )?in (?<function>\S+)(?: \(.*?\))? (?:at )?(?<file>\/?[^\s:()]+):(?<line>\d+)(?::(?<column>\d+))?$/,
  },
  { language: "c", pattern: /^\s*#\d+\s+0x[\da-f]+ (?:in )?(?<function>\S+)(?: \(.*\))?$/ },
  // Haskell: "  error, called at cart.hs:12:5 in main:Main".
  {
    language: "haskell",
    pattern: /^\s+(?<function>\S+), called at (?<file>\S+):(?<line>\d+):(?<column>\d+) in \S+$/,
  },
  // Lua: "\tcart.lua:12: in function 'add'".
  {
    language: "lua",
    pattern: /^\s+(?:(?<file>[^\s:[\]][^:]*):(?<line>\d+): in (?<function>.*)|\[C\](?:: in .*)?)$/,
  },
  // Julia: " [1] add(x::Int64)", then "   @ Main /src/cart.jl:12".
  { language: "julia", pattern: /^\s+@ (?<function>\S+) (?<file>\S+\.jl):(?<line>\d+)$/ },
  // OCaml: 'Called from Cart.add in file "cart.ml", line 12, characters 4-9'.
  {
    language: "ocaml",
    pattern:
      /^(?:Raised|Called|Re-raised)[\w -]*? (?:at|from) (?<function>\S+)(?: in)? (?:\(inlined\) )?(?:in )?file "(?<file>[^"]+)"(?: \(inlined\))?, lines? (?<line>\d+)/,
  },
  // Swift, Zig: "/src/main.zig:12:5: 0x10 in add (main)".
  {
    language: "zig",
    pattern: /^(?<file>\S+\.zig):(?<line>\d+):(?<column>\d+): 0x[\da-f]+ in (?<function>\S+)/,
  },
  { language: "perl", pattern: /^\s+(?<function>[\w:]+\(.*\)) called at (?<file>\S+) line (?<line>\d+)$/ },
];

const mayBeFrame = anyOf(frameShapes.map(({ pattern }) => pattern));

/** Files of libraries and runtimes. */
const foreignFile =
  /(?:^|[\\/])(?:node_modules|@vite|\.pnpm|\.yarn|bower_components|site-packages|dist-packages|vendor|\.cargo|registry|rustc|\.rustup|gems?|deps|_build|\.venv|venv|go\/pkg\/mod|\.m2|\.gradle|\.bun|\.deno)[\\/]|^(?:node|bun|deno|internal|ext|native|webpack|<frozen|<internal|<string>|<stdin>|<eval>|dart|package:flutter)\b|^<|^(?:\/usr\/(?:lib|local\/lib|local\/go|lib64|share|include)|\/opt|\/build|\/rustc|\/System|C:\\Program Files)[\\/]|\/lib\/python\d|\/libexec\/|^\.\.\/sysdeps|^\.\/(?:nptl|misc|csu|elf|stdlib)\/|[\\/]deps[\\/]uv[\\/]|^https?:\/\/(?:cdn|unpkg|esm\.sh|jsr|deno\.land)/i;
/** Functions of libraries and runtimes, where a trace names packages in place of paths. */
const foreignFunction: Readonly<Record<string, RegExp>> = {
  java: /^(?:javax?|jdk|sun|com\.sun|kotlinx?|scala|groovy|clojure|io\.netty|io\.micronaut|io\.quarkus|io\.ktor|reactor|rx|akka|org\.(?:spring|apache|junit|hibernate|eclipse|gradle|slf4j|mockito|jetbrains|jboss|testng|codehaus|opentest4j)|com\.(?:zaxxer|fasterxml|google\.common|mysql|intellij)|ch\.qos)[.\w]*/,
  csharp: /^(?:System|Microsoft|Xunit|NUnit|Newtonsoft|Npgsql)\./,
  elixir: /^(?:Enum|Kernel|Task|GenServer|Stream|Process|Agent|Map|String|ExUnit|Mix|:\w+|Phoenix|Plug|Ecto)\b/,
  go: /^(?:runtime|testing|net\/http|reflect|sync|os|io|fmt|panic)\b/,
};
const foreignPackage = /^(?:elixir|stdlib|kernel|ex_unit|mix|phoenix|plug|ecto\w*|cowboy|bandit|logger)$/;

/** What bundlers put before the path of a module. */
const bundled = /^(?:rsc:\/\/React\/\w+\/)?webpack(?:-internal)?:\/\/[^/]*\/(?:\([\w-]+\)\/)?(?:\.\/)?/;

/** Whether a file belongs to a library or a runtime, as far as its path tells. */
export function isForeign(file: string): boolean {
  return foreignFile.test(file.replace(bundled, ""));
}

/** A frame and the language that writes it so. */
export interface ReadFrame {
  readonly language: string;
  /** Undefined where the line is one of a trace and names no file. */
  readonly frame: Frame | undefined;
}

/** What a line of a stack trace says; undefined: it is none. `before`: the line before it, where some have the function. */
export function frameOf(text: string, before: string): ReadFrame | undefined {
  if (!mayBeFrame(text)) return undefined;
  for (const { language, pattern } of frameShapes) {
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined) continue;
    const file = groups["file"];
    if (file === undefined) return { language, frame: undefined };
    const name = (groups["function"] ?? functionBefore(language, before)).trim();
    const isForeignFunction =
      foreignFunction[language]?.test(name) === true || foreignPackage.test(groups["package"] ?? "");
    return {
      language,
      frame: {
        file: plainPath(file),
        line: numberOf(groups["line"]),
        column: numberOf(groups["column"]),
        function: name,
        own: !isForeign(file) && !isForeignFunction,
      },
    };
  }
  return undefined;
}

/** Go and Rust print the function on a line of its own. */
function functionBefore(language: string, before: string): string {
  if (language === "go") return before.replace(/^created by /, "").replace(/\(.*$| in goroutine \d+$/, "");
  if (language === "rust") return before.replace(/^\s*\d+:\s+(?:0x[\da-f]+ - )?/, "");
  return "";
}

function numberOf(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}
