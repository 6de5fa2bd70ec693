/** The project's directory, without reading the project again. */

import type { Project } from "../detect/index.ts";

/** Part of what handlers work on. */
interface HasProject {
  project(): Project;
}

const known = new WeakMap<HasProject, string>();

/** Stays the same as long as the program runs. */
export function directoryOf(context: HasProject): string {
  const directory = known.get(context) ?? context.project().directory;
  known.set(context, directory);
  return directory;
}
