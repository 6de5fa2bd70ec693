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

/** A value that somebody set. */
export interface Given {
  readonly value: unknown;
  /** As it was written. */
  readonly shown: string;
  /** Begins the sentence that says what is wrong with it: place and key. */
  subject(): string;
}

/** Filled by one source after the other, the one that counts most first. */
export class Collection {
  readonly warnings: string[] = [];
  readonly mistakes: string[] = [];
  readonly #values = new Map<string, unknown>();

  /** Takes a value, unless a stronger source has one; a mistake is one in any case. */
  add<T>({ name, kind }: Key<T>, given: Given): void {
    if (kind.read(given.value) === undefined) {
      const hint = kind.hint?.(given.value) ?? "";
      this.mistakes.push(`${given.subject()} must be ${kind.allowed}, not ${given.shown}. ${hint}`.trimEnd());
    } else if (!this.#values.has(name)) this.#values.set(name, given.value);
  }

  /** The strongest source's value, else the default. */
  value<T>(key: Key<T>): T {
    return key.kind.read(this.#values.get(key.name)) ?? key.initial;
  }
}
