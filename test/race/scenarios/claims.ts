/** Claims: order, nothing lost or written twice, no producer lapped, no reader misled, nothing left open by the dead. */

import type { Words } from "../../../core/memory/index.ts";
import type { Core, Run, Scenario } from "../engine/scenario.ts";
import { expect, noteDone, words } from "./support.ts";

/** What an abandoned claim's slots hold. */
const BLANK = -1;
/** Where a thread's number stands in what it writes: `number * STEP + index of its claim`. */
const STEP = 100;

interface Shared {
  readonly control: Words;
  readonly table: Words;
  readonly slots: Words;
}

interface Size {
  readonly slots: number;
  readonly bytes: number;
}

type Claims = InstanceType<Core["Claims"]>;

function claimsOf(core: Core, { control, table }: Shared, size: Size): Claims {
  return new core.Claims({
    control,
    table,
    slotCount: size.slots,
    byteCount: size.bytes,
    name: "scenario",
    rank: 1,
  });
}

function base(size: Size) {
  return {
    primitive: "claims",
    share(core: Core): Shared {
      return {
        control: words(core.Claims.CONTROL_BYTES / 64),
        table: words(core.Claims.TABLE_BYTES / 64),
        slots: words(1),
      };
    },
    regions: ({ control, table, slots }: Shared) => [
      { name: "control", view: control, words: controlNames },
      { name: "table", view: table, words: tableNames },
      { name: "slot", view: slots },
    ],
    after(core: Core, shared: Shared, run: Run) {
      const claims = claimsOf(core, shared, size);
      const committed = claims.committed();
      run.note(committed);
      run.note(claims.claimed().sequence);
      for (let sequence = Math.max(0, committed - size.slots); sequence < committed; sequence++) {
        run.note(core.door.get(shared.slots, sequence & (size.slots - 1)));
      }
      // All the same everywhere: nobody is left behind in a later lap.
      const place = claims.claim(1, 4);
      claims.commit(place.ticket);
      run.note(claims.committed());
    },
  } as const;
}

/** Words of the control lines. */
const CLAIMED = 16;
const COMMITTED = 32;
/** The word of a table's entry that says whose claim it is. */
const OWNER = 4;
/** A thread that is no more. */
const EARLIER = 77;

const controlNames = {
  0: "lock",
  [CLAIMED]: "claimed",
  [COMMITTED]: "committed",
  48: "arrival epoch",
  49: "arrival waiters",
  64: "room epoch",
  65: "room waiters",
};

const tableNames = Object.fromEntries(
  Array.from({ length: 8 }, (_, entry) =>
    ["sequence", "sequence high", "position", "position high", "owner", "done"].map((name, word) => [
      entry * 16 + word,
      `${name} of claim ${entry}`,
    ]),
  ).flat(),
);

/** Claims `count` slots, writes its mark to each, commits. */
function produce(core: Core, shared: Shared, claims: Claims, size: Size, mark: number, count: number): number {
  const place = claims.claim(count, 4 * count);
  for (let index = 0; index < count; index++) {
    core.door.put(shared.slots, (place.sequence + index) & (size.slots - 1), mark);
  }
  claims.commit(place.ticket);
  claims.arrival.notifyAll();
  return place.sequence;
}

/** Waits for `total` slots and notes their marks; where nothing is overwritten. */
function consume(core: Core, shared: Shared, claims: Claims, total: number, run: Run): void {
  let cursor = 0;
  while (cursor < total) {
    const ticket = claims.arrival.prepare();
    const committed = claims.committed();
    if (committed === cursor) {
      claims.arrival.wait(ticket, Number.POSITIVE_INFINITY);
      continue;
    }
    claims.arrival.cancel();
    for (; cursor < committed; cursor++) run.note(core.door.get(shared.slots, cursor));
  }
}

