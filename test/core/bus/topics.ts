/** The topics of the bus tests: two per priority. */

import { topic } from "../../../core/index.ts";

/** A numbered event of a publisher that counts each priority from 0. */
export interface Numbered {
  readonly from: number;
  readonly count: number;
}

export const topics = {
  "high.a": topic<Numbered>("high"),
  "high.b": topic<string>("high"),
  "medium.a": topic<Numbered>("medium"),
  "medium.b": topic<string>("medium"),
  "low.a": topic<Numbered>("low"),
  "low.b": topic<string>("low"),
} as const;

export const numbered = ["high.a", "medium.a", "low.a"] as const;
