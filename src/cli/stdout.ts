/** Writing to standard output with back-pressure. */

import type { LineSink } from "./headless.ts";

/** `closed` is called once when nobody reads any more (a closed pipe). */
export function stdoutSink(closed: () => void): LineSink {
  const out = process.stdout;
  let broken = false;
  out.on("error", () => {
    if (broken) return;
    broken = true;
    closed();
  });
  return {
    write(text) {
      if (broken) return Promise.resolve();
      return new Promise((resolve) => {
        if (out.write(text)) resolve();
        else {
          out.once("drain", resolve);
          out.once("error", () => resolve());
        }
      });
    },
  };
}
