/** Items of a resource's JSON, as many as there is room for. */

import { Room } from "../budget.ts";
import { mcpLimits } from "../limits.ts";

/** The first of them; in their text, as JSON in the JSON of an answer, every quotation mark takes two bytes. */
export function kept<T>(items: readonly T[], room: Room): T[] {
  return items.filter((item) => room.takes("", JSON.stringify(item)));
}

/** The first of them, and where the others are. */
export function listed<T>(items: readonly T[], others: string): (T | { more: number; see: string })[] {
  const shown = kept(items, new Room(mcpLimits.tokens));
  const more = items.length - shown.length;
  return more === 0 ? shown : [...shown, { more, see: others }];
}
