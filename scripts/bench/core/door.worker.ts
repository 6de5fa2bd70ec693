/** Measures both sides in a thread of its own, whose engine has compiled nothing yet. */

import { parentPort, workerData } from "node:worker_threads";
import { LogRing } from "../../../core/index.ts";
import { inTurn, type Loop } from "../rounds.ts";
import { type DoorMemory, type DoorSamples, doorKinds, type doorLoops } from "./door-loops.ts";

/** Milliseconds for which each loop runs before it is measured: until the engine has compiled it for good. */
const WARM_MS = 250;
const PAIRS = { rounds: 3, roundMs: 10 };

// Checked border: what door.ts passes.
const { withDoor, bare, isBareFirst } = workerData as { withDoor: string; bare: string; isBareFirst: boolean };

/** What a bundle of door-loops.ts exports. */
async function load(path: string): Promise<typeof doorLoops> {
  return ((await import(path)) as { doorLoops: typeof doorLoops }).doorLoops;
}

/** Small enough for the processor's cache, where the door would cost most. */
function memoryOf(): DoorMemory {
  return { ring: LogRing.create({ slots: 1 << 12, bytes: 1 << 19 }).buffer, words: new SharedArrayBuffer(4096) };
}

function warm(loop: Loop): void {
  const until = performance.now() + WARM_MS;
  while (performance.now() < until) loop(1000);
}

const loaded = { withDoor: await load(withDoor), bare: await load(bare) };
for (const kind of doorKinds) {
  const memory = memoryOf();
  const sides = { withDoor: loaded.withDoor[kind](memory), bare: loaded.bare[kind](memory) };
  for (const loop of isBareFirst ? [sides.bare, sides.withDoor] : [sides.withDoor, sides.bare]) warm(loop);
  parentPort?.postMessage({ kind, ...inTurn(sides, PAIRS) } satisfies DoorSamples);
}
