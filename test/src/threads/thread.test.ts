import { describe, expect, test } from "bun:test";
import { Mutex } from "../../../core/index.ts";
import { startThread } from "../../../src/threads/thread.ts";

/** `gone` collects the numbers of threads that are gone. */
function parts(file: string, init: Record<string, unknown> = {}) {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL(file, import.meta.url), { type: "module" });
  const numbers: number[] = [];
  const gone = (thread: number) => numbers.push(thread);
  return { name: "test", worker, init: { main: port2, ...init }, transfer: [port2], port: port1, gone, numbers };
}

test("a thread that cannot begin is an error with its reason", async () => {
  const broken = parts("./broken.worker.ts");
  await expect(startThread(broken)).rejects.toThrow(
    "The test thread of Brummer did not start: the port is made of cheese",
  );
  expect(broken.numbers).toHaveLength(1);
});

test("a thread whose module does not exist is an error, and nobody is gone who never came", async () => {
  const missing = parts("./missing.worker.ts");
  await expect(startThread(missing)).rejects.toThrow("The test thread of Brummer died: ");
  expect(missing.numbers).toEqual([]);
});

test("a thread that dies is told, and whoever waits for it gets an error", async () => {
  const thread = await startThread(parts("./mortal.worker.ts"));
  const waiting = thread.client.request("process.list", null);
  await expect(waiting).rejects.toThrow("The test thread of Brummer died: ");
  // Without the source and the calls that the runtime tells with it.
  expect(await thread.died).toBe("The test thread of Brummer died: out of luck");
  await expect(thread.client.request("process.list", null)).rejects.toThrow("died");
});

test("an error of a command comes back as its sentence, an unknown command too", async () => {
  const thread = await startThread(parts("./mortal.worker.ts"));
  await expect(thread.client.request("process.stop", "web")).rejects.toThrow("no process web");
  await expect(thread.client.request("process.restart", "web")).rejects.toThrow("does not know the command");
  await thread.end();
});

test("a thread that runs from source checks the order of its locks", async () => {
  await expect(startThread(parts("./misordered.worker.ts"))).rejects.toThrow('cannot take lock "early" (rank 1)');
});

describe("a lock that a thread holds at its end can be freed by the number that is told", () => {
  test.each(["dies", "is ended"])("when it %s", async (how) => {
    const words = new Int32Array(new SharedArrayBuffer(Mutex.BYTES));
    const lock = new Mutex(words, 0, { name: "held", rank: 1 });
    const holder = parts("./holder.worker.ts", { words });
    const thread = await startThread(holder);
    if (how === "dies") {
      thread.client.request("process.list", null).catch(() => {});
      expect(await thread.died).toContain("died with a lock");
      expect(await thread.end()).toBe(false);
    } else {
      expect(await thread.end()).toBe(true);
    }
    expect(holder.numbers).toEqual([lock.owner]);
    expect(lock.threadDied(holder.numbers[0] ?? 0)).toBe(true);
    expect(lock.tryLock()).toBe("poisoned");
    lock.unlock();
  });
});
