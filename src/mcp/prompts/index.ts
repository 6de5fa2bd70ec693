/** Brummer's prompts: a table of entries, and what makes of it what the protocol asks for. */

import { type GetPromptResult, ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";
import type { PromptOffer } from "../catalogue.ts";
import { mcpLimits } from "../limits.ts";
import { type ToolContext, ToolError } from "../tool.ts";
import { apiTroubleshooting } from "./api-troubleshooting.ts";
import { debugError } from "./debug-error.ts";
import { Draft } from "./draft.ts";
import type { Given, PromptEntry } from "./entry.ts";
import { explainStartupFailure } from "./explain-startup-failure.ts";
import { fixFailingTest } from "./fix-failing-test.ts";
import { performanceAnalysis } from "./performance-analysis.ts";
import { scriptConfiguration } from "./script-configuration.ts";

/** In the order of a client's list. */
export const prompts: readonly PromptEntry[] = [
  debugError,
  explainStartupFailure,
  fixFailingTest,
  performanceAnalysis,
  apiTroubleshooting,
  scriptConfiguration,
];

/** The prompts as the server offers them. */
export function promptsOf(context: ToolContext): PromptOffer[] {
  return prompts.map((entry) => ({
    definition: {
      name: entry.name,
      title: entry.title,
      description: entry.description,
      arguments: entry.arguments.map(({ name, description, required = false }) => ({ name, description, required })),
    },
    get: (input, { signal }) => written(entry, input, context, signal),
  }));
}

async function written(
  entry: PromptEntry,
  input: Readonly<Record<string, string>>,
  context: ToolContext,
  signal: AbortSignal,
): Promise<GetPromptResult> {
  const given = checked(entry, input);
  const draft = new Draft(context, signal);
  try {
    await entry.write(given, context, draft);
  } catch (error) {
    if (error instanceof ToolError) throw invalid(error.message);
    throw error;
  }
  return { description: entry.description, messages: draft.messages() };
}

/** What is left empty in a form is not given. */
function checked(entry: PromptEntry, input: Readonly<Record<string, string>>): Given {
  const names = entry.arguments.map(({ name }) => name);
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(input)) {
    if (!names.includes(name)) throw invalid(`${entry.name} takes no argument "${name}", but ${names.join(", ")}.`);
    if (value.length > mcpLimits.queryCharacters) {
      throw invalid(`${name} is longer than ${mcpLimits.queryCharacters} characters: give the part that matters.`);
    }
    if (value.trim() !== "") given[name] = value.trim();
  }
  for (const { name, description, required = false } of entry.arguments) {
    if (required && given[name] === undefined)
      throw invalid(`${entry.name} needs the argument ${name}: ${description}.`);
  }
  return given;
}

function invalid(text: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, text);
}
