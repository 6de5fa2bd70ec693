/** Who may ask: those who have the token (RFC 6750, section 2.1). */

import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";

/** Refuses every request without `Authorization: Bearer TOKEN` with 401. */
export function bearer(token: string): MiddlewareHandler {
  const expected = digest(token);
  return async (context, next) => {
    const [, given] = /^Bearer +(\S+) *$/i.exec(context.req.header("authorization") ?? "") ?? [];
    // As digests: how long it takes tells nothing, not even how long the token is.
    if (given !== undefined && timingSafeEqual(digest(given), expected)) return next();
    context.header("WWW-Authenticate", given === undefined ? "Bearer" : 'Bearer error="invalid_token"');
    return context.json({ error: "This Brummer asks for a token: Authorization: Bearer TOKEN, see [mcp] token" }, 401);
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
