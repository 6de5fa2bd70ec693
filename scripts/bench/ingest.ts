/** A million lines from a child to the screen, analysed, stored and searchable, beside other runners. */

import { dirname, join } from "node:path";
import { baseline, npmPackage } from "./baselines.ts";
import { names as longNames, longRows } from "./ingest/long.ts";
import { type Output, Place } from "./ingest/place.ts";
import { name as terminalName, terminalRow } from "./ingest/terminal.ts";
import { progress, row } from "./rounds.ts";
import type { BenchRow, Targets } from "./row.ts";

const names = {
  plain: "1 M lines, child finished",
  server: "1 M lines of a server's log, child finished",
} as const;

export const targets: Targets = {
  [names.plain]: [{ of: "value", limit: 1 }],
  [names.server]: [{ of: "value", limit: 1 }],
  [longNames.frames]: [{ of: "value", limit: 20 }],
  [longNames.search]: [{ of: "value", limit: 50 }],
  [longNames.memory]: [{ of: "value", limit: 5 }],
  [terminalName]: [{ of: "ratio", limit: 0.8 }],
};

export const notes: readonly string[] = [
  "Ours, turbo's and mprocs' screens stand in a tmux window of 120x40; concurrently prints to /dev/null.",
  "turbo and mprocs print 200,000 lines; their times are scaled to a million.",
];

const ROUNDS = 5;
const million: Output = { lines: 1_000_000, kind: "plain" };
const fewer: Output = { lines: 200_000, kind: "plain" };
const main = join(import.meta.dir, "../../src/main.ts");

export async function suite(): Promise<BenchRow[]> {
  if (Bun.which("tmux") === null) throw new Error("bench ingest needs tmux");
  using place = new Place();
  const brum = `${process.execPath} ${main} --no-mcp gen`;
  const concurrently = await baseline("concurrently", async () => {
    const path = join(dirname(await npmPackage("concurrently", "9.2.5")), "dist/bin/concurrently.js");
    return [process.execPath, path, place.command];
  });
  progress("ingest: a million lines");
  const ours: number[] = [];
  const server: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await place.inTmux(brum, million));
    if (concurrently !== undefined) theirs.push(await place.toNothing(concurrently, million));
    server.push(await place.inTmux(brum, { ...million, kind: "server" }));
  }
  const figure = { unit: "s", higherIsBetter: false };
  const rows = [
    row("ingest", {
      ...figure,
      name: names.plain,
      samples: ours,
      baseline: theirs.length > 0 ? { name: "concurrently", samples: theirs } : undefined,
    }),
    row("ingest", { ...figure, name: names.server, samples: server }),
  ];
  for (const [name, command] of await others()) {
    progress(`ingest: ${name}`);
    const samples = await baseline(name, async () => [
      await place.inTmux(command(place), fewer),
      await place.inTmux(command(place), fewer),
    ]);
    if (samples === undefined) continue;
    const own = ours.slice(0, samples.length);
    rows.push(
      row("ingest", { ...figure, name: `the same, beside ${name}`, samples: own, baseline: { name, samples } }),
    );
  }
  rows.push(await terminalRow(place));
  rows.push(...(await longRows(place)));
  return rows;
}

/** Runners with a screen, as they are started. */
async function others(): Promise<[string, (place: Place) => string][]> {
  const turbo = await baseline("turbo", async () => {
    const path = await npmPackage("turbo", "2.11.11");
    return () => `${process.execPath} ${path} run gen --ui=tui`;
  });
  const mprocs = await baseline("mprocs", async () => {
    const path = join(dirname(await npmPackage("mprocs", "0.9.6")), "cli.js");
    return (place: Place) => `${process.execPath} ${path} '${place.command}'`;
  });
  return [
    ...(turbo === undefined ? [] : [["turbo TUI", turbo] as [string, (place: Place) => string]]),
    ...(mprocs === undefined ? [] : [["mprocs", mprocs] as [string, (place: Place) => string]]),
  ];
}
