/** The log ring: whole records in order for every reader, those overtaken told so, nothing left open by the dead. */

import type { Words } from "../../../core/memory/index.ts";
import type { LogBatch, LogFollower } from "../../../core/ring/index.ts";
import type { Core, Run, Scenario } from "../engine/scenario.ts";
import { expect, words } from "./support.ts";

interface Shared {
  readonly buffer: SharedArrayBuffer;
}

/** A record's mark: `producer * STEP + index`; its text follows from it. */
const STEP = 100;

type Ring = ReturnType<Core["LogRing"]["attach"]>;

const encoder = new TextEncoder();

/** The text of a record: as long as is asked, and different in every piece. */
function textOf(mark: number, length: number): string {
  return String(mark).repeat(length).slice(0, length);
}

/** A batch with these records; it may be written again and again. */
function batchOf(core: Core, marks: readonly number[], length: number): LogBatch {
  const batch = new core.LogBatch({ records: marks.length, bytes: Math.max(8, 2 * length * marks.length) });
  for (const mark of marks) {
    const fields = { time: mark, source: Math.floor(mark / STEP), stream: 0, level: 2, flags: 0, group: mark } as const;
    batch.add(fields, encoder.encode(textOf(mark, length)));
  }
  return batch;
}

/** Reads what there is, checks that each record is whole, notes it; negative: so many dropped. */
function readOn(follower: LogFollower, length: number, limit: number, run: Run): void {
  const before = follower.cursor;
  const { records, dropped } = follower.next(limit);
  expect(follower.cursor === before + records.length + dropped, "cursor, records and dropped do not add up");
  if (dropped > 0) run.note(-dropped);
  for (const record of records) {
    const mark = record.group;
    const isWhole =
      record.text === textOf(mark, length) && record.time === mark && record.source === Math.floor(mark / STEP);
    expect(isWhole, `torn record: group ${mark}, time ${record.time}, source ${record.source}, text "${record.text}"`);
    run.note(mark);
  }
}

interface Plan {
  readonly name: string;
  readonly slots: number;
  readonly bytes: number;
  /** Characters of each text. */
  readonly length: number;
  /** Batches of each producer, and records of each batch. */
  readonly producers: number;
  readonly batches: number;
  readonly records: number;
  /** Records that are there before. */
  readonly before?: number;
}

function base(plan: Plan) {
  return {
    primitive: "log-ring",
    name: `log-ring/${plan.name}`,
    share(core: Core): Shared {
      const ring = core.LogRing.create({
        slots: plan.slots,
        bytes: plan.bytes,
        errors: { slots: 4, bytes: plan.bytes },
      });
      const writer = ring.writer();
      for (let index = 0; index < (plan.before ?? 0); index++) {
        writer.write(batchOf(core, [9 * STEP + index], plan.length));
      }
      return { buffer: ring.buffer };
    },
    regions({ buffer }: Shared) {
      const words = new Int32Array(buffer);
      return [{ name: "ring", view: words }];
    },
  } as const;
}

/** The body of producer number `producer`. */
function produce(core: Core, ring: Ring, plan: Plan, producer: number): () => void {
  const batches = Array.from({ length: plan.batches }, (_, batch) => {
    const first = producer * STEP + batch * plan.records;
    return batchOf(
      core,
      Array.from({ length: plan.records }, (_, index) => first + index),
      plan.length,
    );
  });
  return () => {
    const writer = ring.writer();
    for (const batch of batches) writer.write(batch);
  };
}

/** Of one reader's notes: records read and dropped; each producer's in order, none twice, batches side by side. */
function tally(notes: readonly number[]): { read: number; dropped: number } {
  let dropped = 0;
  const last = new Map<number, number>();
  const marks = notes.filter((note) => note >= 0);
  for (const note of notes) if (note < 0) dropped -= note;
  for (const mark of marks) {
    const producer = Math.floor(mark / STEP);
    expect(mark > (last.get(producer) ?? -1), `record ${mark} came again or out of order`);
    last.set(producer, mark);
  }
  return { read: marks.length, dropped };
}

