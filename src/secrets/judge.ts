/** What a value looks like: random, or a word that everybody knows. Constant time: only its beginning is looked at. */

import { secretLimits } from "./limits.ts";
import type { NameClass } from "./names.ts";

/**
 * How a value stands behind its name. `quoted`: `"name": "value"`. `tight`: `name=value`. `loose`: `name: value`, `name = value`,
 * where prose and code stand as well.
 */
export type ValueForm = "quoted" | "tight" | "loose";

/** Words that stand where a secret could, and are none. */
const harmlessWords = new Set(
  `true false null undefined none nil void yes no on off any unknown never object array
   string str text number int integer bigint float double boolean bool bytes bytea buffer char varchar uuid date datetime json jsonb
   optional required missing invalid expired empty unset set hidden redacted masked filtered removed secret secrets token tokens
   password passwords passwd key apikey api-key api_key credential credentials username user email name value test-password current-password
   new-password include omit same-origin use-credentials default disabled enabled error failed success valid provided given ok loading bearer basic`.split(
    /\s+/,
  ),
);

/** Values that everybody knows: as a password they are no secret, and they stand everywhere in what tools print. */
const commonWords = new Set(
  `postgres postgresql mysql mariadb mongodb redis rabbitmq minio minioadmin elastic guest admin administrator root user username
   password passwd secret token test testing tests tester default changeme change-me example localhost development production staging
   docker brummer public private system service server client database application develop master monkey dragon qwerty letmein
   welcome 123456 1234567 12345678 123456789 1234567890 string number boolean undefined disabled enabled required optional
   session cookie bearer github gitlab google amazon stripe openai anthropic`.split(/\s+/),
);

/** A word of a placeholder: `your-api-key-here`, `<token>`, `CHANGE_ME`. */
const placeholder =
  /\byour\b|your[-_]|placeholder|replace[-_]?(?:me|with|this)|change[-_]?me|insert[-_]|todo|dummy|x{5,}|\.\.\./i;
/** A reference to where the value is: `$TOKEN`, `${{ secrets.X }}`, `%TOKEN%`, `<token>`, `process.env.TOKEN`. */
const reference =
  /^(?:\$\{?[A-Za-z_(]|\$\{\{|%[A-Za-z_]+%|\{\{|<[^>]*>?$|\[|\{|\(|process\.env\b|import\.meta\b|os\.(?:environ|getenv)|env[.(:[]|ENV\[|Deno\.env|secrets?\.|vars?\.|@Value|#\{)/;
/** A path of a file. */
const path = /^(?:~|\.{1,2}|[A-Za-z]:)?[\\/](?:[\w.@ -]+[\\/])*[\w.@ -]*$/;
/** Code that gives a value: `getToken()`, `req.body.password`, `config["token"]`. */
const code = /[([{]|^[A-Za-z_$][\w$]*(?:[?!]?\.[A-Za-z_$][\w$]*)+$|=>|^(?:await|new|typeof|function|async)\b/;
/** A version, as a package with such a name has it. */
const version = /^[~^v=<>]{0,2}\d+\.\d+(?:\.\d+)?(?:-[a-z]+[.\d]*)?$/;
/** What hides a value already. */
const hidden = /^(.)\1*$|^[*•●·x#]+$|\*{3,}|•{3,}/i;

/** True for what is no secret under whatever name. */
export function isHarmless(value: string): boolean {
  const start = value.slice(0, secretLimits.judged);
  if (harmlessWords.has(start.toLowerCase())) return true;
  return placeholder.test(start) || reference.test(start) || hidden.test(start) || version.test(start) || isPath(start);
}

/** True for what must not be looked for wherever it stands: it is in other texts, too. */
export function isCommon(value: string): boolean {
  return isHarmless(value) || commonWords.has(value.toLowerCase()) || /^\d{1,7}$/.test(value);
}

/** Whether a value behind a name is secret. */
export function isSecretValue(value: string, named: NameClass, form: ValueForm): boolean {
  const start = value.slice(0, secretLimits.judged);
  if (!isLikeASecret(start, named, form) || /\s/.test(start)) return false;
  if (named !== "possible" && form !== "quoted" && code.test(start)) return false;
  return !isHarmless(start);
}

function isLikeASecret(value: string, named: NameClass, form: ValueForm): boolean {
  switch (named) {
    case "certain":
      return form === "loose" ? value.length >= 6 && isMixed(value) : value.length >= 4;
    case "likely":
      if (value.length < (form === "loose" ? 12 : 8) || !isMixed(value)) return false;
      return isRandom(value) || !isName(value);
    case "possible":
      return isRandom(value);
  }
}

/**
 * Whether it looks like what no person has thought of: 16 characters at least, in which letters and digits change often. Hashes and
 * UUIDs do, too: this is asked only where something else says that there may be a secret.
 */
export function isRandom(value: string): boolean {
  const start = value.slice(0, secretLimits.judged);
  if (start.length < 16 || /\s/.test(start)) return false;
  let changes = 0;
  let digits = 0;
  let wasDigit: boolean | undefined;
  for (let index = 0; index < start.length; index++) {
    const code = start.charCodeAt(index);
    const isDigit = code >= 0x30 && code <= 0x39;
    // Marks between letters and digits change nothing.
    if (!isDigit && !((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a)) continue;
    if (isDigit) digits++;
    if (wasDigit !== undefined && isDigit !== wasDigit) changes++;
    wasDigit = isDigit;
  }
  return digits >= 2 && changes >= Math.max(3, start.length / 8);
}

/** Letters together with digits or marks: no word, no number. */
function isMixed(value: string): boolean {
  return /[A-Za-z]/.test(value) && /[0-9!@#$%^&*+=?~]/.test(value);
}

/** `user_token_2`, `tokenV2`: words with a number behind them. */
function isName(value: string): boolean {
  return /^[A-Za-z_$][A-Za-z_$-]*\d{0,2}$/.test(value);
}

function isPath(value: string): boolean {
  return path.test(value) && (/^[~.]|^[A-Za-z]:/.test(value) || value.indexOf("/", 1) > 0 || !isRandom(value));
}
