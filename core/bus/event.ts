/** Events as handlers get them: made from a private copy of the ring's bytes, decoded only when somebody looks. */

import { decodeJson } from "./payload.ts";
import type { Slab } from "./slab.ts";
import type { PayloadOf, Topic, TopicName, TopicTable, WithCore } from "./topic.ts";

/** Stands for a payload that nobody has asked for yet: `undefined` is a payload. */
const UNREAD: unique symbol = Symbol("unread");

/**
 * One event. All handlers of a thread get the same object, so none may change it or its bytes. It may be kept for any time,
 * but keeps some 24 KiB of its neighbours with it: who keeps many, keeps what it needs of their payloads.
 *
 * Few fields, all read when asked for: millions of these are made in a second.
 */
export class BusEvent<N extends string = string, P = unknown> {
  /**
   * Counts the events of one priority over all threads, from 0. Without a gap, but for what a publisher that died left
   * open.
   */
  readonly sequence: number;
  readonly #topic: Topic;
  readonly #slab: Slab;
  readonly #index: number;
  #payload: unknown;

  /** For the bus: event `index` of a slab. */
  constructor(topic: Topic, slab: Slab, index: number, sequence: number) {
    this.sequence = sequence;
    this.#topic = topic;
    this.#slab = slab;
    this.#index = index;
    this.#payload = UNREAD;
  }

  get topic(): N {
    // Checked border: the bus makes events of a topic with that topic's name.
    return this.#topic.name as N;
  }

  /** When it was published, in milliseconds since 1970. Those of one batch have one time. */
  get time(): number {
    return this.#slab.time(this.#index);
  }

  /** The `threadId` of the thread that published it. */
  get publisher(): number {
    return this.#slab.publisher(this.#index);
  }

  /** Bytes of the payload as it was sent: of the JSON text, or of a raw payload. */
  get byteLength(): number {
    return this.#slab.length(this.#index);
  }

  /** Decoded when first asked for. Of a raw topic: a view of its bytes, not a copy. */
  get payload(): P {
    if (this.#payload === UNREAD) {
      const start = this.#slab.start(this.#index);
      const bytes = this.#slab.bytes.subarray(start, start + this.byteLength);
      this.#payload = this.#topic.isRaw ? bytes : decodeJson(bytes);
    }
    // Checked border: what was published under this topic had its type.
    return this.#payload as P;
  }

  /**
   * The signed 32-bit number, least byte first, at byte `offset` of the payload: for raw topics, without making a view.
   * Throws a RangeError where the payload has no such four bytes.
   */
  readWord(offset: number): number {
    if (!(offset >= 0 && offset + 4 <= this.byteLength)) {
      throw new RangeError(`a payload of ${this.byteLength} bytes has no word at ${offset}`);
    }
    const { bytes } = this.#slab;
    const at = this.#slab.start(this.#index) + offset;
    return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
  }
}

/** An event of any topic of a table; `topic` tells which, and with it the type of `payload`. */
export type AnyEvent<T extends TopicTable> = {
  [N in TopicName<WithCore<T>>]: BusEvent<N, PayloadOf<WithCore<T>[N]>>;
}[TopicName<WithCore<T>>];

/** Called with an event, whatever its type. */
export type Handler = (event: BusEvent) => unknown;
