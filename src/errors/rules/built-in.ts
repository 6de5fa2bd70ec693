/**
 * The rules that are always there. Names are those of the predecessor's file where the rule is the same. What has a structure (stack
 * traces, places in files) needs no rule here.
 */

import type { RuleText } from "./types.ts";

/** By `group.name`. A user's rule of the same name takes the place of one of these. */
export const builtInRules: Readonly<Record<string, RuleText>> = {
  // First what is no error: the last words of a tool about errors that it has told before, and the words of runners about it.
  "ignore.exit": {
    pattern:
      "^(?:\\W*npm (?:ERR!|error) (?:Lifecycle script|code (?:ELIFECYCLE|\\d)|errno|path|workspace|location|command|cwd|$)|.*\\bELIFECYCLE\\b|error:? Command failed|error: script \\S+ (?:exited|was terminated)|.*\\b(?:exited|failed) with (?:(?:exit )?(?:code|status)\\b|\\d)|.*Process (?:exited|completed)|exit status \\d|.*\\bcommand .*\\bexited \\(\\d+\\)|g?make(?:\\[\\d+\\])?: \\*\\*\\* |error: could not compile|error: aborting due to|error: test failed|.*ERR_PNPM_RECURSIVE|error Command )",
    type: "",
    ignore: true,
  },
  "ignore.count": {
    pattern:
      "^\\W*(?:[Ff]ound )?(?:\\d+|no|zero) (?:\\w+ ){0,2}(?:errors?|problems?|warnings?|failures?|failed|issues?|failing)\\b|^\\W*(?:errors?|failures?|failed|warnings?)\\s*[:=]\\s*\\d+|\\b(?:0|no) errors?\\b|^(?:Total|Tests|Test Suites|Test Files|Tests run|Finished)\\b|\\d+ errors? (?:generated|found|and)|\\bprevious errors?\\b",
    type: "",
    ignore: true,
  },
  "ignore.summary": {
    pattern:
      "^\\W*(?:BUILD FAIL(?:ED|URE)|FAILURE: Build failed|(?:Error: )?(?:\\w+ )?[Bb]uild (?:failed\\b|errors?:?\\s*$)|.*\\berrors occurred!$|\\[ERROR\\]\\s+(?:symbol|location):|error during build:?$|Compilation failed|\\[ERROR\\]\\s*$|\\[ERROR\\] (?:To see|Re-run|For more|Failed to execute goal|COMPILATION ERROR|-> \\[Help|\\[Help|After correcting|Tests run:|Failures:|Errors:|There are test failures|Please refer)|FAIL\\b|FAILED \\(|FAILED\\b|--- FAIL|not ok\\b|ERROR: Test failed|error: \\d+ (?:test|target)|.*Compiled with (?:problems|warnings|errors)|Failed to compile(?: \\d+ files?.*)?\\.?$|> Task |\\* What went wrong)",
    type: "",
    ignore: true,
  },
  "ignore.value": {
    pattern:
      '\\b(?:error|errors|err|exception)\\s*[:=]\\s*(?:0|null|nil|none|undefined|false|""|\\{\\}|\\[\\])(?:[\\s,;}\\])]|$)',
    type: "",
    ignore: true,
  },
  "javascript.npm": {
    pattern: "^npm (?:ERR!|error) (?:code E[A-Z]+|Missing script|404)",
    type: "NpmError",
    kind: "runtime",
    language: "javascript",
    single_line: false,
  },
  "ignore.npm": { pattern: "^\\W*npm (?:ERR!|error)\\b", type: "", ignore: true },
  "ignore.report": {
    pattern:
      "^_{3,} .* _{3,}$|^\\S.* \\.\\.\\. (?:ERROR|FAIL(?:ED)?)$|^\\W*[Ii]mport (?:traces?|stack)\\b.*:$|^(?:FAILED|ERROR) \\S+(?:::| - )|^(?:ERROR|WARNING) in \\S+$|^There (?:was|were) \\d+ |^\\s*throw\\b|^(?:ERRORS|FAILURES)!$|^\\W*(?:failing tests:|Some errors were emitted)|^✖ .* \\([\\d.]+m?s\\)$|^\\s*(?:code|errno|syscall|error):\\s",
    type: "",
    ignore: true,
  },
  "javascript.missing_module": {
    pattern: "^(?:error: )?Cannot find (?:module|package) ['\"]",
    type: "ModuleNotFound",
    language: "javascript",
  },
  "react.jsx_key": {
    pattern: '[Ee]ach child in a list should have a unique "key" prop',
    type: "ReactError",
    severity: "warning",
    language: "javascript",
  },
  "react.hook_conditional": {
    pattern: 'React Hook "?\\w+"? is called conditionally',
    type: "ReactHookError",
    language: "javascript",
    kind: "lint",
  },
  "react.invalid_child": {
    pattern: "(?:Objects|Functions) are not valid as a React child",
    type: "ReactError",
    language: "javascript",
  },
  "vue.template_error": {
    pattern: "^\\W*(?:template compilation error|\\[Vue warn\\]: (?:Error|Unhandled error))",
    type: "VueError",
    language: "javascript",
  },
  "database.mongo_error": {
    pattern:
      "\\b(?:MongoError|Mongo(?:Network|Timeout|ServerSelection|Server|NotConnected)Error)\\b|^MongoDB connection (?:failed|error)",
    type: "MongoError",
    kind: "database",
  },
  "database.postgres": {
    pattern:
      "^(?:.*psql: error: |.*\\b(?:FATAL|PANIC):  |.*\\bERROR:  (?:relation|column|syntax error|duplicate key|null value|permission denied|deadlock|invalid input|insert or update|function|type|schema|database)\\b)",
    type: "PostgresError",
    kind: "database",
  },
  "database.mysql": {
    pattern: "^ERROR \\d{4} \\([\\dA-Z]{5}\\)|\\bER_[A-Z_]{4,}\\b",
    type: "MySQLError",
    kind: "database",
  },
  "database.sqlite": {
    pattern: "\\bSQLITE_(?:ERROR|BUSY|LOCKED|CONSTRAINT|CORRUPT|CANTOPEN|READONLY|FULL)\\b",
    type: "SQLiteError",
    kind: "database",
  },
  "database.redis": {
    pattern: "^(?:\\[ioredis\\] Unhandled error event|(?:Could not|Unable to) connect to Redis|\\(error\\) [A-Z]+ )",
    type: "RedisError",
    kind: "database",
  },
  "database.network_error": {
    pattern:
      "\\b(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|EPIPE|ECONNABORTED)\\b[: ]",
    type: "NetworkError",
    kind: "network",
  },
  "network.port_in_use": {
    pattern:
      "\\bEADDRINUSE\\b|^(?:.*: )?(?:error: )?(?:Failed to (?:start|listen).*)?(?:[Aa]ddress|[Pp]ort \\d+ is) already in use|^(?:Error: )?Port \\d+ is (?:already )?in use(?!,| by|.*(?:trying|using|instead))",
    type: "AddressInUse",
    kind: "network",
  },
  "network.connection": {
    pattern:
      "^(?:\\S+: )?(?:dial tcp|connect(?:ion)?|could not connect|failed to connect)\\b.*(?:connection refused|no such host|timed? ?out|unreachable)|^curl: \\(\\d+\\)|net::ERR_[A-Z_]+",
    type: "NetworkError",
    kind: "network",
  },
  "generic.shell": {
    pattern:
      "^(?:\\S+: )?(?:(?:ba|z|da|k)?sh|/bin/\\w*sh)(?:: line)?:? ?\\d*:? .*(?:command not found|not found|[Pp]ermission denied|No such file or directory|syntax error.*)$|^\\S+: (?:command not found|Permission denied)$",
    type: "ShellError",
  },
  "generic.failed": {
    pattern: "^\\W*(?:[Ff]ailed to|[Uu]nable to|Cannot|[Cc]ould not) [a-z]+ ",
    type: "GenericError",
    kind: "runtime",
  },
  "generic.error_symbols": {
    pattern: "^(?:❌|⨯|✖|✘)\\s*(?:\\[?ERROR\\]?|Error|[Ff]ailed|Cannot|Could not)\\b",
    type: "GenericError",
  },
};

/** A failure that its own line takes back: the tool goes on in another way. */
export const takenBack =
  /\b(?:fall(?:ing|s)? ?back|using (?:the )?defaults?|skipp(?:ing|ed)|retry(?:ing)?|ignor(?:ed|ing)|optional|continuing|trying|instead|not required|will be|harmless|expected|deprecated)\b/i;
