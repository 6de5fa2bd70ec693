/** A thread that cannot begin. */

import { enterThread } from "../../../src/threads/entry.ts";

enterThread(() => {
  throw new Error("the port is made of cheese");
});
