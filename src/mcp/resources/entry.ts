/** What a resource is: data with a few functions. One entry for a fixed URI, or for a template and all its resources. */

import type { Exchange } from "../exchange.ts";
import type { ToolContext } from "../tool.ts";
import type { Signals } from "./signals.ts";

/** One of a template's resources, as lists show it. */
export interface Instance {
  /** Of the template's variable. */
  readonly value: string;
  readonly title: string;
  readonly description: string;
  /** Milliseconds since 1970. */
  readonly lastModified?: number | undefined;
}

export interface ResourceEntry {
  /** `logs://recent`, or a template with one variable: `process://{name}/logs`. */
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  /** When to read it; what changes it, where that is not plain. */
  readonly description: string;
  readonly mimeType: "application/json" | "text/plain";
  /** How much it matters to an agent, from 0 to 1. */
  readonly priority: number;
  /**
   * What it holds now, within `mcpLimits.tokens`: a text, or data that becomes JSON; undefined: there is none. `value` is that of
   * the template's variable, and empty for a fixed URI.
   */
  read(context: ToolContext, value: string, exchange: Exchange): Promise<unknown> | unknown;
  /** Calls `changed` when it has changed, as often as it likes, until the function that it returns is called. */
  watch(signals: Signals, value: string, changed: () => void): () => void;
  /** Of a fixed URI: milliseconds since 1970. */
  lastModified?(context: ToolContext): Promise<number | undefined> | number | undefined;
  /** Of a template: those that lists show, the most important first. */
  instances?(context: ToolContext): Promise<readonly Instance[]> | readonly Instance[];
  /** Of a template: what its variable may be, the most important first. */
  values?(context: ToolContext): Promise<readonly string[]> | readonly string[];
}
