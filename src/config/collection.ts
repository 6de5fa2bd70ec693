/** What the sources of the configuration say: values that are allowed, mistakes, and names that have no effect. */

import type { Key } from "./keys.ts";

/** A configuration that cannot be used: the program says so and does not start on a guess. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
  /** Every mistake that was found, each a sentence with its place. */
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    const list = mistakes.map((mistake) => `\n  ${mistake}`).join("");
    super(mistakes.length === 1 ? mistakes[0] : `The configuration has ${mistakes.length} mistakes:${list}`);
    this.mistakes = mistakes;
  }
}

/** Where a value comes from: an option (`--port`), a variable (`BRUMMER_MCP_PORT`) or a file (its absolute path). */
export interface Source {
  readonly kind: "option" | "variable" | "file";
  readonly name: string;
  /** In a file, from 1. */
  readonly line?: number;
}

/** A value that counts, as it was written, and where. */
export interface Origin {
  readonly value: unknown;
  readonly source: Source;
}

/** A value that somebody set. */
export interface Given extends Origin {
  /** The value as a message shows it. */
  readonly shown: string;
  /** Begins the sentence that says what is wrong with it: place and key. */
  subject(): string;
}

/** Filled by one source after the other, the one that counts most first. */
export class Collection {
  readonly warnings: string[] = [];
  readonly mistakes: string[] = [];
  readonly #values = new Map<string, Given>();

  /** Takes a value, unless a stronger source has one; a mistake is one in any case. */
  add<T>({ name, kind, isSecret }: Key<T>, given: Given): void {
    if (kind.read(given.value) === undefined) {
      const hint = kind.hint?.(given.value) ?? "";
      const shown = isSecret ? "what stands there" : given.shown;
      this.mistakes.push(`${given.subject()} must be ${kind.allowed}, not ${shown}. ${hint}`.trimEnd());
    } else if (!this.#values.has(name)) this.#values.set(name, given);
  }

  /** Begins a sentence about a value that is set: its place and its key; undefined: nobody set it. */
  subjectOf({ name }: Pick<Key, "name">): string | undefined {
    return this.#values.get(name)?.subject();
  }

  /** The strongest source's value, else the default. */
  value<T>(key: Key<T>): T {
    return key.kind.read(this.#values.get(key.name)?.value) ?? key.initial;
  }

  /** Every value that is set, by its key's name. */
  origins(): Record<string, Origin> {
    return Object.fromEntries([...this.#values].map(([name, { value, source }]) => [name, { value, source }]));
  }
}