/** Whether marks of one producer rise, and each is there as often as its claim has slots, side by side. */
function checkMarks(marks: readonly number[], count: number): void {
  const last = new Map<number, number>();
  for (let start = 0; start < marks.length; start += count) {
    const mark = marks[start] ?? 0;
    if (mark === BLANK) continue;
    expect(mark >= STEP, `slot ${start} was committed before it was written`);
    const producer = Math.floor(mark / STEP);
    expect(mark > (last.get(producer) ?? 0), `slot ${start} holds ${mark} again or out of order`);
    last.set(producer, mark);
    for (let index = 1; index < count; index++) {
      expect(marks[start + index] === mark, `claim at slot ${start} is mixed with another`);
    }
  }
}

/** Producers only: thread by thread so many claims of `count` slots each, of which the ring may keep the last alone. */
function producers(name: string, size: Size, rounds: readonly number[], count: number): Scenario<Shared> {
  const threads = rounds.length;
  const total = rounds.reduce((sum, own) => sum + own, 0) * count;
  return {
    ...base(size),
    name: `claims/${name}`,
    threads,
    join(core, shared, thread, run) {
      return () => {
        const claims = claimsOf(core, shared, size);
        for (let round = 0; round < (rounds[thread] ?? 0); round++) {
          run.note(produce(core, shared, claims, size, (thread + 1) * STEP + round, count));
        }
      };
    },
    check({ notes }) {
      const [committed, claimed, ...rest] = notes.at(-1) ?? [];
      expect(committed === total && claimed === total, `${committed} of ${total} slots committed, ${claimed} claimed`);
      const next = rest.pop();
      expect(next === total + 1, "a later claim does not come through");
      checkMarks(rest, count);
      const starts = notes.slice(0, threads).flat();
      expect(new Set(starts).size === starts.length, "two claims of the same slots");
    },
  };
}

/** Two producers and a reader that waits: it sees all, whole. */
function reader(name: string, threads: number, rounds: number, count: number): Scenario<Shared> {
  const size = { slots: 16, bytes: 64 };
  const total = (threads - 1) * rounds * count;
  return {
    ...base(size),
    name: `claims/${name}`,
    threads,
    join(core, shared, thread, run) {
      return () => {
        const claims = claimsOf(core, shared, size);
        if (thread === 0) {
          consume(core, shared, claims, total, run);
        } else {
          for (let round = 0; round < rounds; round++) {
            produce(core, shared, claims, size, thread * STEP + round, count);
          }
        }
      };
    },
    check({ notes }) {
      const marks = notes[0] ?? [];
      expect(marks.length === total, `the reader saw ${marks.length} of ${total} slots`);
      checkMarks(marks, count);
    },
  };
}

function blankIn(core: Core, shared: Shared): (start: { sequence: number }, count: number) => void {
  return ({ sequence }, count) => {
    for (let index = 0; index < count; index++) core.door.put(shared.slots, sequence + index, BLANK);
  };
}

/** A producer dies with a claim open, or in the lock, or before it tells the reader. */
function producerDies(name: string, threads: number): Scenario<Shared> {
  const size = { slots: 16, bytes: 64 };
  return {
    ...base(size),
    name: `claims/${name}`,
    threads,
    mortal: [0],
    join(core, shared, thread, run) {
      return () => {
        const claims = claimsOf(core, shared, size);
        produce(core, shared, claims, size, (thread + 1) * STEP, 2);
        run.note(1);
      };
    },
    bury(core, shared, _run, dead) {
      const blank = blankIn(core, shared);
      const claims = claimsOf(core, shared, size);
      claims.threadDied(dead + 1, blank);
      expect(claims.threadDied(dead + 1, blank) === 0, "a claim was abandoned twice");
    },
    check({ notes, dead }) {
      const [committed = 0, claimed, ...rest] = notes.at(-1) ?? [];
      const done = noteDone(notes);
      expect(committed === claimed, `${claimed} slots claimed, ${committed} committed`);
      expect(done === threads || (dead === 0 && done === threads - 1), "a living producer did not come through");
      expect(committed >= 2 * done, `${committed} slots after ${done} claims`);
      expect(rest.pop() === committed + 1, "a later claim does not come through");
      checkMarks(rest, 2);
    },
  };
}

