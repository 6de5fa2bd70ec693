/** Brummer's resources: a table of entries, and what makes of it what the protocol asks for. */

import type { Annotations, ReadResourceResult, Resource, ResourceTemplateType } from "@modelcontextprotocol/server";
import type { Catalogue } from "../catalogue.ts";
import type { Exchange } from "../exchange.ts";
import type { ToolContext } from "../tool.ts";
import type { ResourceEntry } from "./entry.ts";
import { errorResources } from "./errors.ts";
import { logResources } from "./logs.ts";
import { processResources } from "./processes.ts";
import { proxyResources } from "./proxy.ts";
import { queueResources } from "./queue.ts";
import { scriptResources } from "./scripts.ts";
import { timelineResources } from "./timeline.ts";
import { expanded, isTemplate, valueIn } from "./uri.ts";
import { ResourceChanges } from "./watch.ts";

/** In the order of a client's list. A new resource is a new entry here, and a signal where something new changes it. */
export const resourceEntries: readonly ResourceEntry[] = [
  ...processResources,
  ...errorResources,
  ...logResources,
  ...timelineResources,
  ...proxyResources,
  ...scriptResources,
  ...queueResources,
];

const fixed = resourceEntries.filter(({ uri }) => !isTemplate(uri));
const templates = resourceEntries.filter(({ uri }) => isTemplate(uri));

/** What the catalogue has of resources. */
export function resourcesOf(context: ToolContext): Pick<Catalogue, "resources" | "watch" | "attend"> {
  const changes = new ResourceChanges(resourceEntries, context, async () =>
    (await instances(context)).map(({ uri }) => uri),
  );
  return {
    resources: {
      async list() {
        const all = await Promise.all([...fixed.map((entry) => fixedResource(entry, context)), instances(context)]);
        return all.flat();
      },
      templates: templates.map((entry) => ({ ...common(entry), uriTemplate: entry.uri })),
      read: (uri, exchange) => readResource(uri, context, exchange),
    },
    watch: (changed) => changes.watch(changed),
    attend: (uri) => changes.attend(uri),
  };
}

/** What a resource holds; undefined: there is none with this URI. */
async function readResource(
  uri: string,
  context: ToolContext,
  exchange: Exchange,
): Promise<ReadResourceResult | undefined> {
  for (const entry of resourceEntries) {
    const value = valueIn(entry.uri, uri);
    if (value === undefined) continue;
    const content = await entry.read(context, value, exchange);
    if (content === undefined) return undefined;
    const text = typeof content === "string" ? content : JSON.stringify(content);
    return { contents: [{ uri, mimeType: entry.mimeType, text }] };
  }
  return undefined;
}

/** What is the same for resources and templates. */
function common({ name, title, description, mimeType, priority }: ResourceEntry, lastModified?: number) {
  const annotations: Annotations = {
    audience: ["user", "assistant"],
    priority,
    ...(lastModified === undefined ? {} : { lastModified: new Date(lastModified).toISOString() }),
  };
  return { name, title, description, mimeType, annotations } satisfies Partial<ResourceTemplateType>;
}

async function fixedResource(entry: ResourceEntry, context: ToolContext): Promise<Resource> {
  return { uri: entry.uri, ...common(entry, await entry.lastModified?.(context)) };
}

/** One by one, those of the templates. */
async function instances(context: ToolContext): Promise<Resource[]> {
  const all = await Promise.all(
    templates.map(async (entry) =>
      ((await entry.instances?.(context)) ?? []).map(({ value, title, description, lastModified }) => ({
        ...common(entry, lastModified),
        uri: expanded(entry.uri, value),
        name: `${entry.name} ${value}`,
        title,
        description,
      })),
    ),
  );
  return all.flat();
}
