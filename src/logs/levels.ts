/** The level of a line, from a word in level position; a line from stderr is not an error for that reason alone. */

import { type Level, level } from "../../core/index.ts";

/** Characters of a line that are looked at: a level stands near its start (after a time, a name, a path). */
const LOOKED_AT = 160;

const words: Readonly<Record<string, Level>> = {
  fatal: level.fatal,
  panic: level.fatal,
  critical: level.fatal,
  error: level.error,
  err: level.error,
  severe: level.error,
  warn: level.warn,
  warning: level.warn,
  info: level.info,
  notice: level.info,
  debug: level.debug,
  trace: level.trace,
  verbose: level.trace,
};

/**
 * A level word in level position: at the line's start or after a space or opening sign, and followed by what follows a
 * level: a colon, a closing sign, a code (`error TS2345`), the line's end.
 */
const levelWord =
  /(?:^|[\s[(<|"'=:])(fatal|panic|critical|error|err|severe|warn|warning|info|notice|debug|trace|verbose)(?=[\])>|"':]|$|\s+[A-Z]+-?\d)/i;
/** logfmt (`level=debug msg=…`) and npm (`npm warn deprecated …`), where a space follows. */
const namedWord = /(?:\b(?:level|lvl|severity)=|^npm )(fatal|critical|error|err|warn|warning|info|debug|trace)\b/i;
/** The same in capitals may be followed by a space: `ERROR something broke`. */
const capitalWord = /(?:^|[\s[(<|])(FATAL|PANIC|CRITICAL|ERROR|ERR|SEVERE|WARN|WARNING|INFO|NOTICE|DEBUG|TRACE)(?=\s)/;
/** `TypeError: …`, `java.lang.IllegalStateException`, `Uncaught Error: …`: the first line of a thrown error. */
const thrown = /^\s*(?:Uncaught\s+)?(?:[\w$.]+\.)?[A-Z]\w*(?:Error|Exception)\b(?=:|\s*$|\s+\[)|^\s*Error:/;

/** No line without one of these has a level but `info`. */
const worthALook = /fatal|panic|critical|err|severe|warn|debug|trace|verbose|exception/gi;

/** Where in `text` something stands that can give its line a level other than `info`, ascending. */
export function levelHints(text: string): number[] {
  const places: number[] = [];
  worthALook.lastIndex = 0;
  while (worthALook.test(text)) places.push(worthALook.lastIndex - 1);
  return places;
}

/** Level of a line's plain text. */
export function levelOf(text: string): Level {
  const head = text.length > LOOKED_AT ? text.slice(0, LOOKED_AT) : text;
  if (thrown.test(head)) return level.error;
  let first: RegExpExecArray | null = null;
  for (const pattern of [namedWord, capitalWord, levelWord]) {
    const found = pattern.exec(head);
    if (found !== null && (first === null || found.index < first.index)) first = found;
  }
  return words[first?.[1]?.toLowerCase() ?? ""] ?? level.info;
}
