/** Hears of it when the project offers something else to run than before. */

import { type FSWatcher, watch } from "node:fs";
import { FILE_NAME } from "../../config/index.ts";
import { type Project, watchProject } from "../../detect/index.ts";
import { mcpLimits } from "../limits.ts";

/**
 * Calls `changed` until the function that it returns is called. The project's files are watched, and the project's own
 * configuration, which may offer processes too.
 */
export function watchScripts(project: () => Project, changed: () => void): () => void {
  const first = project();
  let before = offerOf(first);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    const now = offerOf(project());
    if (now === before) return;
    before = now;
    changed();
  };
  const files = watchProject(first.directory, look);
  const configuration = watchConfiguration(first.directory, () => {
    clearTimeout(timer);
    timer = setTimeout(look, mcpLimits.settleMs);
  });
  return () => {
    clearTimeout(timer);
    files.close();
    configuration?.close();
  };
}

function offerOf({ candidates }: Project): string {
  return JSON.stringify(candidates.map(({ name, launch }) => [name, launch.command]));
}

/** Undefined: the system lets nobody watch that folder. */
function watchConfiguration(directory: string, changed: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(directory, { persistent: false }, (_event, name) => {
      if (name === null || name === FILE_NAME) changed();
    });
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
