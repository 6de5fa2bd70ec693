/** One thread's part in the mixed load. */

import {
  type BusBatch,
  EventBus,
  LogBatch,
  type LogFollower,
  type LogReader,
  LogRing,
  type LogWriter,
} from "../../core/index.ts";
import type { Line } from "./board.ts";
import { fieldsOf, isWhole, LineBytes, soughtText } from "./lines.ts";
import { Locks } from "./locks.ts";
import { Order } from "./order.ts";
import { RawEvent, rawNames, topics } from "./topics.ts";

export interface MixerData {
  readonly bus: SharedArrayBuffer;
  readonly ring: SharedArrayBuffer;
  readonly locks: SharedArrayBuffer;
  /** Word 0 is 1 when it is time to stop. */
  readonly stop: SharedArrayBuffer;
  /** Word 0 changes when everybody is to collect garbage, as memory is about to be looked at. */
  readonly collect: SharedArrayBuffer;
  /** Names it in events and records; no two threads of a run have the same. */
  readonly source: number;
  /** Handles the events of all topics, and not now and then only. */
  readonly handles: boolean;
  /** May be ended at any time: then it takes no permits, which would be lost with it. */
  readonly isMortal: boolean;
}

const BATCH = 64;
/** In one turn. */
const BATCHES = 24;
const LOCKS = 400;
const READS = 2;
/** Records that a search looks at. */
const SEARCHED = 5000;
const SINGLES = 8;

export class Mixer {
  readonly #data: MixerData;
  readonly #line: Line;
  readonly #bus: EventBus<typeof topics>;
  readonly #batch: BusBatch<typeof topics>;
  readonly #writer: LogWriter;
  readonly #reader: LogReader;
  readonly #follower: LogFollower;
  readonly #locks: Locks;
  readonly #lines = new LogBatch();
  readonly #bytes: LineBytes;
  readonly #raw = new RawEvent();
  /** The next number of each priority's events, and of this thread's lines. */
  readonly #numbers = [0, 0, 0];
  #number = 0;
  #turns = 0;
  /** Events handled since the board was told: for each it would cost more than the rest of the handler. */
  #handled = 0;

