/** The level of a line, from its structure, else from a word in level position; a line from stderr is not an error for that reason alone. */

import { type Level, level } from "../../core/index.ts";
import { levelWords, structuredLevel } from "./structured-level.ts";

/** Characters of a line that are looked at: a level stands near its start (after a time, a name, a path). */
const LOOKED_AT = 160;

/** Characters that a level's key is looked for in: loggers put it near the start, or behind a short message. */
const STRUCTURE = 1024;

/**
 * A level word in level position: at the line's start or after a space or opening sign, and followed by what follows a
 * level: a colon, a closing sign, a code (`error TS2345`), the line's end.
 */
const levelWord =
  /(?:^|(?<!→|[Ss]tack|[Bb]ack)[\s[(<|"'=:])(fatal|panic|critical|crit|error|err|severe|warn|warning|wrn|info|inf|notice|debug|dbg|trace|trc|verbose|silly)(?=\s*\]|[[)>|"':]|$|\s+[A-Z]+-?\d)/i;
/**
 * logfmt (`level=debug msg=…`) and npm (`npm warn deprecated …`), where a space follows; a column of its own at the start
 * (`error   build failed`); `CMake Error at CMakeLists.txt:3`.
 */
const namedWord =
  /(?:\b(?:level|lvl|severity)=|^npm |^(?=[a-z]+ {2,}\S)|^[A-Z]\w+ (?=[A-Z][a-z]+ (?:at|in) \S+:\d))(fatal|critical|error|err|warn|warning|info|debug|trace)\b/i;
/** The same in capitals may be followed by a space, or by who says it: `ERROR something broke`, `ERROR/MainProcess]`. */
const capitalWord =
  /(?:^|[\s[(<|])(FATAL|FTL|PANIC|CRITICAL|CRIT|ERROR|ERR|SEVERE|WARN|WARNING|WRN|INFO|INF|NOTICE|DEBUG|DBG|TRACE|TRC)(?=\s|\/[\w-]+\])/;
/** `TypeError: …`, `java.lang.IllegalStateException`, `Uncaught Error: …`: the first line of a thrown error. */
const thrown = /^\s*(?:Uncaught\s+)?(?:[\w$.]+\.)?[A-Z]\w*(?:Error|Exception)\b(?=:|\s*$|\s+\[)|^\s*Error:/;

/** A row of a linter: where, how bad, what. */
const row = /^\s+\d+:\d+(?:-\d+(?::\d+)?)?\s+(?:[✖⚠×]\s+)?(error|warning)\s{2,}/;
/** What runners of tests and builds put before a failure. */
const failure =
  /^\s*(?:FAIL(?:ED)?(?:: |\s+\S+(?:::| > | - ))|✖ |⨯ |❌|g?make(?:\[\d+\])?: \*\*\* )|^error during build:|<<< (?:FAILURE|ERROR)!|\bcompiled with [1-9]\d* errors?\b|:\d+: syntax error\b|^\s+\d+:\d+\s+✖\s|^(?:x |[^\w\s]{1,3} )Build failed\b|\berrors occurred!/;
/** An error that is told behind other words: `rates: TypeError: fetch failed`. */
const thrownBehind = /(?:: |\[|\] )(?:[\w$]+\.)*[A-Z]\w*(?:Error|Exception): \S/;

/** Level of a line's plain text. */
export function levelOf(text: string): Level {
  const structured = structuredLevel(text.length > STRUCTURE ? text.slice(0, STRUCTURE) : text);
  if (structured !== undefined) return structured;
  const head = text.length > LOOKED_AT ? text.slice(0, LOOKED_AT) : text;
  if (thrown.test(head)) return level.error;
  let first: RegExpExecArray | null = null;
  for (const pattern of [namedWord, capitalWord, levelWord]) {
    const found = pattern.exec(head);
    if (found !== null && (first === null || found.index < first.index)) first = found;
  }
  if (first === null) first = row.exec(head);
  if (first !== null) return levelWords[first[1]?.toLowerCase() ?? ""] ?? level.info;
  return failure.test(head) || thrownBehind.test(head) ? level.error : level.info;
}
