/** Publishes, writes and locks without a pause until it is ended; or until it stops with the mutex in hand. */

import { parentPort, workerData } from "node:worker_threads";
import { EventBus, LogBatch, LogRing, threadId } from "../../core/index.ts";
import { Line } from "./board.ts";
import type { OfThread } from "./events-data.ts";
import { fieldsOf, LineBytes } from "./lines.ts";
import { Locks } from "./locks.ts";
import { RawEvent, rawNames, topics } from "./topics.ts";

export interface VictimData {
  readonly bus: SharedArrayBuffer;
  readonly ring: SharedArrayBuffer;
  readonly locks: SharedArrayBuffer;
  /** Word 0 becomes 1 when the thread stays where it is, with the mutex. */
  readonly holds: SharedArrayBuffer;
  readonly source: number;
  readonly isHolder: boolean;
}

/** Turns before a holder stops. */
const HOLDER_TURNS = 20;

// Checked border: what deaths.ts and the host pass.
const data = workerData as OfThread<VictimData>;
const line = new Line(data.board, data.line);
const bus = EventBus.attach(topics, data.bus);
const events = bus.batch({ events: 16 });
const writer = LogRing.attach(data.ring).writer();
const batch = new LogBatch();
const locks = new Locks(data.locks);
const raw = new RawEvent();
const bytes = new LineBytes(data.source);
const holds = new Int32Array(data.holds);

/** Stays for ever, with what the mutex protects half changed: the host ends the thread here. */
function stay(): void {
  Atomics.store(holds, 0, 1);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

parentPort?.postMessage(threadId);
line.does("publishing");
let number = 0;
for (let turn = 0; ; turn++) {
  batch.clear();
  for (let each = 0; each < 8; each++, number++) {
    for (const name of rawNames) events.add(name, raw.of(data.source, number));
    batch.add(fieldsOf(data.source, number), bytes.of(number));
  }
  events.publish();
  writer.write(batch);
  locks.raise(locks.mutex.lock(), data.isHolder && turn === HOLDER_TURNS ? stay : undefined);
  locks.mutex.unlock();
  locks.raiseWritten(locks.rwLock.writeLock());
  locks.rwLock.writeUnlock();
  line.count("published", rawNames.length * batch.count);
  line.count("written", batch.count);
  line.count("locked", 2);
}
