/** What has been found so far, for who asks: errors in groups, addresses, the last builds and tests. One thread's; bounded. */

import { type ErrorGroup, ErrorGroups, type ErrorLocation, type ErrorSighting } from "../errors/index.ts";
import type { ToldEvent } from "../events/index.ts";

/** Events that are kept, the newest: a watcher that builds at every save tells some thousand a day. */
const MAX_EVENTS = 2000;
/** Numbers of an error's lines that are kept, the newest: its lines are found by them. */
const MAX_NUMBERS = 200;

/** An error that was seen again, or found in the project's files. */
export interface ErrorHeard {
  readonly group: ErrorGroup;
  /** The first of its group. */
  readonly isNew: boolean;
}

export class Overview {
  readonly #groups = new ErrorGroups();
  readonly #numbers = new Map<string, number[]>();
  readonly #listeners = new Set<(heard: ErrorHeard) => void>();
  #events: ToldEvent[] = [];
  #left = 0;

  /** Takes an error in. True: the first of its group. */
  error(sighting: ErrorSighting): boolean {
    const numbers = this.#numbers.get(sighting.fingerprint) ?? [];
    numbers.push(sighting.number);
    if (numbers.length > MAX_NUMBERS) numbers.shift();
    this.#numbers.set(sighting.fingerprint, numbers);
    const isNew = this.#groups.add(sighting);
    if (isNew && this.#numbers.size > this.#groups.size) this.#forget();
    this.#tell(sighting.fingerprint, isNew);
    return isNew;
  }

  located(location: ErrorLocation): void {
    this.#groups.locate(location);
    this.#tell(location.fingerprint, false);
  }

  /** Calls back when an error is seen or found in the files, until the function that it returns is called. It must not throw. */
  listen(heard: (error: ErrorHeard) => void): () => void {
    const listener = (error: ErrorHeard) => heard(error);
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  event(event: ToldEvent): void {
    this.#events.push(event);
    if (this.#events.length <= 2 * MAX_EVENTS) return;
    this.#left += this.#events.length - MAX_EVENTS;
    this.#events = this.#events.slice(-MAX_EVENTS);
  }

  /** The most recently seen first. */
  errors(): { readonly groups: readonly ErrorGroup[]; readonly forgotten: number } {
    return { groups: this.#groups.list(), forgotten: this.#groups.forgotten };
  }

  /** The group whose fingerprint begins so, if only one's does. */
  find(id: string): ErrorGroup | undefined {
    const found = this.#groups.list().filter(({ fingerprint }) => fingerprint.startsWith(id));
    return found.length === 1 ? found[0] : undefined;
  }

  /** Group fields of the log's records that belong to it. */
  numbersOf(fingerprint: string): ReadonlySet<number> {
    return new Set(this.#numbers.get(fingerprint));
  }

  /** Oldest first. */
  events(): { readonly events: readonly ToldEvent[]; readonly forgotten: number } {
    return { events: this.#events.slice(-MAX_EVENTS), forgotten: this.#left };
  }

  #tell(fingerprint: string, isNew: boolean): void {
    if (this.#listeners.size === 0) return;
    const group = this.#groups.get(fingerprint);
    if (group === undefined) return;
    for (const listener of this.#listeners) listener({ group, isNew });
  }

  #forget(): void {
    const known = new Set(this.#groups.list().map(({ fingerprint }) => fingerprint));
    for (const fingerprint of this.#numbers.keys()) if (!known.has(fingerprint)) this.#numbers.delete(fingerprint);
  }
}
