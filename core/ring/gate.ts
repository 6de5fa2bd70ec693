/** Reading a ring without losing what is written gated. */

import type { Claims } from "../claims/index.ts";
import type { LogFollower } from "./follower.ts";
import { Gates } from "./gates.ts";
import type { Records } from "./history.ts";
import type { RingLayout } from "./layout.ts";
import type { RawRecords } from "./raw-records.ts";
import { Window } from "./window.ts";

/**
 * A follower that gated writes do not overtake (see `WriteOptions`). Other writes overtake it as they do any reader, and
 * then it is told how many records it has lost. One thread's; it holds gated producers up until it reads on or is closed,
 * or its thread has died and the host has said so (`LogRing.threadDied`).
 */
export class LogGate implements Disposable {
  readonly #claims: Claims;
  readonly #follower: LogFollower;
  readonly #gates: Gates;
  /** Looks at the record that the gate has come to. */
  readonly #next: Window;
  /** The gate's line in the table, 0 once it is closed. */
  #line: number;

  /** Opens a gate at the follower's cursor. Throws `ring.too-many-gates`. For the ring: see `LogRing.gate`. */
  constructor(layout: RingLayout, claims: Claims, follower: LogFollower) {
    this.#claims = claims;
    this.#follower = follower;
    this.#gates = new Gates(layout.gates);
    this.#next = new Window(layout, claims, 1);
    // Nothing is claimed meanwhile: what the gate finds at its cursor is what it holds from here on.
    this.#line = claims.exclusively(() => {
      const { sequence, position } = this.#place() ?? oldest(layout, claims);
      return this.#gates.open(sequence, position);
    });
  }

  /** The sequence of the next record to read. */
  get cursor(): number {
    return this.#follower.cursor;
  }

  /** As {@link LogFollower.next}; lets gated producers overwrite what it returns (strings of the caller's own by now). */
  next(limit: number): Records {
    const part = this.#follower.next(limit);
    this.#pass();
    return part;
  }

  /** As {@link LogFollower.nextRaw}, likewise: the bytes are the reader's own. */
  nextRaw(limit: number): { records: RawRecords; dropped: number } {
    const part = this.#follower.nextRaw(limit);
    this.#pass();
    return part;
  }

  /** As {@link LogFollower.wait}. */
  wait(timeoutMs: number): boolean {
    return this.#follower.wait(timeoutMs);
  }

  /** As {@link LogFollower.waitAsync}. */
  waitAsync(timeoutMs?: number): Promise<boolean> {
    return this.#follower.waitAsync(timeoutMs);
  }

  /** Lets all producers go on. The gate still reads, as a follower that holds nobody up. */
  close(): void {
    if (this.#line === 0) return;
    this.#claims.exclusively(() => this.#gates.close(this.#line));
    this.#line = 0;
    this.#claims.room.notifyAll();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #pass(): void {
    if (this.#line === 0) return;
    const place = this.#place();
    // Overtaken by writes that are not gated: the next read finds out where to go on.
    if (place === undefined) return;
    this.#gates.pass(this.#line, place.sequence, place.position);
    this.#claims.room.notifyAll();
  }

  /** Where the record at the cursor starts, or the next one will; undefined where it is overwritten. */
  #place(): { sequence: number; position: number } | undefined {
    const end = this.#claims.committedEnd();
    if (this.cursor >= end.sequence) return end;
    this.#next.loadSlots(this.cursor, this.cursor + 1, false);
    return this.#next.count === 0 ? undefined : { sequence: this.cursor, position: this.#next.position(0) };
  }
}

/** Where the oldest record can be that is not overwritten; under the claims' mutex. */
function oldest({ slotCount, text }: RingLayout, claims: Claims): { sequence: number; position: number } {
  const { sequence, position } = claims.claimed();
  return { sequence: Math.max(0, sequence - slotCount), position: Math.max(0, position - text.length) };
}
