/** A catalogue that tells no secrets, whoever has written what is in it: the one place through which all goes. */

import { type CallToolResult, type InputRequiredResult, isInputRequiredResult } from "@modelcontextprotocol/server";
import { type Masking, maskTexts } from "../secrets/index.ts";
import type { Catalogue, ResourceOffer } from "./catalogue.ts";
import type { Exchange } from "./exchange.ts";
import { isMasked } from "./tool.ts";

/** The same, with everything masked that a client gets: results, progress, messages for its log, and what is wrong. */
export function maskedCatalogue(catalogue: Catalogue, mask: Masking): Catalogue {
  const { complete, messages } = catalogue;
  return {
    ...catalogue,
    tools: catalogue.tools.map((tool) => ({
      ...tool,
      call: (input, exchange) =>
        guarded(mask, async () => resultOf(await tool.call(input, exchangeFor(exchange, mask)), mask)),
    })),
    resources: resourcesOf(catalogue.resources, mask),
    prompts: catalogue.prompts.map((prompt) => ({
      definition: prompt.definition,
      get: (input, exchange) =>
        guarded(mask, async () => {
          const result = await prompt.get(input, exchangeFor(exchange, mask));
          if (isInputRequiredResult(result)) return result;
          const contents = result.messages.map((message) => ({ ...message, content: blockOf(message.content, mask) }));
          return { ...maskTexts({ ...result, messages: [] }, mask), messages: contents };
        }),
    })),
    complete: (asked) => guarded(mask, async () => (await complete(asked)).map((value) => mask(value))),
    ...(messages === undefined ? {} : { messages: (tell) => messages((message) => tell(maskTexts(message, mask))) }),
  };
}

function resourcesOf(resources: ResourceOffer, mask: Masking): ResourceOffer {
  return {
    templates: resources.templates,
    list: () =>
      guarded(mask, async () => (await resources.list()).map((one) => ({ ...maskTexts(one, mask), uri: one.uri }))),
    read: (uri, exchange) =>
      guarded(mask, async () => {
        const result = await resources.read(uri, exchangeFor(exchange, mask));
        if (result === undefined) return undefined;
        return { ...result, contents: result.contents.map((content) => contentOf(content, mask)) };
      }),
  };
}

/** What goes wrong is told to the client, too. */
async function guarded<T>(mask: Masking, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Error) error.message = mask(error.message);
    throw error;
  }
}

function exchangeFor(exchange: Exchange, mask: Masking): Exchange {
  return {
    signal: exchange.signal,
    wantsProgress: exchange.wantsProgress,
    progress: (done, total, message) => exchange.progress(done, total, mask(message)),
    log: (level, data) => exchange.log(level, maskTexts(data, mask)),
    ...(exchange.sdk === undefined ? {} : { sdk: exchange.sdk }),
  };
}

function resultOf<T extends CallToolResult | InputRequiredResult>(result: T, mask: Masking): T {
  // Brummer's own tools have done it where the answer was made, before its size was looked at.
  if (isInputRequiredResult(result) || isMasked(result)) return result;
  const { content, structuredContent } = result;
  return {
    ...result,
    content: content.map((block) => blockOf(block, mask)),
    ...(structuredContent === undefined ? {} : { structuredContent: maskTexts(structuredContent, mask) }),
  };
}

/** Texts of a block; pictures, sounds and addresses are left. */
function blockOf<T extends CallToolResult["content"][number]>(block: T, mask: Masking): T {
  if (block.type === "text") return { ...block, text: mask(block.text) };
  return block.type === "resource" ? { ...block, resource: contentOf(block.resource, mask) } : block;
}

/** A resource's text. JSON is masked as data, so that it stays what it is. */
function contentOf<T extends { readonly text?: unknown; readonly mimeType?: string | undefined }>(
  content: T,
  mask: Masking,
): T {
  const { text, mimeType } = content;
  if (typeof text !== "string") return content;
  return { ...content, text: mimeType === "application/json" ? maskJson(text, mask) : mask(text) };
}

function maskJson(text: string, mask: Masking): string {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return mask(text);
  }
  const before = JSON.stringify(data);
  const after = JSON.stringify(maskTexts(data, mask));
  return before === after ? text : after;
}
