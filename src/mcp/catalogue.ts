/** What a server offers, whatever it is: Brummer's own, or one of a test. The protocol side knows nothing else of it. */

import type {
  CallToolResult,
  CompleteRequestParams,
  GetPromptResult,
  InputRequiredResult,
  LoggingLevel,
  Prompt,
  ReadResourceResult,
  Resource,
  ResourceTemplateType,
  ServerOptions,
  Tool as ToolDefinition,
} from "@modelcontextprotocol/server";
import type { Exchange } from "./exchange.ts";

/** A tool as the server offers it. */
export interface ToolOffer {
  readonly definition: ToolDefinition;
  /** It answers within milliseconds, says nothing meanwhile, asks nothing back, and cannot be cancelled. */
  readonly isQuick?: boolean;
  /** Answers with a result, also where something is wrong with `input`. */
  call(input: unknown, exchange: Exchange): Promise<CallToolResult | InputRequiredResult>;
}

export interface PromptOffer {
  readonly definition: Prompt;
  /** Throws a `ProtocolError` where an argument is missing. */
  get(
    input: Readonly<Record<string, string>>,
    exchange: Exchange,
  ): Promise<GetPromptResult | InputRequiredResult> | GetPromptResult | InputRequiredResult;
}

export interface ResourceOffer {
  list(): Promise<readonly Resource[]> | readonly Resource[];
  readonly templates: readonly ResourceTemplateType[];
  /** Undefined: there is none with this URI. */
  read(uri: string, exchange: Exchange): Promise<ReadResourceResult | undefined> | ReadResourceResult | undefined;
}

/** What has changed since it was asked for. */
export type Change =
  | { readonly kind: "tools" | "prompts" | "resources" }
  | { readonly kind: "resource"; readonly uri: string };

/** What the client's log should hold. */
export interface LogMessage {
  readonly level: LoggingLevel;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Everything that is offered, each in the order in which clients see it: the same each time, which keeps prompt caches valid. */
export interface Catalogue {
  readonly instructions: string;
  readonly tools: readonly ToolOffer[];
  readonly resources: ResourceOffer;
  readonly prompts: readonly PromptOffer[];
  /** What an argument of a prompt or a resource template may be, the best first; as many as there are. */
  complete(asked: CompleteRequestParams): Promise<readonly string[]> | readonly string[];
  /** Calls back at every change, no more than once a second for each resource, until the function that it returns is called. */
  watch(changed: (change: Change) => void): () => void;
  /**
   * Somebody hears of this resource until the function that comes back is called. Where this is missing, `watch` tells of every
   * resource; else only of those. Undefined: there can be none with this URI.
   */
  attend?(uri: string): (() => void) | undefined;
  /** Calls back with what sessions that have set a log level should hear, until the function that it returns is called. */
  messages?(tell: (message: LogMessage) => void): () => void;
  /** Of the SDK: how answers that ask back keep their state. */
  readonly requestState?: ServerOptions["requestState"];
}
