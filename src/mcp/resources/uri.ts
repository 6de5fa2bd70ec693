/** URIs of resources: fixed ones, and templates with one variable (RFC 6570, simple expansion). */

const variable = /\{\w+\}/;

/** Whether it stands for several. */
export function isTemplate(uri: string): boolean {
  return variable.test(uri);
}

/** Name of the template's variable. */
export function variableOf(template: string): string {
  return variable.exec(template)?.[0].slice(1, -1) ?? "";
}

/** The URI of one of the template's resources. */
export function expanded(template: string, value: string): string {
  return template.replace(variable, () => encoded(value));
}

/** What the variable is in a URI, empty for a fixed one; undefined: the URI is none of the template's. */
export function valueIn(template: string, uri: string): string | undefined {
  const found = variable.exec(template);
  if (found === null) return uri === template ? "" : undefined;
  const before = template.slice(0, found.index);
  const behind = template.slice(found.index + found[0].length);
  if (!uri.startsWith(before) || !uri.endsWith(behind)) return undefined;
  const value = uri.slice(before.length, uri.length - behind.length);
  // One of another template, such as process://web/logs; a name with a slash in it is encoded.
  return value === "" || value.includes("/") ? undefined : decoded(value);
}

/** Everything but unreserved characters (RFC 3986, section 2.3); half a surrogate pair, which nothing encodes, becomes U+FFFD. */
function encoded(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
