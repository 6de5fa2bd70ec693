/** The log ring's gates: how far one has come is never taken for more, and a dead reader holds nobody up. */

import type { Words } from "../../../core/memory/index.ts";
import type { Scenario } from "../engine/scenario.ts";
import { expect, words } from "./support.ts";

const encoder = new TextEncoder();

interface Shared {
  readonly buffer: SharedArrayBuffer;
  /** Not 0 once the gate is open, or its reader dead. */
  readonly open: Words;
}

/** A reader dies, with its gate open or anywhere else: the producer that waits for it goes on. */
const ownerDies: Scenario<Shared> = {
  primitive: "log-ring",
  name: "log-ring/gate-owner-dies",
  threads: 2,
  mortal: [0],
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
        gate.close();
      };
    }
    const batch = new core.LogBatch({ records: 1, bytes: 8 });
    const fields = { time: 1, source: 1, stream: 0, level: 2, flags: 0, group: 0 } as const;
    batch.add(fields, encoder.encode("text"));
    return () => {
      while (door.load(open, 0) === 0) door.wait(open, 0, 0, Number.POSITIVE_INFINITY);
      const writer = ring.writer();
      for (let index = 0; index < 5; index++) run.note(writer.write(batch, { gated: true }));
    };
  },
  bury(core, { buffer, open }, _run, dead) {
    core.LogRing.attach(buffer).threadDied(dead + 1);
    core.door.store(open, 0, 1);
    core.door.notify(open, 0, 1);
  },
  check({ notes }) {
    expect(notes[1]?.join() === "0,1,2,3,4", `the producer wrote ${notes[1]}`);
  },
};

/** The only gate, on the table's second line. */
const LINE = 16;
/** Where it is at first, and comes to: both halves change. */
const FROM = { sequence: 2 ** 32 - 2, position: 2 ** 32 - 4 };
const TO = { sequence: 2 ** 32 + 1, position: 2 ** 32 + 4 };

/** A gate passes 2^32 while a producer looks how far it is. */
const passesHalves: Scenario<Words> = {
  primitive: "log-ring",
  name: "log-ring/gate-passes-halves",
  threads: 2,
  share(core) {
    const table = words(core.GATES_BYTES / 64);
    const gates = new core.Gates(table);
    gates.open(FROM.sequence, FROM.position);
    // Of the thread that passes it.
    table[LINE] = 1;
    return table;
  },
  regions: (table) => [
    {
      name: "gates",
      view: table,
      words: { 16: "owner", 17: "sequence", 18: "sequence high", 19: "position", 20: "position high" },
    },
  ],
  join(core, table, thread) {
    if (thread === 0) return () => new core.Gates(table).pass(LINE, TO.sequence, TO.position);
    return () => {
      expect(new core.Gates(table).blocker(TO.sequence + 1, 0) === 1, "a sequence that the gate never passed");
      expect(new core.Gates(table).blocker(0, TO.position + 4) === 1, "a position that the gate never passed");
    };
  },
  after(core, table) {
    expect(new core.Gates(table).blocker(TO.sequence, TO.position) === 0, "the gate does not let go what it passed");
  },
  check() {},
};

export const gateScenarios = [ownerDies, passesHalves] as const;
