/** What happened last, as the tool of that name tells it. */

import { timelineTools } from "../tools/timeline.ts";
import type { ResourceEntry } from "./entry.ts";

export const timelineResources: readonly ResourceEntry[] = [
  {
    uri: "timeline://recent",
    name: "recent-timeline",
    title: "Timeline",
    description: "What happened last, in order: processes, errors, builds, tests, warnings, agents' calls.",
    mimeType: "text/plain",
    priority: 0.8,
    async read(context, _value, exchange) {
      const [timeline] = timelineTools;
      const [content] = (await timeline?.call({}, context, exchange))?.content ?? [];
      return content?.type === "text" ? content.text : undefined;
    },
    watch(signals, _value, changed) {
      const stops = [
        // Who hears of it reads it: that reading, which stands in it too, must not be told of.
        signals.happenings.listen(({ what }) => {
          if (what.kind !== "call") changed();
        }),
        signals.errors.listen(changed),
        signals.warnings.listen(changed),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
    lastModified: ({ journal }) => journal.since(0).entries.at(-1)?.time,
  },
];
