/** What a tool is: data with a handler. One way in (checked arguments), one way out (text and structured content). */

import type { CallToolResult, Tool as ToolDefinition } from "@modelcontextprotocol/server";
import { mapValues } from "es-toolkit";
import * as z from "zod";
import type { LogReader } from "../../core/index.ts";
import type { Overview } from "../analysis/index.ts";
import type { Project } from "../detect/index.ts";
import type { KnownProcesses, ProcessClient } from "../process/index.ts";
import type { ProxyAccess } from "../proxy/index.ts";
import { type Masking, maskTexts } from "../secrets/index.ts";
import { tokensOf } from "./budget.ts";
import { directoryOf } from "./directory.ts";
import type { Exchange } from "./exchange.ts";
import type { Journal } from "./journal.ts";
import { mcpLimits } from "./limits.ts";
import { fileAsked, written as inFile, withRoom } from "./output/index.ts";
import type { AgentQueue } from "./queue/index.ts";
import type { SearchCache } from "./search-cache.ts";

/** What the handlers work on. */
export interface ToolContext {
  readonly reader: LogReader;
  /** Warnings and errors, also of longer ago than `reader` has them. */
  readonly errors: LogReader;
  /** What was searched in both before. */
  readonly searches: SearchCache;
  readonly processes: ProcessClient;
  /** Which there are, without asking their owner each time. */
  readonly known: KnownProcesses;
  /** Errors in groups, builds, tests, addresses: what has been found so far. */
  readonly overview: Overview;
  /** The same and more in its order, and the way to wait for what comes. */
  readonly journal: Journal;
  /** What agents send each other. */
  readonly queue: AgentQueue;
  /** Undefined: there is no proxy. */
  readonly proxy?: ProxyAccess | undefined;
  /** Version of the program, and when it started, milliseconds since 1970. */
  readonly version: string;
  readonly startedAt: number;
  /** Where agents reach this server; null: nobody knows yet. */
  url(): string | null;
  /** Lines that readers of the log missed so far, as it overtook them. */
  dropped(): number;
  /** What stands in the line that a source has not ended yet, plain; empty: there is none. */
  tail(source: number): string;
  /** The project as it is now; reads its files. */
  project(): Project;
  /** A text as agents may see it: without secrets. What is cut is to be masked before: half a secret looks like none. */
  readonly mask: Masking;
}

export { ToolError } from "./tool-error.ts";

/** A tool as its author writes it. */
export interface ToolSpec<Input extends z.ZodObject, Output extends z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: Input;
  readonly output: Output;
  /** All four are stated: a client takes the worst for a missing one. */
  readonly annotations: {
    readonly readOnlyHint: boolean;
    readonly destructiveHint: boolean;
    readonly idempotentHint: boolean;
    readonly openWorldHint: boolean;
  };
  /**
   * Does the work. May throw {@link ToolError}. Keeps to `input.max_tokens`, where it takes that (see budget.ts), else to
   * `mcpLimits.tokens`: an answer that is larger is not given.
   */
  run(input: z.output<Input>, context: ToolContext, exchange: Exchange): Promise<z.output<Output>>;
  /** The answer as text, for clients and models that read no structured content. */
  text(output: z.output<Output>): string;
}

/** A tool as the server uses it. */
export interface Tool {
  readonly definition: ToolDefinition;
  /** Checks `input`, runs the tool and renders its answer. Never rejects: errors are answers with `isError`. */
  call(input: unknown, context: ToolContext, exchange: Exchange): Promise<CallToolResult>;
}