/** Producers and a follower that blocks until it has all. */
function follow(plan: Plan, isAsync: boolean): Scenario<Shared> {
  const total = plan.producers * plan.batches * plan.records + (plan.before ?? 0);
  return {
    ...base(plan),
    threads: plan.producers + 1,
    eventLoops: isAsync ? [0] : [],
    join(core, { buffer }, thread, run) {
      const ring = core.LogRing.attach(buffer);
      if (thread > 0) return produce(core, ring, plan, thread);
      if (isAsync) {
        return async () => {
          const follower = ring.reader().follow(0);
          while (follower.cursor < total) {
            await follower.waitAsync();
            readOn(follower, plan.length, 8, run);
          }
        };
      }
      return () => {
        const follower = ring.reader().follow(0);
        while (follower.cursor < total) {
          follower.wait(Number.POSITIVE_INFINITY);
          readOn(follower, plan.length, 8, run);
        }
      };
    },
    check({ notes }) {
      const { read, dropped } = tally(notes[0] ?? []);
      expect(read === total && dropped === 0, `${read} records read and ${dropped} dropped of ${total}`);
    },
  };
}

/** A reader on a ring so small that producers overtake it while it copies. */
function overtaken(plan: Plan): Scenario<Shared> {
  const total = plan.producers * plan.batches * plan.records + (plan.before ?? 0);
  return {
    ...base(plan),
    threads: plan.producers + 1,
    racy: true,
    join(core, { buffer }, thread, run) {
      const ring = core.LogRing.attach(buffer);
      if (thread > 0) return produce(core, ring, plan, thread);
      return () => {
        const follower = ring.reader().follow(0);
        readOn(follower, plan.length, 8, run);
      };
    },
    after(core, { buffer }, run) {
      const ring = core.LogRing.attach(buffer);
      const reader = ring.reader();
      expect(reader.latest() === total, `${reader.latest()} of ${total} records committed`);
      readOn(reader.follow(0), plan.length, Number.POSITIVE_INFINITY, run);
    },
    check({ notes }) {
      tally(notes[0] ?? []);
      const { read, dropped } = tally(notes.at(-1) ?? []);
      expect(read + dropped === total, `${read} records read and ${dropped} dropped of ${total}`);
      expect(read >= 1, "nothing is left to read");
    },
  };
}

/** A line that goes on in a second record: both pieces, side by side, with their flags. */
const continuation: Scenario<Shared> = {
  ...base({ name: "continuation", slots: 8, bytes: 64, length: 8, producers: 2, batches: 1, records: 1 }),
  threads: 3,
  join(core, { buffer }, thread, run) {
    const ring = core.LogRing.attach(buffer);
    if (thread > 0) {
      const batch = new core.LogBatch({ records: 2, bytes: 16 });
      const fields = { time: thread, source: thread, stream: 0, level: 2, flags: 0, group: thread } as const;
      batch.add(fields, encoder.encode(String(thread).repeat(12)));
      return () => {
        ring.writer().write(batch);
      };
    }
    return () => {
      const follower = ring.reader().follow(0);
      while (follower.cursor < 4) {
        follower.wait(Number.POSITIVE_INFINITY);
        for (const { source, flags, text } of follower.next(8).records) {
          const { continued, continuation } = core.flag;
          expect(text === String(source).repeat(text.length), `torn record: source ${source}, text "${text}"`);
          const first = flags === continued && text.length === 8;
          expect(first || (flags === continuation && text.length === 4), "a piece without its flag");
          run.note(first ? source : -source);
        }
      }
    };
  },
  check({ notes }) {
    const [a, b, c, d] = notes[0] ?? [];
    expect(a !== undefined && b === -a && c === 3 - a && d === -c, `pieces in the order ${notes[0]}`);
  },
};

/** A producer dies, with a claim open or anywhere else: readers pass over what it left, the others go on. */
const producerDies: Scenario<Shared> = {
  ...base({ name: "producer-dies", slots: 8, bytes: 64, length: 4, producers: 2, batches: 1, records: 2 }),
  threads: 2,
  mortal: [0],
  join(core, { buffer }, thread, run) {
    const ring = core.LogRing.attach(buffer);
    const plan = { name: "", slots: 8, bytes: 64, length: 4, producers: 2, batches: 1, records: 2 };
    const write = produce(core, ring, plan, thread);
    return () => {
      write();
      run.note(1);
    };
  },
  bury(core, { buffer }, _run, dead) {
    const ring = core.LogRing.attach(buffer);
    ring.threadDied(dead + 1);
    expect(ring.threadDied(dead + 1) === 0, "a claim was abandoned twice");
  },
  after(core, { buffer }, run) {
    const reader = core.LogRing.attach(buffer).reader();
    run.note(reader.latest());
    readOn(reader.follow(0), 4, Number.POSITIVE_INFINITY, run);
  },
  check({ notes, dead }) {
    const [latest = 0, ...rest] = notes.at(-1) ?? [];
    const { read, dropped } = tally(rest);
    expect(read + dropped === latest, `${read} records read and ${dropped} dropped of ${latest}`);
    expect(notes[1]?.length === 1, "the living producer did not come through");
    expect(dead !== undefined || read === 4, `${read} of 4 records read`);
    expect(rest.includes(STEP) && rest.includes(STEP + 1), "a record of the living producer is missing");
  },
};

