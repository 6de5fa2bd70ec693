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
  /** The same of exchanges. */
  missedExchanges(): void;
}

/** Subscribes to all that the screen shows. */
export function listen(
  bus: EventBus<Topics>,
  { dispatch, find, missed, missedExchanges }: Listener,
): { close(): void }[] {
  let before = 0;
  const changes = bus.subscribe("process.changed", ({ payload }) => {
    dispatch({ type: "process", process: payload });
    if (changes.missed > before) {
      before = changes.missed;
      missed();
    }
  });
  let lost = 0;
  const exchanges = bus.subscribe("proxy.exchanges", ({ payload }) => {
    find((news) => news.exchanges(payload.rows));
    if (exchanges.missed > lost) {
      lost = exchanges.missed;
      missedExchanges();
    }
  });
  return [
    changes,
    exchanges,
    bus.subscribe("proxy.cleared", () => missedExchanges()),
    bus.subscribe("proxy.state", ({ payload }) => dispatch({ type: "proxy", state: payload })),
    bus.subscribe("error.detected", ({ payload }) => find((news) => news.error(payload))),
    bus.subscribe("error.located", ({ payload }) => find((news) => news.located(payload))),
    bus.subscribe("url.detected", ({ payload }) => find((news) => news.event(payload))),
    bus.subscribe("build.event", ({ payload }) => find((news) => news.event(payload))),
    bus.subscribe("test.event", ({ payload }) => find((news) => news.event(payload))),
    bus.subscribe("log.tail", ({ payload }) => dispatch({ type: "tail", tail: payload })),
    bus.subscribe("mcp.listening", ({ payload }) => dispatch({ type: "mcp", port: payload.port, address: payload })),
    bus.subscribe("mcp.failed", ({ payload }) => dispatch({ type: "mcp-failed", reason: payload.reason })),
    bus.subscribe("mcp.client", ({ payload }) => find((news) => news.agent({ client: payload }))),
    bus.subscribe("mcp.calls", ({ payload }) =>
      find((news) => {
        for (const call of payload.calls) news.agent({ call });
      }),
    ),
    bus.subscribe("system.notice", ({ payload }) => dispatch({ type: "news", notice: payload })),
  ];
}