  constructor(data: MixerData, line: Line) {
    this.#data = data;
    this.#line = line;
    this.#bus = EventBus.attach(topics, data.bus, { stallMs: 50 });
    this.#batch = this.#bus.batch({ events: BATCH });
    const ring = LogRing.attach(data.ring);
    this.#writer = ring.writer();
    this.#reader = ring.reader();
    this.#follower = this.#reader.follow(this.#reader.latest());
    this.#locks = new Locks(data.locks);
    this.#bytes = new LineBytes(data.source);
    if (!data.handles) return;
    for (const name of rawNames) {
      const order = new Order();
      this.#bus.subscribe(name, (event) => {
        this.#handled++;
        this.#expect(order.isRight(event));
      });
    }
  }

  /** A bit of everything. */
  async turn(): Promise<void> {
    this.#publish();
    this.#write();
    this.#read();
    if (this.#turns % 8 === 0) this.#search();
    this.#follow();
    this.#lock();
    await this.#lockLater();
    await this.#subscribe();
    this.#turns++;
    this.#tellHandled();
  }

  close(): Promise<unknown> {
    this.#line.does("closing its bus");
    return this.#bus.close(2000).finally(() => this.#tellHandled());
  }

  #tellHandled(): void {
    this.#line.count("handled", this.#handled);
    this.#handled = 0;
  }

  #expect(isTrue: boolean): void {
    if (!isTrue) this.#line.count("wrong", 1);
  }

  #publish(): void {
    this.#line.does("publishing");
    const batch = this.#batch;
    for (let round = 0; round < BATCHES; round++) {
      // High priority is the rarest, as it may wait for subscribers.
      const priority = round === 0 ? 0 : 1 + (round % 2);
      for (let each = 0; each < BATCH; each++) batch.add(rawNames[priority] ?? "raw.low", this.#next(priority));
      batch.publish();
      this.#line.count("published", BATCH);
    }
    for (let each = 0; each < SINGLES; each++) {
      this.#bus.publish("json.low", { publisher: this.#data.source, number: each });
      this.#bus.publish("raw.medium", this.#next(1));
    }
    this.#line.count("published", 2 * SINGLES);
  }

  #next(priority: number): Uint8Array {
    const number = this.#numbers[priority] ?? 0;
    this.#numbers[priority] = number + 1;
    return this.#raw.of(this.#data.source, number);
  }

  #write(): void {
    this.#line.does("writing the log");
    const { source } = this.#data;
    for (let round = 0; round < BATCHES; round++) {
      const time = Date.now();
      this.#lines.clear();
      for (let each = 0; each < BATCH; each++, this.#number++) {
        this.#lines.add(fieldsOf(source, this.#number, time), this.#bytes.of(this.#number));
      }
      this.#writer.write(this.#lines);
      this.#line.count("written", BATCH);
    }
    for (let each = 0; each < SINGLES; each++, this.#number++) {
      this.#writer.append(fieldsOf(source, this.#number), this.#bytes.of(this.#number));
    }
    this.#line.count("written", SINGLES);
  }

  #read(): void {
    this.#line.does("reading the log");
    for (let read = 0; read < READS; read++) {
      const latest = this.#reader.latest();
      const { records, dropped } = this.#reader.range(latest - 50, latest);
      this.#expect(records.every(isWhole) && records.length + dropped === Math.min(50, latest));
    }
    this.#line.count("read", READS);
  }

  #search(): void {
    this.#line.does("searching");
    const latest = this.#reader.latest();
    const found = this.#reader.search({ text: soughtText }, latest, -1, 10, Math.max(0, latest - SEARCHED));
    for (const sequence of found) {
      const record = this.#reader.at(sequence);
      this.#expect(record === undefined || (record.text.includes(soughtText) && isWhole(record)));
    }
    this.#line.count("searched", 1);
  }

  #follow(): void {
    this.#line.does("following the log");
    const before = this.#follower.cursor;
    const { records, dropped } = this.#follower.next(100);
    this.#expect(records.every(isWhole) && before + records.length + dropped === this.#follower.cursor);
    this.#line.count("followed", records.length);
    // Far behind the others it would only ever see what is overwritten next.
    if (this.#turns % 16 === 0) this.#follower.cursor = this.#reader.latest();
  }

  #lock(): void {
    const { mutex, rwLock, semaphore } = this.#locks;
    this.#line.does("taking a lock");
    for (let each = 0; each < LOCKS; each++) {
      this.#expect(this.#locks.raise(mutex.lock()));
      mutex.unlock();
      if (each % 8 !== 0) continue;
      this.#expect(this.#locks.isEqual(rwLock.readLock()));
      rwLock.readUnlock();
    }
    this.#expect(this.#locks.raiseWritten(rwLock.writeLock()));
    rwLock.writeUnlock();
    this.#line.count("locked", LOCKS + LOCKS / 8 + 1);
    if (this.#data.isMortal) return;
    this.#line.does("waiting for a permit");
    semaphore.acquire();
    this.#expect(this.#locks.passThrough());
    semaphore.release();
    this.#line.count("locked", 1);
  }

  async #lockLater(): Promise<void> {
    this.#line.does("taking a lock");
    const acquired = await this.#locks.mutex.lockAsync();
    this.#expect(this.#locks.raise(acquired));
    this.#locks.mutex.unlock();
    this.#line.count("locked", 1);
  }

  /** Comes and goes as a subscriber, and waits for an event of its own. */
  async #subscribe(): Promise<void> {
    this.#line.does("subscribing");
    const { source } = this.#data;
    const wanted = this.#bus.waitFor("json.high", ({ payload }) => payload.publisher === source, 10_000);
    const all = this.#bus.subscribe("json.medium", () => void this.#handled++);
    this.#bus.publish("json.high", { publisher: source, number: this.#turns });
    this.#bus.publish("json.medium", { publisher: source, number: this.#turns });
    const event = await wanted;
    all.close();
    // A thread that others have declared stalled may miss its event, and is told so.
    this.#expect(event !== undefined || this.#bus.metrics().missed > 0);
    this.#line.count("subscribed", 2);
    this.#line.count("published", 2);
  }
}
