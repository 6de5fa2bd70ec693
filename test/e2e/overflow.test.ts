/** `overflow` of a configured process: what of a flood through a small log is kept, and that it ends in any case. */

import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Place } from "./running.ts";

const LINES = 300_000;

/** The smallest log that can be configured. */
const toml = (overflow: string, more = "") => `
[core]
ring_slots = 4096
ring_bytes = "1 MiB"
[processes.flood]
command = "echo begin; sleep 0.3; echo go on; sleep 0.3; seq 1 ${LINES}; sleep 0.2; echo end"
overflow = "${overflow}"
${more}`;

function makePlace(overflow: string, more?: string): Place {
  const place = new Place({ ".brum.toml": toml(overflow, more) });
  place.env["XDG_STATE_HOME"] = join(place.path, "state");
  return place;
}

/** Runs the flood to its end, and Brummer with it: without a screen it ends with its processes. */
async function run(place: Place, ...options: string[]): Promise<string> {
  const { out, err, code } = await place.run(["--no-tui", "--no-mcp", ...options, "flood"]);
  expect([code, err]).toEqual([0, expect.any(String)]);
  return out;
}

const numbers = (text: string) => [...text.matchAll(/(?:│ |^)(\d+)$/gm)].map(([, number]) => Number(number));

/** What the history has of it afterwards. */
async function kept(place: Place): Promise<{ missed: number; numbers: number[] }> {
  const { runs } = JSON.parse((await place.run(["history", "--json"])).out);
  const { out } = await place.run(["logs", "flood", "--run", "last", "-n", String(2 * LINES)]);
  return { missed: runs[0].missed, numbers: numbers(out) };
}

const all = Array.from({ length: LINES }, (_, index) => index + 1);
const notHeld = 'the output of flood is not held back (overflow = "block")';

test("all of it is in the history with block", async () => {
  await using place = makePlace("block");
  const out = await run(place);
  expect(await kept(place)).toEqual({ missed: 0, numbers: all });
  expect(out).not.toContain(notHeld);
}, 60_000);

test("with overwrite what the history missed is counted", async () => {
  await using place = makePlace("overwrite");
  await run(place);
  const { missed, numbers: has } = await kept(place);
  expect(missed).toBeGreaterThan(0);
  expect(has.length).toBeLessThan(LINES);
}, 60_000);

test("all of it is in a log file with block, without a history", async () => {
  await using place = makePlace("block", '[log_files]\ndirectory = "logs"\n');
  const out = await run(place, "--no-history");
  expect(numbers(readFileSync(join(place.path, "logs", "flood.log"), "utf8").replace(/^\S+ +/gm, ""))).toEqual(all);
  expect(out).not.toContain(notHeld);
}, 60_000);

test("without a history it overwrites, and says so once", async () => {
  await using place = makePlace("block");
  expect((await run(place, "--no-history")).split(notHeld)).toHaveLength(2);
}, 60_000);

test("with a history that fails likewise", async () => {
  await using place = makePlace("block");
  writeFileSync(join(place.path, "state"), "a file where a folder should be");
  const out = await run(place);
  expect(out).toContain("History stops");
  expect(out.split(notHeld)).toHaveLength(2);
}, 60_000);
