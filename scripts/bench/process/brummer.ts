/** Children by Brummer's own table of processes, with a log ring of the usual size. */

import { LogRing } from "../../../core/index.ts";
import { Analysis } from "../../../src/analysis/index.ts";
import { environmentOf, loadConfiguration, readEnvironmentFile } from "../../../src/config/index.ts";
import { builtIn } from "../../../src/errors/index.ts";
import { IntakeTools, Pattern, SystemLog } from "../../../src/logs/index.ts";
import type { Launch, ProcessSnapshot } from "../../../src/process/index.ts";
import { Census, explainer, LineWaits, ProcessTable, readyChecks } from "../../../src/process/thread.ts";
import { lineCommand, type Runner } from "./bare.ts";

/** `end` ends what is left. */
export function brummer(): Runner & { end(): Promise<void> } {
  const ring = LogRing.create();
  const reader = ring.reader();
  const census = new Census();
  const waits = new LineWaits(ring.reader());
  const compile = (pattern: string) => new Pattern(pattern, false);
  const { environment: settings } = loadConfiguration("/", {});
  const read = readEnvironmentFile;
  let runs = 0;
  const newMark = () => `bench${process.pid}-${++runs}`;
  let names = 0;
  let exited = (_: ProcessSnapshot) => {};
  const writer = ring.writer();
  const analysis = new Analysis({
    rules: builtIn,
    numbers: { first: 1, step: 1 },
    publishError: () => {},
    publishEvent: () => {},
  });
  const table = new ProcessTable({
    sources: { first: 1, step: 1 },
    run: {
      intake: new IntakeTools(writer),
      census,
      newMark,
      environment: (of) => environmentOf({ launch: of, inherited: process.env, settings, directory: "/", read }),
      analyse: ({ name, cwd }, source) => analysis.forRun({ source, name, directory: cwd }),
      startCheck: readyChecks({ waits, compile, census, newMark }),
    },
    log: new SystemLog(writer),
    latest: () => reader.latest(),
    explain: explainer({ reader, census, mark: `bench${process.pid}` }),
    publish: () => {},
    publishExit: (snapshot) => exited(snapshot),
    publishTail: () => {},
  });
  const launch = (name: string, text: string): Launch => ({
    name,
    kind: "command",
    command: text,
    argv: ["/bin/sh", "-c", text],
    cwd: "/",
  });
  /** Settles when so many runs have ended. */
  const ends = (count: number) =>
    new Promise<void>((resolve) => {
      let left = count;
      exited = () => {
        if (--left === 0) resolve();
      };
    });
  return {
    name: "Brummer",
    async firstLines(count) {
      const follower = reader.follow(reader.latest());
      const all = ends(count);
      const began = performance.now();
      for (let index = 0; index < count; index++) void table.start(launch(`line-${names++}`, lineCommand));
      for (let lines = 0; lines < count; ) {
        await follower.waitAsync();
        lines += follower.next(10_000).records.filter(({ text }) => text === "hello").length;
      }
      const took = performance.now() - began;
      await all;
      return took;
    },
    async stop() {
      await table.start(launch("sleeper", "exec sleep 60"));
      await Bun.sleep(5);
      const began = performance.now();
      await table.stop("sleeper");
      return performance.now() - began;
    },
    async exits(count, atOnce) {
      for (let done = 0; done < count; done += atOnce) {
        const all = ends(atOnce);
        for (let index = 0; index < atOnce; index++) void table.start(launch(`exit-${names++}`, "exit 0"));
        await all;
      }
    },
    end: () => table.close(),
  };
}
