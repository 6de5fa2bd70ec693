/** The project's directory, without reading the project again. */

import type { ToolContext } from "./tool.ts";

const known = new WeakMap<ToolContext, string>();

/** Stays the same as long as the program runs. */
export function directoryOf(context: ToolContext): string {
  const directory = known.get(context) ?? context.project().directory;
  known.set(context, directory);
  return directory;
}
