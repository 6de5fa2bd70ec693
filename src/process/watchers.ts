/** Restarts processes when their files change, and those that depend on them. One per router, which it asks to restart. */

import type { ProcessSnapshot } from "./types.ts";
import { type FileChanges, WatchFiles } from "./watch/index.ts";

/** Names in one line about changes. */
const NAMED = 3;

/** What it needs of its router. */
export interface WatcherTools {
  restart(name: string): Promise<unknown>;
  /** Names of living processes that depend on this one. */
  dependentsOf(name: string): readonly string[];
  /** Writes a line about a process into the log. */
  say(text: string, process: { readonly source: number; readonly isWarning: boolean }): void;
}

interface Watched {
  /** The launch as text: each event brings a copy of its own. */
  readonly launch: string;
  readonly files: WatchFiles;
  /** Its newest run. */
  id: string;
}

export class Watchers {
  readonly #watched = new Map<string, Watched>();
  /** Those whose dependents are to restart as soon as they are ready again, with the run that was there before. */
  readonly #cascading = new Map<string, string>();
  readonly #tools: WatcherTools;

  constructor(tools: WatcherTools) {
    this.#tools = tools;
  }

  /**
   * A process has changed. Its files are watched from its start until it is stopped: one that has failed is started again
   * when they change.
   */
  note(process: ProcessSnapshot): void {
    const { name, id, status, launch } = process;
    if (status === "stopped") this.#end(name);
    else if (launch.watch !== undefined) this.#watch(process);
    const before = this.#cascading.get(name);
    if (before === undefined || before === id) return;
    if (status === "ready" || (status === "running" && launch.ready === undefined)) this.#cascade(name);
    else if (status === "stopped" || status === "failed") this.#cascading.delete(name);
  }

  close(): void {
    for (const name of [...this.#watched.keys()]) this.#end(name);
  }

  #watch({ name, id, source, launch }: ProcessSnapshot): void {
    const rule = launch.watch;
    if (rule === undefined) return;
    const text = JSON.stringify(launch);
    const before = this.#watched.get(name);
    if (before?.launch === text) {
      before.id = id;
      return;
    }
    this.#end(name);
    const files = new WatchFiles({
      directory: launch.cwd,
      rule,
      changed: (changes) => {
        this.#tools.say(`${name} restarts: ${changesText(changes)}`, { source, isWarning: false });
        if (rule.cascade) this.#cascading.set(name, watched.id);
        this.#restart(name, source);
      },
      warn: (text) => this.#tools.say(`${name}: ${text}`, { source, isWarning: true }),
    });
    const watched: Watched = { launch: text, files, id };
    this.#watched.set(name, watched);
  }

  #cascade(name: string): void {
    this.#cascading.delete(name);
    for (const dependent of this.#tools.dependentsOf(name)) this.#restart(dependent, undefined);
  }

  #restart(name: string, source: number | undefined): void {
    this.#tools.restart(name).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      this.#tools.say(why, { source: source ?? 0, isWarning: true });
    });
  }

  #end(name: string): void {
    this.#watched.get(name)?.files.close();
    this.#watched.delete(name);
  }
}

/** `3 files have changed (src/a.ts, src/b.ts, src/c.ts)`. */
function changesText({ paths, count }: FileChanges): string {
  const named = paths.slice(0, NAMED).join(", ");
  const more = count > NAMED ? ", …" : "";
  return count === 1 ? `${named} has changed` : `${count} files have changed (${named}${more})`;
}
