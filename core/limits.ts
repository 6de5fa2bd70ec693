/** Every limit of the core, with its reason. All are defaults or hard bounds; nothing in the core grows past them. */

export const limits = {
  /**
   * Milliseconds that the ring and the bus wait for a lock of theirs, or for room that others have claimed. Both are held
   * for microseconds, so after this long the owner has died: heavy load keeps a thread off its core for tens of
   * milliseconds, not for seconds.
   */
  lockMs: 2000,
  /** Milliseconds that one sleep counts at most towards a time limit: bounds what is lost when the process was stopped. */
  waitSliceMs: 100,
  /** Threads that read under one RwLock at once, each with a line of memory; twice what the program has. More wait. */
  lockReaders: 32,
  /** Permits of a semaphore: what a word holds. */
  semaphorePermits: 2 ** 31 - 1,
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
  /** Records that the error ring keeps: warnings and errors that a flood of other lines cannot push out (1.3 MB of slots). */
  errorSlots: 1 << 15,
  /** Bytes of text that the error ring keeps: stack traces are longer than other lines. */
  errorBytes: 8 * 1024 * 1024,
  /** Bytes of text of an error ring, at least, unless the ring beside it has less: any record is a quarter of it at most. */
  errorMinBytes: 128 * 1024,
  /** Gates of a log ring: history and whoever must not lose a record, with room to spare. Each makes gated claims dearer. */
  ringGates: 8,
  /** Milliseconds that a gated write waits for a gate, where its caller does not say: a disk that is busy for seconds. */
  gateMs: 10_000,
  /** Entries in a table of claims; half as many producers can be writing at once. */
  ringClaims: 64,
  /** Records that a reader copies out at a time: few enough to stay in the processor's cache. */
  windowRecords: 1024,
  /**
   * Records looked at for the next piece of a line that goes on: a few chunks of output that other processes had written
   * while the line's own stream brought its next.
   */
  continuationReach: 4096,
  /** Bytes of text that a reader copies out at a time; more than a record can have (twice `recordBytes`). */
  windowBytes: 256 * 1024,
  /** Records in one claim: long enough to spread the price of a claim, short enough to keep readers current. */
  batchRecords: 1024,
  /** Bytes in one claim: one pipe read (64 KiB) with room for styled copies. */
  batchBytes: 256 * 1024,
  /** Records in a batch, at most: a quarter of the largest ring, which takes no more in one write. */
  batchMaxRecords: 1 << 22,
  /** Bytes in a batch, at most: the same. */
  batchMaxBytes: 1 << 28,
  /** The largest number of a source, and of a group: what a word of a slot gives back as it was. */
  recordNumber: 2 ** 31 - 1,
  /** Bytes of one record (below 2^16); a longer line goes on in continuation records, so that none is cut. */
  recordBytes: 16 * 1024,
  /** Events that one priority of the bus holds for its slowest subscriber. */
  busSlots: 4096,
  /** Bytes of payload that one priority of the bus holds. */
  busBytes: 4 * 1024 * 1024,
  /** Bytes of one event's payload; what is larger is fetched by a command. */
  eventBytes: 64 * 1024,
  /** Open ends of one bus: main, ingest threads, net, history, and fifty publishers of a stress run. A multiple of 32. */
  busThreads: 64,
  /** Milliseconds that a publisher of high priority waits for a subscriber before it declares it stalled. */
  busStallMs: 100,
  /** The same, at most: a thread that waits longer for another looks dead itself. */
  busMaxStallMs: 60_000,
  /**
   * Milliseconds that deliveries block their thread for a lock of the bus at a stretch: a part of a frame. Who holds it
   * lets go within microseconds, unless it is off its core, or dead; then they go on later.
   */
  busLockMs: 2,
  /** Milliseconds until they try again what a lock held up; twice as long each time. */
  busRetryMs: 10,
  /** The same, at most: how late a thread may learn that a dead one's lock is free, and one short wait a second. */
  busMaxRetryMs: 1000,
  /** Events of one priority that wait in one thread before a publisher of that thread runs their handlers itself. */
  busQueue: 1000,
  /** The same, at most: each is an object. */
  busMaxQueue: 1_000_000,
  /** Asynchronous handlers that the program has under way at once, where the bus's creator does not say. */
  busWorkers: 8,
  /** The same, at most: each holds what it works on. */
  busMaxWorkers: 1024,
  /** Events of one priority of a bus, at least: one claim is a quarter of them at most. */
  busMinSlots: 4,
  /** Events of one priority of a bus, at most: 32 MiB of slots. */
  busMaxSlots: 1 << 20,
  /** Bytes of payload of one priority of a bus, at least: one line of memory. */
  busMinBytes: 64,
  /** Bytes of payload of one priority of a bus, at most: what a view reaches on every runtime. */
  busMaxBytes: 1 << 30,
  /** Strides of a ring: who is overtaken loses so much at once, and has as long until the next time to copy what it takes. */
  busStrides: 16,
  /** Events that a subscribing thread takes out of the ring at a time: 256 spread the price of a take to some ns each. */
  busTake: 256,
  /** Bytes of payload of those, but for a single event: stays in the processor's cache, and bounds what a kept event keeps. */
  busTakeBytes: 16 * 1024,
  /** Events in a batch, of each priority, where its maker does not say. */
  busBatchEvents: 1024,
  /** Bytes of payload in a batch, of each priority: the largest event, and as much again. */
  busBatchBytes: 128 * 1024,
  /** Handler runs of one topic that are timed as one, where they take less than `busFastMs` each. */
  busTimedRuns: 32,
  /** Milliseconds of a handler run that is too short to be timed alone: a look at the clock takes a fortieth of it. */
  busFastMs: 0.002,
  /** Milliseconds that handlers may run before the thread's event loop gets a turn; a frame at 60 Hz has 16. */
  busSliceMs: 4,
  /** Handlers that one publish runs itself, at most: catches up with several subscriptions to one topic. */
  busFallbacks: 16,
  /** Events published without a pause before the thread's counters are written: about a ms's worth. */
  busCountEvery: 4096,
  /** Events a second and thread that tell of failed handlers: enough to read, too few to drown anything. */
  busFailures: 10,
  /** Characters of what a handler threw that such an event tells. */
  busFailureText: 1000,
  /** Threads of a worker pool, at most: each takes some MB, and more than there are cores brings nothing. */
  poolThreads: 64,
  /** Jobs that wait for a thread of a worker pool. */
  poolQueue: 1000,
  /** Jobs that wait for a thread of a worker pool, at most: their inputs are kept in memory. */
  poolMaxQueue: 100_000,
  /** Milliseconds for one job of a worker pool, where its caller does not say: longer than anybody waits for an answer. */
  poolJobMs: 30_000,
  /** Milliseconds that a worker pool that closes gives its threads to end: they do in some, or never. */
  poolEndMs: 1000,
} as const;
