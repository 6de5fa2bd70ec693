/** A thread that begins well and dies when it is asked for its processes. */

import { enterThread } from "../../../src/threads/entry.ts";
import { serveCommands } from "../../../src/threads/protocol.ts";

enterThread<{ main: MessagePort }>(({ main }) => {
  serveCommands(main, {
    "process.list": () => {
      setTimeout(() => {
        throw new Error("out of luck");
      }, 0);
      return new Promise(() => {});
    },
    "process.stop": (name) => Promise.reject(new Error(`no process ${name}`)),
    "thread.close": async () => null,
  });
});
