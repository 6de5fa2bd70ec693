import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { flag, LogBatch, type LogRecord, LogRing, level, type SearchQuery, stream } from "../../../core/index.ts";
import type { FindBytes } from "../../../core/memory/index.ts";
import { History } from "../../../core/ring/history.ts";
import { RingLayout } from "../../../core/ring/layout.ts";
import { finders } from "./finders.ts";
import { RingModel } from "./model.ts";

const encoder = new TextEncoder();
const SLOTS = 32;
/** So that a quarter holds the largest batch: eight records of 24 and 6 bytes. */
const BYTES = 1024;

const text = fc.array(fc.constantFrom("a", "A", "b", "ab", "✓"), { maxLength: 8 }).map((parts) => parts.join(""));
const record: fc.Arbitrary<Omit<LogRecord, "sequence">> = fc.record({
  time: fc.constant(0),
  source: fc.constantFrom(0, 0, 1),
  stream: fc.constant(stream.stdout),
  level: fc.constantFrom(level.info, level.error),
  flags: fc.constantFrom(0, flag.continued, flag.continued | flag.continuation, flag.continuation),
  group: fc.constant(0),
  text,
  styled: fc.constantFrom(undefined, undefined, "ababab"),
});
const batch = fc.array(record, { minLength: 1, maxLength: 8 });
const query: fc.Arbitrary<SearchQuery> = fc.record(
  {
    text: text.filter((wanted) => wanted !== ""),
    ignoreCase: fc.boolean(),
    pattern: fc.constantFrom(/ab+/, /^a/),
    filter: fc.record({ minLevel: fc.constant(level.error) }),
  },
  { requiredKeys: [] },
);
/** After how many of a reader's looks (at claims, or at shared bytes) producers go on, and what they write then. */
const interruptions = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), batch), { maxLength: 8 });

for (const [name, find] of finders) {
  test(`${name}: what producers overwrite during a search is left out, and nothing else`, () => {
    fc.assert(
      fc.property(
        fc.array(batch, { minLength: 4, maxLength: 12 }),
        interruptions,
        query,
        fc.constantFrom<1 | -1>(1, -1),
        fc.constantFrom(3, 1000),
        (written, planned, asked, direction, limit) => {
          const layout = RingLayout.create(SLOTS, BYTES);
          const writer = LogRing.attach(layout.buffer).writer();
          const model = new RingModel(SLOTS, BYTES);
          const staging = new LogBatch();
          const write = (records: readonly Omit<LogRecord, "sequence">[]) => {
            staging.clear();
            for (const one of records) {
              staging.add(
                one,
                encoder.encode(one.text),
                one.styled === undefined ? undefined : encoder.encode(one.styled),
              );
            }
            writer.write(staging);
            model.write(records);
          };
          for (const records of written) write(records);
          const before = model.latest;

          const plan = [...planned];
          let looks = 0;
          const look = () => {
            if (plan[0] === undefined || looks++ < plan[0][0]) return;
            write(plan[0][1]);
            plan.shift();
            looks = 0;
          };
          const interrupted: FindBytes | undefined =
            find &&
            ((bytes, needle, from) => {
              look();
              const at = find(bytes, needle, from);
              look();
              return at;
            });
          const history = new History(layout, interrupted);
          const claimed = history.claims.claimed.bind(history.claims);
          history.claims.claimed = () => {
            look();
            const place = claimed();
            look();
            return place;
          };
          const found = history.find(asked, direction === 1 ? 0 : before, direction, limit);

          // In order, each once, and each one truly a match: of a line whose rest came meanwhile, or before.
          const ordered = [...found].sort((one, other) => direction * (one - other));
          assert.deepEqual(found, [...new Set(ordered)]);
          assert.ok(found.length <= limit);
          const records = model.everything();
          for (const sequence of found) {
            const hit = records[sequence];
            assert.ok(
              hit && (model.matches(hit, asked, before) || model.matches(hit, asked)),
              `${sequence} is no match`,
            );
          }
          // All that is not overwritten by now was there all the time: none of it is missed.
          const last = found.length < limit ? undefined : found.at(-1);
          const isReached = (sequence: number) => last === undefined || direction * (sequence - last) <= 0;
          const kept = records
            .slice(model.oldest, before)
            .filter((one) => isReached(one.sequence) && model.matches(one, asked, before));
          for (const { sequence } of kept) assert.ok(found.includes(sequence), `${sequence} is missing`);
        },
      ),
      { numRuns: 1500 },
    );
  });
}
