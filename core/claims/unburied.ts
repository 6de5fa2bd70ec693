/** Threads that have ended, and whose claims are still to be dealt with. */

import type { Words } from "../memory/index.ts";
import { abandon, type Blank } from "./table.ts";

/** Frees what else a dead thread held that is written under the claims' mutex; before producers are woken. */
export type Release = (id: number) => void;

/** One thread's list: those that it was told of and could not deal with yet, as another dead thread held the mutex. */
export class Unburied {
  readonly #ids = new Set<number>();
  readonly #control: Words;
  readonly #table: Words;
  readonly #byteCount: number;

  constructor(control: Words, table: Words, byteCount: number) {
    this.#control = control;
    this.#table = table;
    this.#byteCount = byteCount;
  }

  add(id: number): void {
    this.#ids.add(id);
  }

  /** Under the claims' mutex: deals with all, and returns how many claims were abandoned. */
  bury(blank: Blank, release: Release | undefined): number {
    let abandoned = 0;
    for (const id of this.#ids) {
      abandoned += abandon(this.#control, this.#table, this.#byteCount, id, blank);
      release?.(id);
      this.#ids.delete(id);
    }
    return abandoned;
  }
}
