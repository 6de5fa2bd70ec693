import assert from "node:assert/strict";
import { test } from "node:test";
import type { CoreError } from "../../../core/index.ts";
import { Arena, LINE_BYTES } from "../../../core/memory/index.ts";

const KIND = 0x54455354;
/** Words of the header: version and the size's low half. */
const VERSION = 1;
const SIZE = 3;

function is(code: string, text: RegExp) {
  return (error: CoreError) => error.code === code && text.test(error.message);
}

test("regions lie one after the other on lines of their own, and attaching finds them", () => {
  const arena = Arena.create({ kind: KIND, regions: [1, LINE_BYTES + 1, 8] });
  arena.words(0).fill(1);
  arena.bytes(1).fill(2);
  arena.floats(2).fill(3);
  const attached = Arena.attach(arena.buffer, KIND);
  assert.deepEqual([...attached.words(0)], new Array(16).fill(1));
  assert.deepEqual([...attached.bytes(1)], new Array(2 * LINE_BYTES).fill(2));
  assert.deepEqual([...attached.floats(2)], new Array(8).fill(3));
  for (const region of [0, 1, 2]) assert.equal(attached.bytes(region).byteOffset % LINE_BYTES, 0);
});

test("a buffer that is something else says what differs", () => {
  const { buffer } = Arena.create({ kind: KIND, regions: [64] });
  const changed = (index: number) => {
    const words = new Int32Array(new SharedArrayBuffer(buffer.byteLength));
    words.set(new Int32Array(buffer));
    words[index] = (words[index] ?? 0) + 64;
    return words.buffer;
  };
  const attach =
    (other: SharedArrayBuffer, kind = KIND) =>
    () =>
      Arena.attach(other, kind);
  assert.throws(attach(new SharedArrayBuffer(8)), is("arena.mismatch", /its 8 bytes hold no header/));
  assert.throws(attach(new SharedArrayBuffer(4096)), is("arena.mismatch", /magic number is wrong/));
  assert.throws(attach(changed(VERSION)), is("arena.mismatch", /layout version is 65, this program speaks 1/));
  assert.throws(attach(buffer, KIND + 1), is("arena.mismatch", /kind/));
  assert.throws(attach(changed(SIZE)), is("arena.mismatch", /should be \d+ bytes long and is \d+/));
});

test("more regions than there is room for, and one that is not there, are errors", () => {
  const regions = new Array(17).fill(64);
  assert.throws(
    () => Arena.create({ kind: KIND, regions }),
    is("arena.too-many-regions", /17 regions asked for, 16 at most/),
  );
  const arena = Arena.create({ kind: KIND, regions: [64] });
  for (const region of [1, -1]) {
    assert.throws(() => arena.words(region), is("arena.no-region", new RegExp(`region ${region} does not exist`)));
  }
});
