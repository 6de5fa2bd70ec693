/**
 * What the guard has seen to be its Brummer's, while that lived. When a Brummer is killed its children lose their pipes, and may
 * be gone before the guard's first look: what has left their group and emptied its environment is then found by memory alone.
 */

import type { Census } from "../tree/census.ts";
import { type ForceTarget, findAll } from "../tree/force.ts";
import type { ProcessEntry } from "../tree/types.ts";

/** Milliseconds from a start or an end to the next look, doubled for each one after that: rest costs next to nothing. */
const FIRST_LOOK_MS = 50;
const MAX_LOOK_MS = 3200;

export class GuardMemory {
  readonly #census: Census;
  readonly #target: () => ForceTarget;
  #known: readonly ProcessEntry[] = [];
  /** The first look after a change is under way: many changes in a row must not put it off for ever. */
  #isSoon = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `target`: what is looked for, as of now. */
  constructor(census: Census, target: () => ForceTarget) {
    this.#census = census;
    this.#target = target;
  }

  /** All that lives, or lived at the last look. */
  get known(): readonly ProcessEntry[] {
    return this.#known;
  }

  /** A process has started or ended: looks soon, and then ever more rarely. */
  changed(): void {
    if (this.#census.canSee && !this.#isSoon) this.#lookIn(FIRST_LOOK_MS);
  }

  /** No look comes any more. */
  end(): void {
    clearTimeout(this.#timer);
  }

  #lookIn(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#isSoon = milliseconds === FIRST_LOOK_MS;
    this.#timer = setTimeout(() => {
      this.#isSoon = false;
      this.#known = findAll({ ...this.#target(), known: this.#known }, this.#census);
      if (this.#known.length > 0) this.#lookIn(Math.min(2 * milliseconds, MAX_LOOK_MS));
    }, milliseconds);
  }
}
