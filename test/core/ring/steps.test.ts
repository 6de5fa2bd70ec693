import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Claims } from "../../../core/claims/index.ts";
import { claimEntry, claimWord } from "../../../core/claims/layout.ts";
import { LogBatch, type LogFollower, type LogGate, type LogRecord, LogRing, level } from "../../../core/index.ts";
import { RingLayout } from "../../../core/ring/layout.ts";
import { fields } from "./lines.ts";
import { type Passed, StepsModel, textBytes } from "./steps-model.ts";

const SLOTS = 16;
const BYTES = 512;
const ERRORS = { slots: 8, bytes: 512 };
const DEAD = 4711;
const encoder = new TextEncoder();

const text = fc.string({ unit: fc.constantFrom("a", "é", "😀", "zzzzzzzz"), maxLength: 6 });
const record: fc.Arbitrary<LogRecord> = fc
  .record({ text, styled: fc.option(text, { nil: undefined }), at: fc.constantFrom(...Object.values(level)) })
  // Empty styled text is none.
  .map(({ text, styled, at }) => ({ ...fields({ level: at }), sequence: 0, text, styled: styled || undefined }));
const small = fc.nat({ max: 5 });
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("write" as const),
      records: fc.array(record, { maxLength: 4 }),
      gated: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("append" as const), record, gated: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("die" as const),
      count: fc.integer({ min: 1, max: 2 }),
      bytes: small,
      inErrors: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("open" as const), back: fc.nat({ max: 20 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("read" as const), gate: fc.nat(), limit: small }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("close" as const), gate: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("follow" as const), errors: fc.boolean(), limit: small }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** A ring and its model, taken through the same steps. */
class Pair {
  readonly ring = LogRing.create({ slots: SLOTS, bytes: BYTES, errors: ERRORS });
  readonly #main = new StepsModel(SLOTS, BYTES);
  readonly #errors = new StepsModel(ERRORS.slots, ERRORS.bytes);
  readonly #writer = this.ring.writer();
  readonly #gates: { gate: LogGate; passed: Passed; cursor: number }[] = [];
  readonly #followers = { main: this.ring.reader().follow(0), errors: this.ring.errors().follow(0) };
  readonly #counts = { abandoned: 0, dropped: 0, gateWaits: 0 };

  run(step: Step): void {
    if (step.kind === "write") this.#write(step.records, step.gated);
    else if (step.kind === "append") this.#append(step.record, step.gated);
    else if (step.kind === "die") this.#die(step.count, 4 * step.bytes, step.inErrors);
    else if (step.kind === "open") this.#open(Math.max(0, this.#main.latest + 2 - step.back));
    else if (step.kind === "follow") this.#follow(step.errors ? "errors" : "main", step.limit);
    else if (step.kind === "read") this.#read(step.gate, step.limit);
    else this.#close(step.gate);
  }

  check(): void {
    for (const [reader, model] of [
      [this.ring.reader(), this.#main],
      [this.ring.errors(), this.#errors],
    ] as const) {
      assert.equal(reader.latest(), model.latest);
      assert.equal(reader.oldest(), model.oldest);
      const { records, dropped } = model.follow(0, Number.POSITIVE_INFINITY);
      assert.deepEqual(reader.range(0, model.latest), { records, dropped });
      assert.deepEqual(
        reader.select({}, 0, 1, 100),
        records.map(({ sequence }) => sequence),
      );
    }
    const { abandoned, dropped, gateWaits, roomWaits, errorsMissed } = this.ring.counters();
    assert.deepEqual(
      { abandoned, dropped, gateWaits, roomWaits, errorsMissed },
      { ...this.#counts, roomWaits: 0, errorsMissed: 0 },
    );
  }

  #write(records: readonly LogRecord[], gated: boolean): void {
    const batch = new LogBatch({ records: 4, bytes: BYTES / 4 });
    const taken: LogRecord[] = [];
    for (const one of records) {
      const styled = one.styled === undefined ? undefined : encoder.encode(one.styled);
      if (batch.add(one, encoder.encode(one.text), styled)) taken.push(one);
    }
    const first = this.#main.latest;
    const isAdmitted = taken.length === 0 || this.#admits(taken, gated);
    assert.equal(this.#writer.tryWrite(batch, { gated }), isAdmitted ? first : undefined);
    if (isAdmitted) this.#wrote(taken);
    else this.#counts.gateWaits++;
  }

  #append(one: LogRecord, gated: boolean): void {
    const plain = { ...one, styled: undefined };
    if (!this.#admits([plain], gated)) return;
    assert.equal(this.#writer.append(plain, encoder.encode(plain.text), { gated }), this.#main.latest);
    this.#wrote([plain]);
  }

  #admits(records: readonly LogRecord[], gated: boolean): boolean {
    const bytes = records.reduce((sum, one) => sum + textBytes(one), 0);
    const passed = this.#gates.map((gate) => gate.passed);
    return !gated || this.#main.admits(records.length, bytes, passed);
  }

  #wrote(records: readonly LogRecord[]): void {
    let run: LogRecord[] = [];
    let bytes = 0;
    records.forEach((one, index) => {
      if (one.level < level.warn) return;
      if (run.length === ERRORS.slots / 4 || bytes + textBytes(one) > ERRORS.bytes / 4) {
        this.#errors.write(run);
        run = [];
        bytes = 0;
      }
      run.push({ ...one, origin: this.#main.latest + index });
      bytes += textBytes(one);
    });
    if (run.length > 0) this.#errors.write(run);
    if (records.length > 0) this.#main.write(records);
  }

  #die(count: number, bytes: number, inErrors: boolean): void {
    const { buffer } = this.ring;
    const { claims: parts } = inErrors ? RingLayout.attachErrors(buffer) : RingLayout.attach(buffer);
    const { ticket } = new Claims(parts).claim(count, bytes);
    parts.table[claimEntry(ticket) + claimWord.owner] = DEAD;
    assert.equal(this.ring.threadDied(DEAD), 1);
    (inErrors ? this.#errors : this.#main).abandon(count, bytes);
    this.#counts.abandoned++;
  }

  #open(cursor: number): void {
    if (this.#gates.length === 3) return;
    this.#gates.push({ gate: this.ring.gate(cursor), passed: this.#main.open(cursor), cursor });
  }

  #read(number: number, limit: number): void {
    const one = this.#gates[number % Math.max(1, this.#gates.length)];
    if (one === undefined) return;
    one.cursor = this.#next(this.#main, one.gate, one.cursor, limit);
    one.passed = this.#main.passed(one.cursor) ?? one.passed;
  }

  #follow(which: "main" | "errors", limit: number): void {
    const follower = this.#followers[which];
    this.#next(which === "main" ? this.#main : this.#errors, follower, follower.cursor, limit);
  }

  #next(model: StepsModel, follower: LogFollower | LogGate, cursor: number, limit: number): number {
    const { records, dropped, next } = model.follow(cursor, limit);
    assert.deepEqual(follower.next(limit), { records, dropped });
    assert.equal(follower.cursor, next);
    this.#counts.dropped += dropped;
    return next;
  }

  #close(number: number): void {
    const [one] = this.#gates.splice(number % Math.max(1, this.#gates.length), 1);
    one?.gate.close();
  }
}

test("gates, followers, the error ring and abandoned claims do what the model does", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const pair = new Pair();
      for (const one of steps) pair.run(one);
      pair.check();
    }),
    { numRuns: 300 },
  );
});
