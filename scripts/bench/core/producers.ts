/** Four producers and one reader at the log ring, each in its own thread: nothing lost, doubled, torn or out of order. */

import { Claims } from "../../../core/claims/index.ts";
import { LogRing } from "../../../core/index.ts";
import { RingLayout } from "../../../core/ring/layout.ts";
import { slotWord } from "../../../core/ring/record.ts";
import { Window } from "../../../core/ring/window.ts";
import { progress, row } from "../rounds.ts";
import type { BenchRow, Targets } from "../row.ts";
import { startThread } from "../thread.ts";
import { BATCH, fillLine, RECORD_BYTES } from "./lines.ts";

export const targets: Targets = {
  "4 producers to 1 reader, batches of 64": [{ of: "value", limit: 10 }],
  "4 producers to 1 reader, one by one": [{ of: "value", limit: 2 }],
};

const PRODUCERS = 4;
/** Records of one round: no more than the ring holds, so that a reader that is late still finds all of them. */
const RECORDS = 1_000_000;
const EACH = RECORDS / PRODUCERS;
const ROUNDS = 9;
/** Milliseconds that the reader waits for a record before the benchmark counts as stuck. */
const STUCK_MS = 10_000;

/** What is shared with the producers beside the ring: the number of the round to write. */
export type ProducerData = {
  readonly buffer: SharedArrayBuffer;
  readonly round: SharedArrayBuffer;
  readonly producer: number;
  readonly each: number;
  readonly batch: number;
};

export async function producerRows(): Promise<BenchRow[]> {
  return [
    await producerRow("4 producers to 1 reader, batches of 64", BATCH),
    await producerRow("4 producers to 1 reader, one by one", 1),
  ];
}

async function producerRow(name: string, batch: number): Promise<BenchRow> {
  progress(`core: ${name}`);
  const { buffer } = LogRing.create();
  const round = new Int32Array(new SharedArrayBuffer(4));
  const threads = Array.from({ length: PRODUCERS }, (_, producer) => {
    const data = { buffer, round: round.buffer, producer, each: EACH, batch } satisfies ProducerData;
    return startThread("./producer.worker.ts", import.meta.url, data);
  });
  for (const thread of threads) await thread.next();
  const reader = new CheckingReader(buffer);
  const samples: number[] = [];
  for (let number = 1; number <= ROUNDS + 1; number++) {
    const began = Bun.nanoseconds();
    Atomics.store(round, 0, number);
    Atomics.notify(round, 0);
    reader.read(RECORDS, number);
    const took = Bun.nanoseconds() - began;
    // The first brings the ring's pages in and the code up to speed.
    if (number > 1) samples.push((RECORDS * 1000) / took);
    reader.checkText(RECORDS);
    // The loop above blocks this thread, so a failure of a producer could not be told.
    for (const thread of threads) await thread.next();
  }
  for (const thread of threads) await thread.end();
  return row("core", { name, unit: "M records/s", higherIsBetter: true, samples });
}

/** Reads the ring as searches do: slots and bytes, without making strings. */
class CheckingReader {
  readonly #claims: Claims;
  readonly #window: Window;
  #cursor = 0;

  constructor(buffer: SharedArrayBuffer) {
    const layout = RingLayout.attach(buffer);
    this.#claims = new Claims(layout.claims);
    this.#window = new Window(layout, this.#claims);
  }

  /** Reads `count` records as they come, and checks that each producer's come once and in order. */
  read(count: number, round: number): void {
    const next = new Int32Array(PRODUCERS);
    const end = this.#cursor + count;
    const window = this.#window;
    while (this.#cursor < end) {
      const committed = Math.min(end, this.#wait());
      window.loadSlots(this.#cursor, committed, false);
      window.loadText(false);
      if (window.first !== this.#cursor || window.count === 0)
        throw new Error(`record ${this.#cursor} was overwritten`);
      const text = window.copy();
      for (let index = 0; index < window.count; index++) {
        const producer = window.word(index, slotWord.source);
        const number = window.word(index, slotWord.group);
        const start = window.textStart(index);
        const isWhole = window.plainBytes(index) === RECORD_BYTES && text[start + RECORD_BYTES - 1] === 0x61 + producer;
        if (!isWhole || number !== next[producer]) throw this.#wrong(index, producer, number, next[producer]);
        next[producer] = number + 1;
      }
      this.#cursor += window.count;
    }
    if (next.some((number) => number !== EACH)) throw new Error(`round ${round}: ${next.join(", ")} records came`);
  }

  /** Off the clock: compares every byte of the last `count` records with what its producer wrote. */
  checkText(count: number): void {
    const window = this.#window;
    const line = new Uint8Array(RECORD_BYTES);
    for (let at = this.#cursor - count; at < this.#cursor; at = window.first + window.count) {
      window.loadSlots(at, this.#cursor, false);
      window.loadText(false);
      const text = Buffer.from(window.copy().buffer, window.copy().byteOffset, window.copy().length);
      for (let index = 0; index < window.count; index++) {
        const producer = window.word(index, slotWord.source);
        const number = window.word(index, slotWord.group);
        const start = window.textStart(index);
        fillLine(line, producer, number);
        if (text.compare(line, 0, RECORD_BYTES, start, start + RECORD_BYTES) !== 0) {
          throw new Error(
            `torn text in record ${window.first + index}: ${text.toString("latin1", start, start + 100)}`,
          );
        }
      }
    }
  }

  /** The sequence after the last record, once there is one at the cursor. */
  #wait(): number {
    const until = performance.now() + STUCK_MS;
    for (;;) {
      const committed = this.#claims.committed();
      if (committed > this.#cursor) return committed;
      if (performance.now() > until) throw new Error(`no record ${this.#cursor} within ${STUCK_MS} ms`);
      const ticket = this.#claims.arrival.prepare();
      // Looks again after prepare(): what is committed from here on wakes us (see EventCount).
      if (this.#claims.committed() > this.#cursor) this.#claims.arrival.cancel();
      else this.#claims.arrival.wait(ticket, STUCK_MS);
    }
  }

  #wrong(index: number, producer: number, number: number, expected: number | undefined): Error {
    const sequence = this.#window.first + index;
    return new Error(`record ${sequence} is number ${number} of producer ${producer}, ${expected} was to come`);
  }
}
