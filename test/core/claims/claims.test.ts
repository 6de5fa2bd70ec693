import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Claims, type Place } from "../../../core/claims/index.ts";
import { claimEntry, claimWord } from "../../../core/claims/layout.ts";
import { LogRing, threadId } from "../../../core/index.ts";
import { limits } from "../../../core/limits.ts";
import { RingLayout } from "../../../core/ring/layout.ts";
import { writeTexts } from "../ring/lines.ts";

test("claims are committed in claim order, whoever finishes first", () => {
  const claims = new Claims(RingLayout.create(64, 4096).claims);
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
  const claims = new Claims(RingLayout.create(64, 256).claims);
  const positions = [64, 64, 64, 32, 64, 60].map((bytes) => {
    const place = claims.claim(1, bytes);
    claims.commit(place.ticket);
    return place.position;
  });
  assert.deepEqual(positions, [0, 64, 128, 192, 256, 320]);
});

test("more than a quarter of a ring is refused", () => {
  const claims = new Claims(RingLayout.create(64, 256).claims);
  assert.throws(() => claims.claim(17, 0), { code: "ring.batch-too-large" });
  assert.throws(() => claims.claim(1, 68), { code: "ring.batch-too-large" });
  assert.equal(claims.claimed().sequence, 0);
});

test("sequences and positions pass 2^32, and the number of claims wraps", () => {
  const layout = RingLayout.create(8, 256);
  const start = 2 ** 32 - 5;
  // As if so many records had been written, by one producer: no claim was ever marked as done.
  const entry = claimEntry(-3 - 1);
  layout.claims.table[entry + claimWord.sequenceLow] = start | 0;
  layout.claims.table[entry + claimWord.positionLow] = (2 ** 32 - 64) | 0;
  layout.claims.control.fill(-3, 16, 17);
  layout.claims.control.fill(-3, 32, 33);
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
    // The same number of claims, and so none was committed before it was made.
    assert.equal(ring.counters().claims, (index - 2) >>> 0);
    assert.equal(new Claims(layout.claims).commits(), index - 2);
  });
  assert.equal(reader.latest(), start + texts.length);
  assert.equal(reader.oldest(), reader.latest() - 8);
  assert.deepEqual(reader.search({ text: "record" }, reader.latest(), -1, 2), [
    reader.latest() - 1,
    reader.latest() - 2,
  ]);
});

/** Claims on a ring of 64 slots and 4096 bytes. */
function newClaims(): Claims {
  return new Claims(RingLayout.create(64, 4096).claims);
}

function ticketOf(place: Place | undefined): number {
  assert.ok(place !== undefined);
  return place.ticket;
}

test("whatever the order of commits, readers see the run of claims that are all committed", () => {
  const order = fc.array(fc.nat({ max: 31 }), { minLength: 1, maxLength: 120 });
  fc.assert(
    fc.property(order, (choices) => {
      const claims = newClaims();
      const open: number[] = [];
      let ends: number[] = [];
      let done = 0;
      for (const choice of choices) {
        // The first half of the numbers claims, the other commits one of those that are open.
        const place = choice < 16 ? claims.tryClaim(1 + (choice % 3), 4 * choice) : undefined;
        if (place !== undefined) {
          open.push(place.ticket);
          ends.push(place.sequence + 1 + (choice % 3));
          continue;
        }
        const [ticket] = open.splice(choice % Math.max(1, open.length), 1);
        if (ticket === undefined) continue;
        claims.commit(ticket);
        while (done < ends.length && !open.includes(done)) done++;
        assert.equal(claims.committed(), done === 0 ? 0 : ends[done - 1]);
        assert.equal(claims.commits(), done);
      }
      for (const ticket of open) claims.commit(ticket);
      ends = [0, ...ends];
      assert.deepEqual(claims.committedEnd(), claims.claimed());
      assert.equal(claims.committed(), ends.at(-1));
    }),
    { numRuns: 200 },
  );
});

test("half of a ring at most is open: in records, in bytes, and in claims", () => {
  for (const [count, bytes, most] of [
    [16, 4, 2],
    [1, 1024, 2],
    [5, 4, 6],
    [1, 4, limits.ringClaims / 2],
  ] as const) {
    // More slots than claims, so that those are a bound of their own.
    const claims = new Claims(RingLayout.create(count === 1 ? 256 : 64, 4096).claims);
    const open: Place[] = [];
    for (let place = claims.tryClaim(count, bytes); place !== undefined; place = claims.tryClaim(count, bytes))
      open.push(place);
    assert.equal(open.length, most);
    assert.equal(claims.hasRoom(count, bytes), false);
    assert.throws(() => claims.hasRoom(65, 4), { code: "ring.batch-too-large" });
    claims.commit(ticketOf(open[1]));
    assert.equal(claims.tryClaim(count, bytes), undefined, "what is committed out of order makes no room");
    claims.commit(ticketOf(open[0]));
    assert.equal(claims.hasRoom(count, bytes), true);
    assert.equal(ticketOf(claims.tryClaim(count, bytes)), most);
  }
});