/** Makes a tool of its description; its schemas become JSON Schema here, once. */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(spec: ToolSpec<Input, Output>): Tool {
  const { name, title, description, annotations } = spec;
  const inputSchema = jsonSchema(spec.input, "input");
  return {
    definition: { name, title, description, annotations, inputSchema, outputSchema: jsonSchema(spec.output, "output") },
    async call(input, context, exchange) {
      const checked = spec.input.safeParse(input ?? {});
      if (!checked.success) return failure(mistakes(name, checked.error, Object.keys(spec.input.shape)));
      try {
        const file = await fileAsked(checked.data, () => directoryOf(context));
        const answer = await spec.run(file === undefined ? checked.data : withRoom(checked.data), context, exchange);
        const output = masked(answer, context);
        const { text, structured } =
          file === undefined || exchange.signal.aborted
            ? { text: spec.text(output), structured: output }
            : await inFile(file, { tool: name, input: masked(checked.data, context), output, text: spec.text });
        return own(
          withinBudget({ content: [{ type: "text", text }], structuredContent: structured }, tokensAsked(checked.data)),
        );
      } catch (error) {
        return own(failure(context.mask(error instanceof Error ? error.message : String(error))));
      }
    },
  };
}

/** All texts of an answer as agents may see them. */
export function masked<T>(value: T, context: Pick<ToolContext, "mask">): T {
  return maskTexts(value, context.mask);
}

/** Answers without secrets, which need not be looked through again. */
const maskedResults = new WeakSet<object>();

function own(result: CallToolResult): CallToolResult {
  maskedResults.add(result);
  return result;
}

/** Whether an answer was made by a tool that is defined here: then it has no secrets. */
export function isMasked(result: object): boolean {
  return maskedResults.has(result);
}

/** What the caller allows. */
function tokensAsked(input: Readonly<Record<string, unknown>>): number {
  const asked = input["max_tokens"];
  return typeof asked === "number" ? asked : mcpLimits.tokens;
}

/** The last look: tools keep to their budget themselves, and know better what to leave out. */
function withinBudget(result: CallToolResult, tokens: number): CallToolResult {
  const size = tokensOf(JSON.stringify(result));
  if (size <= tokens) return result;
  return failure(
    `The answer would be ${size} tokens, and ${tokens} are allowed. Ask for less, or with a larger max_tokens (${mcpLimits.mostTokens} at most) where the tool takes it.`,
  );
}

function failure(text: string): CallToolResult {
  return { content: [{ type: "text", text }], isError: true };
}

function mistakes(name: string, error: z.ZodError, known: string[]): string {
  const found = error.issues.map((issue) => {
    const place = issue.path.length > 0 ? `${issue.path.join(".")}: ` : "";
    return `${place}${issue.message}`;
  });
  const takes = known.length === 0 ? "no arguments" : known.join(", ");
  return `Invalid arguments for ${name}: ${found.join("; ")}. ${name} takes ${takes}.`;
}

/**
 * Schema of an object, without what every reader assumes anyway (the dialect, the bounds of a safe integer, that numbers of things
 * are not negative, that what is not said is not so) and without what a call is told in any case (which arguments there are not).
 * Of answers it names what stands in lists, and says no more of it. Every agent pays for each byte of it.
 */
function jsonSchema(schema: z.ZodObject, io: "input" | "output"): ToolDefinition["inputSchema"] {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    override: ({ jsonSchema: part, path }) => {
      if (part.minimum === Number.MIN_SAFE_INTEGER || part.minimum === 0 || part.minimum === 1) delete part.minimum;
      if (part.maximum === Number.MAX_SAFE_INTEGER) delete part.maximum;
      if (isAssumed(part.default)) delete part.default;
      delete part.additionalProperties;
      if (path.length > 0 && Object.keys(part.properties ?? { some: {} }).length === 0) delete part.properties;
      if (io === "input" || path.at(-1) !== "items" || part.properties === undefined) return;
      part.properties = mapValues(part.properties, () => ({}));
      delete part.required;
    },
  });
  return { ...JSON.parse(JSON.stringify(rest)), type: "object" };
}

/** Whether a default is what anybody expects where nothing is given. */
function isAssumed(value: unknown): boolean {
  return value === false || value === "" || value === 0 || (Array.isArray(value) && value.length === 0);
}
