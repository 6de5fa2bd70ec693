/** Lists in pages: as many items as an answer has room for, and where the rest begins. */

import * as z from "zod";
import { fitting } from "./budget.ts";
import { mcpLimits } from "./limits.ts";
import { ToolError } from "./tool.ts";

/** Input of a tool that answers in pages: how many items earlier pages have had. */
export const pageCursor = z.int().min(0).default(0);

export interface Page<T> {
  readonly items: T[];
  /** Of all pages. */
  readonly total: number;
  /** How to ask for the next page; undefined: there is none. */
  readonly cursor?: number;
}

/** Throws {@link ToolError} for a cursor behind the end. `tokens`: of the answer, without what stands beside the items. */
export function pageOf<T>(
  items: readonly T[],
  { cursor, tokens = mcpLimits.tokens }: { cursor: number; tokens?: number },
  textOf: (item: T) => string,
): Page<T> {
  const total = items.length;
  if (cursor > 0 && cursor >= total) throw new ToolError(`cursor ${cursor} is behind the end: there are ${total}.`);
  const page = fitting(items.slice(cursor), tokens, textOf);
  const end = cursor + page.length;
  return end < total ? { items: page, total, cursor: end } : { items: page, total };
}

/** The line that stands at a page's end, if there is another one. */
export function moreText({ total, cursor }: { total: number; cursor?: number | undefined }): string[] {
  return cursor === undefined ? [] : [`${total - cursor} more, ask with cursor ${cursor}.`];
}
