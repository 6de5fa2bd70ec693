/** What a tool is: data with a handler. One way in (checked arguments), one way out (text and structured content). */

import type { CallToolResult, Tool as ToolDefinition } from "@modelcontextprotocol/server";
import * as z from "zod";
import type { LogReader } from "../../core/index.ts";
import type { Project } from "../detect/index.ts";
import type { ProcessClient } from "../process/index.ts";

/** What the handlers work on. */
export interface ToolContext {
  readonly reader: LogReader;
  /** Warnings and errors, also of longer ago than `reader` has them. */
  readonly errors: LogReader;
  readonly processes: ProcessClient;
  /** The project as it is now; reads its files. */
  project(): Project;
}

/** A mistake that the caller can mend; the message says how. Any other error's message is shown as it is. */
export class ToolError extends Error {
  override name = "ToolError";
}

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
  /** Does the work. May throw {@link ToolError}; `signal` says that nobody waits for the answer any more. */
  run(input: z.output<Input>, context: ToolContext, signal: AbortSignal): Promise<z.output<Output>>;
  /** The answer as text, for clients and models that read no structured content. */
  text(output: z.output<Output>): string;
}

/** A tool as the server uses it. */
export interface Tool {
  readonly definition: ToolDefinition;
  /** Checks `input`, runs the tool and renders its answer. Never rejects: errors are answers with `isError`. */
  call(input: unknown, context: ToolContext, signal: AbortSignal): Promise<CallToolResult>;
}

/** Makes a tool of its description; its schemas become JSON Schema here, once. */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(spec: ToolSpec<Input, Output>): Tool {
  const { name, title, description, annotations } = spec;
  const inputSchema = jsonSchema(spec.input, "input");
  return {
    definition: { name, title, description, annotations, inputSchema, outputSchema: jsonSchema(spec.output, "output") },
    async call(input, context, signal) {
      const checked = spec.input.safeParse(input ?? {});
      if (!checked.success) return failure(mistakes(name, checked.error, Object.keys(spec.input.shape)));
      try {
        const output = await spec.run(checked.data, context, signal);
        return { content: [{ type: "text", text: spec.text(output) }], structuredContent: output };
      } catch (error) {
        return failure(error instanceof Error ? error.message : String(error));
      }
    },
  };
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
 * Schema of an object, without what every reader assumes anyway (the dialect, the bounds of a safe integer) and, for
 * answers, without the promise that nothing is ever added: every agent pays for each byte of it.
 */
function jsonSchema(schema: z.ZodObject, io: "input" | "output"): ToolDefinition["inputSchema"] {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    override: ({ jsonSchema: part }) => {
      if (part.minimum === Number.MIN_SAFE_INTEGER) delete part.minimum;
      if (part.maximum === Number.MAX_SAFE_INTEGER) delete part.maximum;
      if (io === "output") delete part.additionalProperties;
    },
  });
  return { ...JSON.parse(JSON.stringify(rest)), type: "object" };
}
