import { expect, test } from "bun:test";
import { ChangeBatch, type FileChanges } from "../../../../src/process/watch/batch.ts";
import { waitFor } from "../../../support/wait.ts";

function gather(quietMs: number) {
  const told: FileChanges[] = [];
  return { told, batch: new ChangeBatch(quietMs, (changes) => told.push(changes)) };
}

test("changes are told together when it is quiet, each path once", async () => {
  const { told, batch } = gather(30);
  for (const path of ["a", "b", "a"]) batch.add(path);
  await Bun.sleep(15);
  batch.add("c");
  await Bun.sleep(20);
  expect(told).toEqual([]);
  await waitFor("the changes", () => told.length > 0);
  expect(told).toEqual([{ paths: ["a", "b", "c"], count: 3 }]);
  batch.add("d");
  await waitFor("the next", () => told.length === 2);
  expect(told[1]).toEqual({ paths: ["d"], count: 1 });
});

test("changes that never end are told after ten times the quiet time", async () => {
  const { told, batch } = gather(10);
  const began = performance.now();
  const timer = setInterval(() => batch.add("a"), 2);
  await waitFor("the changes", () => told.length > 0);
  clearInterval(timer);
  batch.close();
  expect(performance.now() - began).toBeGreaterThan(90);
  expect(performance.now() - began).toBeLessThan(400);
});

test("of very many changes few are named and all are counted", async () => {
  const { told, batch } = gather(1);
  for (let file = 0; file < 10_500; file++) batch.add(`f${file}`);
  await waitFor("the changes", () => told.length > 0);
  expect(told[0]?.paths).toHaveLength(20);
  expect(told[0]?.count).toBe(10_500);
});

test("nothing is told after the end", async () => {
  const { told, batch } = gather(1);
  batch.add("a");
  batch.close();
  await Bun.sleep(20);
  expect(told).toEqual([]);
});
