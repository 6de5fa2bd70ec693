/** Lines by which servers and watchers say that they are ready. */

import { DURATION, millisecondsIn } from "./duration.ts";
import type { ReadyTold } from "./types.ts";
import { urlIn } from "./urls/announced.ts";

const patterns: readonly RegExp[] = [
  // vite, next, astro, rsbuild, nuxt: "VITE v7 ready in 340 ms", "Ready in 1.2s".
  new RegExp(`\\bready in ${DURATION}`, "iu"),
  // Spring: "Started ShopApplication in 2.1 seconds (process running for 2.5)".
  new RegExp(`\\bStarted \\w+ in ${DURATION}`, "u"),
  /\b(?:server|app(?:lication)?|service|api|daemon)\b.{0,40}\b(?:is |now )?(?:ready|listening|running|started|up)\b(?! to (?:fail|crash))/i,
  /^(?:[\w .-]{1,30} (?:is |are )?)?(?:now )?(?:listening|serving|ready)(?: to accept connections)?\b.{0,20}\b(?:on|at|for)\b/i,
  // Much else is run: tests, migrations.
  /^(?:[\w .-]{1,30} (?:is |are )?)?(?:now )?running\b.{0,20}\b(?:on|at):? (?:https?:|port\b|localhost\b|\[|:?\d|\S+:\d)/i,
  /\bready to accept connections\b|\bready for (?:connections|requests)\b|\bApplication startup complete\b|\bcompiled (?:successfully|client and server)\b.*\bready\b/i,
  /\bwatching for (?:file )?changes\b|\bwaiting for (?:file )?changes\b/i,
  /^(?:[\w.-]+@[\w.-]+|(?:\w+ )?(?:worker|consumer|scheduler|agent|watcher|cluster)(?: \S+)?)(?: is)?(?: now)? ready[.!]?$/i,
  /^watching(?:…|\.{3})$/i,
  /^ready$|^ready\b.*\bstarted server on\b|^(?:➜ {2})?Local:|^Project is running at|\bDevelopment Server .* started$/i,
];
const not =
  /\b(?:not (?:yet )?(?:ready|listening|running|started)|is already (?:running|listening|in use)|waiting for .* to be|failed|crashed|cannot|could not|unable|error|stopped|retry|connecting|when ready|until|queue|is the)\b/i;

/** What the line says of readiness; undefined: nothing. `bare`: without signs and times before it. */
export function readyIn(bare: string): ReadyTold | undefined {
  const text = bare.slice(0, 400);
  if (not.test(text)) return undefined;
  for (const pattern of patterns) {
    const match = pattern.exec(text);
    if (match === null) continue;
    return { kind: "ready", url: urlIn(text) ?? null, ms: millisecondsIn(match.groups?.["time"]) };
  }
  return undefined;
}
