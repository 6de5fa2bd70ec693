/** Tells which processes have printed something: one pass over the new records for all that somebody listens to. */

import { setImmediate as turn } from "node:timers/promises";
import type { ProcessIdentity } from "../../process/index.ts";
import { mcpLimits } from "../limits.ts";
import type { ToolContext } from "../tool.ts";
import type { Span } from "./ring-watch.ts";
import type { Source } from "./source.ts";

type Parts = Pick<ToolContext, "reader" | "known">;

export class ProcessLines {
  readonly #parts: Parts;
  readonly #lines: Source<Span>;
  readonly #listeners = new Map<string, Set<() => void>>();
  #stop: (() => void) | undefined;
  /** Ends when the last span has been looked at. */
  #work: Promise<void> = Promise.resolve();

  constructor(parts: Parts, lines: Source<Span>) {
    this.#parts = parts;
    this.#lines = lines;
  }

  /** Calls back when the process of this name has new lines, until the function that it returns is called. */
  listen(name: string, heard: () => void): () => void {
    const listener = () => heard();
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    this.#stop ??= this.#lines.listen((span) => {
      this.#work = this.#work.then(() => this.#look(span)).catch(() => {});
    });
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(name);
      if (this.#listeners.size > 0) return;
      this.#stop?.();
      this.#stop = undefined;
    };
  }

  async #look({ from, to }: Span): Promise<void> {
    const { reader, known } = this.#parts;
    const areKnown = (those: readonly ProcessIdentity[]) =>
      [...this.#listeners.keys()].every((name) => those.some((one) => one.name === name));
    const named = new Map((await known.list(areKnown)).map(({ source, name }) => [source, name]));
    const missing = new Set([...named].filter(([, name]) => this.#listeners.has(name)).map(([source]) => source));
    for (let position = to; missing.size > 0 && position > from; ) {
      const start = Math.max(from, position - mcpLimits.scanRecords);
      // The log has lost what came before: any of them may have printed there.
      if (start < reader.oldest()) break;
      const [sequence] = reader.select({ sources: missing }, position, -1, 1, start);
      const source = sequence === undefined ? undefined : reader.at(sequence)?.source;
      if (source !== undefined) {
        missing.delete(source);
        this.#tell(named.get(source));
      }
      position = sequence ?? start;
      if (sequence === undefined) await turn();
    }
    if (from < reader.oldest()) for (const source of missing) this.#tell(named.get(source));
  }

  #tell(name: string | undefined): void {
    for (const heard of this.#listeners.get(name ?? "") ?? []) heard();
  }
}
