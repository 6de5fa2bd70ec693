/** First lines of errors with a stack trace, and what else stands in one. */

import { anyOf } from "../../logs/index.ts";
import type { ErrorSeverity } from "../types.ts";

/** How an error begins. Named groups: `type`, `message`, and `file`, `line`, `column` where the line names its place. */
export interface Head {
  readonly pattern: RegExp;
  /** Empty: the frames tell it. */
  readonly language: string;
  /** Where the line names no type. */
  readonly type: string;
  readonly severity: ErrorSeverity;
  /** The message stands in the next line. */
  readonly messageFollows?: boolean;
}

const head = (pattern: RegExp, language = "", type = "Error", severity: ErrorSeverity = "error"): Head => ({
  pattern,
  language,
  type,
  severity,
});

/** Names of error types, as nearly all languages have them. */
const ERROR_TYPE = "(?:[\\w$]+[.:\\\\]{1,2})*[A-Z][\\w$]*(?:Error|Exception|Failure|Fault|Interrupt|Panic|Warning)\\d?";

export const heads: readonly Head[] = [
  head(/^panic: (?:runtime error: )?(?<message>.*?)(?: \[recovered.*)?$/, "go", "panic", "critical"),
  head(/^.*\bhttp: panic serving \S+: (?<message>.*)$/, "go", "panic"),
  head(
    /^fatal error: (?<message>all goroutines are asleep.*|concurrent map .*|stack overflow|out of memory.*|unexpected signal.*)$/,
    "go",
    "fatal error",
    "critical",
  ),
  head(
    /^thread '[^']*'(?: \(\d+\))? panicked at '(?<message>.*)', (?<file>[^,]+?):(?<line>\d+):(?<column>\d+)$/,
    "rust",
    "panic",
    "critical",
  ),
  {
    ...head(
      /^thread '[^']*'(?: \(\d+\))? panicked at (?<file>[^,']+?):(?<line>\d+):(?<column>\d+):$/,
      "rust",
      "panic",
      "critical",
    ),
    messageFollows: true,
  },
  head(/^thread \d+ panic: (?<message>.*)$/, "zig", "panic", "critical"),
  head(/^Exception in thread "[^"]*" (?<type>[\w$.]+)(?:: (?<message>.*))?$/, "java", "Exception", "critical"),
  head(
    /^(?:Unhandled exception\. |Unhandled Exception: )(?<type>[\w.`]+)(?: \([^)]*\))?: (?<message>.*?)$/,
    "csharp",
    "Exception",
    "critical",
  ),
  { ...head(/^Unhandled exception:$/, "dart", "Exception", "critical"), messageFollows: true },
  head(
    /^(?:PHP )?(?:Fatal error|Warning): {1,2}Uncaught (?<type>[\w\\]+)(?:: (?<message>.*?))? in (?<file>\S.*?):(?<line>\d+)$/,
    "php",
    "Error",
    "critical",
  ),
  head(/^(?:PHP )?Fatal error: {1,2}Uncaught (?<type>[\w\\]+)(?:: (?<message>.*))?$/, "php", "Error", "critical"),
  head(
    /^(?:PHP )?(?<type>Fatal error|Parse error): {1,2}(?<message>.*) in (?<file>\S.*?) on line (?<line>\d+)$/,
    "php",
    "Error",
    "critical",
  ),
  head(
    /^(?:\*\* )\((?:(?<type>EXIT|[A-Z][\w.]*|[a-z]\w*)[^)]*)\) (?:(?<file>[^\s:]+\.exs?):(?<line>\d+)(?::\d+)?: )?(?<message>.*)$/,
    "elixir",
  ),
  head(
    /^(?<file>[^\s:][^:]*?\.(?:rb|rake|ru|gemspec)|bin\/\w+|Rakefile|-e):(?<line>\d+):in [`'](?<function>[^']*)': (?<message>.*?) \((?<type>[A-Z][\w:]*)\)$/,
    "ruby",
    "RuntimeError",
    "critical",
  ),
  head(/^(?<type>[A-Z][\w:]*(?:Error|Exception|Invalid|NotFound)\w*) \((?<message>.*)\):$/, "ruby"),
  head(/^terminate called after throwing an instance of '(?<type>[^']+)'$/, "cpp", "exception", "critical"),
  head(/^==\d+==\s?ERROR: (?<type>\w+Sanitizer): (?<message>[\w-]+.*)$/, "c", "Sanitizer", "critical"),
  head(
    /^(?:.*: line \d+: +\d+ )?(?<message>Segmentation fault|Bus error|Illegal instruction|Aborted)(?: +\(core dumped\).*)?$/,
    "c",
    "signal",
    "critical",
  ),
  head(
    /^(?:Fatal error: exception) (?<type>[\w.]+)(?:\((?<message>.*)\)|: (?<message2>.*))?$/,
    "ocaml",
    "exception",
    "critical",
  ),
  head(/^ERROR: LoadError: (?:(?<type>\w+): )?(?<message>.*)$/, "julia", "LoadError", "critical"),
  head(
    /^luajit?: (?<file>[^:\s]+):(?<line>\d+): (?<message>.*)$|^lua[\d.]*: (?<file2>[^:\s]+):(?<line2>\d+): (?<message2>.*)$/,
    "lua",
    "error",
    "critical",
  ),
  head(/^(?:FATAL ERROR|#\s*Fatal error): (?<message>.*)$/, "", "FatalError", "critical"),
  head(/^(?:ASSERT(?:ION)? FAILED|Assertion failed): (?<message>.*)$/, "", "AssertionError"),
  // Bun's tests: what was expected and what came stand between it and its frames.
  head(/^error: (?<message>expect\(.*\).*)$/, "javascript", "AssertionError"),
  // Bundlers that show their errors in the page.
  head(/^(?:.*\[vite\] )?Internal server error: (?:(?<type>\w+Error): )?(?<message>.*)$/, "javascript", "BuildError"),
  head(/^(?:.*\[vite\] )?Pre-transform error: (?:(?<type>\w+Error): )?(?<message>.*)$/, "javascript", "BuildError"),
  head(
    /^(?:Uncaught|error:) (?:Uncaught )?(?:\(in promise\) )?(?:\(in promise: )?(?<type>[A-Z]\w*|Error)\)?(?:: (?<message>.*))?$/,
    "javascript",
    "Error",
    "critical",
  ),
  head(
    /^(?:⨯ )?(?:unhandledRejection|uncaughtException):?\s+(?:\[)?(?<type>\w*Error)(?:\])?(?:: (?<message>.*))?$/,
    "javascript",
  ),
  head(
    /^\(node:\d+\) (?:UnhandledPromiseRejectionWarning|PromiseRejectionHandledWarning): (?:(?<type>\w+): )?(?<message>.*)$/,
    "javascript",
    "UnhandledRejection",
  ),
  head(/^\[?(?<type>UnhandledPromiseRejection): (?<message>.*?)\]?(?: \{)?$/, "javascript"),
  // Any language: "TypeError: text", "com.shop.CartException: text", "AssertionError [ERR_ASSERTION]: text", "[TypeError: text]".
  head(
    new RegExp(
      `^\\[?(?:Uncaught |Unhandled |Error: (?=${ERROR_TYPE}: ))?(?<type>${ERROR_TYPE})(?: \\[[\\w.]+\\])?(?:: (?<message>.*?)|(?= \\{))?\\]?(?: \\{)?$`,
    ),
  ),
  head(/^\[?(?<type>(?:Uncaught )?Error)(?: \[\w+\])?: (?<message>.*?)\]?(?: \{)?$/),
];

/** Whether a line may be one of them. */
export const mayBeHead: (text: string) => boolean = anyOf(heads.map(({ pattern }) => pattern));

/** A further error behind the one above it: the same groups. */
export const causes: readonly RegExp[] = [
  /^\s*(?:Caused by|Suppressed|Next|Cause|caused by): (?:(?<type>[\w$.\\]*[A-Z][\w$]*)(?: \[\w+\])?(?:: (?<message>.*?))?|(?<message2>.*?))(?: \{)?(?: in (?<file>\S.*?):(?<line>\d+))?$/,
  /^\s*\[(?:cause|errors|suppressed|error)\]:? (?:\[)?(?<type>[A-Z]\w*)(?: \[\w+\])?(?:: (?<message>.*?))?\]?(?: \{)?,?$/,
  /^\s*(?:\(Inner Exception #\d+\)|-+>) (?:\(Inner Exception #\d+\) )?(?<type>[\w.`]+Exception)(?: \([^)]*\))?: (?<message>.*?)$/,
  new RegExp(`^\\s+(?:\\[?\\d\\]:? )?(?<type>${ERROR_TYPE}|Error)(?: \\[\\w+\\])?: (?<message>.*?)(?: \\{)?,?$`),
  /^Next (?<type>[\w\\]+): (?<message>.*) in (?<file>\S.*?):(?<line>\d+)$/,
];

/** Lines that belong to a trace and say nothing of their own. */
export const parts: readonly RegExp[] = [
  /^\s*\.{3} \d+ (?:more|lines? matching|common frames omitted|common frames)/,
  /^\s*--- End of (?:inner exception )?stack trace.*---$/,
  /^goroutine \d+.*:$|^created by |^\[(?:signal|originating from goroutine) .*\]?$|^exit status \d+$|^\s*\.\.\.additional frames elided\.\.\.$/,
  /^[\w./*()[\]{}·-]+\.[\w.*()[\]{}·-]+\(.*\)$/,
  /^note: (?:run with|Some details)|^[Ss]tack backtrace:$|^\s+\d+:\s+(?:0x[\da-f]+ - )?\S/,
  /^(?:PHP )?Stack trace:$|^\s+thrown in .* on line \d+$|^PHP\s+\d+\. |^\[stacktrace\]$/,
  /^stack traceback:$|^Stacktrace:$|^ \[\d+\] |^CallStack \(from HasCallStack\):$/,
  /^\s+(?:what\(\)): /,
  /^Emitted '\w+' event on .* at:$/,
  /^(?:freed|(?:previously )?allocated) by thread .*:$|^0x[\da-f]+ is located |^(?:READ|WRITE) of size |^SUMMARY: |^Shadow |^ {2}0x[\da-f]+:|^=>0x|^=+$/,
  /^Require stack:$|^- (?:\/|[A-Z]:\\)\S+$/,
  /^\s*(?:Plugin|File|Code): /,
  /^Node\.js v\d|^Bun v\d/,
  /^\s+\([^)]*\) .*|^\s*\[(?:cause|errors)\]: \[?$/,
  /^\s*(?:\d+ \||\||~+\^|\^+~*)/,
];

/** `File: /src/a.ts:3:5` within an error of a bundler. */
export const filePart = /^\s*File: (?<file>[^\s:?]+)(?:\?\S*?)?(?::(?<line>\d+):(?<column>\d+))?$/;
