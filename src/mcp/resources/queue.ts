/** Messages that wait in a channel of the queue. To read them takes none away. */

import { timestamp } from "../format.ts";
import type { ResourceEntry } from "./entry.ts";
import { listed } from "./kept.ts";

export const queueResources: readonly ResourceEntry[] = [
  {
    uri: "queue://{channel}",
    name: "queue-channel",
    title: "Messages of a channel",
    description: "What waits there, oldest first; queue_receive takes it. Changes when something is sent or received.",
    mimeType: "application/json",
    priority: 0.4,
    read: ({ queue }, channel) =>
      listed(
        queue.peek(channel).map(({ number, type, payload, sentAt, ttl }) => {
          return { id: String(number), type, payload, timestamp: timestamp(sentAt), ttl };
        }),
        "queue_receive",
      ),
    watch: (signals, value, changed) =>
      signals.queue.listen((channel) => {
        if (channel === value) changed();
      }),
    values: ({ queue }) => queue.channels().map(({ channel }) => channel),
  },
];
