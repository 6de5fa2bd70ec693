/** Brings what the bus tells to the screen. Main thread. */

import type { EventBus } from "../core/index.ts";
import type { Topics } from "../src/topics.ts";
import type { News } from "./found/news.ts";
import type { Message } from "./messages.ts";

/** Who hears of it. */
export interface Listener {
  dispatch(message: Message): void;
  /** What is found in output comes in floods: it is gathered, and told once a frame. */
  find(take: (news: News) => void): void;
  /** Changes of processes were missed: all have to be asked for. */
  missed(): void;
}

/** Subscribes to all that the screen shows. */
export function listen(bus: EventBus<Topics>, { dispatch, find, missed }: Listener): { close(): void }[] {
  let before = 0;
  const changes = bus.subscribe("process.changed", ({ payload }) => {
    dispatch({ type: "process", process: payload });
    if (changes.missed > before) {
      before = changes.missed;
      missed();
    }
  });
  return [
    changes,
    bus.subscribe("error.detected", ({ payload }) => find((news) => news.error(payload))),
    bus.subscribe("error.located", ({ payload }) => find((news) => news.located(payload))),
    bus.subscribe("url.detected", ({ payload }) => find((news) => news.event(payload))),
    bus.subscribe("build.event", ({ payload }) => find((news) => news.event(payload))),
    bus.subscribe("test.event", ({ payload }) => find((news) => news.event(payload))),
    bus.subscribe("log.tail", ({ payload }) => dispatch({ type: "tail", tail: payload })),
    bus.subscribe("mcp.listening", ({ payload }) => dispatch({ type: "mcp", port: payload.port, address: payload })),
    bus.subscribe("mcp.failed", ({ payload }) => dispatch({ type: "mcp-failed", reason: payload.reason })),
    bus.subscribe("mcp.client", ({ payload }) => find((news) => news.agent({ client: payload }))),
    bus.subscribe("mcp.call", ({ payload }) => find((news) => news.agent({ call: payload }))),
    bus.subscribe("system.notice", ({ payload }) => dispatch({ type: "news", notice: payload })),
  ];
}
