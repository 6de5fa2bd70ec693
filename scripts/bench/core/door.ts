/** What the memory door costs: the same core bundled with it and without it, in turn in one process. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { progress, row } from "../rounds.ts";
import type { BenchRow, Targets } from "../row.ts";
import { startThread } from "../thread.ts";
import { type DoorKind, type DoorSamples, doorKinds } from "./door-loops.ts";
import { withoutDoor } from "./without-door.ts";

const names: Readonly<Record<DoorKind, string>> = {
  batches: "memory door, ring write of 64",
  single: "memory door, ring write of one",
  mutex: "memory door, mutex",
  copies: "memory door, plain reads and copies",
};

export const targets: Targets = Object.fromEntries(
  Object.values(names).map((name) => [name, [{ of: "ratio", limit: 1.05 }]]),
);

/** Threads that measure one after the other: how well an engine happens to compile code differs more than the door costs. */
const THREADS = 9;

export async function doorRows(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "brum-bench-"));
  try {
    const paths = { withDoor: await bundle(folder, "with-door", false), bare: await bundle(folder, "bare", true) };
    const took = new Map(doorKinds.map((kind) => [kind, { withDoor: [] as number[], bare: [] as number[] }]));
    for (let number = 0; number < THREADS; number++) {
      progress(`core: memory door, thread ${number + 1} of ${THREADS}`);
      const data = { ...paths, isBareFirst: number % 2 === 1 };
      const thread = startThread("./door.worker.ts", import.meta.url, data);
      for (const _ of doorKinds) {
        // Checked border: what door.worker.ts says.
        const { kind, withDoor, bare } = (await thread.next()) as DoorSamples;
        took.get(kind)?.withDoor.push(...withDoor);
        took.get(kind)?.bare.push(...bare);
      }
      await thread.end();
    }
    return [...took].map(([kind, samples]) =>
      row("core", {
        name: names[kind],
        unit: "ns",
        higherIsBetter: false,
        samples: samples.withDoor,
        baseline: { name: "without it", samples: samples.bare },
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The loops as the executable has them; `isBare`: without the door. Returns the path. */
async function bundle(folder: string, name: string, isBare: boolean): Promise<string> {
  const outdir = join(folder, name);
  await Bun.build({
    entrypoints: [join(import.meta.dir, "door-loops.ts")],
    target: "bun",
    format: "esm",
    outdir,
    plugins: [
      {
        name: "without-door",
        setup(builder) {
          builder.onLoad({ filter: /[\\/](core|bench)[\\/].*\.ts$/ }, async ({ path }) => {
            const source = await Bun.file(path).text();
            return { contents: isBare ? withoutDoor(source) : source, loader: "ts" };
          });
        },
      },
    ],
  });
  return join(outdir, "door-loops.js");
}
