/** Broken twins of the event bus. */

import type { Twin } from "./twin.ts";

const READER = "core/bus/reader.ts";
const GATE = "core/bus/gate.ts";
const CHANNEL = "core/bus/channel.ts";
const PUBLISHER = "core/bus/publisher.ts";

export const busTwins: readonly Twin[] = [
  {
    name: "bus-channel/copy-not-confirmed",
    primitive: "bus-channel",
    breaks:
      "a reader keeps what it copied although publishers have moved its cursor: torn events, or events that count as missed too",
    patches: [
      {
        file: READER,
        find: "    if (!this.#seat.moveCursor(priority, cursor, (cursor + count) | 0)) return undefined;\n",
        replace: "    this.#seat.moveCursor(priority, cursor, (cursor + count) | 0);\n",
      },
    ],
    caughtBy: "bus-channel/overtaken-bytes",
  },
  {
    name: "bus-channel/cursor-before-the-copy",
    primitive: "bus-channel",
    breaks:
      "a reader moves its cursor past events before it has copied their payloads: publishers overwrite them meanwhile",
    patches: [
      {
        file: READER,
        find: "    fetchRaced(slab, slab.end / 4, words, bytes, offset / 4, length / 4);\n    if (!this.#seat.moveCursor(priority, cursor, (cursor + count) | 0)) return undefined;\n",
        replace:
          "    if (!this.#seat.moveCursor(priority, cursor, (cursor + count) | 0)) return undefined;\n    fetchRaced(slab, slab.end / 4, words, bytes, offset / 4, length / 4);\n",
      },
    ],
    caughtBy: "bus-channel/overtaken-bytes",
  },
  {
    name: "bus-channel/take-tells-nobody",
    primitive: "bus-channel",
    breaks: "a reader that has made room does not wake the publisher that waits for it",
    patches: [
      {
        file: READER,
        find: "    this.#claims.room.notifyAll();\n    return count;",
        replace: "    return count;",
      },
    ],
    caughtBy: "bus-channel/high-waits",
  },
  {
    name: "bus-channel/read-before-it-begins",
    primitive: "bus-channel",
    breaks: "a reader is seen before its cursor is set: publishers take it to be where a former owner of the seat was",
    patches: [
      {
        file: READER,
        find: "      this.#seat.start(this.#ring.priority, committed | 0);\n      this.#gate.setReading(this.#seat, true);\n",
        replace: "      this.#gate.setReading(this.#seat, true);\n",
      },
    ],
    caughtBy: "bus-channel/high-waits",
  },
  {
    name: "bus-channel/overtaken-without-a-word",
    primitive: "bus-channel",
    breaks: "publishers overwrite events without moving the cursor of a reader that has not taken them",
    patches: [
      { file: GATE, find: "      if (!seat.moveCursor(priority, cursor, target | 0)) continue;\n", replace: "" },
    ],
    caughtBy: "bus-channel/overtaken",
  },
  {
    name: "bus-channel/missed-not-counted",
    primitive: "bus-channel",
    breaks: "events that a reader is overtaken by are not counted",
    patches: [{ file: GATE, find: "      this.#countMissed(seat, reached, target);\n", replace: "" }],
    caughtBy: "bus-channel/overtaken",
  },
  {
    name: "bus-channel/high-overtaken",
    primitive: "bus-channel",
    breaks: "events of high priority overtake a reader that is not stalled",
    patches: [
      {
        file: GATE,
        find: "    return this.#ring.priority !== HIGH || this.overtakeOthers || seat.isStalled(HIGH);",
        replace: "    return true;",
      },
    ],
    caughtBy: "bus-channel/high-waits",
  },
  {
    name: "bus-channel/readers-not-woken",
    primitive: "bus-channel",
    breaks: "a publisher commits without a word to the readers",
    patches: [
      {
        file: CHANNEL,
        find: "    this.claims.commit(place.ticket);\n    this.gate.forEachReader(this.#wake);\n",
        replace: "    this.claims.commit(place.ticket);\n",
      },
    ],
    caughtBy: "bus-channel/high-waits",
  },
  {
    name: "bus-channel/committed-before-the-copy",
    primitive: "bus-channel",
    breaks: "an event is committed before it is written",
    patches: [
      {
        file: CHANNEL,
        find: "    this.#putSlot(place.sequence, topic.index, bytes.length, place.position, time);\n    this.#commit(place);\n",
        replace:
          "    this.#commit(place);\n    this.#putSlot(place.sequence, topic.index, bytes.length, place.position, time);\n",
      },
    ],
    caughtBy: "bus-channel/one-publisher",
  },
  {
    name: "bus-channel/waits-for-the-dead",
    primitive: "bus-channel",
    breaks: "a reader that died is still one: publishers of high priority wait for it for ever",
    patches: [
      {
        file: "core/bus/burials.ts",
        find: "        for (const seat of this.#leaving) channel.gate.setReading(seat, false);\n",
        replace: "",
      },
    ],
    caughtBy: "bus-channel/reader-dies",
  },
  {
    name: "bus/pump-does-not-look-again",
    primitive: "bus",
    breaks: "a thread's pump goes to sleep without a second look: an event that came in between stays in the ring",
    patches: [
      {
        file: "core/bus/pump.ts",
        find: "    if (inbox.canStock) {\n      arrival.cancel();\n      return false;\n    }\n",
        replace: "    void inbox;\n",
      },
    ],
    caughtBy: "bus/waits-for-events",
  },
  {
    name: "bus/asleep-while-subscribing",
    primitive: "bus",
    breaks:
      "a thread that sleeps does not look for events when it begins to read another priority: nobody wakes it for those",
    patches: [
      {
        file: "core/bus/pump.ts",
        find: "  start(): void {\n    this.#schedule();\n",
        replace: "  start(): void {\n    if (!this.#isAsleep) this.#schedule();\n",
      },
    ],
    caughtBy: "bus/second-subscription",
  },
  {
    name: "bus/closed-without-a-look",
    primitive: "bus",
    breaks: "close does not take what has been published before: it is handled by nobody, and not counted",
    patches: [{ file: "core/bus/closing.ts", find: "    inbox.drain();\n", replace: "" }],
    caughtBy: "bus/one-publisher",
  },
  {
    name: "bus/never-stalled",
    primitive: "bus",
    breaks: "a publisher of high priority never declares a subscriber stalled: it waits for ever",
    patches: [
      {
        file: PUBLISHER,
        find: "else if (holder !== undefined && performance.now() >= stalledAt) gate.overtakeOthers = true;",
        replace: "else if (holder !== undefined && performance.now() >= stalledAt) gate.overtakeOthers = false;",
      },
    ],
    caughtBy: "bus/high-stalls",
  },
];