/** A thread that died with a claim open is told of before the one that died after it, perhaps in the lock. */
function twoDeaths(): Scenario<Shared> {
  const size = { slots: 16, bytes: 64 };
  return {
    ...base(size),
    name: "claims/two-deaths",
    threads: 1,
    mortal: [0],
    mayTimeOut: true,
    tuning: [{ file: "core/limits.ts", find: "lockMs: 2000", replace: "lockMs: 500" }],
    share(core) {
      const shared = base(size).share(core);
      const { ticket } = claimsOf(core, shared, size).claim(2, 8);
      shared.table[16 * ticket + OWNER] = EARLIER;
      return shared;
    },
    join(core, shared) {
      return () => {
        produce(core, shared, claimsOf(core, shared, size), size, STEP, 2);
      };
    },
    bury(core, shared, run, dead) {
      const claims = claimsOf(core, shared, size);
      for (const id of [EARLIER, dead + 1]) {
        claims.threadDied(id, blankIn(core, shared), (released) => run.note(released));
      }
    },
    check({ notes, dead }) {
      if (dead === undefined) return;
      expect(notes[1]?.join() === [EARLIER, dead + 1].join(), `what else they held was released for ${notes[1]}`);
      const [committed, claimed, first] = notes.at(-1) ?? [];
      expect(committed === claimed && first === BLANK, `${claimed} slots claimed, ${committed} committed`);
    },
  };
}

/** The counters pass 2^32 on a table in which no claim was ever marked as done: 0 is the mark of the last claim before. */
function countersWrap(rounds: readonly number[]): Scenario<Shared> {
  const plain = producers("counters-wrap", { slots: 16, bytes: 64 }, rounds, 1);
  return {
    ...plain,
    share(core) {
      const shared = plain.share(core);
      for (const counter of [CLAIMED, COMMITTED]) shared.control[counter] = -2;
      return shared;
    },
  };
}

/** A reader takes an end whose entry is given away meanwhile: all claims have one slot, so numbers and ends agree. */
function endsOf(name: string, which: "claimed" | "committedEnd"): Scenario<Shared> {
  const size = { slots: 16, bytes: 64 };
  return {
    ...base(size),
    name: `claims/${name}`,
    threads: 2,
    join(core, shared, thread) {
      return () => {
        const claims = claimsOf(core, shared, size);
        if (thread === 1) {
          for (let round = 0; round < core.limits.ringClaims; round++) produce(core, shared, claims, size, STEP, 1);
          return;
        }
        const { ticket, sequence, position } = claims[which]();
        expect(sequence === ticket && position === 4 * ticket, `claim ${ticket} ends at ${sequence}, byte ${position}`);
      };
    },
    check() {},
  };
}

export const claimsScenarios = [
  producers("two-producers", { slots: 16, bytes: 64 }, [2, 2], 2),
  producers("three-producers", { slots: 16, bytes: 64 }, [1, 1, 1], 1),
  producers("tiny-ring", { slots: 4, bytes: 16 }, [1, 1, 1], 1),
  producers("descheduled-producer", { slots: 4, bytes: 16 }, [1, 6], 1),
  countersWrap([2, 1]),
  producers("wrap-in-bytes", { slots: 16, bytes: 32 }, [3, 2], 2),
  reader("reader", 2, 2, 1),
  endsOf("claimed-while-read", "claimed"),
  endsOf("committed-while-read", "committedEnd"),
  reader("two-producers-reader", 3, 1, 2),
  producerDies("producer-dies", 2),
  producerDies("producer-dies-three-producers", 3),
  twoDeaths(),
] as const;
