/** Passwords in addresses: `postgres://user:password@host`, `https://TOKEN@host`. */

import { isHarmless, isRandom } from "./judge.ts";
import { secretLimits } from "./limits.ts";
import { isMarked, type Span } from "./mark.ts";

/** User and password (RFC 3986, section 3.2.1), up to the last `@`: some write one in a password as it is. */
const userInfo = new RegExp(String.raw`[^\s/?#"'\`<>\\]{0,${secretLimits.userInfo}}@`, "y");

/** The secret in the address whose `://` ends before an index. */
export function findUrlPassword(text: string, from: number): readonly Span[] {
  userInfo.lastIndex = from;
  const found = userInfo.exec(text)?.[0].slice(0, -1);
  if (found === undefined || found === "") return [];
  const colon = found.indexOf(":");
  const password = found.slice(colon + 1);
  const start = from + colon + 1;
  if (isMarked(password) || isMarked(found) || password === "" || isReference(password)) return [];
  // A user alone is one in `ssh://git@host`.
  if (colon < 0 && (!isRandom(found) || isHarmless(found))) return [];
  return [{ start, end: start + password.length, kind: colon < 0 ? "token" : "password" }];
}

/** `$PASSWORD`, `<password>`, `***`: it tells nothing. */
function isReference(password: string): boolean {
  return /^(?:\$\{?\w+\}?|\{\{?\w+\}?\}|\[\w+\]|[*•x]+|%\w+%)$/i.test(password);
}
