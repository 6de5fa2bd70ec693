/** A prompt that is being written: the most important first, as much of the rest as there is room for. */

import type { PromptMessage } from "@modelcontextprotocol/server";
import type { ErrorGroup } from "../../errors/index.ts";
import { Room } from "../budget.ts";
import { idOf } from "../error-text.ts";
import { byteLength } from "../format.ts";
import { mcpLimits } from "../limits.ts";
import { errorText } from "../resources/errors.ts";
import { type LinesWanted, newestLines } from "../resources/lines-text.ts";
import { expanded } from "../resources/uri.ts";
import type { ToolContext } from "../tool.ts";

/** Bytes of a message around its text. */
const MESSAGE_BYTES = 160;

export class Draft {
  readonly #context: ToolContext;
  readonly signal: AbortSignal;
  readonly #paragraphs: string[] = [];
  readonly #resources: PromptMessage[] = [];
  #next: readonly string[] = [];
  /** Bytes that are left. */
  #left = mcpLimits.tokens * mcpLimits.tokenBytes - mcpLimits.frameBytes;

  constructor(context: ToolContext, signal: AbortSignal) {
    this.#context = context;
    this.signal = signal;
  }

  /** A paragraph, if there is room for it. */
  say(text: string): void {
    if (this.#takes(text)) this.#paragraphs.push(text);
  }

  /** A heading with as many items as there is room for; `none` is said where there are none. */
  list(heading: string, items: readonly string[], none?: string): void {
    if (items.length === 0) {
      if (none !== undefined) this.say(none);
      return;
    }
    if (!this.#takes(heading)) return;
    const end = items.findIndex((item) => !this.#takes(`- ${item}`));
    const shown = end === -1 ? items : items.slice(0, end);
    const left = items.length - shown.length;
    const rows = shown.map((item) => `- ${item}`);
    this.#paragraphs.push([heading, ...rows, ...(left > 0 ? [`(${left} more)`] : [])].join("\n"));
  }

  /** Which tools lead on; stands at the end of the text, and is to be said early so that there is room for it. */
  next(steps: readonly string[]): void {
    this.#next = steps.filter((step) => this.#takes(`- ${step}`));
  }

  /** All that is known of an error, in so many tokens at most. */
  error(group: ErrorGroup, tokens: number): void {
    const text = errorText(group, this.#context, tokens);
    if (!this.#takes(text, MESSAGE_BYTES)) return;
    const resource = { uri: expanded("error://{id}", idOf(group)), mimeType: "text/plain", text };
    this.#resources.push({ role: "user", content: { type: "resource", resource } });
  }

  /** The newest lines of the log, in so many tokens at most. False: there are none. */
  async lines(heading: string, wanted: Omit<LinesWanted, "room">, tokens: number): Promise<boolean> {
    const room = new Room(Math.min(tokens, this.#left / mcpLimits.tokenBytes), byteLength(heading) + MESSAGE_BYTES);
    const { lines, isCut } = await newestLines(this.#context, { ...wanted, room }, this.signal);
    if (lines.length === 0) return false;
    this.say([isCut ? `${heading} (the last ${lines.length}):` : `${heading}:`, ...lines].join("\n"));
    return true;
  }

  /** The text, then what is embedded. */
  messages(): PromptMessage[] {
    const steps = this.#next.length === 0 ? [] : [["Next:", ...this.#next.map((step) => `- ${step}`)].join("\n")];
    const text = [...this.#paragraphs, ...steps].join("\n\n");
    return [{ role: "user", content: { type: "text", text } }, ...this.#resources];
  }

  #takes(text: string, around = 0): boolean {
    const bytes = byteLength(JSON.stringify(text)) + around;
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }
}
