/** How a producer gets room in a ring: at once, or by waiting for other producers and for gates. */

import { type Admit, Claims, type Place } from "../claims/index.ts";
import { CoreError } from "../errors.ts";
import { limits } from "../limits.ts";
import { Deadline, threadId } from "../sync/index.ts";
import { waitUntil, waitUntilAsync } from "../sync/waiting.ts";
import { checkedReserve } from "./checks.ts";
import { RingTally } from "./counters.ts";
import { Gates } from "./gates.ts";
import type { RingLayout } from "./layout.ts";

/** How a write asks for room. */
export interface WriteOptions {
  /** Overwrites nothing that a gate has not passed. Otherwise gates are not asked, and lose records as any reader does. */
  readonly gated?: boolean;
  /**
   * Part of the ring, 0 to 0.5, that a gated write leaves between itself and the gates, by default none: so much can be
   * written by those that are not gated before a gate loses a record.
   */
  readonly reserve?: number;
  /** Milliseconds that the write waits for room at most; by default `limits.lockMs`, gated `limits.gateMs`. */
  readonly timeoutMs?: number;
}

/**
 * How a ring's gates stand: there are none, and gated writes are as all others; they hold what is not passed; or one has lost
 * records already, to writes that are not gated.
 */
export type GateState = "none" | "holding" | "overtaken";

/** Room that a write wanted and did not get. */
interface Wanted {
  readonly count: number;
  readonly bytes: number;
  readonly options: WriteOptions | undefined;
}

/** One producer's claims on a ring. */
export class Admission {
  readonly claims: Claims;
  readonly #layout: RingLayout;
  readonly #gates: Gates;
  readonly #tally: RingTally;
  readonly #admit: Admit;
  /** The thread whose gate the last attempt met, 0 for none. */
  #blocker = 0;
  /** What the attempt at hand leaves to others. */
  #reserve = 0;
  #wanted: Wanted | undefined;

  constructor(layout: RingLayout) {
    this.#layout = layout;
    this.#gates = new Gates(layout.gates);
    this.claims = new Claims(layout.claims);
    this.#tally = new RingTally(layout.counters);
    this.#admit = (end) => {
      this.#blocker = this.#blockerOf(end, 1 - this.#reserve);
      return this.#blocker === 0;
    };
  }

  /** How the gates stand at this moment. */
  gateState(): GateState {
    return this.claims.exclusively(() => {
      if (!this.#gates.areAny()) return "none";
      return this.#blockerOf(this.claims.claimed(), 1) === 0 ? "holding" : "overtaken";
    });
  }

  /** Claims at once, or returns undefined and remembers what was wanted. */
  tryClaim(count: number, bytes: number, options: WriteOptions | undefined): Place | undefined {
    const place = this.claims.tryClaim(count, bytes, this.#ask(options));
    if (place === undefined) {
      this.#wanted = { count, bytes, options };
      this.#tally.add(this.#blocker === 0 ? "roomWaits" : "gateWaits", 1);
    }
    return place;
  }

  /** Claims, after waiting where it must. Throws `ring.no-room` when the time is over, and `ring.own-gate`. */
  claim(count: number, bytes: number, options: WriteOptions | undefined): Place {
    return this.tryClaim(count, bytes, options) ?? this.#claimLate(count, bytes, options);
  }

  /** Blocks until what {@link tryClaim} wanted last can be claimed, `timeoutMs` at most; says whether it can. */
  wait(timeoutMs: number): boolean {
    const wanted = this.#wanted;
    return wanted === undefined || this.#until(() => this.#hasRoom(wanted), timeoutMs) !== undefined;
  }

  /** As {@link wait} without blocking, so that it also waits for a gate of this thread. */
  async waitAsync(timeoutMs: number): Promise<boolean> {
    const wanted = this.#wanted;
    if (wanted === undefined) return true;
    const hasRoom = () => this.#hasRoom(wanted);
    return (await waitUntilAsync(this.claims.room, hasRoom, new Deadline(timeoutMs))) !== undefined;
  }

  #claimLate(count: number, bytes: number, options: WriteOptions | undefined): Place {
    const timeoutMs = options?.timeoutMs ?? (options?.gated === true ? limits.gateMs : limits.lockMs);
    const place = this.#until(() => this.claims.tryClaim(count, bytes, this.#ask(options)), timeoutMs);
    if (place !== undefined) return place;
    const holder =
      this.#blocker === 0 ? "other producers have not committed" : `the gate of thread ${this.#blocker} has not passed`;
    throw new CoreError(
      "ring.no-room",
      `no room for ${count} records and ${bytes} bytes within ${timeoutMs} ms: ${holder} what the log ring holds`,
    );
  }

  /** Blocks until `attempt` succeeds, or until the time is over. */
  #until<R extends object | true>(attempt: () => R | undefined, timeoutMs: number): R | undefined {
    const orInVain = () => attempt() ?? (this.#blocker === threadId ? "in vain" : undefined);
    const result = waitUntil<R | "in vain">(this.claims.room, orInVain, new Deadline(timeoutMs));
    if (result !== "in vain") return result;
    throw new CoreError(
      "ring.own-gate",
      "a gated write waits for a gate of its own thread, which cannot go on while it waits: read the gate's records first, " +
        "or use tryWrite and waitForRoomAsync",
    );
  }

  /** The thread of a gate that loses records where all claims up to `end` are written, and the newest `part` of the ring is kept. */
  #blockerOf(end: Place, part: number): number {
    const { slotCount, text } = this.#layout;
    return this.#gates.blocker(end.sequence - part * slotCount, end.position - part * text.length);
  }

  /** Undefined as long as there is no room. */
  #hasRoom({ count, bytes, options }: Wanted): true | undefined {
    return this.claims.hasRoom(count, bytes, this.#ask(options)) || undefined;
  }

  #ask(options: WriteOptions | undefined): Admit | undefined {
    const gated = options?.gated === true;
    this.#reserve = checkedReserve(options?.reserve ?? 0);
    this.#blocker = 0;
    return gated ? this.#admit : undefined;
  }
}
