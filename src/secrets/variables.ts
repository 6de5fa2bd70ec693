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
const withUser = /^[a-z][a-z0-9+.-]{1,32}:\/\/([^\s/?#]{1,1024})@/i;

/** Whether the name of a variable says that its value is secret: `GITHUB_TOKEN`, `SENTRY_DSN`. */
export function isSecretName(name: string): boolean {
  if (published.test(name) || /^(?:OLD)?PWD$/i.test(name)) return false;
  return classOf(name) !== undefined || variableWords.test(name);
}

/**
 * The values of variables that are to be looked for in texts. Of an address it is user and password. Values that everybody knows
 * (`postgres`) are left out, as they stand everywhere; who says that one is secret has it all the same.
 */
export function secretsOf(variables: Iterable<Variable>): SecretValue[] {
  const secrets: SecretValue[] = [];
  for (const { name, value, isSecret } of variables) {
    if (isSecret === false || value.length < secretLimits.valueLeast) continue;
    const [, user] = withUser.exec(value) ?? [];
    if (user !== undefined && isSecret !== true) {
      const password = user.slice(user.indexOf(":") + 1);
      const isOne = user.includes(":") || isSecretName(name);
      if (isOne && password.length >= secretLimits.valueLeast && !isCommon(password))
        secrets.push({ name, value: password });
    } else if (isSecret === true || (isSecretName(name) && !isCommon(value))) secrets.push({ name, value });
  }
  return secrets;
}
