/**
 * `api_troubleshooting`: why requests to an endpoint fail. From the requests that the proxy has recorded, and what the processes print
 * of it.
 */

import { level } from "../../../core/index.ts";
import { Pattern } from "../../logs/index.ts";
import { isAlive } from "../../process/index.ts";
import { filterTest, isFailed } from "../../proxy/index.ts";
import { rowsOf } from "../proxy/access.ts";
import { rowOf, rowText } from "../proxy/row.ts";
import { searchLog } from "../search.ts";
import { type ToolContext, ToolError } from "../tool.ts";
import type { Draft } from "./draft.ts";
import { pathOf } from "./endpoints.ts";
import type { PromptEntry } from "./entry.ts";
import { errorLine, processTexts } from "./facts.ts";

const LINES = 40;
const LINES_TOKENS = 1_500;
const NAMED = 8;
const REQUESTS = 20;
const EMBEDDED_TOKENS = 700;
/** Request lines that are looked at for endpoints, and milliseconds of work for it: somebody is typing. */
const SEEN = 300;
const SEEN_MS = 150;

const request = /\b(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\s+(?:https?:\/\/[^/\s]+)?(\/[^\s?#"']*)/;

export const apiTroubleshooting: PromptEntry = {
  name: "api_troubleshooting",
  title: "Troubleshoot an API",
  description:
    "Finds out why requests to an endpoint fail, from what was recorded of them and what the processes print.",
  arguments: [
    { name: "endpoint", description: "path or URL, or a part; all when left out", values: endpoints },
    {
      name: "status_code",
      description: "only answers with this status",
      values: () => ["500", "404", "401", "403", "400", "502", "503", "504", "422", "429"],
    },
  ],
  async write({ endpoint, status_code: status }, context, draft) {
    if (status !== undefined && !/^[1-5]\d\d$/.test(status)) {
      throw new ToolError(`status_code "${status}" is no HTTP status: three digits, such as 500.`);
    }
    const what = [endpoint === undefined ? "the API" : endpoint, status === undefined ? [] : `status ${status}`].flat();
    draft.say(`Find out why requests fail: ${what.join(", ")}.`);
    draft.next([
      `logs_search {query: ${JSON.stringify(endpoint ?? status ?? "")}, context: 5} shows what was printed around each request.`,
      "error_detail shows frames and code of an error; scripts_status and ports_list what runs and listens.",
      "proxy_request_detail shows a request whole, with what its process printed meanwhile; proxy_replay sends it again.",
    ]);
    await sayRequests(context, { endpoint, status }, draft);
    const known = await context.processes.list();
    const concerned = known.filter(({ status: of }) => isAlive(of) || of === "failed");
    draft.list("Processes:", await processTexts(concerned, context), "No process runs.");
    draft.list("Addresses that they told:", addresses(context));
    const groups = context.overview.errors().groups.filter(({ last }) => last.severity !== "warning");
    const about =
      endpoint === undefined
        ? groups
        : groups.filter(({ last }) => [last.message, ...last.context].some((line) => line.includes(endpoint)));
    draft.list(
      "Errors that speak of it:",
      about.slice(0, NAMED).map((group) => errorLine(group, context)),
    );
    const hasLines = await draft.lines(
      "Lines about it",
      { filter: {}, pattern: patternOf(endpoint, status), most: LINES },
      LINES_TOKENS,
    );
    if (!hasLines) draft.say("No line in the log speaks of it: the process may not log its requests.");
    const [first] = about.length > 0 ? about : groups;
    if (about.length === 0)
      draft.list(
        "Other errors:",
        groups.slice(0, NAMED).map((group) => errorLine(group, context)),
      );
    if (first !== undefined) draft.error(first, EMBEDDED_TOKENS);
    await draft.lines(
      "Warnings and errors of all processes",
      { filter: { minLevel: level.warn }, most: LINES / 2 },
      LINES_TOKENS / 2,
    );
  },
};

/** What the proxy has recorded: failures first, in both groups the newest first. */
async function sayRequests(
  { proxy, mask }: ToolContext,
  { endpoint, status }: { readonly endpoint: string | undefined; readonly status: string | undefined },
  draft: Draft,
): Promise<void> {
  if (proxy === undefined) {
    draft.say("The proxy is off (--no-proxy): nothing is known of requests but what the processes print of them.");
    return;
  }
  const all = await rowsOf(proxy);
  if (typeof all === "string") {
    draft.say(`What was requested is not known: ${all}`);
    return;
  }
  const rows = all.filter(filterTest({ url: endpoint, status })).reverse();
  const [failed, others] = [rows.filter(isFailed), rows.filter((row) => !isFailed(row))];
  const texts = [...failed, ...others].slice(0, REQUESTS).map((row) => rowText(rowOf(row, mask)));
  const heading = "Requests that the proxy has recorded (proxy_request_detail shows one whole):";
  draft.list(heading, texts, "The proxy has recorded no such request.");
}

/** Lines of requests: of the endpoint, with the status as a word of its own. */
function patternOf(endpoint: string | undefined, status: string | undefined): Pattern {
  const path = endpoint === undefined ? undefined : escaped(endpoint);
  const code = status === undefined ? undefined : `\\b${status}\\b`;
  if (path !== undefined && code !== undefined) return new Pattern(`${path}.*${code}|${code}.*${path}`, true);
  return new Pattern(path ?? code ?? request.source, path !== undefined);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

function addresses({ overview }: ToolContext): string[] {
  const services = overview.events().events.filter((event) => event.kind === "url" && event.urlKind === "service");
  return [...new Set(services.flatMap((event) => (event.kind === "url" ? [`${event.url} (${event.process})`] : [])))];
}

/** Paths of requests that were recorded or printed, the newest first. */
async function endpoints({ reader, proxy }: ToolContext): Promise<string[]> {
  const kept = proxy === undefined ? [] : await rowsOf(proxy);
  const recorded = (typeof kept === "string" ? [] : kept)
    .toReversed()
    .filter(({ kind }) => kind === "api" || kind === "page");
  const query = {
    filter: {},
    from: 0,
    to: reader.latest(),
    text: "",
    ignoreCase: false,
    pattern: new Pattern(request.source, false),
    limit: SEEN,
  };
  const { records } = await searchLog(reader, query, new AbortController().signal, SEEN_MS);
  const printed = records.flatMap(({ text }) => request.exec(text)?.[1] ?? []);
  return [...new Set([...recorded.map(({ url }) => pathOf(url)), ...printed])];
}
