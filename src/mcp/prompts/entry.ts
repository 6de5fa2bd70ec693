/** What a prompt is: data with a function that gathers what is known. */

import type { ToolContext } from "../tool.ts";
import type { Draft } from "./draft.ts";

export interface PromptArgument {
  readonly name: string;
  readonly description: string;
  readonly required?: boolean;
  /** What is offered for it, the best first. */
  values?(context: ToolContext): Promise<readonly string[]> | readonly string[];
}

/** What was given for each argument; without those that were left out or left empty. */
export type Given = Readonly<Record<string, string | undefined>>;

export interface PromptEntry {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly PromptArgument[];
  /**
   * Writes the prompt: what is to be done, what is known, which tools lead on. May throw a {@link ToolError} where an argument
   * names nothing: what it says goes to the client.
   */
  write(given: Given, context: ToolContext, draft: Draft): Promise<void> | void;
}
