/** Broken twins of the locks and of waiting. */

import type { Twin } from "./twin.ts";

const MUTEX = "core/sync/mutex.ts";
const RWLOCK = "core/sync/rw-lock.ts";
const SEATS = "core/sync/seats.ts";
const SEMAPHORE = "core/sync/semaphore.ts";
const COUNT = "core/sync/event-count.ts";
const WAITING = "core/sync/waiting.ts";

export const syncTwins: readonly Twin[] = [
  {
    name: "mutex/unlock-without-waking",
    primitive: "mutex",
    breaks: "unlock notifies nobody: who sleeps, sleeps for ever",
    patches: [
      {
        file: MUTEX,
        find: "if ((before & CONTENDED) !== 0) this.wake(1);",
        replace: "void before;",
      },
    ],
    caughtBy: "mutex/two-threads",
  },
  {
    name: "mutex/contended-bit-lost",
    primitive: "mutex",
    breaks: "who has slept takes the lock without the mark, so that its unlock does not wake the others that sleep",
    patches: [
      {
        file: MUTEX,
        find: "const seen = this.takeOrMark(this.mine | CONTENDED);",
        replace: "const seen = this.takeOrMark(this.mine);",
      },
    ],
    caughtBy: "mutex/three-threads",
  },
  {
    name: "mutex/plain-unlock",
    primitive: "mutex",
    breaks: "unlock writes the word plainly: the next owner is not ordered after this one",
    patches: [
      {
        file: MUTEX,
        find: "if (door.compareExchange(this.words, this.index, this.mine, FREE) !== this.mine) this.unlockSlowly();",
        replace: "door.put(this.words, this.index, FREE);",
      },
    ],
    caughtBy: "mutex/two-threads",
  },
  {
    name: "mutex/look-then-take",
    primitive: "mutex",
    breaks: "the lock is looked at and taken in two steps: two threads can be inside",
    patches: [
      {
        file: MUTEX,
        find: 'if (door.compareExchange(this.words, this.index, FREE, this.mine) === FREE) return "clean";',
        replace:
          'if (door.load(this.words, this.index) === FREE) { door.store(this.words, this.index, this.mine); return "clean"; }',
      },
    ],
    caughtBy: "mutex/two-threads",
  },
  {
    name: "mutex/giving-up-takes-the-wake-up-along",
    primitive: "mutex",
    breaks:
      "who gives up does not look again, so that a wake-up which was meant for it is lost for those who still wait",
    patches: [
      {
        file: MUTEX,
        find: "      const seen = this.takeOrMark(this.mine | CONTENDED);\n      if (!isTaken(seen)) return foundIn(seen);\n      if (deadline.isOver) throw this.timeout(seen, deadline);",
        replace:
          "      if (hasSlept) { throw this.timeout(0, deadline); }\n      const seen = this.takeOrMark(this.mine | CONTENDED);\n      if (!isTaken(seen)) return foundIn(seen);",
      },
    ],
    caughtBy: "mutex/time-limit",
  },
  {
    name: "mutex/poison-forgotten",
    primitive: "mutex",
    breaks: "the lock of a dead owner is freed as if it were clean: nobody learns that the data is half changed",
    patches: [
      {
        file: MUTEX,
        find: "if (door.compareExchange(this.words, this.index, seen, POISONED) === seen) {",
        replace: "if (door.compareExchange(this.words, this.index, seen, FREE) === seen) {",
      },
    ],
    caughtBy: "mutex/owner-dies",
  },
  {
    name: "mutex/death-wakes-nobody",
    primitive: "mutex",
    breaks: "the lock of a dead owner is free, and those who wait for it are not told",
    patches: [
      {
        file: MUTEX,
        find: "    this.wake(Number.POSITIVE_INFINITY);",
        replace: "",
      },
    ],
    caughtBy: "mutex/owner-dies",
  },
  {
    name: "mutex/death-of-the-woken",
    primitive: "mutex",
    breaks: "only the death of an owner wakes the others: one that was woken and died took their wake-up along",
    patches: [
      {
        file: MUTEX,
        find: "    this.wake(Number.POSITIVE_INFINITY);",
        replace: "    if (wasOwner) this.wake(Number.POSITIVE_INFINITY);",
      },
    ],
    caughtBy: "mutex/owner-dies-three-threads",
  },
  {
    name: "mutex/task-does-not-look-again",
    primitive: "mutex",
    breaks:
      "a task of an event loop looks at the lock before it has registered as a waiter: an unlock in between is missed",
    patches: [
      {
        file: WAITING,
        find: "    const ticket = count.prepare();\n    const result = tryOnce(count, attempt);\n    if (result === undefined && !deadline.isOver) {\n      await",
        replace:
          "    const result = tryOnce(count, attempt);\n    const ticket = count.prepare();\n    if (result === undefined && !deadline.isOver) {\n      await",
      },
    ],
    caughtBy: "mutex/event-loops",
  },
  {
    name: "rwlock/reader-does-not-look-again",
    primitive: "rwlock",
    breaks: "a reader that has sat down does not look for a writer that came at the same time",
    patches: [
      {
        file: RWLOCK,
        find: "    if (isTaken(seen)) {\n      this.getUp();\n      return undefined;\n    }\n",
        replace: "",
      },
    ],
    caughtBy: "rwlock/reader-and-writer",
  },
  {
    name: "rwlock/writer-starved",
    primitive: "rwlock",
    breaks: "new readers join those that read while a writer waits",
    patches: [
      {
        file: RWLOCK,
        find: "if (this.isReading || isTaken(door.load(this.words, this.index))) return undefined;",
        replace:
          "if (this.isReading || (isTaken(door.load(this.words, this.index)) && this.seats.isEmpty())) return undefined;",
      },
      {
        file: RWLOCK,
        find: "    if (isTaken(seen)) {\n      this.getUp();\n      return undefined;\n    }\n",
        replace:
          "    if (isTaken(seen) && this.seats.sitters().length < 2) {\n      this.getUp();\n      return undefined;\n    }\n",
      },
    ],
    caughtBy: "rwlock/writer-not-starved",
  },
  {
    name: "rwlock/writer-waits-outside",
    primitive: "rwlock",
    breaks: "a writer that waits for readers gives the mutex back meanwhile, so that new readers come before it",
    patches: [
      {
        file: RWLOCK,
        find: "    const acquired = this.writer.lock(deadline);\n    if (waitUntil(this.changed, this.readersGone, deadline) === undefined) this.giveUp(deadline);",
        replace:
          '    const acquired = waitUntil(this.changed, () => { const taken = this.writer.tryLock(); if (taken === undefined || this.seats.isEmpty()) return taken; this.writer.unlock(); return undefined; }, deadline);\n    if (acquired === undefined) throw this.timeout("writing", deadline);',
      },
    ],
    caughtBy: "rwlock/writer-not-starved",
  },
  {
    name: "rwlock/failed-try-wakes-nobody",
    primitive: "rwlock",
    breaks: "a writer that only tried leaves without a word to the readers that it kept out meanwhile",
    patches: [
      {
        file: RWLOCK,
        find: "    this.leave();\n    return undefined;",
        replace: "    this.writer.unlock();\n    return undefined;",
      },
    ],
    caughtBy: "rwlock/writer-that-only-tries",
  },
  {
    name: "rwlock/giving-up-wakes-nobody",
    primitive: "rwlock",
    breaks: "a writer that gives up leaves without a word to the readers that it kept out meanwhile",
    patches: [
      {
        file: RWLOCK,
        find: '    const error = this.timeout("writing", deadline);\n    this.leave();',
        replace: '    const error = this.timeout("writing", deadline);\n    this.writer.unlock();',
      },
    ],
    caughtBy: "rwlock/writer-time-limit",
  },
  {
    name: "rwlock/last-reader-wakes-nobody",
    primitive: "rwlock",
    breaks: "the last reader leaves without a word to the writer that waits",
    patches: [
      {
        file: RWLOCK,
        find: "    if (!isTaken(door.load(this.words, this.index)) || this.seats.isEmpty()) this.changed.notifyAll();",
        replace: "    if (!isTaken(door.load(this.words, this.index))) this.changed.notifyAll();",
      },
    ],
    caughtBy: "rwlock/reader-and-writer",
  },
  {
    name: "rwlock/seat-of-the-dead",
    primitive: "rwlock",
    breaks: "a reader that died keeps its seat: no writer ever gets the lock",
    patches: [{ file: RWLOCK, find: "    this.seats.clear(id);\n", replace: "" }],
    caughtBy: "rwlock/reader-dies",
  },
  {
    name: "rwlock/seat-taken-in-two-steps",
    primitive: "rwlock",
    breaks: "a seat is looked at and taken in two steps: two readers on one seat, of which one is forgotten",
    patches: [
      {
        file: SEATS,
        find: "return door.compareExchange(this.#words, this.#mine, EMPTY, threadId) === EMPTY || this.sitElsewhere();",
        replace:
          "if (door.load(this.#words, this.#mine) !== EMPTY) return this.sitElsewhere(); door.store(this.#words, this.#mine, threadId); return true;",
      },
    ],
    caughtBy: "rwlock/two-readers-one-writer",
  },
  {
    name: "semaphore/over-its-count",
    primitive: "semaphore",
    breaks: "a permit is looked at and taken in two steps: two threads get the last one",
    patches: [
      {
        file: SEMAPHORE,
        find: "if (door.compareExchange(this.#words, this.#available, seen, seen - 1) === seen) return true;",
        replace: "door.store(this.#words, this.#available, seen - 1); return true;",
      },
    ],
    caughtBy: "semaphore/one-permit",
  },
  {
    name: "semaphore/release-wakes-nobody",
    primitive: "semaphore",
    breaks: "a permit is given back without a word to those who wait for one",
    patches: [
      {
        file: SEMAPHORE,
        find: "=== seen) break;\n    }\n    this.#released.notifyAll();",
        replace: "=== seen) break;\n    }",
      },
    ],
    caughtBy: "semaphore/one-permit",
  },
  {
    name: "semaphore/death-wakes-nobody",
    primitive: "semaphore",
    breaks: "a permit that a thread gave back before it died is there, and who waits for it is not told",
    patches: [
      {
        file: SEMAPHORE,
        find: "    // Orders after the dead thread's compareExchange in release(): whoever is woken sees that permit.\n    this.#released.notifyAll();\n",
        replace: "",
      },
    ],
    caughtBy: "semaphore/releaser-dies",
  },
  {
    name: "semaphore/does-not-look-again",
    primitive: "semaphore",
    breaks: "who waits does not look for a permit again after it has registered as a waiter",
    patches: [
      {
        file: WAITING,
        find: "    const ticket = count.prepare();\n    const result = tryOnce(count, attempt);\n    if (result === undefined && !deadline.isOver) {\n      count.wait(ticket, deadline);",
        replace:
          "    const result = tryOnce(count, attempt);\n    const ticket = count.prepare();\n    if (result === undefined && !deadline.isOver) {\n      count.wait(ticket, deadline);",
      },
    ],
    caughtBy: "semaphore/one-permit",
  },
  {
    name: "event-count/epoch-stands-still",
    primitive: "event-count",
    breaks: "notifyAll does not change the epoch: a waiter between its second look and its sleep is not woken",
    patches: [{ file: COUNT, find: "    door.add(this.#words, this.#epoch, 1);\n", replace: "" }],
    caughtBy: "event-count/one-waiter",
  },
  {
    name: "event-count/wakes-one",
    primitive: "event-count",
    breaks: "notifyAll wakes one waiter of several",
    patches: [
      {
        file: COUNT,
        find: "door.notify(this.#words, this.#epoch, Number.POSITIVE_INFINITY);",
        replace: "door.notify(this.#words, this.#epoch, 1);",
      },
    ],
    caughtBy: "event-count/two-conditions",
  },
  {
    name: "event-count/ticket-before-registration",
    primitive: "event-count",
    breaks: "the waiter is counted after it has looked at the epoch: who notifies in between sees nobody to wake",
    patches: [
      {
        file: COUNT,
        find: "    door.add(this.#words, this.#waiters, 1);\n    return door.load(this.#words, this.#epoch);",
        replace: "    return door.load(this.#words, this.#epoch);",
      },
      {
        file: COUNT,
        find: "    // A counter only: orders nothing.\n",
        replace: "    door.add(this.#words, this.#waiters, 1);\n",
      },
    ],
    caughtBy: "event-count/one-waiter",
  },
  {
    name: "event-count/waiter-never-leaves",
    primitive: "event-count",
    breaks: "who was woken stays counted as a waiter: every later notification costs a system call",
    patches: [
      {
        file: COUNT,
        find: "    } while (!isWoken && !deadline.isOver);\n    this.cancel();",
        replace: "    } while (!isWoken && !deadline.isOver);\n    if (!isWoken) this.cancel();",
      },
    ],
    caughtBy: "event-count/one-waiter",
  },
  {
    name: "event-count/sleep-kept-too-long",
    primitive: "event-count",
    breaks: "an event loop that was woken goes on waiting for the old epoch with a new task",
    patches: [
      {
        file: COUNT,
        find: "if (this.#sleep?.ticket === ticket) return this.#sleep;",
        replace: "if (this.#sleep !== undefined) return this.#sleep;",
      },
      { file: COUNT, find: "if (this.#sleep === sleep) this.#sleep = undefined;", replace: "" },
    ],
    caughtBy: "event-count/tasks-of-one-loop",
  },
];
