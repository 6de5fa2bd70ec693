/** Every limit of the core, with its reason. All are defaults or hard bounds; nothing in the core grows past them. */

export const limits = {
  /** Records that the log ring keeps: about a day of a talkative project (64 MB of slots, resident only once used). */
  ringSlots: 1 << 20,
  /** Bytes of text that the log ring keeps: with 100-byte lines about as many lines as there are slots. */
  ringBytes: 128 * 1024 * 1024,
  /** Records in one claim: long enough to spread the price of a claim, short enough to keep readers current. */
  batchRecords: 1024,
  /** Bytes in one claim: one pipe read (64 KiB) with room for styled copies. */
  batchBytes: 256 * 1024,
  /** Bytes of one record; a longer line goes on in continuation records, so that none is cut. */
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
  /** Handlers that one thread queues before a publisher of that thread runs them itself. */
  busQueue: 1000,
} as const;
