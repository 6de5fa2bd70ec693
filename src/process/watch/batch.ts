/** Changes gathered until it is quiet. */

/** How many times the quiet time a change is kept at the latest, while others follow. */
const MAX_WAIT = 10;
/** Paths that are told, and paths that are told apart: a change of branch touches thousands. */
const TOLD_PATHS = 20;
const KNOWN_PATHS = 10_000;

/** Files that changed, were made or went away. */
export interface FileChanges {
  /** The first of them, 20 at most; a folder that went away with all in it ends with `/`. */
  readonly paths: readonly string[];
  /** How many there are; above 10,000 some are counted more than once. */
  readonly count: number;
}

/** Tells of changes after `quietMs` without a further one, and at the latest 10 times that after the first. */
export class ChangeBatch {
  readonly #quietMs: number;
  readonly #tell: (changes: FileChanges) => void;
  readonly #paths = new Set<string>();
  #beyond = 0;
  #firstAt = 0;
  #lastAt = 0;
  /** One timer, set again when it finds that more has come: a flood of changes sets no more of them. */
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(quietMs: number, tell: (changes: FileChanges) => void) {
    this.#quietMs = quietMs;
    this.#tell = tell;
  }

  add(path: string): void {
    this.#lastAt = performance.now();
    if (this.#paths.size < KNOWN_PATHS) this.#paths.add(path);
    else if (!this.#paths.has(path)) this.#beyond++;
    if (this.#timer !== undefined) return;
    this.#firstAt = this.#lastAt;
    this.#setTimer(this.#quietMs);
  }

  /** Forgets what it holds. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#paths.clear();
  }

  #setTimer(ms: number): void {
    this.#timer = setTimeout(() => this.#look(), ms);
  }

  #look(): void {
    const due = Math.min(this.#lastAt + this.#quietMs, this.#firstAt + MAX_WAIT * this.#quietMs);
    const left = due - performance.now();
    // A timer may come a part of a millisecond early.
    if (left >= 1) {
      this.#setTimer(left);
      return;
    }
    const changes = { paths: [...this.#paths].slice(0, TOLD_PATHS), count: this.#paths.size + this.#beyond };
    this.#timer = undefined;
    this.#paths.clear();
    this.#beyond = 0;
    this.#tell(changes);
  }
}
