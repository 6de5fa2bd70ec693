/** What rows and details of agents share. */

import type { McpCall, McpClient } from "../../../src/mcp/index.ts";
import type { Model } from "../../model.ts";
import { clean } from "../../text/clean.ts";
import { type Span, span } from "../../text/style.ts";
import { themeOf } from "../theme.ts";

/** `claude-code 2.1.0` */
export function clientName(model: Model, { name, version }: McpClient): string {
  const text = name === "" ? "without a name" : `${name} ${version}`.trim();
  return clean(text, 0, model.unicode);
}

/** The tool, or the method of what calls none. */
export function callName({ tool, method }: McpCall): string {
  return tool ?? method;
}

export function callSign(model: Model, { error }: McpCall): Span {
  const theme = themeOf(model.colors);
  if (error !== null) return span(model.unicode ? "✖" : "x", theme.error);
  return span(model.unicode ? "✔" : "v", theme.good);
}
