/** A producer, or a reader with a gate, that stops for ever at a chosen point, to be ended there; it says its number before. */

import { parentPort, workerData } from "node:worker_threads";
import { Claims, type Place } from "../../../core/claims/index.ts";
import { claimEntry, claimWord, control } from "../../../core/claims/layout.ts";
import { LogBatch, LogRing, threadId } from "../../../core/index.ts";
import { RingLayout } from "../../../core/ring/layout.ts";
import { DEATH_BYTES, DEATH_RECORDS, fields } from "./lines.ts";

const { buffer, point } = workerData as { buffer: SharedArrayBuffer; point: keyof typeof points };
const layout = RingLayout.attach(buffer);
const { table, control: words } = layout.claims;
const claims = new Claims(layout.claims);

function stop(): void {
  parentPort?.postMessage(threadId);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30_000);
}

function claim(): Place {
  return claims.claim(DEATH_RECORDS, DEATH_BYTES);
}

/** Writes whole records into the claim: as a batch of another ring, whose slots it takes over. */
function fill({ sequence, position }: Place): void {
  const batch = new LogBatch();
  for (let record = 0; record < DEATH_RECORDS; record++)
    batch.add(fields({ group: record }), new Uint8Array(8).fill(0x64));
  batch.stage(position);
  layout.slotWords.set(batch.slotWords.subarray(0, 8 * DEATH_RECORDS), 8 * (sequence & (layout.slotCount - 1)));
  layout.text.fill(0x64, position & (layout.text.length - 1), (position & (layout.text.length - 1)) + DEATH_BYTES);
}

const points = {
  /** Between claim and commit, with a slot half written. */
  claimed: () => {
    const { sequence } = claim();
    layout.slotWords.fill(-1, 8 * (sequence & (layout.slotCount - 1)), 8 * (sequence & (layout.slotCount - 1)) + 5);
    stop();
  },
  /** Under the lock, before anything is written. */
  locked: () => claims.exclusively(stop),
  /** Under the lock, with the table's entry half written. */
  "entry written": () => {
    claims.claim(DEATH_RECORDS, DEATH_BYTES, (end) => {
      table[claimEntry(end.ticket) + claimWord.sequenceLow] = -1;
      table[claimEntry(end.ticket) + claimWord.positionHigh] = 7;
      table[claimEntry(end.ticket) + claimWord.owner] = threadId;
      stop();
      return true;
    });
  },
  /** Under the lock, with the claim made. */
  "claim counted": () => claims.exclusively(() => claimUnderLock(stop)),
  /** Done, but not walked along the chain to commit it. */
  marked: () => {
    const place = claim();
    fill(place);
    Atomics.store(table, claimEntry(place.ticket) + claimWord.done, (place.ticket + 1) | 0);
    stop();
  },
  /** Committed, with nobody told. */
  committed: () => {
    const place = claim();
    fill(place);
    Atomics.store(words, control.committed, (place.ticket + 1) | 0);
    stop();
  },
  /** Committed, and inside the notification: the epoch is new, nobody woken. */
  notifying: () => {
    const place = claim();
    fill(place);
    claims.commit(place.ticket);
    Atomics.add(words, control.arrival, 1);
    stop();
  },
  /** With a gate open at the beginning. */
  gate: () => {
    LogRing.attach(buffer).gate(0);
    stop();
  },
};

/** What a claim writes under the lock. */
function claimUnderLock(after: () => void): void {
  const { ticket, sequence, position } = claims.claimed();
  const entry = claimEntry(ticket);
  table[entry + claimWord.sequenceLow] = sequence + DEATH_RECORDS;
  table[entry + claimWord.positionLow] = position + DEATH_BYTES;
  table[entry + claimWord.owner] = threadId;
  Atomics.store(words, control.claimed, ticket + 1);
  after();
}

points[point]();
