import { expect, test } from "bun:test";
import { startThread } from "../../../src/threads/thread.ts";

function parts(file: string) {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL(file, import.meta.url), { type: "module" });
  return { name: "test", worker, init: { main: port2 }, transfer: [port2], port: port1 };
}

test("a thread that cannot begin is an error with its reason", async () => {
  await expect(startThread(parts("./broken.worker.ts"))).rejects.toThrow(
    "The test thread of Brummer did not start: the port is made of cheese",
  );
});

test("a thread whose module does not exist is an error", async () => {
  await expect(startThread(parts("./missing.worker.ts"))).rejects.toThrow("The test thread of Brummer died: ");
});

test("a thread that dies is told, and whoever waits for it gets an error", async () => {
  const thread = await startThread(parts("./mortal.worker.ts"));
  const waiting = thread.client.request("process.list", null);
  await expect(waiting).rejects.toThrow("The test thread of Brummer died: ");
  expect(await thread.died).toContain("out of luck");
  await expect(thread.client.request("process.list", null)).rejects.toThrow("died");
});

test("an error of a command comes back as its sentence, an unknown command too", async () => {
  const thread = await startThread(parts("./mortal.worker.ts"));
  await expect(thread.client.request("process.stop", "web")).rejects.toThrow("no process web");
  await expect(thread.client.request("process.restart", "web")).rejects.toThrow("does not know the command");
  await thread.end();
});
