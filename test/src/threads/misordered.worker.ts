/** A thread that takes two locks against their order. */

import { Mutex } from "../../../core/index.ts";
import { enterThread } from "../../../src/threads/entry.ts";

enterThread(() => {
  const words = new Int32Array(new SharedArrayBuffer(2 * Mutex.BYTES));
  new Mutex(words, 0, { name: "late", rank: 2 }).lock();
  new Mutex(words, Mutex.BYTES / 4, { name: "early", rank: 1 }).lock();
});
