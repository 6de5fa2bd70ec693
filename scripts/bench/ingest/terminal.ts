/** A process in a terminal under Brummer, beside a bare terminal that is read and thrown away. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { progress, row } from "../rounds.ts";
import type { BenchRow } from "../row.ts";
import { type Output, type Place, seconds } from "./place.ts";

const ROUNDS = 5;
const output: Output = { lines: 300_000, kind: "plain" };
const main = join(import.meta.dir, "../../../src/main.ts");

export const name = "lines through a terminal";

export async function terminalRow(place: Place): Promise<BenchRow> {
  progress("ingest: through a terminal");
  writeFileSync(join(place.path, ".brum.toml"), "[processes.gen]\ntty = true\n");
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const both = [
      async () => bare.push(1 / (await bareTerminal(place))),
      async () => ours.push(1 / (await place.inTmux(`${process.execPath} ${main} --no-mcp gen`, output))),
    ];
    for (const measure of round % 2 === 0 ? both : both.reverse()) await measure();
  }
  writeFileSync(join(place.path, ".brum.toml"), "");
  const baseline = { name: "Bun.Terminal", samples: bare };
  return row("ingest", { name, unit: "M lines/s", higherIsBetter: true, samples: ours, baseline });
}

async function bareTerminal(place: Place): Promise<number> {
  const { out, env } = place.environment(output);
  let bytes = 0;
  const child = Bun.spawn(place.command.split(" "), {
    cwd: place.path,
    env: { ...process.env, ...env },
    terminal: {
      cols: 80,
      rows: 24,
      data: (_, chunk) => {
        bytes += chunk.length;
      },
    },
  });
  const took = await seconds(out, output);
  await child.exited;
  if (bytes === 0) throw new Error("nothing came out of the terminal");
  return took;
}
