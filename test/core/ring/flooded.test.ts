import assert from "node:assert/strict";
import { test } from "node:test";
import { LogRing, type SearchQuery } from "../../../core/index.ts";
import { awake, startThread, tick, until } from "../worker.ts";
import { finders } from "./finders.ts";

/** Searches of each kind, in a ring that is overwritten again and again meanwhile. */
const ROUNDS = 100;
/** What is searched for, and which of five records have it (see flood.ts). */
const queries: readonly [SearchQuery, number][] = [
  [{ text: "whole" }, 0],
  [{ text: "WHOLE", ignoreCase: true }, 0],
  [{ text: "s divided n" }, 1],
  [{ text: "Divided", ignoreCase: true }, 1],
  [{ pattern: /^~*\d+ it is w/ }, 0],
];

for (const [name, findBytes] of finders) {
  test(`${name}: searches in a ring that another thread floods find what is true, and miss only what is gone`, () =>
    awake(async () => {
      const ring = LogRing.create({ slots: 512, bytes: 1 << 14 });
      const stop = new Int32Array(new SharedArrayBuffer(4));
      const flood = startThread("./flood.worker", import.meta.url, { buffer: ring.buffer, stop: stop.buffer });
      const reader = ring.reader(findBytes && { findBytes });
      let found = 0;
      try {
        await until(() => reader.latest() > 1000, "the flood");
        for (let round = 0; round < ROUNDS; round++) {
          for (const [query, rest] of queries) {
            const down = reader.search(query, Number.POSITIVE_INFINITY, -1, 1000);
            // Going back, all that is missing is older than what is found.
            assert.deepEqual(
              down,
              down.map((_, index) => (down[0] ?? 0) - 5 * index),
            );
            const up = reader.search(query, 0, 1, 1000);
            assert.deepEqual(
              up,
              [...new Set(up)].sort((one, other) => one - other),
            );
            for (const sequence of [...down, ...up]) assert.equal(sequence % 5, rest);
            found += down.length + up.length;
          }
          if (round % 10 === 0) await tick();
        }
        assert.ok(found > ROUNDS, `${found} found in all`);
      } finally {
        Atomics.store(stop, 0, 1);
        await flood.ended;
      }
    }));
}
