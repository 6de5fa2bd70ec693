/** Which variables of an environment are secret, by their names or because somebody has said so. */

import { isCommon } from "./judge.ts";
import { secretLimits } from "./limits.ts";
import { classOf } from "./names.ts";
import type { SecretValue } from "./values.ts";

/** A variable. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  /** What its line in a `.env` file says of it: `# secret`, `# public`. Undefined: nothing. */
  readonly isSecret?: boolean | undefined;
}

/** Words of names that say nothing of a value in general, but do of a variable. */
const variableWords = /(?:^|_)(?:dsn|cookie|private|signing|webhook|pat|auth)(?:_\d+)?$/i;
/** What is given to every browser that asks. */
const published = /(?:^|_)(?:public|publishable)(?:_|$)/i;
/** What a person calls something; a key that stands in two variables is none. */
const word = /^[A-Za-z][A-Za-z_.-]*\d{0,3}$/;
const withUser = /^[a-z][a-z0-9+.-]{1,32}:\/\/([^\s/?#]{1,1024})@/i;

/** Whether the name of a variable says that its value is secret: `GITHUB_TOKEN`, `SENTRY_DSN`. */
export function isSecretName(name: string): boolean {
  if (published.test(name) || /^(?:OLD)?PWD$/i.test(name)) return false;
  return classOf(name) !== undefined || variableWords.test(name);
}

/**
 * The values of variables that are to be looked for in texts. Of an address it is user and password. Values that stand everywhere
 * are left out: words that everybody knows (`postgres`), that name something (`names`), or that another variable has which is no
 * secret (`POSTGRES_DB`). Who says that one is secret has it all the same.
 */
export function secretsOf(variables: readonly Variable[], names: Iterable<string> = []): SecretValue[] {
  const open = variables.filter(({ name, isSecret }) => isSecret !== true && !isSecretName(name));
  const plain = new Set([...names, ...open.map(({ value }) => value)]);
  const isPlain = (value: string) => isCommon(value) || (word.test(value) && plain.has(value));
  const secrets: SecretValue[] = [];
  for (const { name, value, isSecret } of variables) {
    const secret = isSecret === true ? value : isSecret === false ? undefined : secretIn(name, value);
    if (secret === undefined || secret.length < secretLimits.valueLeast) continue;
    if (isSecret === true || !isPlain(secret)) secrets.push({ name, value: secret });
  }
  return secrets;
}

/** The part of a value that is secret. */
function secretIn(name: string, value: string): string | undefined {
  const [, user] = withUser.exec(value) ?? [];
  if (user === undefined) return isSecretName(name) ? value : undefined;
  if (user.includes(":")) return user.slice(user.indexOf(":") + 1);
  return isSecretName(name) ? user : undefined;
}
