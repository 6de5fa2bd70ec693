/** The message queue between agents. */

export { AgentQueue } from "./agent-queue.ts";
export type { Message, Place } from "./types.ts";
