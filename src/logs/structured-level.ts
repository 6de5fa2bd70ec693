/** The level of a line whose form says where it stands: JSON and logfmt loggers, syslog, glog, Android's log. */

import { type Level, level } from "../../core/index.ts";

/** Words for levels, of all loggers; the rest of their names are told apart by nobody. */
export const levelWords: Readonly<Record<string, Level>> = {
  emerg: level.fatal,
  emergency: level.fatal,
  alert: level.fatal,
  fatal: level.fatal,
  panic: level.fatal,
  dpanic: level.fatal,
  critical: level.fatal,
  crit: level.fatal,
  ftl: level.fatal,
  error: level.error,
  err: level.error,
  eror: level.error,
  severe: level.error,
  warn: level.warn,
  warning: level.warn,
  wrn: level.warn,
  info: level.info,
  information: level.info,
  informational: level.info,
  inf: level.info,
  notice: level.info,
  debug: level.debug,
  dbg: level.debug,
  http: level.debug,
  verbose: level.trace,
  trace: level.trace,
  trc: level.trace,
  silly: level.trace,
};

const keys = "(?:level|lvl|severity|levelname|log\\.level|loglevel|log_level|level_name|severity_text|@l)";
/** pino, bunyan, winston, zap, slog, Serilog and others: a key with a word or a number. */
const inJson = new RegExp(`"${keys}"\\s*:\\s*(?:"([A-Za-z]{1,15})"|(\\d{1,2})(?!\\d))`, "i");
/** `time=… level=info msg="…"`: the key counts wherever it stands, if there is another one. */
const inLogfmt = new RegExp(`(?:^|\\s)${keys}="?([A-Za-z]{1,15})"?(?=\\s|$)`, "i");
const otherPair = /(?:^|\s)(?!(?:level|lvl)=)[\w.]+=\S/;
/** RFC 5424, section 6.2.1: eight times the facility, and the severity. */
const priority = /^<(\d{1,3})>/;
/** glog and klog: `E0102 10:42:07.123456 …`; Android: `E/Tag( 12): …`. */
const letter = /^([VDIWEF])(?:\d{4} \d\d:\d\d|\/[\w.:-]+\s*\()/;

const severities: readonly Level[] = [
  level.fatal,
  level.fatal,
  level.fatal,
  level.error,
  level.warn,
  level.info,
  level.info,
  level.debug,
];
const letters: Readonly<Record<string, Level>> = {
  V: level.trace,
  D: level.debug,
  I: level.info,
  W: level.warn,
  E: level.error,
  F: level.fatal,
};

/** A number as a level: below 8 as in syslog, else as pino and bunyan have it (10 trace to 60 fatal). */
function ofNumber(number: number): Level {
  if (number < severities.length) return severities[number] ?? level.info;
  if (number >= 60) return level.fatal;
  if (number >= 50) return level.error;
  if (number >= 40) return level.warn;
  if (number >= 30) return level.info;
  return number >= 20 ? level.debug : level.trace;
}

/**
 * The level of a line that says it in a place of its own; undefined: it does not, and its words have to be looked at. A JSON
 * object without a level is `info`: an `"error"` in it is data.
 */
export function structuredLevel(text: string): Level | undefined {
  const first = text[0];
  if (first === "{") {
    const found = inJson.exec(text);
    if (found === null) return text.endsWith("}") ? level.info : undefined;
    return found[2] === undefined
      ? (levelWords[found[1]?.toLowerCase() ?? ""] ?? level.info)
      : ofNumber(Number(found[2]));
  }
  if (first === "<") {
    const number = priority.exec(text)?.[1];
    if (number !== undefined) return severities[Number(number) % severities.length];
  }
  const sign = letter.exec(text)?.[1];
  if (sign !== undefined) return letters[sign];
  const word = inLogfmt.exec(text)?.[1];
  return word !== undefined && otherPair.test(text) ? levelWords[word.toLowerCase()] : undefined;
}
