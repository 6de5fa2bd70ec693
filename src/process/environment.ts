/** The environment of a child. */

import type { Launch } from "./types.ts";

/** Brummer's own settings: read from its environment, never handed on. */
const OWN_PREFIX = "BRUMMER_";

/**
 * The inherited environment without Brummer's own settings, with `BRUM_PROCESS` (the process's name) and with what makes
 * tools print colours into a pipe, unless the user wants none (https://no-color.org).
 */
export function childEnvironment(
  inherited: Readonly<Record<string, string | undefined>>,
  launch: Launch,
): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(inherited)) {
    if (value !== undefined && !name.startsWith(OWN_PREFIX)) env[name] = value;
  }
  env["BRUM_PROCESS"] = launch.name;
  env["TERM"] = "xterm-256color";
  env["COLORTERM"] = "truecolor";
  if (!env["NO_COLOR"]) env["FORCE_COLOR"] ??= "1";
  return env;
}