/** A reader at a gate: producers wait for it, and nothing is lost on a ring that is too small. */
const gated: Scenario<Shared & { readonly open: Words }> = {
  ...base({ name: "gated", slots: 4, bytes: 64, length: 4, producers: 1, batches: 6, records: 1 }),
  threads: 2,
  share(core) {
    const size = { slots: 4, bytes: 64 };
    return { buffer: core.LogRing.create({ ...size, errors: size }).buffer, open: words(1) };
  },
  regions: ({ buffer, open }) => [
    { name: "ring", view: new Int32Array(buffer) },
    { name: "open", view: open },
  ],
  join(core, { buffer, open }, thread, run) {
    const { door } = core;
    const ring = core.LogRing.attach(buffer);
    if (thread === 0) {
      return () => {
        const gate = ring.gate(0);
        door.store(open, 0, 1);
        door.notify(open, 0, 1);
        while (gate.cursor < 6) {
          gate.wait(Number.POSITIVE_INFINITY);
          const { records, dropped } = gate.next(8);
          if (dropped > 0) run.note(-dropped);
          for (const { group } of records) run.note(group);
        }
        gate.close();
      };
    }
    const batches = Array.from({ length: 6 }, (_, index) => batchOf(core, [STEP + index], 4));
    return () => {
      while (door.load(open, 0) === 0) door.wait(open, 0, 0, Number.POSITIVE_INFINITY);
      const writer = ring.writer();
      for (const batch of batches) writer.write(batch, { gated: true });
    };
  },
  check({ notes }) {
    const { read, dropped } = tally(notes[0] ?? []);
    expect(read === 6 && dropped === 0, `${read} records read and ${dropped} dropped of 6 at a gate`);
  },
};

/** Warnings and errors stand in the error ring too, whole and once. */
const errorRing: Scenario<Shared> = {
  ...base({ name: "error-ring", slots: 8, bytes: 64, length: 4, producers: 2, batches: 1, records: 1 }),
  threads: 2,
  join(core, { buffer }, thread) {
    const ring = core.LogRing.attach(buffer);
    const mark = (thread + 1) * STEP;
    const batch = new core.LogBatch({ records: 1, bytes: 8 });
    const fields = { time: mark, source: thread + 1, stream: 1, level: 4, flags: 0, group: mark } as const;
    batch.add(fields, encoder.encode(textOf(mark, 4)));
    return () => {
      ring.writer().write(batch);
    };
  },
  after(core, { buffer }, run) {
    const ring = core.LogRing.attach(buffer);
    readOn(ring.errors().follow(0), 4, Number.POSITIVE_INFINITY, run);
    for (const { origin, group } of ring.errors().range(0, 2).records) {
      expect(ring.reader().at(origin ?? -1)?.group === group, "an error does not say where it stands in the ring");
    }
  },
  check({ notes }) {
    const { read, dropped } = tally(notes.at(-1) ?? []);
    expect(read === 2 && dropped === 0, `${read} errors read and ${dropped} dropped of 2`);
  },
};

export const logRingScenarios = [
  follow({ name: "one-producer", slots: 8, bytes: 64, length: 4, producers: 1, batches: 2, records: 1 }, false),
  follow({ name: "event-loop", slots: 16, bytes: 128, length: 4, producers: 2, batches: 1, records: 2 }, true),
  overtaken({ name: "overtaken", slots: 4, bytes: 64, length: 4, producers: 1, batches: 2, records: 1, before: 4 }),
  overtaken({
    name: "overtaken-text",
    slots: 16,
    bytes: 64,
    length: 16,
    producers: 1,
    batches: 2,
    records: 1,
    before: 4,
  }),
  overtaken({
    name: "overtaken-two-producers",
    slots: 4,
    bytes: 64,
    length: 4,
    producers: 2,
    batches: 1,
    records: 1,
    before: 4,
  }),
  overtaken({ name: "wrap", slots: 8, bytes: 64, length: 6, producers: 2, batches: 1, records: 2, before: 7 }),
  continuation,
  producerDies,
  gated,
  errorRing,
] as const;
