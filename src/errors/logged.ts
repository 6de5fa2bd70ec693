/** Errors that a single line tells: what loggers write at level error, and what a rule finds. */

import { errorLimits } from "./limits.ts";
import { withoutPrefix } from "./prefix.ts";
import { takenBack } from "./rules/built-in.ts";
import type { Rule, RuleSet } from "./rules/types.ts";

/** What a line says. */
export interface Logged {
  readonly type: string;
  readonly message: string;
  readonly rule: Rule | undefined;
  /** Text of a stack trace that the line carries. */
  readonly stack: string;
}

/**
 * What the line tells as an error; undefined: nothing. `isError`: its level says that it is one. A rule may find one in a line of
 * any level, but for those that the words of the line take back.
 */
export function loggedError(line: string, isError: boolean, { rules }: RuleSet): Logged | undefined {
  if (line.startsWith("{")) return isError ? ofJson(line) : undefined;
  if (isError && logfmt.test(line)) return ofLogfmt(line.slice(0, errorLimits.lineCharacters));
  const text = line.slice(0, errorLimits.lineCharacters);
  const bare = withoutPrefix(text).replace(timeBehind, "");
  const isDeeper = /^\s/.test(text);
  for (const rule of rules) {
    // Deeper lines explain what was told above.
    if (isDeeper && !isError && rule.kind === "runtime") continue;
    if (!rule.matcher.test(text) && (bare === text || !rule.matcher.test(bare))) continue;
    if (rule.ignore || (!isError && takenBack.test(text))) return undefined;
    return { type: rule.type, message: bare, rule, stack: "" };
  }
  if (!isError || bare.length < 3 || !/[A-Za-z]{2}/.test(bare) || /^>?\s*\d+ \|/.test(bare)) return undefined;
  const marked = signed.exec(bare)?.groups;
  return { type: marked?.["code"] ?? "", message: marked?.["text"] ?? bare, rule: undefined, stack: "" };
}

/** A time at the right edge of the terminal, as some loggers put it. */
const timeBehind = /(?<!\s)(?:\s+\d{1,2}:\d\d:\d\d [AP]M|\s{2,}\d{1,2}:\d\d:\d\d)$/;

/** A sign in place of a level, and perhaps a rule's name behind the words: "✖   text [rule-name]". */
const signed = /^[✖✘×⨯]\uFE0F?\s+(?<text>.*?)(?:(?<=\S)\s+\[(?<code>[a-z][a-z\d]*(?:[-/][a-z\d]+)+)\])?$/u;

/** Pairs of which one is the level: `level=error msg="text" err=…`. */
const logfmt = /^(?:[\w.]+=(?:"(?:[^"\\]|\\.)*"|\S*)\s+)*(?:level|lvl|severity)=/i;

function ofLogfmt(line: string): Logged | undefined {
  const value = (name: string) => {
    const found = new RegExp(`(?:^|\\s)(?:${name})=(?:"((?:[^"\\\\]|\\\\.)*)"|(\\S+))`).exec(line);
    return (found?.[1] ?? found?.[2] ?? "").replace(/\\(["\\])/g, "$1");
  };
  const said = value("msg|message");
  const why = value("err|error|exception");
  const message = said === "" || why === "" || said.includes(why) ? said || why : `${said}: ${why}`;
  return message === "" ? undefined : { type: "", message, rule: undefined, stack: "" };
}

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(object: Json, ...keys: readonly string[]): string {
  for (const key of keys) {
    const value = object[key];
    if (typeof value === "string" && value !== "") return value;
  }
  return "";
}

/** pino, bunyan, winston, zap, slog, structlog, Serilog, logback's JSON: the message, and the error with its stack. */
function ofJson(line: string): Logged | undefined {
  if (line.length > errorLimits.jsonCharacters) return undefined;
  let object: unknown;
  try {
    object = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isObject(object)) return undefined;
  const error = [object["err"], object["error"], object["exception"], object["exc_info"], object["@x"]].find(
    (one) => isObject(one) || typeof one === "string",
  );
  const inner = isObject(error) ? error : {};
  const message = text(object, "msg", "message", "@m", "event", "log");
  const stack =
    text(inner, "stack", "stacktrace", "stack_trace") ||
    text(object, "stack", "stacktrace", "stack_trace", "exc_info", "exception", "@x");
  const its = text(inner, "message", "msg") || (typeof error === "string" ? (error.split("\n", 1)[0] ?? "") : "");
  return {
    type: text(inner, "type", "name", "class"),
    message: (its !== "" ? its : message) || line.slice(0, 200),
    rule: undefined,
    stack,
  };
}