test("what may not be overwritten is not claimed, and is asked for each claim", () => {
  const claims = newClaims();
  const asked: Place[] = [];
  let answer = true;
  const admit = (end: Place) => {
    asked.push(end);
    return answer;
  };
  assert.deepEqual(claims.tryClaim(3, 20, admit), { ticket: 0, sequence: 0, position: 0 });
  answer = false;
  assert.equal(claims.tryClaim(2, 12, admit), undefined);
  assert.equal(claims.hasRoom(2, 12, admit), false);
  answer = true;
  assert.equal(claims.hasRoom(2, 12, admit), true);
  assert.deepEqual(claims.claim(2, 12, admit), { ticket: 1, sequence: 3, position: 20 });
  const later = { ticket: 1, sequence: 5, position: 32 };
  assert.deepEqual(asked, [{ ticket: 0, sequence: 3, position: 20 }, later, later, later, later]);
});

test("a claim that waits takes the room that is there when it looks again", () => {
  let asked = 0;
  assert.equal(newClaims().claim(1, 4, () => ++asked > 1).ticket, 0);
  assert.equal(asked, 2);
});

test("a claim that finds no room for too long is an error", () => {
  const claims = newClaims();
  assert.throws(() => claims.claim(1, 4, () => false), {
    code: "ring.no-room",
    message: /log ring: no room within \d+ ms/,
  });
  assert.equal(claims.claim(1, 4).ticket, 0, "nothing was claimed");
});

test("an error under the lock frees it", () => {
  const claims = newClaims();
  const fails = () => {
    throw new Error("from inside");
  };
  assert.throws(() => claims.tryClaim(1, 4, fails), /from inside/);
  assert.throws(() => claims.hasRoom(1, 4, fails), /from inside/);
  assert.throws(() => claims.exclusively(fails), /from inside/);
  const place = claims.claim(1, 4);
  assert.throws(() => claims.threadDied(threadId, fails), /from inside/);
  claims.commit(place.ticket);
  assert.equal(claims.committed(), 1);
  assert.deepEqual(claims.lockCounters(), { waits: 0, takeovers: 0 });
});

test("claims of a dead thread are blanked where they lie, and committed with what comes after them", () => {
  const DEAD = 12_345;
  const layout = RingLayout.create(64, 256);
  const claims = new Claims(layout.claims);
  const places: Place[] = [];
  for (const bytes of [64, 64, 0, 64, 64]) {
    const place = claims.claim(2, bytes);
    places.push(place);
    // Half of the bytes may be open at a time.
    if (places.length < 4) claims.commit(place.ticket);
  }
  // The first was its too, but it is committed.
  for (const number of [0, 3]) layout.claims.table[claimEntry(number) + claimWord.owner] = DEAD;
  const last = claims.tryClaim(1, 4);
  assert.equal(last, undefined);
  claims.commit(ticketOf(places[4]));
  const blanked: [Place, number][] = [];
  const blank = (start: Place, count: number) => blanked.push([start, count]);
  assert.equal(claims.threadDied(99, blank), 0);
  assert.equal(claims.committed(), 6);
  assert.equal(claims.threadDied(DEAD, blank), 1);
  assert.deepEqual(blanked, [[places[3], 2]]);
  assert.equal(claims.committed(), 10);
  // One that went on at the beginning of the bytes, and one without bytes.
  const late = [claims.claim(1, 60), claims.claim(1, 0), claims.claim(1, 60)];
  claims.commit(ticketOf(late[0]));
  for (const { ticket } of late.slice(1)) layout.claims.table[claimEntry(ticket) + claimWord.owner] = DEAD;
  assert.equal(claims.threadDied(DEAD, blank), 2);
  assert.deepEqual(
    blanked.slice(1),
    late.slice(1).map((place) => [place, 1]),
  );
});

test("a dead thread's claim that went on at the beginning of the bytes is blanked there", () => {
  const DEAD = 54_321;
  const layout = RingLayout.create(64, 256);
  const claims = new Claims(layout.claims);
  for (const bytes of [64, 64, 64, 40]) claims.commit(claims.claim(1, bytes).ticket);
  const place = claims.claim(3, 60);
  assert.equal(place.position, 256);
  layout.claims.table[claimEntry(place.ticket) + claimWord.owner] = DEAD;
  const blanked: [Place, number][] = [];
  claims.threadDied(DEAD, (start, count) => blanked.push([start, count]));
  assert.deepEqual(blanked, [[place, 3]]);
});
