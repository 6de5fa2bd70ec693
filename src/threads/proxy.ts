/**
 * Entry point of the proxy's thread: what passes through it waits for nothing else that this program does, searches of agents above
 * all.
 */

import { EventBus, LogRing, level } from "../../core/index.ts";
import type { ProxySettings } from "../config/index.ts";
import { reportTo, SystemLog } from "../logs/index.ts";
import { topicsWith } from "../topics.ts";
import { enterThread } from "./entry.ts";
import { ExchangeCourier } from "./exchange-courier.ts";
import { CommandClient, serveCommands } from "./protocol.ts";
import { proxyCommands } from "./proxy-commands.ts";
import { type ProxyParts, startProxy } from "./running-proxy.ts";
import { readerOf, type SharedInit } from "./shared.ts";

/** What the main thread sends at the start. */
export interface ProxyInit extends SharedInit {
  /** Commands of the main thread come in here. */
  readonly main: MessagePort;
  /** Commands of the net thread come in here. */
  readonly net: MessagePort;
  /** Exchanges to the history thread go out here; undefined: they are not kept. */
  readonly history?: MessagePort | undefined;
  readonly settings: ProxySettings;
  readonly directory: string;
}

enterThread<ProxyInit>((init) => {
  const { settings, directory } = init;
  const ring = LogRing.attach(init.ring);
  const log = new SystemLog(ring.writer(), init.ownLog);
  const bus = EventBus.attach(topicsWith(init.priorities), init.bus, { onError: reportTo(log) });
  const parts: ProxyParts = {
    settings,
    directory,
    bus,
    log,
    reader: readerOf(ring),
    ended: (id) => courier?.ended(id),
    cleared: () => courier?.cleared(),
  };
  const proxy = startProxy(parts);
  const courier = init.history === undefined ? undefined : courierTo(init.history);
  serveCommands(init.net, proxyCommands(proxy));
  serveCommands(init.main, {
    ...proxyCommands(proxy),
    "proxy.running": async (names) => {
      proxy.runs(names);
      return null;
    },
    "thread.close": async () => {
      try {
        await proxy.close();
      } finally {
        await courier?.close();
        await bus.close(500);
      }
      return null;
    },
  });

  function courierTo(port: MessagePort): ExchangeCourier {
    const client = new CommandClient(port);
    return new ExchangeCourier({
      find: (id) => proxy.capture.find(id),
      send: (exchanges) => client.request("history.exchanges", exchanges),
      missed: (count) =>
        log.write(`${count} exchanges came faster than the history takes them: they are missing in it`, {
          level: level.warn,
        }),
    });
  }
});
