/** A thread that takes a lock in shared memory and never gives it back: it dies, or is ended, with it. */

import { Mutex } from "../../../core/index.ts";
import { enterThread } from "../../../src/threads/entry.ts";
import { serveCommands } from "../../../src/threads/protocol.ts";

enterThread<{ main: MessagePort; words: Int32Array<SharedArrayBuffer> }>(({ main, words }) => {
  serveCommands(main, {
    "process.list": () => {
      new Mutex(words, 0, { name: "held", rank: 1 }).lock();
      setTimeout(() => {
        throw new Error("died with a lock");
      }, 0);
      return new Promise(() => {});
    },
    "thread.close": async () => {
      new Mutex(words, 0, { name: "held", rank: 1 }).lock();
      return null;
    },
  });
});
