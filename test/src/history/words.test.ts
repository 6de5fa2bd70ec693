import { expect, test } from "bun:test";
import { prune } from "../../../src/history/index.ts";
import { linesOf } from "../../../src/history/lines.ts";
import { indexBlocks, indexedRow } from "../../../src/history/words.ts";
import type { SqlDatabase } from "../../../src/runtime/index.ts";
import { intercepted, linesIn, lockFile, makePlace, openWriter, record } from "./harness.ts";

/** Blocks that the index finds a word in. */
function blocksWith(database: SqlDatabase, word: string): number[] {
  return database
    .prepare("SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid")
    .all(word)
    .map((row) => Number(row["rowid"]));
}

test("words that came to a block after another Brummer indexed it are found", async () => {
  using place = makePlace();
  const other = await openWriter(place.file);
  const writer = await openWriter(place.file);
  const come = (from: number, count: number, text: string) =>
    writer.write(Array.from({ length: count }, (_, at) => record(from + at, text)));
  come(0, 10, "the first words");
  writer.commit();
  other.index(1000);
  come(10, 10, "the second words");
  writer.commit();
  expect(blocksWith(other.database, "second")).toEqual([1]);
  // The block fills up, and is written again at its end.
  come(20, 600, "the third words");
  writer.commit();
  expect(blocksWith(other.database, "third")).toContain(1);
  expect(blocksWith(other.database, "first")).toEqual([1]);
  expect(await linesIn(place.file, { text: "the first" })).toHaveLength(10);
  expect(await linesIn(place.file, { text: "the second" })).toHaveLength(10);
  expect(await linesIn(place.file, { text: "the third" })).toHaveLength(600);
  other.close(2);
  writer.close(2);
});

/** A history of three blocks, the second of them damaged. */
async function openDamaged(file: string) {
  const writer = await openWriter(file);
  for (const [at, word] of ["alpha", "beta", "gamma"].entries()) {
    writer.write([record(at, `the ${word}`)]);
    writer.gap(at + 1, 0, 1);
  }
  writer.commit();
  writer.database.exec("UPDATE blocks SET data = x'ff00ff00' WHERE id = 2");
  return writer;
}

test("a damaged block is passed over: those behind it come into the index", async () => {
  using place = makePlace();
  const writer = await openDamaged(place.file);
  while (writer.index(1000));
  expect(blocksWith(writer.database, "the")).toEqual([1, 3]);
  expect(indexedRow(writer.database)).toBe(3);
  (await lockFile(place.file)).release();
  writer.write([record(3, "the delta")]);
  writer.close(2);
});

test("a damaged block is a gap for who reads, and hides none of the others", async () => {
  using place = makePlace();
  const writer = await openDamaged(place.file);
  const parts = [...linesOf(writer.database, 1, {})].flatMap((part): (string | number)[] =>
    "gap" in part ? (part.gap.missed > 0 ? [part.gap.missed] : []) : part.records.map(({ text }) => text),
  );
  expect(parts).toEqual(["the alpha", 1, "the gamma"]);
  writer.close(2);
});

test("two that index at once do not undo each other's work", async () => {
  using place = makePlace();
  const writer = await openWriter(place.file);
  const other = await openWriter(place.file);
  for (let at = 0; at < 20; at++) {
    writer.write([record(at, `the word${at}`)]);
    writer.gap(at + 1, 0, 1);
  }
  writer.commit();
  let isFirst = true;
  const raced = intercepted(writer.database, (sql) => {
    if (isFirst && sql.startsWith("BEGIN")) {
      isFirst = false;
      while (other.index(1000));
    }
  });
  while (indexBlocks(raced, Number.MAX_SAFE_INTEGER, 0)) {
    expect(indexedRow(writer.database)).toBe(20);
  }
  expect(indexedRow(writer.database)).toBe(20);
  expect(blocksWith(writer.database, "the")).toHaveLength(20);
  other.close(2);
  writer.close(2);
});

test("a block that is indexed while it is about to go leaves no words behind", async () => {
  using place = makePlace();
  const writer = await openWriter(place.file);
  writer.write([record(0, "the word")]);
  writer.commit();
  let isFirst = true;
  const raced = intercepted(writer.database, (sql) => {
    if (isFirst && sql.startsWith("BEGIN")) {
      isFirst = false;
      indexBlocks(writer.database, Number.MAX_SAFE_INTEGER, 1000);
    }
  });
  prune(raced, { maxBytes: 0, maxAgeMs: 0 }, 9_000_000, []);
  expect(blocksWith(writer.database, "word")).toEqual([]);
  writer.close(2);
});

test("nothing to index takes no lock", async () => {
  using place = makePlace();
  const writer = await openWriter(place.file);
  writer.write([record(0, "the word")]);
  writer.gap(1, 0, 1);
  while (writer.index(1000));
  const lock = await lockFile(place.file);
  expect(writer.index(1000)).toBe(false);
  lock.release();
  writer.close(2);
  expect(await linesIn(place.file, { text: "the word" })).toEqual(["the word", "gap 0"]);
});
