/** Writing to standard output with back-pressure. */

import type { LineSink } from "./headless.ts";

/** One at a time writes to it. `closed` is called once when nobody reads any more (a closed pipe). */
export function stdoutSink(closed: () => void): LineSink {
  const out = process.stdout;
  let broken = false;
  let goOn = () => {};
  out.on("drain", () => goOn());
  out.on("error", () => {
    goOn();
    if (!broken) closed();
    broken = true;
  });
  return {
    write(text) {
      return new Promise((resolve) => {
        goOn = resolve;
        if (broken || out.write(text)) resolve();
      });
    },
  };
}
