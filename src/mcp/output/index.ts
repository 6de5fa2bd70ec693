/** `output_file`: a whole answer goes into a file of the project, and the caller gets a short one that says where it is. */

import * as z from "zod";
import { timestamp } from "../format.ts";
import { mcpLimits } from "../limits.ts";
import { type Target, targetOf } from "./target.ts";
import { writeTarget } from "./write.ts";

/** Inputs of a tool whose answer may be large: it spreads them into its own. The rest is done for it (see tool.ts). */
export const fileInput = {
  output_file: z.string().describe("for the whole answer").optional(),
  overwrite: z.boolean().default(false),
};

/** Matches and lines that its answer has at most. */
export function matchesFor({ output_file: path }: { readonly output_file?: string | undefined }): number {
  return path === undefined ? mcpLimits.matches : mcpLimits.fileMatches;
}

/** Where the caller wants the answer; undefined: it wants the answer itself. Throws `ToolError` for a path that is not allowed. */
export async function fileAsked(
  input: Readonly<Record<string, unknown>>,
  directory: () => string,
): Promise<Target | undefined> {
  const { output_file: path, overwrite } = input;
  return typeof path === "string" ? targetOf(directory(), path, overwrite === true) : undefined;
}

/** The input for a tool whose answer goes into a file: it has room for all of it. */
export function withRoom<Input extends object>(input: Input): Input {
  return "max_tokens" in input ? { ...input, max_tokens: mcpLimits.fileTokens } : input;
}

/** An answer that goes into a file. */
export interface Written<Output> {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Without secrets. */
  readonly output: Output;
  text(output: Output): string;
}

/** Files that hold the answer's text; all others hold JSON. */
const textFile = /\.(?:txt|log|md)$/i;

/** Writes it, and gives what the caller gets in its place: the same without its lists, and where they are. */
export async function written<Output extends object>(
  target: Target,
  { tool, input, output, text }: Written<Output>,
): Promise<{ structured: Record<string, unknown>; text: string }> {
  const { output_file: _path, overwrite: _overwrite, max_tokens: _tokens, ...asked } = input;
  const whole = { tool, time: timestamp(Date.now()), input: asked, answer: output };
  const content = textFile.test(target.name) ? text(output) : JSON.stringify(whole, null, 2);
  const bytes = await writeTarget(target, `${content}\n`);
  const counts = Object.entries(output).flatMap(([name, value]) =>
    Array.isArray(value) && name !== NOTES ? [`${value.length} ${name}`] : [],
  );
  const notes = NOTES in output && Array.isArray(output[NOTES]) ? output[NOTES].map(String) : [];
  const sentence = `Written to ${target.shown}: ${[...counts, `${bytes} bytes`].join(", ")}.`;
  return {
    structured: { ...emptied(output), file: { path: target.shown, bytes } },
    text: [sentence, ...notes].join("\n"),
  };
}

/** What an answer says of what is missing in it: the caller has to know it, too. */
const NOTES = "notes";
/** Characters of a text that stay. */
const TEXT_KEPT = 200;

/** The same structure without what makes it large: it still fits the schema of the tool's answer. */
function emptied(value: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([name, part]): [string, unknown] => {
      if (name === NOTES) return [name, part];
      if (Array.isArray(part)) return [name, []];
      if (typeof part === "string" && part.length > TEXT_KEPT) return [name, `${part.slice(0, TEXT_KEPT)}…`];
      return [name, typeof part === "object" && part !== null ? emptied(part) : part];
    }),
  );
}
