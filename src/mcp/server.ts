/** The protocol servers: one for each session or request, all offering the same catalogue. */

import {
  type CallToolResult,
  type InputRequiredResult,
  isInputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
  Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { Catalogue } from "./catalogue.ts";
import { exchangeOf } from "./exchange.ts";
import { mcpLimits } from "./limits.ts";
import { ResourceWatch } from "./resource-watch.ts";
import { SessionLog } from "./session-log.ts";
import type { Asked, Visitor } from "./visitor.ts";

const hint = { ttlMs: mcpLimits.listTtlMs, cacheScope: "private" } as const;
/** Lists that change while the program runs: files are changed, processes come and go. */
const briefHint = { ttlMs: mcpLimits.briefTtlMs, cacheScope: "private" } as const;

/** Makes a server; `visitor`: whose calls it answers, to tell of them. A session's tells of changes. */
export type ServerFactory = (visitor: Visitor | undefined, kind: "session" | "request") => Server;

/**
 * The low-level server of the SDK is used: revision 2026-07-28 needs a new one for every request, and the tools' schemas are
 * converted once for all of them.
 */
export function serverFactory(catalogue: Catalogue, version: string): ServerFactory {
  const { instructions, requestState } = catalogue;
  const tools = new Map(catalogue.tools.map((tool) => [tool.definition.name, tool]));
  const prompts = new Map(catalogue.prompts.map((prompt) => [prompt.definition.name, prompt]));
  const toolList = { tools: catalogue.tools.map(({ definition }) => definition) };
  const promptList = { prompts: catalogue.prompts.map(({ definition }) => definition) };
  const options = {
    capabilities: {
      tools: { listChanged: true },
      resources: { subscribe: true, listChanged: true },
      prompts: { listChanged: true },
      completions: {},
      logging: {},
    },
    instructions,
    cacheHints: {
      "tools/list": hint,
      "prompts/list": hint,
      "resources/templates/list": hint,
      "server/discover": hint,
      "resources/list": briefHint,
    },
    ...(requestState === undefined ? {} : { requestState }),
  };

  return (visitor, kind) => {
    const server = new Server({ name: "brummer", title: "Brummer", version }, options);
    const log = kind === "session" ? new SessionLog(catalogue, server) : undefined;
    const exchange = (sdk: ServerContext) => exchangeOf(sdk, log && ((level) => log.hears(level)));
    server.oninitialized = () => visitor?.speaks(server.getNegotiatedProtocolVersion() ?? "");
    /** Answers a request, and tells of it. */
    const told = async <T>(asked: Asked, run: () => Promise<T> | T, mistakeIn?: (answer: T) => string | null) =>
      visitor === undefined ? run() : visitor.answer(asked, run, mistakeIn);

    server.setRequestHandler("tools/list", ({ method }) => told({ method, input: undefined }, () => toolList));
    server.setRequestHandler("tools/call", ({ method, params }, sdk) => {
      const { name, arguments: input } = params;
      const run = () => {
        const tool = tools.get(name);
        if (tool === undefined) throw invalid(`Unknown tool ${name}. Known: ${[...tools.keys()].join(", ")}`);
        return tool.call(input, exchange(sdk));
      };
      return told({ method, tool: name, input }, run, mistakeIn);
    });

    server.setRequestHandler("resources/list", ({ method }) =>
      told({ method, input: undefined }, async () => ({ resources: [...(await catalogue.resources.list())] })),
    );
    server.setRequestHandler("resources/templates/list", ({ method }) =>
      told({ method, input: undefined }, () => ({ resourceTemplates: [...catalogue.resources.templates] })),
    );
    server.setRequestHandler("resources/read", ({ method, params }, sdk) =>
      told({ method, input: { uri: params.uri } }, async () => {
        const found = await catalogue.resources.read(params.uri, exchange(sdk));
        if (found === undefined) throw new ResourceNotFoundError(params.uri);
        return found;
      }),
    );

    server.setRequestHandler("prompts/list", ({ method }) => told({ method, input: undefined }, () => promptList));
    server.setRequestHandler("prompts/get", ({ method, params }, sdk) =>
      told({ method, input: params }, () => {
        const prompt = prompts.get(params.name);
        if (prompt === undefined) {
          throw invalid(`Unknown prompt ${params.name}. Known: ${[...prompts.keys()].join(", ")}`);
        }
        return prompt.get(params.arguments ?? {}, exchange(sdk));
      }),
    );

    server.setRequestHandler("completion/complete", ({ method, params }) =>
      told({ method, input: params }, async () => {
        const all = await catalogue.complete(params);
        const values = all.slice(0, mcpLimits.completions);
        return { completion: { values, total: all.length, hasMore: all.length > values.length } };
      }),
    );

    log?.serve();
    if (kind === "session") new ResourceWatch(catalogue, server).serve();
    return server;
  };
}

function invalid(text: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, text);
}

/** What an answer says is wrong; null: nothing. */
export function mistakeIn(result: CallToolResult | InputRequiredResult): string | null {
  if (isInputRequiredResult(result) || result.isError !== true) return null;
  const [first] = result.content;
  return first?.type === "text" ? first.text : "failed";
}
