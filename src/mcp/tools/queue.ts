/** Tools by which agents send each other messages. */

import * as z from "zod";
import { Room } from "../budget.ts";
import type { Exchange } from "../exchange.ts";
import { timestamp } from "../format.ts";
import { mcpLimits } from "../limits.ts";
import type { AgentQueue, Message, Place } from "../queue/index.ts";
import { defineTool, masked, type Tool, ToolError } from "../tool.ts";

const channel = z
  .string()
  .refine((name) => name !== "" && name.length <= mcpLimits.channelCharacters && !/\p{Cc}/u.test(name), {
    error: `1 to ${mcpLimits.channelCharacters} characters, none of control`,
  });

const reads = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false } as const;
const changes = { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false } as const;

/** Some of what stands there: who reads a list of tools pays for each name. */
const listed = z.looseObject({ id: z.string(), type: z.string(), payload: z.looseObject({}) });

function shown({ number, channel, type, payload, sentAt, ttl }: Message) {
  return { id: String(number), channel, type, payload, timestamp: timestamp(sentAt), ttl };
}

const send = defineTool({
  name: "queue_send",
  title: "Send",
  description: "Messages other agents: one receiver and each subscription get it.",
  input: z.strictObject({
    channel,
    type: z.string().default("message"),
    payload: z.looseObject({}),
    ttl: z.int().min(1).max(mcpLimits.queueTtlSeconds).describe("seconds").default(3600),
  }),
  output: z.looseObject({ id: z.string(), dropped: z.int() }),
  annotations: changes,
  async run(draft, { queue }) {
    if (draft.type.length > mcpLimits.channelCharacters) {
      throw new ToolError(`type has ${draft.type.length} characters, and ${mcpLimits.channelCharacters} are allowed.`);
    }
    const { message, dropped } = queue.send(draft);
    const { payload: _payload, ...sent } = shown(message);
    return { ...sent, dropped };
  },
  text: ({ id, dropped }) => `Sent as ${id}.${dropped === 0 ? "" : ` ${droppedText(dropped)}`}`,
});

const receive = defineTool({
  name: "queue_receive",
  title: "Receive",
  description: "Takes messages out of a channel or subscription; blocking waits for one.",
  input: z.strictObject({
    channel: channel.optional(),
    subscription_id: z.string().optional(),
    limit: z.int().min(1).default(100),
    blocking: z.boolean().default(false),
    timeout: z.int().min(1).max(mcpLimits.queueWaitSeconds).describe("seconds").default(30),
  }),
  output: z.object({ messages: z.array(listed), left: z.int(), dropped: z.int() }),
  // What is taken is gone.
  annotations: { ...changes, destructiveHint: true },
  async run(input, context, exchange) {
    const place = placeOf(input);
    const room = new Room(mcpLimits.tokens);
    // The room is that of the answer, in which secrets have marks.
    const takes = (message: Message) => {
      const one = masked(shown(message), context);
      return room.takes(one, messageText(one));
    };
    const { messages, left, dropped } = context.queue.receive(place, input.limit, takes);
    if (messages.length > 0 || !input.blocking) return { messages: messages.map(shown), left, dropped };
    const next = await waited(context.queue, place, input.timeout, exchange);
    return { messages: next === undefined ? [] : [shown(next)], left, dropped };
  },
  text: ({ messages, left, dropped }) =>
    [
      ...messages.map(messageText),
      ...(messages.length === 0 ? ["No messages."] : []),
      ...(left > 0 ? [`${left} more wait.`] : []),
      ...(dropped > 0 ? [droppedText(dropped)] : []),
    ].join("\n"),
});

const subscribe = defineTool({
  name: "queue_subscribe",
  title: "Subscribe",
  description: "Keeps a copy of each message from now on, for queue_receive.",
  input: z.strictObject({ channel }),
  output: z.object({ subscription_id: z.string() }),
  annotations: changes,
  run: async (input, { queue }) => ({ subscription_id: queue.subscribe(input.channel) }),
  text: ({ subscription_id: id }) => `subscription_id ${id}`,
});

const unsubscribe = defineTool({
  name: "queue_unsubscribe",
  title: "Unsubscribe",
  description: "Ends a subscription.",
  input: z.strictObject({ subscription_id: z.string() }),
  output: z.object({ channel: z.string() }),
  annotations: { ...changes, destructiveHint: true },
  run: async ({ subscription_id: id }, { queue }) => ({ channel: queue.unsubscribe(id) }),
  text: (output) => `Ended; it was for ${output.channel}.`,
});

const listChannels = defineTool({
  name: "queue_list_channels",
  title: "Channels",
  description: "Channels of the message queue.",
  input: z.strictObject({}),
  output: z.object({ channels: z.array(z.string()) }),
  annotations: reads,
  run: async (_input, { queue }) => ({ channels: queue.channels().map((one) => one.channel) }),
  text: ({ channels }) => (channels.length === 0 ? "No channels." : channels.join("\n")),
});

const stats = defineTool({
  name: "queue_stats",
  title: "Queue counts",
  description: "Counts of the message queue.",
  input: z.strictObject({}),
  output: z.looseObject({ channels: z.looseObject({}) }),
  annotations: reads,
  async run(_input, { queue }) {
    const all = queue.channels();
    const sum = (count: (one: (typeof all)[number]) => number) => all.reduce((total, one) => total + count(one), 0);
    return {
      total_messages: sum(({ messages }) => messages),
      total_channels: all.length,
      total_subscriptions: sum(({ subscriptions }) => subscriptions),
      channels: Object.fromEntries(all.map(({ channel: name, ...state }) => [name, state])),
      counts: { ...queue.counts },
    };
  },
  text({ channels, counts }) {
    const lines = Object.entries(channels).map(([name, state]) => `${name}: ${JSON.stringify(state)}`);
    return [...lines, `since the start: ${JSON.stringify(counts)}`].join("\n");
  },
});

interface PlaceInput {
  readonly channel?: string | undefined;
  readonly subscription_id?: string | undefined;
}

function placeOf({ channel: name, subscription_id: id }: PlaceInput): Place {
  if (name !== undefined && id === undefined) return { channel: name };
  if (name === undefined && id !== undefined) return { subscription: id };
  const given = name === undefined ? "neither is given" : "both are given";
  throw new ToolError(`Give exactly one of channel and subscription_id: ${given}.`);
}

/** Tells the client meanwhile that it goes on: some give up after a minute of silence. */
async function waited(
  queue: AgentQueue,
  place: Place,
  seconds: number,
  { signal, progress }: Exchange,
): Promise<Message | undefined> {
  const began = performance.now();
  const timer = setInterval(() => {
    const passed = Math.round((performance.now() - began) / 1000);
    void progress(passed, seconds, "Waiting for a message").catch(() => {});
  }, mcpLimits.progressMs);
  return queue.next(place, seconds * 1000, signal).finally(() => clearInterval(timer));
}

/** `17 message {"file":"src/cart.ts"}` */
function messageText({ id, type, payload }: z.output<typeof listed>): string {
  return `${id} ${type} ${JSON.stringify(payload)}`;
}

function droppedText(count: number): string {
  return `${count} older ${count === 1 ? "message was" : "messages were"} dropped: there was no room.`;
}

export const queueTools: readonly Tool[] = [send, receive, subscribe, unsubscribe, listChannels, stats];
