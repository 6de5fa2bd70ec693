/** Requests: as many as go, or so many a second. */

import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { delay } from "es-toolkit";
import { debianFolder } from "../baselines.ts";
import { libraries } from "./servers.ts";

const CONNECTIONS = 32;

/** What a run without a limit has found. */
export interface Rate {
  readonly perSecond: number;
  readonly requests: number;
}

/** As many as go for some seconds, over 32 connections: by wrk where it can be had, by this process otherwise. */
export async function flatOut(port: number, seconds: number): Promise<Rate> {
  const program = await wrk();
  return program === undefined ? own(port, seconds) : byWrk(program, port, seconds);
}

interface Wrk {
  readonly path: string;
  readonly env: Record<string, string>;
}

async function wrk(): Promise<Wrk | undefined> {
  const path = Bun.which("wrk");
  if (path !== null) return { path, env: {} };
  try {
    const root = await debianFolder("wrk", ["libluajit-5.1-2"]);
    return { path: join(root, "usr/bin/wrk"), env: libraries(root) };
  } catch {
    return undefined;
  }
}

async function byWrk({ path, env }: Wrk, port: number, seconds: number): Promise<Rate> {
  const command = [path, "-t1", `-c${CONNECTIONS}`, `-d${seconds}`, `http://127.0.0.1:${port}/`];
  const child = Bun.spawn(command, { env: { ...process.env, ...env }, stdout: "pipe", stderr: "ignore" });
  const text = await new Response(child.stdout).text();
  const requests = Number(/(\d+) requests in/.exec(text)?.[1]);
  const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1]);
  if (!(perSecond > 0)) throw new Error(`wrk has measured nothing: ${text}`);
  if (/Non-2xx|Socket errors/.test(text)) throw new Error(`not all was answered: ${text}`);
  return { perSecond, requests };
}

async function own(port: number, seconds: number): Promise<Rate> {
  const end = performance.now() + seconds * 1000;
  let requests = 0;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const client = await Client.open(port);
      for (; performance.now() < end; requests++) await client.request();
      client.close();
    }),
  );
  return { perSecond: requests / seconds, requests };
}

/**
 * So many requests a second for some seconds, each sent whatever became of those before it: milliseconds from there to the end of the
 * answer.
 */
export async function paced(port: number, perSecond: number, seconds: number): Promise<number[]> {
  const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => Client.open(port)));
  const free = [...clients];
  const times: number[] = [];
  const running: Promise<void>[] = [];
  const began = performance.now();
  const one = async () => {
    const client = free.pop() ?? (await Client.open(port));
    const sent = performance.now();
    await client.request();
    times.push(performance.now() - sent);
    free.push(client);
  };
  for (let number = 0; number < perSecond * seconds; number++) {
    const wait = began + (number * 1000) / perSecond - performance.now();
    if (wait > 0) await delay(wait);
    running.push(one());
  }
  await Promise.all(running);
  for (const client of free) client.close();
  return times;
}

const asked = Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n");

/** One connection, one request at a time. */
class Client {
  readonly #socket: Socket;
  #left = -1;
  #done: { resolve(): void; reject(error: Error): void } | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (bytes: Buffer) => this.#data(bytes));
    socket.on("close", () => this.#done?.reject(new Error("a connection was closed before its answer")));
    socket.on("error", () => {});
  }

  static open(port: number): Promise<Client> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1", noDelay: true });
      socket.once("error", reject);
      socket.once("connect", () => resolve(new Client(socket)));
    });
  }

  request(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#done = { resolve, reject };
      this.#socket.write(asked);
    });
  }

  close(): void {
    this.#done = undefined;
    this.#socket.destroy();
  }

  #data(bytes: Uint8Array): void {
    let length = bytes.length;
    if (this.#left < 0) {
      const text = Buffer.from(bytes).toString("latin1");
      const head = text.indexOf("\r\n\r\n") + 4;
      this.#left = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? Number.NaN);
      length -= head;
    }
    this.#left -= length;
    if (this.#left > 0) return;
    this.#left = -1;
    this.#done?.resolve();
  }
}
