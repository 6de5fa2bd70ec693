/** Brummer's own catalogue: its tools, resources and prompts, working on what the net thread has. */

import type { Catalogue } from "./catalogue.ts";
import { complete } from "./completion.ts";
import { maskedCatalogue } from "./masked-catalogue.ts";
import { messagesOf } from "./messages.ts";
import { promptsOf } from "./prompts/index.ts";
import { AgentQueue } from "./queue/index.ts";
import { resourcesOf } from "./resources/index.ts";
import type { ToolContext } from "./tool.ts";
import { tools } from "./tools/index.ts";

const instructions =
  "Brummer runs the scripts of the project in this directory and keeps what they print. Start with scripts_list; run with scripts_run; read what a process printed with logs_search rather than running it again in a shell.";

/** Tools that look up what is known, and no more. */
const quick: ReadonlySet<string> = new Set([
  ...["about", "scripts_list", "scripts_status", "errors_list", "error_detail", "builds_status", "tests_status"],
  ...["proxy_requests", "queue_list_channels", "queue_stats"],
]);

export function brummerCatalogue(given: Omit<ToolContext, "queue">): Catalogue {
  const context: ToolContext = { ...given, queue: new AgentQueue() };
  const catalogue: Catalogue = {
    instructions,
    tools: tools.map(({ definition, call }) => ({
      definition,
      isQuick: quick.has(definition.name),
      call: (input, exchange) => call(input, context, exchange),
    })),
    ...resourcesOf(context),
    prompts: promptsOf(context),
    complete: (asked) => complete(asked, context),
    messages: (tell) => messagesOf(context, tell),
  };
  return maskedCatalogue(catalogue, context.mask);
}
