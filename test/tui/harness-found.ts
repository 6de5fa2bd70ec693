/** For the harness: what is found in the output of its processes, as the ingest threads would tell it. */

import { createServer } from "node:net";
import { type EventBus, flag } from "../../core/index.ts";
import type { Topics } from "../../src/topics.ts";

/** Prints a line that is about something, at a time. */
type Print = (source: number, line: string, time: number, flags: number) => void;

/** "web" serves an address on a free port, "api" fails to build, "typecheck" runs tests of which one fails. */
export async function tellFound(name: string, source: number, bus: EventBus<Topics>, print: Print): Promise<void> {
  const told = () => ({ source, process: name, time: Date.now() });
  if (name === "web") {
    const url = `http://127.0.0.1:${await listen()}/`;
    const event = { ...told(), kind: "url", url, urlKind: "service", label: "Local" } as const;
    print(source, `  ➜  Local:   ${url}`, event.time, flag.url);
    bus.publish("url.detected", event);
  } else if (name === "api") {
    const event = { ...told(), kind: "build", phase: "failed", tool: "tsc", ms: 1200, errors: 2, warnings: 0 } as const;
    print(source, "Found 2 errors.", event.time, flag.build);
    bus.publish("build.event", event);
  } else if (name === "typecheck") {
    const failures = [{ file: "src/cart.test.ts", name: "adds up the prices" }];
    const counts = { passed: 119, failed: 1, skipped: 0, ms: 2140, failures };
    const event = { ...told(), kind: "tests", phase: "failed", tool: "vitest", ...counts } as const;
    print(source, "Tests  1 failed | 119 passed (120)", event.time, flag.test);
    bus.publish("test.event", event);
  }
}

function listen(): Promise<number> {
  const server = createServer((socket) => socket.on("error", () => {}));
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(address === null || typeof address === "string" ? 0 : address.port);
    }),
  );
}
