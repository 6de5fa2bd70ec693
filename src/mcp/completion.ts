/** What an argument may be, as a client offers it while somebody types. */

import { type CompleteRequestParams, ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";
import { prompts } from "./prompts/index.ts";
import { resourceEntries } from "./resources/index.ts";
import { isTemplate, variableOf } from "./resources/uri.ts";
import { masked, type ToolContext } from "./tool.ts";

/** Values of an argument of a prompt or of a template's variable, the best first. Throws a `ProtocolError` where there is none such. */
export async function complete({ ref, argument }: CompleteRequestParams, context: ToolContext): Promise<string[]> {
  const values = ref.type === "ref/prompt" ? ofPrompt(ref.name, argument.name) : ofTemplate(ref.uri, argument.name);
  const known = (await values?.(context)) ?? [];
  // Two secrets look alike once they are masked.
  return ranked([...new Set(masked([...known], context))], argument.value);
}

/** Those that fit what was typed: as their beginning, as that of a word in them, inside of them, with other letters between. */
export function ranked(values: readonly string[], typed: string): string[] {
  const wanted = typed.toLowerCase();
  const scored = values.map((value) => ({ value, rank: rankOf(value.toLowerCase(), wanted) }));
  return scored
    .filter(({ rank }) => rank !== undefined)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
    .map(({ value }) => value);
}

function rankOf(value: string, wanted: string): number | undefined {
  const at = value.indexOf(wanted);
  if (at === 0) return 0;
  if (at > 0) return startsWord(value, wanted) ? 1 : 2;
  let next = 0;
  for (const letter of wanted) {
    next = value.indexOf(letter, next) + 1;
    if (next === 0) return undefined;
  }
  return 3;
}

function startsWord(value: string, wanted: string): boolean {
  for (let at = value.indexOf(wanted); at !== -1; at = value.indexOf(wanted, at + 1)) {
    if (!/[\p{L}\p{N}]/u.test(value[at - 1] ?? " ")) return true;
  }
  return false;
}

function ofPrompt(name: string, argument: string) {
  const prompt = prompts.find((one) => one.name === name);
  if (prompt === undefined)
    throw unknown(
      "prompt",
      name,
      prompts.map((one) => one.name),
    );
  const found = prompt.arguments.find((one) => one.name === argument);
  if (found === undefined)
    throw unknown(
      `argument of ${name}`,
      argument,
      prompt.arguments.map((one) => one.name),
    );
  return found.values;
}

function ofTemplate(uri: string, variable: string) {
  const templates = resourceEntries.filter((one) => isTemplate(one.uri));
  const template = templates.find((one) => one.uri === uri);
  if (template === undefined)
    throw unknown(
      "resource template",
      uri,
      templates.map((one) => one.uri),
    );
  if (variableOf(uri) !== variable) throw unknown(`variable of ${uri}`, variable, [variableOf(uri)]);
  return template.values;
}

function unknown(what: string, given: string, known: readonly string[]): ProtocolError {
  return new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    `There is no ${what} "${given}". Known: ${known.join(", ")}.`,
  );
}
