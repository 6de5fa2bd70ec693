/** Looks at all processes of the machine that several runs share: one look a few milliseconds, however many are asked for. */

import { linuxSource } from "./linux.ts";
import { psSource } from "./ps.ts";
import type { ProcessEntry, ProcessSource } from "./types.ts";

/** Carries the marks of the runs that a process belongs to, the innermost last: `a1b2-1/c3d4-7`. */
export const MARK_VARIABLE = "BRUM_RUN";
/** Between the marks of a Brummer and of one that it runs. */
const SEPARATOR = "/";
/** Characters of the variable; so many Brummers do not run in each other. */
const MAX_MARKS = 1000;

/** Milliseconds that a look stays good for, and how many times what it took: many who look at once must not keep the thread. */
const FRESH_MS = 4;
const FRESH_TIMES = 3;
/**
 * Milliseconds after which a process's environment is known for good: right after a fork it still shows that of the parent,
 * until the child's own program runs.
 */
const SETTLED_MS = 1000;

interface Marks {
  readonly started: number;
  readonly seenAt: number;
  readonly marks: readonly string[];
}

/** The value of the variable for what `mark` is run with, by a process that has `inherited`. */
export function markChain(inherited: string | undefined, mark: string): string {
  if (inherited === undefined || inherited === "" || inherited.length > MAX_MARKS) return mark;
  return `${inherited}${SEPARATOR}${mark}`;
}

/** What this system tells; undefined on Windows, whose `taskkill` ends trees by itself. */
function systemSource(): ProcessSource | undefined {
  if (process.platform === "win32") return undefined;
  return process.platform === "linux" ? linuxSource : psSource;
}

/** One per thread. */
export class Census {
  readonly #source: ProcessSource | undefined;
  readonly #now: () => number;
  #entries: readonly ProcessEntry[] = [];
  /** When the listing was begun, and until when it is good. */
  #at = Number.NEGATIVE_INFINITY;
  #freshUntil = Number.NEGATIVE_INFINITY;
  /** Of the last listing, made when first asked for. */
  #marked: Map<string, ProcessEntry[]> | undefined;
  /** By process number. */
  #known = new Map<number, Marks>();
  #isUnsure = false;

  constructor(source: ProcessSource | undefined = systemSource(), now: () => number = () => performance.now()) {
    this.#source = source;
    this.#now = now;
  }

  /** False: the system tells nothing, and a run is what its group number says. */
  get canSee(): boolean {
    return this.#source !== undefined;
  }

  /**
   * All processes as of now, or a few milliseconds ago, but not before `since` (`performance.now()`). Where the system fails to
   * tell (no descriptor is left): what it told last, as nothing seen would be taken for the proof that nothing lives.
   */
  entries(since: number = Number.NEGATIVE_INFINITY): readonly ProcessEntry[] {
    const now = this.#now();
    if (now <= this.#freshUntil && this.#at >= since) return this.#entries;
    this.#at = now;
    this.#marked = undefined;
    try {
      this.#entries = this.#source?.list() ?? [];
    } catch {
      // Asked again by the next look.
    }
    this.#stayFresh();
    return this.#entries;
  }

  /** The next {@link entries} looks anew: something was started or has ended. */
  refresh(): void {
    this.#freshUntil = Number.NEGATIVE_INFINITY;
  }

  /** The value that a process got for a variable; undefined: none, or not to be seen. */
  variable(pid: number, name: string): string | undefined {
    return this.#source?.variable(pid, name);
  }

  /** The processes of {@link entries} that carry `mark`. */
  marked(mark: string): readonly ProcessEntry[] {
    this.#marked ??= this.#index();
    return this.#marked.get(mark) ?? [];
  }

  /**
   * Whether the last {@link entries} hold a process that is new and carries no mark: it may be between a fork and its program,
   * while the system shows its parent's environment or none.
   */
  get isUnsure(): boolean {
    this.#marked ??= this.#index();
    return this.#isUnsure;
  }

  /** All marks that processes carry. */
  marks(): Iterable<string> {
    this.#marked ??= this.#index();
    return this.#marked.keys();
  }

  #index(): Map<string, ProcessEntry[]> {
    const index = new Map<string, ProcessEntry[]>();
    const known = new Map<number, Marks>();
    this.#isUnsure = false;
    for (const entry of this.entries()) {
      if (entry.isZombie) continue;
      const of = this.#marksOf(entry);
      known.set(entry.pid, of);
      if (of.marks.length === 0 && this.#at - of.seenAt <= SETTLED_MS) this.#isUnsure = true;
      for (const mark of of.marks) {
        const marked = index.get(mark);
        if (marked === undefined) index.set(mark, [entry]);
        else marked.push(entry);
      }
    }
    this.#known = known;
    this.#stayFresh();
    return index;
  }

  #stayFresh(): void {
    const now = this.#now();
    this.#freshUntil = now + Math.max(FRESH_MS, FRESH_TIMES * (now - this.#at));
  }

  #marksOf(entry: ProcessEntry): Marks {
    const before = this.#known.get(entry.pid);
    const isKnown = before !== undefined && before.started === entry.started;
    if (isKnown && (before.marks.length > 0 || this.#at - before.seenAt > SETTLED_MS)) return before;
    const value = this.#source?.variable(entry.pid, MARK_VARIABLE) ?? "";
    return {
      started: entry.started,
      seenAt: isKnown ? before.seenAt : this.#at,
      marks: value === "" ? [] : value.split(SEPARATOR),
    };
  }
}
