/** 25,000 log writes from 25 writers, each in a thread of its own, into a ring much smaller than what is written. */

import { LogRing } from "../../core/index.ts";
import type { Checks } from "./checks.ts";
import { type Host, within } from "./host.ts";
import { isWhole } from "./lines.ts";
import { type Outcome, PATIENCE_MS, type Scenario, secondsSince } from "./scenario.ts";
import type { WriterData } from "./writer.worker.ts";

const WRITERS = 25;
const EACH = 1000;
/** Of 25,000 writes every other is a batch of three records. */
const RECORDS = WRITERS * EACH * 2;

export const log: Scenario = {
  name: `${(WRITERS * EACH).toLocaleString("en")} log writes from ${WRITERS} writers`,
  run: async (host: Host, checks: Checks): Promise<Outcome> => {
    const ring = LogRing.create({ slots: 1 << 12, bytes: 1 << 19 });
    // The writes are gated: a producer waits where it would overwrite what the gate has not read.
    const gate = ring.gate(0);
    const go = new Int32Array(new SharedArrayBuffer(4));
    const writers = await host.startAll(WRITERS, "writer.worker", "writer", (source) => {
      return { ring: ring.buffer, go: go.buffer, source, each: EACH } satisfies WriterData;
    });
    const began = performance.now();
    Atomics.store(go, 0, 1);
    Atomics.notify(go, 0);
    const next = new Array<number>(WRITERS).fill(0);
    let records = 0;
    let dropped = 0;
    let torn = 0;
    let disordered = 0;
    while (records + dropped < RECORDS && (await within(gate.waitAsync(PATIENCE_MS), "a record", 2 * PATIENCE_MS))) {
      const part = gate.next(1000);
      dropped += part.dropped;
      records += part.records.length;
      for (const record of part.records) {
        if (!isWhole(record)) torn++;
        if (record.group !== next[record.source]) disordered++;
        next[record.source] = record.group + 1;
      }
    }
    const seconds = secondsSince(began);
    gate.close();
    for (const writer of writers) await writer.ended();
    checks.equal("every record is read", records, RECORDS);
    checks.equal("none is dropped", dropped, 0);
    checks.equal("none is torn", torn, 0);
    checks.equal("each writer's lines are in order", disordered, 0);
    const { gateWaits, errors } = ring.counters();
    checks.equal("the error ring has every error", errors, (WRITERS * EACH * 2) / 100);
    const waits = `${gateWaits.toLocaleString("en")} waits for the reader`;
    return { operations: RECORDS, seconds, detail: `${WRITERS} threads with a writer each, ${waits}` };
  },
};
