/** Children by `concurrently`, in this process, its output read and thrown away. */

import { Writable } from "node:stream";
import { baseline, npmPackage } from "../baselines.ts";
import { lineCommand, type Runner } from "./bare.ts";

/** What is used of it. */
interface Concurrently {
  default(
    commands: readonly string[],
    options: { outputStream: Writable; prefix: string; maxProcesses: number },
  ): { result: Promise<unknown> };
}

/** Undefined where it cannot be had. */
export function concurrentlyRunner(): Promise<Runner | undefined> {
  return baseline("concurrently", async () => {
    // Checked border: the pinned version of the package.
    const { default: concurrently } = (await import(await npmPackage("concurrently", "10.0.7"))) as Concurrently;
    return {
      name: "concurrently",
      async firstLines(count) {
        const began = performance.now();
        let lines = 0;
        let took = 0;
        const outputStream = new Writable({
          write(chunk, _, done) {
            lines += String(chunk).split("hello").length - 1;
            if (lines >= count && took === 0) took = performance.now() - began;
            done();
          },
        });
        const commands = Array.from({ length: count }, () => lineCommand);
        await concurrently(commands, { outputStream, prefix: "none", maxProcesses: count }).result;
        return took;
      },
    };
  });
}
