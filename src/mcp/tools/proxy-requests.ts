/** Tools that show what the proxy has recorded. */

import * as z from "zod";
import { type ExchangeRow, exchangeKinds, filterTest } from "../../proxy/index.ts";
import { fitting, maxTokens } from "../budget.ts";
import type { Journal } from "../journal.ts";
import { mcpLimits } from "../limits.ts";
import { cursorOf, moment, newest, type Since, sinceOf } from "../position.ts";
import { exchangeOf, proxyOf } from "../proxy/access.ts";
import { detailOf } from "../proxy/detail.ts";
import { requestRow, rowOf, rowText } from "../proxy/row.ts";
import { defineTool, type Tool, type ToolContext } from "../tool.ts";
import { unknownName } from "./processes.ts";

const readOnly = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };

const input = z.strictObject({
  process: z.string().optional(),
  method: z.string().optional(),
  status: z.string().describe("404, 4xx, error, open").optional(),
  url: z.string().optional(),
  regex: z.boolean().default(false),
  kind: z.enum(exchangeKinds).optional(),
  since: moment.optional(),
  before: z.int().describe("id").optional(),
  limit: z.int().min(1).max(mcpLimits.mostExchanges).default(mcpLimits.exchanges),
  max_tokens: maxTokens,
});

const list = defineTool({
  name: "proxy_requests",
  title: "HTTP requests",
  description:
    "HTTP requests to the project's servers, newest first. Go on with since = cursor (newer) or before (older).",
  input,
  output: z.object({
    requests: z.array(requestRow),
    cursor: z.string(),
    notes: z.array(z.string()),
  }),
  annotations: readOnly,
  async run(query, context) {
    const proxy = proxyOf(context);
    const { journal, startedAt, mask } = context;
    const end = newest(context);
    const since = query.since === undefined ? undefined : sinceOf(query.since, context);
    const isWanted = filterTest({ ...query, since: since?.isCursor === false ? since.time : undefined });
    const isNew = since?.isCursor === true ? newSince(since, journal) : () => true;
    const { rows, counts } = await proxy.kept();
    if (query.process !== undefined) await checkProcess(query.process, rows, context);
    const found = rows.filter((row) => isWanted(row) && isNew(row)).reverse();
    const older = found.filter(({ id }) => query.before === undefined || id < query.before);
    const wanted = older.slice(0, query.limit).map((row) => rowOf(row, mask));
    const requests = fitting(wanted, query.max_tokens, rowText);
    const left = older.length - requests.length;
    const last = requests.at(-1)?.id;
    const notes = left > 0 && last !== undefined ? [`${left} older, ask with before = ${last}.`] : [];
    if (counts.dropped > 0) notes.push(`${counts.dropped} of the first exchanges are no longer kept.`);
    if (rows.length === 0) {
      const { mappings } = await proxy.state();
      notes.push(nothingText(mappings.map(({ proxyUrl, target }) => `${proxyUrl} for ${target}`)));
    }
    notes.unshift(`${requests.length} of ${found.length}.`);
    return { requests, cursor: cursorOf(end, startedAt), notes };
  },
  text: ({ requests, cursor, notes }) => [...requests.map(rowText), `cursor ${cursor}`, ...notes].join("\n"),
});

/** Whether a row has ended after a position, or goes on. */
function newSince({ number, sequence }: Since, journal: Journal): (row: ExchangeRow) => boolean {
  const { entries, forgotten } = journal.since(number);
  const ended = new Set(entries.flatMap(({ what }) => (what.kind === "exchange" ? [what.exchange.id] : [])));
  return ({ id, endSequence }) => endSequence === null || ended.has(id) || (forgotten > 0 && endSequence >= sequence);
}

async function checkProcess(name: string, rows: readonly ExchangeRow[], { processes }: ToolContext): Promise<void> {
  if (rows.some(({ process }) => process === name)) return;
  const names = (await processes.list()).map((one) => one.name);
  if (!names.includes(name)) throw unknownName("process", name, names);
}

function nothingText(ports: readonly string[]): string {
  return ports.length === 0
    ? "Nothing was recorded: no server has told its address yet. proxy_mappings gives one a port by hand."
    : `Nothing was recorded: ask the servers through their ports of the proxy, ${ports.slice(0, 5).join(", ")}.`;
}

const detail = defineTool({
  name: "proxy_request_detail",
  title: "HTTP request",
  description:
    "An exchange whole: heads, bodies, times, JWT claims, web socket messages, and what its process printed meanwhile.",
  input: z.strictObject({ id: z.int().min(1), max_tokens: maxTokens }),
  output: z.object({
    exchange: z.string(),
    request: z.string(),
    response: z.string(),
    claims: z.string().optional(),
    messages: z.array(z.string()),
    log: z.array(z.string()),
    notes: z.array(z.string()),
  }),
  annotations: readOnly,
  async run({ id, max_tokens }, context, { signal }) {
    const exchange = await exchangeOf(id, proxyOf(context));
    return detailOf(exchange, context, { tokens: max_tokens, signal });
  },
  text({ exchange, request, response, claims, messages, log, notes }) {
    const part = (heading: string, lines: readonly string[]) =>
      lines.length === 0 ? [] : ["", `${heading}:`, ...lines];
    return [
      exchange,
      ...(claims === undefined ? [] : [`claims (not verified): ${claims}`]),
      ...part("request", [request]),
      ...part("response", [response]),
      ...part("messages", messages),
      ...part("printed meanwhile", log),
      ...part("notes", notes),
    ].join("\n");
  },
});

/** In the order of a client's list. */
export const proxyRequestTools: readonly Tool[] = [list, detail];
