/** Tools that do something with the proxy: send a request again, say which server has which port. */

import * as z from "zod";
import { answerOf, differenceOf, proxyLimits, proxyModes, replayEdits } from "../../proxy/index.ts";
import { fitting } from "../budget.ts";
import { cut } from "../format.ts";
import { mcpLimits } from "../limits.ts";
import { exchangeOf, proxyOf } from "../proxy/access.ts";
import { rowOf, rowText } from "../proxy/row.ts";
import { defineTool, type Tool, ToolError } from "../tool.ts";

const replay = defineTool({
  name: "proxy_replay",
  title: "Replay HTTP request",
  description: "Sends a recorded request again, with changes, and tells what is different in the answer.",
  input: z.strictObject({
    id: z.int().min(1),
    ...replayEdits.shape,
    headers: replayEdits.shape.headers.describe("null removes"),
    timeout: z
      .int()
      .min(1)
      .max(proxyLimits.mostReplayMs / 1000)
      .default(proxyLimits.replayMs / 1000),
  }),
  output: z.object({
    exchange: z.string(),
    same: z.boolean(),
    differences: z.array(z.string()),
  }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  async run({ id, timeout, ...edits }, context, { signal }) {
    const proxy = proxyOf(context);
    await exchangeOf(id, proxy);
    const { before, after } = await proxy.replay(id, edits, { ms: timeout * 1000, signal });
    const { isSame, lines, more } = differenceOf(answerOf(before, context.mask), answerOf(after, context.mask));
    const cuts = lines.map((line) => cut(line, mcpLimits.lineBytes));
    const differences = fitting(cuts, mcpLimits.tokens - mcpLimits.briefBytes, (line) => line);
    const left = more + lines.length - differences.length;
    if (left > 0) differences.push(`${left} more differences.`);
    const exchange = rowText(rowOf(after, context.mask));
    return { exchange, same: isSame, differences };
  },
  text: ({ exchange, same, differences }) =>
    [
      exchange,
      same ? "The answer is the same:" : "The answer is different:",
      ...differences,
      "proxy_request_detail shows all of it.",
    ].join("\n"),
});

const mapping = z.object({
  target: z.string(),
  proxyUrl: z.string(),
  process: z.string().optional(),
  label: z.string(),
});

const mappings = defineTool({
  name: "proxy_mappings",
  title: "Proxy mappings",
  description:
    "Which port of the proxy stands for which server. url: gives it one (remove: takes it away). mode full: one forward proxy for all.",
  input: z.strictObject({
    url: z.string().optional(),
    remove: z.boolean().default(false),
    mode: z.enum(proxyModes).optional(),
  }),
  output: z.object({
    mode: z.string(),
    mappings: z.array(mapping),
    forward: z.string().optional(),
    notes: z.array(z.string()),
  }),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async run({ url, remove, mode }, context) {
    const proxy = proxyOf(context);
    if (remove && url === undefined) throw new ToolError("remove needs the url of the server.");
    const notes: string[] = [];
    if (mode !== undefined) await proxy.setMode(mode);
    if (url !== undefined && remove && !(await proxy.unregister(url))) notes.push(`${url} had no port.`);
    if (url !== undefined && !remove && (await proxy.register(url)) === undefined) {
      notes.push("In full mode servers have no ports of their own: clients use the forward proxy.");
    }
    const { mode: now, mappings: all, forward } = await proxy.state();
    const rows = all.map(({ target, proxyUrl, process, label }) => ({
      target,
      proxyUrl,
      ...(process === null ? {} : { process }),
      label,
    }));
    const shown = fitting(rows, mcpLimits.tokens - mcpLimits.briefBytes, mappingText);
    if (shown.length < rows.length) notes.push(`${rows.length - shown.length} more; proxy://mappings has them.`);
    const { recorded, dropped } = await proxy.counts();
    notes.push(`${recorded} exchanges recorded, ${dropped} of them no longer kept.`);
    const where = forward === null ? {} : { forward: `http://localhost:${forward.port}, PAC ${forward.pacUrl}` };
    return { mode: now, mappings: shown, ...where, notes };
  },
  text({ mode, mappings: shown, forward, notes }) {
    const proxy = forward === undefined ? "" : `, forward proxy at ${forward}`;
    return [`mode ${mode}${proxy}`, ...shown.map(mappingText), ...notes].join("\n");
  },
});

function mappingText({ target, proxyUrl, process, label }: z.output<typeof mapping>): string {
  return `${proxyUrl} for ${target} (${process === undefined || process === label ? label : `${process}, ${label}`})`;
}

/** In the order of a client's list. */
export const proxyTools: readonly Tool[] = [replay, mappings];
