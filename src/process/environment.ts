/** The environment of a child. */

import type { Launch } from "./launch.ts";
import { MARK_VARIABLE, markChain } from "./tree/census.ts";

/** Brummer's own settings: read from its environment, never handed on. */
const OWN_PREFIX = "BRUMMER_";

/**
 * The environment that was made for a launch, without Brummer's own settings, with `BRUM_PROCESS` (the process's name) and with what makes
 * tools print colours into a pipe, unless the user wants none (https://no-color.org). `mark` tells its descendants wherever
 * they go (see tree/census.ts).
 */
export function childEnvironment(
  made: Readonly<Record<string, string>>,
  launch: Launch,
  mark: string,
): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(made)) if (!name.startsWith(OWN_PREFIX)) env[name] = value;
  env["TERM"] = "xterm-256color";
  env["COLORTERM"] = "truecolor";
  if (!env["NO_COLOR"]) env["FORCE_COLOR"] ??= "1";
  env["BRUM_PROCESS"] = launch.name;
  env[MARK_VARIABLE] = markChain(process.env[MARK_VARIABLE], mark);
  return env;
}
