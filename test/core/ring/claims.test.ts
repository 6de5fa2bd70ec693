import assert from "node:assert/strict";
import { test } from "node:test";
import { LogRing } from "../../../core/index.ts";
import { limits } from "../../../core/limits.ts";
import { Claims } from "../../../core/ring/claims.ts";
import { claimEntry, claimWord, RingLayout } from "../../../core/ring/layout.ts";
import { writeTexts } from "./lines.ts";

test("claims are committed in claim order, whoever finishes first", () => {
  const claims = new Claims(RingLayout.create(64, 4096));
  const places = [1, 2, 3].map((count) => claims.claim(count, 8));
  assert.deepEqual(
    places.map((place) => [place.sequence, place.position]),
    [
      [0, 0],
      [1, 8],
      [3, 16],
    ],
  );
  claims.commit(places[2]?.ticket ?? -1);
  claims.commit(places[1]?.ticket ?? -1);
  assert.equal(claims.committed(), 0);
  claims.commit(places[0]?.ticket ?? -1);
  assert.equal(claims.committed(), 6);
});

test("a claim that does not fit before the end of the text starts at the beginning", () => {
  const claims = new Claims(RingLayout.create(64, 256));
  const positions = [64, 64, 64, 32, 64, 60].map((bytes) => {
    const place = claims.claim(1, bytes);
    claims.commit(place.ticket);
    return place.position;
  });
  assert.deepEqual(positions, [0, 64, 128, 192, 256, 320]);
});

test("more than a quarter of a ring is refused", () => {
  const claims = new Claims(RingLayout.create(64, 256));
  assert.throws(() => claims.claim(17, 0), { code: "ring.batch-too-large" });
  assert.throws(() => claims.claim(1, 68), { code: "ring.batch-too-large" });
  assert.equal(claims.claimed().sequence, 0);
});

test("sequences and positions pass 2^32, and the number of claims wraps", () => {
  const layout = RingLayout.create(8, 256);
  const start = 2 ** 32 - 5;
  // As if so many records had been written.
  const entry = claimEntry(-3 - 1);
  layout.claims[entry + claimWord.sequenceLow] = start | 0;
  layout.claims[entry + claimWord.positionLow] = (2 ** 32 - 64) | 0;
  for (let ticket = -3 - limits.ringClaims; ticket < -3; ticket++) {
    layout.claims[claimEntry(ticket) + claimWord.done] = ticket + 1;
  }
  layout.control.fill(-3, 16, 17);
  layout.control.fill(-3, 32, 33);
  const ring = LogRing.attach(layout.buffer);
  const reader = ring.reader();
  const follower = reader.follow(reader.latest());
  assert.equal(follower.cursor, start);
  const texts = Array.from({ length: 3 * limits.ringClaims }, (_, index) => `record ${index}`);
  texts.forEach((text, index) => {
    writeTexts(ring.writer(), [text]);
    const { records, dropped } = follower.next(10);
    assert.deepEqual([records.map((record) => record.text), dropped], [[text], 0]);
    assert.equal(records[0]?.sequence, start + index);
  });
  assert.equal(reader.latest(), start + texts.length);
  assert.equal(reader.oldest(), reader.latest() - 8);
  assert.deepEqual(reader.search({ text: "record" }, reader.latest(), -1, 2), [
    reader.latest() - 1,
    reader.latest() - 2,
  ]);
});
