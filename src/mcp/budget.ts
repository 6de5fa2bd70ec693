/** How much an answer may cost who reads it: models pay for every token, and lose their thread over giant answers. */

import * as z from "zod";
import { byteLength } from "./format.ts";
import { mcpLimits } from "./limits.ts";

/** Input of a tool whose answers may be large. */
export const maxTokens = z
  .int()
  .max(mcpLimits.mostTokens)
  // Told where it matters: in the schema every agent would pay for it.
  .refine((tokens) => tokens >= mcpLimits.leastTokens, { error: `at least ${mcpLimits.leastTokens}` })
  .default(mcpLimits.tokens);

/** Tokens of a text: 4 bytes each, as models count English and code within a third. */
export function tokensOf(text: string): number {
  return Math.ceil(byteLength(text) / mcpLimits.tokenBytes);
}

/** Bytes of one line in an answer of so many tokens: a part of it, as it stands there twice. In a file lines are whole. */
export function lineBytesIn(tokens: number): number {
  return tokens > mcpLimits.mostTokens ? Number.POSITIVE_INFINITY : Math.min(mcpLimits.lineBytes, tokens);
}

/**
 * Room for the items of one answer, in which each stands twice: as text and as structured content. Once an item has found
 * none, it is full.
 */
export class Room {
  #left: number;
  isFull = false;

  /** `reserved`: bytes for what stands around the items. */
  constructor(tokens: number, reserved: number = mcpLimits.frameBytes) {
    this.#left = tokens * mcpLimits.tokenBytes - reserved;
  }

  /** Takes an item in if there is room for it. */
  takes(structured: unknown, text: string): boolean {
    // A line end, a comma, and what escapes add to the text as JSON.
    if (!this.isFull) this.#left -= bytesOf(structured) + bytesOf(text);
    this.isFull ||= this.#left < 0;
    return !this.isFull;
  }
}

/** The first of the items that an answer has room for, but one at least: an answer with none leads nowhere. */
export function fitting<T>(items: Iterable<T>, tokens: number, textOf: (item: T) => string): T[] {
  const room = new Room(tokens);
  const taken: T[] = [];
  for (const item of items) {
    if (!room.takes(item, textOf(item)) && taken.length > 0) break;
    taken.push(item);
    if (room.isFull) break;
  }
  return taken;
}

function bytesOf(value: unknown): number {
  return byteLength(JSON.stringify(value) ?? "") + 1;
}
