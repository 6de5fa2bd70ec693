/** The same messages through nats.js and a nats-server on this machine, from one thread to another. */

import { type Subprocess, spawn } from "bun";
import { baseline, debianProgram, npmPackage } from "../baselines.ts";
import { startThread } from "../thread.ts";
import { type Contender, check } from "./contender.ts";
import { Flow } from "./flow.ts";
import type { NatsData, NatsModule } from "./nats.worker.ts";
import type { TallyReport } from "./tally.ts";
import { Payload } from "./topics.ts";

/** Milliseconds for the server to listen. */
const START_MS = 5000;

/** Undefined where the client or the server cannot be had. */
export function natsContender(events: number): Promise<Contender | undefined> {
  return baseline("nats.js", async () => {
    const client = await npmPackage("nats", "2.29.3");
    const program = Bun.which("nats-server") ?? (await debianProgram("nats-server", "usr/sbin/nats-server"));
    const { server, url } = await startServer(program);
    try {
      return await contender(events, client, url, server);
    } catch (error) {
      server.kill();
      throw error;
    }
  });
}

async function contender(events: number, client: string, url: string, server: Subprocess): Promise<Contender> {
  const flow = new Flow(1);
  const data = { client, url, flow: flow.buffer } satisfies NatsData;
  const thread = startThread("./nats.worker.ts", import.meta.url, data);
  await thread.next();
  // Checked border: the pinned version of the package.
  const connection = await ((await import(client)) as NatsModule).connect({ servers: url });
  const payload = new Payload();
  let sent = 0;
  return {
    round: async () => {
      const began = Bun.nanoseconds();
      for (const end = sent + events; sent < end; sent++) connection.publish("bench", payload.with(sent).slice());
      await connection.flush();
      flow.waitFor(sent);
      const took = Bun.nanoseconds() - began;
      thread.send("report");
      check((await thread.next()) as TallyReport, sent);
      return (events * 1000) / took;
    },
    end: async () => {
      await connection.close();
      await thread.end();
      server.kill();
      await server.exited;
    },
  };
}

/** Starts the server on a free port of the loopback address; it names the port in its log. */
async function startServer(program: string): Promise<{ server: Subprocess; url: string }> {
  const server = spawn([program, "-a", "127.0.0.1", "-p", "-1"], { stdin: "ignore", stdout: "ignore", stderr: "pipe" });
  const timer = setTimeout(() => server.kill(), START_MS);
  let output = "";
  const decoder = new TextDecoder();
  const reader = server.stderr.getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`nats-server did not start: ${output.trim().split("\n").at(-1) ?? ""}`);
    output += decoder.decode(value, { stream: true });
    const port = /client connections on 127\.0\.0\.1:(\d+)/.exec(output)?.[1];
    if (port === undefined || !output.includes("Server is ready")) continue;
    clearTimeout(timer);
    reader.releaseLock();
    return { server, url: `127.0.0.1:${port}` };
  }
}
