/** Looking again and again, at real listeners. */

import { afterEach, describe, expect, test } from "bun:test";
import { createServer, type Server } from "node:net";
import type { Reached } from "../../../tui/found/reached.ts";
import { type ReachOptions, ReachWatch } from "../../../tui/reach/watch.ts";
import { waitFor } from "../../support/wait.ts";

/** A listener that counts what connects, and how much at once. */
class Listener {
  readonly #server: Server;
  connections = 0;

  constructor() {
    this.#server = createServer((socket) => {
      this.connections += 1;
      socket.on("error", () => {});
    });
  }

  async listen(port = 0): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(port, "127.0.0.1", resolve));
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return address.port;
  }

  close(): Promise<unknown> {
    return new Promise((resolve) => this.#server.close(resolve));
  }
}

const host = "127.0.0.1";
const open: { close(): unknown }[] = [];

function watching(options: Partial<ReachOptions> = {}) {
  const told: { key: string; reached: Reached }[] = [];
  const watch = new ReachWatch((key, reached) => told.push({ key, reached }), { everyMs: 20, ...options });
  open.push(watch);
  return { watch, told };
}

afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

describe("watching places", () => {
  test("looks at once and again, and sees a server go and come", async () => {
    const listener = new Listener();
    const port = await listener.listen();
    const { watch, told } = watching();
    watch.watch([{ host, port }]);
    await waitFor("three looks", () => told.length >= 3);
    expect(told.every(({ key, reached }) => key === `127.0.0.1:${port}` && reached.ok)).toBe(true);
    await listener.close();
    await waitFor("it is gone", () => told.at(-1)?.reached.ok === false);
    const again = new Listener();
    open.push(again);
    await again.listen(port);
    await waitFor("it is back", () => told.at(-1)?.reached.ok === true);
  });

  test("the same places are looked at in the same rhythm, however often they are named", async () => {
    const listener = new Listener();
    open.push(listener);
    const port = await listener.listen();
    const { watch, told } = watching({ everyMs: 60_000 });
    for (let count = 0; count < 50; count += 1) watch.watch([{ host, port }]);
    await waitFor("a look", () => told.length > 0);
    for (let count = 0; count < 50; count += 1) watch.watch([{ host, port }]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(listener.connections).toBe(1);
  });

  test("nobody looks when nobody wants to know, and at once when somebody does again", async () => {
    const listener = new Listener();
    open.push(listener);
    const port = await listener.listen();
    const { watch, told } = watching();
    watch.watch([{ host, port }]);
    await waitFor("two looks", () => told.length >= 2);
    watch.watch([]);
    // What is under way ends without being told.
    const { length } = told;
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { connections } = listener;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([told.length, listener.connections]).toEqual([length, connections]);
    watch.watch([{ host, port }]);
    await waitFor("a look again", () => told.length > length);
    const { watch: slow, told: once } = watching({ everyMs: 60_000 });
    for (const count of [1, 2]) {
      slow.watch([{ host, port }]);
      await waitFor("a look at once", () => once.length === count);
      slow.watch([]);
    }
  });

  test("so many looks at once and no more, and all get their turn", async () => {
    const many = Array.from({ length: 20 }, () => new Listener());
    open.push(...many);
    const ports = await Promise.all(many.map((one) => one.listen()));
    const { watch, told } = watching({ atOnce: 2, everyMs: 60_000 });
    // The looks that are under way after the first turn of the event loop.
    watch.watch(ports.map((port) => ({ host, port })));
    expect(watch.underWay).toBe(2);
    await waitFor("all of them", () => told.length === 20);
    expect(new Set(told.map(({ key }) => key)).size).toBe(20);
    expect(watch.underWay).toBe(0);
  });
});
