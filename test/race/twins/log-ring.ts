/** Broken twins of the log ring. */

import type { Twin } from "./twin.ts";

const WINDOW = "core/ring/window.ts";
const WRITER = "core/ring/writer.ts";
const GATES = "core/ring/gates.ts";
const RING = "core/ring/ring.ts";
const FOLLOWER = "core/ring/follower.ts";

export const logRingTwins: readonly Twin[] = [
  {
    name: "log-ring/copy-not-confirmed",
    primitive: "log-ring",
    breaks: "a reader keeps what it copied without a look at the claims made meanwhile: torn records",
    patches: [
      {
        file: WINDOW,
        find: "    this.#skip(Math.min(this.count, Math.max(0, sequence - slotCount - this.first)));\n",
        replace: "    void sequence;\n",
      },
    ],
    caughtBy: "log-ring/overtaken",
  },
  {
    name: "log-ring/slots-off-by-one",
    primitive: "log-ring",
    breaks: "a reader takes the slot that is being overwritten for the oldest that is whole",
    patches: [
      { file: WINDOW, find: "sequence - slotCount - this.first", replace: "sequence - slotCount - this.first - 1" },
    ],
    caughtBy: "log-ring/overtaken",
  },
  {
    name: "log-ring/text-not-confirmed",
    primitive: "log-ring",
    breaks: "a reader keeps text that is being overwritten",
    patches: [
      { file: WINDOW, find: "const oldest = position - text.length;", replace: "const oldest = 0 * position;" },
    ],
    caughtBy: "log-ring/overtaken-text",
  },
  {
    name: "log-ring/no-fence",
    primitive: "log-ring",
    breaks: "nothing keeps the reads of a copy before its confirmation: on ARM they may come after it",
    patches: [{ file: WINDOW, find: "    door.fence();\n", replace: "" }],
    caughtBy: "log-ring/overtaken",
  },
  {
    name: "log-ring/follower-does-not-look-again",
    primitive: "log-ring",
    breaks: "a follower waits for the next record without a second look: one that came in between does not wake it",
    patches: [
      {
        file: FOLLOWER,
        find: "return waitUntil(arrival, () => this.#isBehind() || undefined, new Deadline(timeoutMs)) === true;",
        replace: "return arrival.wait(arrival.prepare(), new Deadline(timeoutMs));",
      },
    ],
    caughtBy: "log-ring/one-producer",
  },
  {
    name: "log-ring/writer-wakes-nobody",
    primitive: "log-ring",
    breaks: "records are committed without a word to the readers that wait for them",
    patches: [{ file: WRITER, find: "    this.#claims.arrival.notifyAll();\n", replace: "" }],
    caughtBy: "log-ring/one-producer",
  },
  {
    name: "log-ring/committed-before-the-copy",
    primitive: "log-ring",
    breaks: "a claim is committed before its records are in the ring",
    patches: [
      {
        file: WRITER,
        find: "    batch.stage(position);\n",
        replace: "    this.#claims.commit(place.ticket);\n    batch.stage(position);\n",
      },
    ],
    caughtBy: "log-ring/one-producer",
  },
  {
    name: "log-ring/gate-not-asked",
    primitive: "log-ring",
    breaks: "gated writes do not look at the gates: a reader that must lose nothing is overtaken",
    patches: [
      {
        file: "core/ring/admission.ts",
        find: "return gated ? this.#admit : undefined;",
        replace: "return gated ? undefined : undefined;",
      },
    ],
    caughtBy: "log-ring/gated",
  },
  {
    name: "log-ring/gate-tells-nobody",
    primitive: "log-ring",
    breaks: "a gate that has been passed does not wake the producers that wait for it",
    patches: [
      {
        file: "core/ring/gate.ts",
        find: "    this.#gates.pass(this.#line, place.sequence, place.position);\n    this.#claims.room.notifyAll();\n",
        replace: "    this.#gates.pass(this.#line, place.sequence, place.position);\n",
      },
    ],
    caughtBy: "log-ring/gated",
  },
  {
    name: "log-ring/abandoned-not-marked",
    primitive: "log-ring",
    breaks: "the slots that a dead producer left are not marked as abandoned: readers take them for records",
    patches: [
      {
        file: "core/ring/abandon.ts",
        find: "    door.put(slotWords, index * SLOT_WORDS + slotWord.kind, ABANDONED_KIND);\n",
        replace: "",
      },
    ],
    caughtBy: "log-ring/producer-dies",
  },
  {
    name: "log-ring/gate-stored-high-first",
    primitive: "log-ring",
    breaks:
      "a gate that passes 2^32 seems to be 2^32 records further for a moment: producers overwrite what it has not read",
    patches: [
      {
        file: GATES,
        find: "    door.store(this.#words, index, low(value));\n    storeIfChanged(this.#words, index + 1, high(value));\n",
        replace:
          "    storeIfChanged(this.#words, index + 1, high(value));\n    door.store(this.#words, index, low(value));\n",
      },
    ],
    caughtBy: "log-ring/gate-passes-halves",
  },
  {
    name: "log-ring/gate-read-low-first",
    primitive: "log-ring",
    breaks: "a producer puts a gate's old low half and its new high half together",
    patches: [
      {
        file: GATES,
        find: "    const highHalf = door.load(this.#words, index + 1);\n    return join(door.load(this.#words, index), highHalf);",
        replace: "    return join(door.load(this.#words, index), door.load(this.#words, index + 1));",
      },
    ],
    caughtBy: "log-ring/gate-passes-halves",
  },
  {
    name: "log-ring/gates-closed-in-silence",
    primitive: "log-ring",
    breaks: "a dead reader's gate is closed after the producers that wait for it have been woken",
    patches: [
      {
        file: RING,
        find: "this.#claims.threadDied(id, blank, (dead) => gates.threadDied(dead)) +",
        replace: "this.#claims.threadDied(id, blank) +",
      },
      {
        file: RING,
        find: "      this.#errorClaims.threadDied(id, blankErrors);\n",
        replace:
          "      this.#errorClaims.threadDied(id, blankErrors);\n    this.#claims.exclusively(() => gates.threadDied(id));\n",
      },
    ],
    caughtBy: "log-ring/gate-owner-dies",
  },
  {
    name: "log-ring/death-wakes-nobody",
    primitive: "log-ring",
    breaks: "producers that wait for a dead thread's gate or claim are not told that it holds them up no more",
    patches: [
      {
        file: "core/claims/claims.ts",
        find: "    this.room.notifyAll();\n    this.arrival.notifyAll();\n    return abandoned;",
        replace: "    this.arrival.notifyAll();\n    return abandoned;",
      },
    ],
    caughtBy: "log-ring/gate-owner-dies",
  },
];
