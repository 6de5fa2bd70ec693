/** Broken twins of the producers' engine. */

import type { Twin } from "./twin.ts";

const CLAIMS = "core/claims/claims.ts";
const TABLE = "core/claims/table.ts";

export const claimsTwins: readonly Twin[] = [
  {
    name: "claims/not-bounded",
    primitive: "claims",
    breaks:
      "claims may take the whole ring and more: a producer that is off its core is lapped, its mark overwritten, and the ring stalls for ever",
    patches: [
      {
        file: CLAIMS,
        find: "      if (!this.#isWithinBounds(ticket, endSequence, endPosition)) return undefined;\n",
        replace: "",
      },
    ],
    caughtBy: "claims/descheduled-producer",
  },
  {
    name: "claims/waits-without-second-look",
    primitive: "claims",
    breaks:
      "who finds no room looks again before it has registered as a waiter: room that is made in between is missed",
    patches: [
      {
        file: "core/sync/waiting.ts",
        find: "    const ticket = count.prepare();\n    const result = tryOnce(count, attempt);\n    if (result === undefined && !deadline.isOver) {\n      count.wait",
        replace:
          "    const result = tryOnce(count, attempt);\n    const ticket = count.prepare();\n    if (result === undefined && !deadline.isOver) {\n      count.wait",
      },
    ],
    caughtBy: "claims/tiny-ring",
  },
  {
    name: "claims/commit-tells-nobody",
    primitive: "claims",
    breaks: "commit makes room and does not wake the producers that wait for it",
    patches: [
      {
        file: CLAIMS,
        find: "      this.#publish(door.load(this.#control, control.committed));\n    }\n    this.room.notifyAll();",
        replace: "      this.#publish(door.load(this.#control, control.committed));\n    }",
      },
    ],
    caughtBy: "claims/tiny-ring",
  },
  {
    name: "claims/marked-without-look",
    primitive: "claims",
    breaks: "a producer that marked its claim does not look at the counter again: its predecessor committed in between",
    patches: [
      {
        file: CLAIMS,
        find: "      this.#publish(door.load(this.#control, control.committed));\n    }\n    this.room.notifyAll();",
        replace: "    }\n    this.room.notifyAll();",
      },
    ],
    caughtBy: "claims/two-producers",
  },
  {
    name: "claims/successors-left",
    primitive: "claims",
    breaks: "who commits does not commit the claims after its own that are done already",
    patches: [
      {
        file: CLAIMS,
        find: "      door.store(this.#control, control.committed, after);\n      this.#publish(after);",
        replace: "      door.store(this.#control, control.committed, after);",
      },
    ],
    caughtBy: "claims/two-producers",
  },
  {
    name: "claims/committed-in-any-order",
    primitive: "claims",
    breaks: "a claim is committed at once, whether those before it are done or not",
    patches: [
      {
        file: CLAIMS,
        find: "if (door.load(this.#control, control.committed) === ticket) {",
        replace: "if (door.load(this.#control, control.committed) !== after) {",
      },
    ],
    caughtBy: "claims/two-producers-reader",
  },
  {
    name: "claims/plain-mark",
    primitive: "claims",
    breaks: "the mark that a claim is done is a plain write: its copies are not ordered before it",
    patches: [
      {
        file: TABLE,
        find: "  door.store(table, claimEntry(ticket) + claimWord.done, (ticket + 1) | 0);",
        replace: "  door.put(table, claimEntry(ticket) + claimWord.done, (ticket + 1) | 0);",
      },
    ],
    caughtBy: "claims/two-producers-reader",
  },
  {
    name: "claims/plain-committed",
    primitive: "claims",
    breaks: "the counter of committed claims is written plainly: readers are not ordered after the copies",
    patches: [
      {
        file: CLAIMS,
        find: "      door.store(this.#control, control.committed, after);",
        replace: "      door.put(this.#control, control.committed, after);",
      },
    ],
    caughtBy: "claims/reader",
  },
  {
    name: "claims/claimed-without-lock",
    primitive: "claims",
    breaks: "claims are made without the mutex: two producers get the same slots",
    patches: [
      {
        file: CLAIMS,
        find: "    this.#checkSize(count, bytes);\n    this.#lock();",
        replace: "    this.#checkSize(count, bytes);\n    this.#lock();\n    this.#mutex.unlock();",
      },
      {
        file: CLAIMS,
        find: "      return { ticket, sequence, position };\n    } finally {\n      this.#mutex.unlock();\n    }",
        replace: "      return { ticket, sequence, position };\n    } finally {\n    }",
      },
    ],
    caughtBy: "claims/two-producers",
  },
  {
    name: "claims/wrap-off-by-one",
    primitive: "claims",
    breaks:
      "a claim that is one word too long for the rest of the lap is not moved to the next: its text runs over the end",
    patches: [
      { file: CLAIMS, find: "const position = left < bytes ?", replace: "const position = left + 4 < bytes ?" },
    ],
    caughtBy: "log-ring/wrap",
  },
  {
    name: "claims/committed-end-kept-too-long",
    primitive: "claims",
    breaks: "a reader takes the end of the last committed claim from an entry that has been given away",
    patches: [
      {
        file: CLAIMS,
        find: "- ticket) | 0) < MAX_OPEN) return end;",
        replace: "- ticket) | 0) < 2 * MAX_OPEN) return end;",
      },
    ],
    caughtBy: "claims/committed-while-read",
  },
  {
    name: "claims/claimed-end-kept-too-long",
    primitive: "claims",
    breaks: "a reader takes the end of the last claim from an entry that another claim is half through taking over",
    patches: [
      {
        file: CLAIMS,
        find: "- ticket) | 0) < limits.ringClaims - 1) return end;",
        replace: "- ticket) | 0) < limits.ringClaims) return end;",
      },
    ],
    caughtBy: "claims/claimed-while-read",
  },
  {
    name: "claims/old-mark-left",
    primitive: "claims",
    breaks: "a mark of 2^32 claims ago counts for a new claim, which is committed before it is written",
    patches: [
      {
        file: CLAIMS,
        find: "door.store(table, entry + claimWord.done, ticket);",
        replace: "void ticket;",
      },
    ],
    caughtBy: "claims/counters-wrap",
  },
  {
    name: "claims/published-beyond-claimed",
    primitive: "claims",
    breaks:
      "who commits also looks at the mark of a claim that is not made yet, where one of 2^32 claims ago may stand",
    patches: [{ file: CLAIMS, find: "while (next !== claimed && door.load(", replace: "while (door.load(" }],
    caughtBy: "claims/counters-wrap",
  },
  {
    name: "claims/claimed-after-the-mark",
    primitive: "claims",
    breaks:
      "who commits looks at the mark first and then whether the claim was made: it was meanwhile, and the mark is old",
    patches: [
      {
        file: CLAIMS,
        find: "while (next !== claimed && door.load(this.#table, claimEntry(next) + claimWord.done) === ((next + 1) | 0)) {",
        replace:
          "while (door.load(this.#table, claimEntry(next) + claimWord.done) === ((next + 1) | 0) && next !== door.load(this.#control, control.claimed)) {",
      },
    ],
    caughtBy: "claims/counters-wrap",
  },
  {
    name: "claims/abandoned-not-committed",
    primitive: "claims",
    breaks: "what a dead producer left open is blanked and never marked as done: all behind it waits for ever",
    patches: [{ file: TABLE, find: "      markDone(table, ticket);\n", replace: "" }],
    caughtBy: "claims/producer-dies",
  },
  {
    name: "claims/death-told-in-vain",
    primitive: "claims",
    breaks: "a death is forgotten where another dead thread holds the lock: all behind its open claim wait for ever",
    patches: [
      {
        file: CLAIMS,
        find: "      if (!isLockTimeout(error)) throw error;\n",
        replace: "      if (!isLockTimeout(error)) throw error;\n      this.#unburied.ids.delete(id);\n",
      },
      {
        file: "core/claims/unburied.ts",
        find: "  readonly #ids = new Set<number>();\n",
        replace: "  readonly #ids = new Set<number>();\n  readonly ids = this.#ids;\n",
      },
    ],
    caughtBy: "claims/two-deaths",
  },
  {
    name: "claims/abandoned-not-blanked",
    primitive: "claims",
    breaks: "what a dead producer left open is committed as it is, half written",
    patches: [
      {
        file: TABLE,
        find: "      blank({ ticket, sequence, position: Math.max(last.position, lap) }, end.sequence - sequence);\n",
        replace: "      void [sequence, blank, lap];\n",
      },
    ],
    caughtBy: "claims/producer-dies",
  },
  {
    name: "claims/mark-before-the-copy",
    primitive: "claims",
    breaks: "a claim is done for others to commit as soon as it is made, before its slots are written",
    patches: [
      {
        file: CLAIMS,
        find: "      return { ticket, sequence, position };\n    } finally {",
        replace: "      markDone(table, ticket);\n      return { ticket, sequence, position };\n    } finally {",
      },
    ],
    caughtBy: "claims/two-producers-reader",
  },
];
