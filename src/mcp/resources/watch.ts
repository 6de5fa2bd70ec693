/** Tells of changed resources: looks only at those that somebody hears of, and only while somebody does. */

import type { Change } from "../catalogue.ts";
import type { ToolContext } from "../tool.ts";
import { ChangeGate } from "./change-gate.ts";
import type { ResourceEntry } from "./entry.ts";
import { Signals } from "./signals.ts";
import { Source } from "./source.ts";
import { valueIn } from "./uri.ts";

/** Stands for the list of resources; no URI is empty. */
const LIST = "";

/** A resource that somebody hears of. */
interface Attended {
  count: number;
  readonly stop: () => void;
}

export class ResourceChanges {
  readonly #entries: readonly ResourceEntry[];
  readonly #listed: () => Promise<readonly string[]>;
  readonly #signals: Signals;
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #attended = new Map<string, Attended>();
  readonly #gate = new ChangeGate((key) => {
    if (key === LIST) void this.#lookAtList();
    else this.#tell({ kind: "resource", uri: key });
  });
  /** Told while somebody listens: the list may have changed. */
  readonly #list = new Source<void>((tell) => this.#watchList(tell));
  /** The list as it was told, or when the first listener came. */
  #known: Promise<string> | undefined;

  /** `listed`: the URIs that the list has now. */
  constructor(entries: readonly ResourceEntry[], context: ToolContext, listed: () => Promise<readonly string[]>) {
    this.#entries = entries;
    this.#signals = new Signals(context);
    this.#listed = listed;
  }

  /** See `Catalogue.watch`. */
  watch(changed: (change: Change) => void): () => void {
    const listener = (change: Change) => changed(change);
    this.#listeners.add(listener);
    const stop = this.#list.listen(() => this.#gate.changed(LIST));
    return () => {
      this.#listeners.delete(listener);
      stop();
    };
  }

  /** See `Catalogue.attend`. */
  attend(uri: string): (() => void) | undefined {
    const known = this.#attended.get(uri);
    const attended = known ?? this.#begin(uri);
    if (attended === undefined) return undefined;
    attended.count++;
    let isHeard = true;
    return () => {
      if (!isHeard) return;
      isHeard = false;
      if (--attended.count > 0) return;
      attended.stop();
      this.#attended.delete(uri);
      this.#gate.forget(uri);
    };
  }

  #begin(uri: string): Attended | undefined {
    for (const entry of this.#entries) {
      const value = valueIn(entry.uri, uri);
      if (value === undefined) continue;
      const attended = { count: 0, stop: entry.watch(this.#signals, value, () => this.#gate.changed(uri)) };
      this.#attended.set(uri, attended);
      return attended;
    }
    return undefined;
  }

  /** The list names processes and errors. */
  #watchList(tell: () => void): () => void {
    this.#known = this.#keyOfList();
    const stops = [this.#signals.processes(tell), this.#signals.errors.listen(tell)];
    return () => {
      for (const stop of stops) stop();
      this.#known = undefined;
      this.#gate.forget(LIST);
    };
  }

  /** Most of what happens to processes and errors leaves the list as it is. */
  async #lookAtList(): Promise<void> {
    const before = this.#known;
    // Nobody listens any more.
    if (before === undefined) return;
    const now = this.#keyOfList();
    this.#known = now;
    if ((await before) !== (await now)) this.#tell({ kind: "resources" });
  }

  async #keyOfList(): Promise<string> {
    return JSON.stringify(await this.#listed().catch(() => []));
  }

  #tell(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }
}
