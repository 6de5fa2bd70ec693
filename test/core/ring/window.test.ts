import assert from "node:assert/strict";
import { test } from "node:test";
import { LogRing } from "../../../core/index.ts";
import { Claims, type Place } from "../../../core/ring/claims.ts";
import { decodeRecords } from "../../../core/ring/decode.ts";
import { RingLayout } from "../../../core/ring/layout.ts";
import { Window } from "../../../core/ring/window.ts";
import { writeTexts } from "./lines.ts";

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

for (const { slots, bytes, more } of [
  { slots: 16, bytes: 1024, more: 14 },
  { slots: 64, bytes: 64, more: 6 },
]) {
  test(`what is overwritten between the copies of ${slots} slots and ${bytes} bytes is not kept`, () => {
    const layout = RingLayout.create(slots, bytes);
    const writer = LogRing.attach(layout.buffer).writer();
    const old = ["old 0", "old 1", "old 2", "old 3"];
    writeTexts(writer, old);
    const claims = new InterruptedClaims(layout);
    const window = new Window(layout, claims);
    claims.interrupt = () => writeTexts(writer, Array(more).fill("younger"));
    window.loadSlots(0, 4, false);
    window.loadText(false);
    assert.deepEqual([window.first, window.count], [2, 2]);
    assert.deepEqual(
      decodeRecords(window).map((record) => record.text),
      old.slice(2),
    );
  });
}
