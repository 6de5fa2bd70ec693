import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { Claims, type Place } from "../../../core/claims/index.ts";
import { flag, LogBatch, LogRing, limits } from "../../../core/index.ts";
import { decodeRecords } from "../../../core/ring/decode.ts";
import { RingLayout } from "../../../core/ring/layout.ts";
import { Window } from "../../../core/ring/window.ts";
import { fields, writeTexts } from "./lines.ts";

/** Lets producers go on at a chosen moment: right after a reader has looked how far they are. */
class InterruptedClaims extends Claims {
  interrupt: () => void = () => {};

  override claimed(): Place {
    const place = super.claimed();
    const interrupt = this.interrupt;
    this.interrupt = () => {};
    interrupt();
    return place;
  }
}

function open(slots: number, bytes: number) {
  const layout = RingLayout.create(slots, bytes);
  const claims = new InterruptedClaims(layout.claims);
  return { claims, writer: LogRing.attach(layout.buffer).writer(), window: new Window(layout, claims) };
}

const texts = (window: Window) => decodeRecords(window).map((record) => record.text);

for (const { slots, bytes, more } of [
  { slots: 16, bytes: 1024, more: 14 },
  { slots: 64, bytes: 64, more: 6 },
]) {
  const old = ["old 0", "old 1", "old 2", "old 3"];

  test(`what is overwritten between the copies of ${slots} slots and ${bytes} bytes is not kept`, () => {
    const { claims, writer, window } = open(slots, bytes);
    writeTexts(writer, old);
    claims.interrupt = () => writeTexts(writer, Array(more).fill("younger"));
    window.loadSlots(0, 4, false);
    window.loadText(false);
    assert.deepEqual([window.first, window.count], [2, 2]);
    assert.deepEqual(texts(window), old.slice(2));
  });

  test(`what is overwritten in ${slots} slots and ${bytes} bytes while text is looked at is dropped when confirmed`, () => {
    const { writer, window } = open(slots, bytes);
    writeTexts(writer, old);
    window.loadSlots(0, 4, false);
    window.openText(false);
    const start = window.textStart(2);
    assert.equal(Buffer.from(window.shared).toString("latin1", start, start + 5), "old 2");
    const copied = Buffer.from(window.copy()).toString("latin1");
    writeTexts(writer, Array(more).fill("younger"));
    assert.equal(Buffer.from(window.copy()).toString("latin1"), copied, "the copy is made once");
    window.confirm();
    assert.deepEqual([window.first, window.count], [2, 2]);
    assert.equal(window.textStart(0), start, "offsets are those of the text opened");
    assert.deepEqual(texts(window), old.slice(2));
    writeTexts(writer, Array(2 * more).fill("younger still"));
    window.confirm();
    assert.equal(window.count, 0);
    window.loadText(false);
    assert.equal(window.count, 0);
  });
}

test("a window takes the first records, or the last, of what fits: in number, in bytes, in one lap", () => {
  const { writer, window } = open(1 << 12, 1 << 20);
  const load = (from: number, to: number, backwards: boolean) => {
    window.loadSlots(from, to, backwards);
    window.loadText(backwards);
    return [window.first, window.count];
  };
  writeTexts(writer, Array(2000).fill("few bytes"));
  assert.deepEqual(load(0, 2000, false), [0, limits.windowRecords]);
  assert.deepEqual(load(0, 2000, true), [2000 - limits.windowRecords, limits.windowRecords]);
  assert.deepEqual(load(7, 9, true), [7, 2]);

  const large = "x".repeat(limits.recordBytes);
  writeTexts(writer, Array(40).fill(large));
  const fits = limits.windowBytes / limits.recordBytes;
  assert.deepEqual(load(2000, 2040, false), [2000, fits]);
  assert.deepEqual(load(2000, 2040, true), [2040 - fits, fits]);

  // 2000 texts of 12 bytes come first: the lap ends within the 63rd large one, which starts the next.
  writeTexts(writer, Array(40).fill(large));
  const inLap = Math.floor(((1 << 20) - 2000 * 12) / limits.recordBytes);
  assert.deepEqual(load(2000 + inLap - 3, 2080, false), [2000 + inLap - 3, 3]);
  assert.deepEqual(load(2000 + inLap - 3, 2000 + inLap + 2, true), [2000 + inLap, 2]);
});

test("records with a flag are found one after the other, wherever they are", () => {
  const { writer, window } = open(128, 1 << 12);
  const batch = new LogBatch();
  const marked = [0, 3, 4, 9, 17, 18, 25];
  for (let index = 0; index < 26; index++) {
    batch.add(fields({ flags: marked.includes(index) ? flag.url | flag.build : flag.build }), Buffer.from("text"));
  }
  writer.write(batch);
  for (const from of [0, 1, 5]) {
    window.loadSlots(from, 26, false);
    const found: number[] = [];
    for (let at = window.nextWith(flag.url, 0); at < window.count; at = window.nextWith(flag.url, at + 1)) {
      found.push(window.first + at);
    }
    assert.deepEqual(
      found,
      marked.filter((index) => index >= from),
    );
    assert.equal(window.nextWith(flag.test, 0), window.count);
  }
});
