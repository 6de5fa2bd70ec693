/** Every limit of the core, with its reason. All are defaults or hard bounds; nothing in the core grows past them. */

export const limits = {
  /** Records that the log ring keeps: about a day of a talkative project (32 MB of slots, resident only once used). */
  ringSlots: 1 << 20,
  /** Bytes of text that the log ring keeps: with 100-byte lines about as many lines as there are slots. */
  ringBytes: 128 * 1024 * 1024,
  /** Slots of a log ring, at least: one record must be no more than a quarter of it. */
  ringMinSlots: 4,
  /** Slots of a log ring, at most: 512 MiB of them. */
  ringMaxSlots: 1 << 24,
  /** Bytes of text of a log ring, at least: one line of memory. */
  ringMinBytes: 64,
  /** Bytes of text of a log ring, at most: what a view reaches on every runtime. */
  ringMaxBytes: 1 << 30,
  /** Entries in a log ring's table of claims; half as many producers can be writing at once. */
  ringClaims: 64,
  /** Records that a reader copies out at a time: few enough to stay in the processor's cache. */
  windowRecords: 1024,
  /** Bytes of text that a reader copies out at a time; more than a record can have (twice `recordBytes`). */
  windowBytes: 256 * 1024,
  /** Records in one claim: long enough to spread the price of a claim, short enough to keep readers current. */
  batchRecords: 1024,
  /** Bytes in one claim: one pipe read (64 KiB) with room for styled copies. */
  batchBytes: 256 * 1024,
  /** Bytes of one record (below 2^16); a longer line goes on in continuation records, so that none is cut. */
  recordBytes: 16 * 1024,
  /** Events that one priority of the bus holds for its slowest subscriber. */
  busSlots: 4096,
  /** Bytes of payload that one priority of the bus holds. */
  busBytes: 4 * 1024 * 1024,
  /** Bytes of one event's payload; what is larger is fetched by a command. */
  eventBytes: 64 * 1024,
  /** Subscribing threads of one bus: main, ingest threads, net, history, with room to spare. */
  busSubscribers: 32,
  /** Milliseconds that a publisher of high priority waits for a subscriber before it declares it stalled. */
  busStallMs: 100,
  /** Handler runs of one priority that one thread queues before a publisher of that thread runs them itself. */
  busQueue: 1000,
  /** Asynchronous handlers that one thread has under way at once, where the bus's creator does not say. */
  busWorkers: 8,
  /** Events of one priority of a bus, at least: one that is read and one that is written. */
  busMinSlots: 2,
  /** Events of one priority of a bus, at most: 64 MiB of slots. */
  busMaxSlots: 1 << 20,
  /** Bytes of payload of one priority of a bus, at least: one line of memory. */
  busMinBytes: 64,
  /** Bytes of payload of one priority of a bus, at most: what a view reaches on every runtime. */
  busMaxBytes: 1 << 30,
  /** Events that a subscribing thread takes out of the ring at a time: spreads the price of the lock, holds it some µs. */
  busTake: 64,
  /** Milliseconds that handlers may run before the thread's event loop gets a turn; a frame at 60 Hz has 16. */
  busSliceMs: 4,
  /** Queued handlers that one publish runs itself, at most: catches up with several subscriptions to one topic. */
  busFallbacks: 16,
} as const;
