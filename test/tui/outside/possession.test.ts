/** Who has the terminal, without one: the order in which it changes hands, and whose the signals of its keys are. */

import { expect, test } from "bun:test";
import process from "node:process";
import { delay } from "es-toolkit";
import { Possession } from "../../../tui/widgets/possession.ts";

function possessionOf() {
  const story: string[] = [];
  const possession = new Possession(
    () => story.push(`left ${possession.isOurs}`),
    () => story.push(`entered ${possession.isOurs}`),
  );
  return { possession, story };
}

const listeners = () => ["SIGINT", "SIGQUIT", "SIGTSTP", "SIGCONT"].map((name) => process.listenerCount(name));

test("it is lent once what was written is out, and comes back", async () => {
  const before = listeners();
  const { possession, story } = possessionOf();
  const written = Promise.withResolvers<void>();
  const lent = possession.lend(written.promise, async () => {
    story.push("ran");
    await delay(5);
  });
  expect(possession.isOurs).toBe(false);
  await delay(5);
  expect(story).toEqual([]);
  written.resolve();
  await lent;
  expect(story).toEqual(["left false", "ran", "entered true"]);
  possession.close();
  await delay(300);
  expect(listeners()).toEqual(before);
});

test("signals of the keyboard are somebody else's until a moment after that", async () => {
  const { possession } = possessionOf();
  expect(possession.hasKeyboard).toBe(true);
  const lent = possession.lend(Promise.resolve(), () => delay(5));
  expect(possession.hasKeyboard).toBe(false);
  await lent;
  await delay(50);
  expect(possession.hasKeyboard).toBe(false);
  // Without a listener that does nothing this would be the end of the tests.
  process.kill(process.pid, "SIGINT");
  const again = possession.lend(Promise.resolve(), () => delay(250));
  await delay(220);
  expect(possession.hasKeyboard).toBe(false);
  await again;
  await delay(250);
  expect(possession.hasKeyboard).toBe(true);
  possession.close();
});

test("it comes back from a program that fails, and is lent to one at a time", async () => {
  const { possession, story } = possessionOf();
  const failing = possession.lend(Promise.resolve(), async () => {
    await delay(10);
    throw new Error("failed");
  });
  await expect(possession.lend(Promise.resolve(), async () => {})).rejects.toThrow(
    "The terminal is in use by another program.",
  );
  await expect(failing).rejects.toThrow("failed");
  expect(story).toEqual(["left false", "entered true"]);
  possession.close();
});

test("once closed it is neither given nor taken back", async () => {
  const { possession, story } = possessionOf();
  const written = Promise.withResolvers<void>();
  const waiting = possession.lend(written.promise, async () => void story.push("ran"));
  possession.close();
  written.resolve();
  await waiting;
  const late = possession.lend(Promise.resolve(), async () => {});
  await expect(late).rejects.toThrow("The terminal is in use by another program.");
  expect(story).toEqual([]);
});
