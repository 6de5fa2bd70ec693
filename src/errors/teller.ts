/** Tells errors of one thread: each at once when it is new, one that comes again and again so many times a second at most. */

import type { ErrorSighting } from "./groups.ts";

/** Milliseconds between two tellings of the same error. */
const AGAIN_MS = 100;
/** Errors that are told one by one within that time; more are told together with the next of their kind. */
const MAX_OPEN = 200;

export class ErrorTeller {
  readonly #publish: (sighting: ErrorSighting) => void;
  readonly #schedule: (act: () => void, milliseconds: number) => void;
  /** What was told lately, with the sightings since. */
  readonly #open = new Map<string, { last: ErrorSighting; more: number }>();
  #isScheduled = false;

  /** `schedule`: calls back once after so many milliseconds. */
  constructor(
    publish: (sighting: ErrorSighting) => void,
    schedule: (act: () => void, milliseconds: number) => void = (act, milliseconds) =>
      void setTimeout(act, milliseconds).unref?.(),
  ) {
    this.#publish = publish;
    this.#schedule = schedule;
  }

  tell(sighting: ErrorSighting): void {
    const key = `${sighting.source} ${sighting.fingerprint}`;
    const open = this.#open.get(key);
    if (open !== undefined) {
      open.last = sighting;
      open.more++;
      return;
    }
    this.#publish(sighting);
    if (this.#open.size < MAX_OPEN) this.#open.set(key, { last: sighting, more: 0 });
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#schedule(() => this.flush(), AGAIN_MS);
  }

  /** Tells what has gathered. */
  flush(): void {
    this.#isScheduled = false;
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const { last, more } of open) if (more > 0) this.#publish({ ...last, count: more });
  }
}
