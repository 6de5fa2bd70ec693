/** Errors in groups: what was printed as one error, however often. */

import type { ErrorGroup } from "../../errors/index.ts";
import { directoryOf } from "../directory.ts";
import { detailOf, detailText } from "../error-detail.ts";
import { idOf, placeOf, titleOf } from "../error-text.ts";
import { timestamp } from "../format.ts";
import { mcpLimits } from "../limits.ts";
import type { ToolContext } from "../tool.ts";
import type { ResourceEntry } from "./entry.ts";
import { listed } from "./kept.ts";

export const errorResources: readonly ResourceEntry[] = [
  {
    uri: "errors://groups",
    name: "error-groups",
    title: "Errors",
    description: "Errors of all processes, equal ones joined, the most recent first: id, place, count.",
    mimeType: "application/json",
    priority: 1,
    read: (context) =>
      listed(
        context.overview.errors().groups.map((group) => summaryOf(group, context)),
        "errors_list",
      ),
    watch: (signals, _value, changed) => signals.errors.listen(changed),
    lastModified: ({ overview }) => overview.errors().groups[0]?.lastSeen,
  },
  {
    uri: "error://{id}",
    name: "error",
    title: "An error",
    description: "All that is known of an error of errors://groups: place, rows of its file, frames, causes.",
    mimeType: "text/plain",
    priority: 0.9,
    read(context, value) {
      const group = groupOf(context, value);
      return group === undefined ? undefined : errorText(group, context, mcpLimits.tokens);
    },
    watch: (signals, value, changed) => {
      const id = idIn(value);
      return signals.errors.listen((fingerprint) => {
        if (id !== "" && fingerprint.startsWith(id)) changed();
      });
    },
    instances: (context) =>
      newest(context.overview.errors().groups).map((group) => ({
        value: group.fingerprint,
        title: titleOf(group.last),
        description: [placeOf(group, directoryOf(context)), `in ${group.processes.join(", ")}`]
          .filter(Boolean)
          .join(", "),
        lastModified: group.lastSeen,
      })),
    values: ({ overview }) => overview.errors().groups.map(errorValue),
  },
];

/** All that is known of it, in so many tokens at most. */
export function errorText(group: ErrorGroup, context: ToolContext, tokens: number): string {
  const { reader } = context;
  // Its budget counts everything twice: as text and as data.
  return detailText(detailOf(group, { reader, directory: directoryOf(context), tokens: 2 * tokens }));
}

function summaryOf(group: ErrorGroup, context: ToolContext) {
  const { last, count, lastSeen, processes } = group;
  return {
    id: idOf(group),
    error: titleOf(last),
    severity: last.severity,
    place: placeOf(group, directoryOf(context)),
    count,
    lastSeen: timestamp(lastSeen),
    processes,
  };
}

/** An id with its message behind it, for people who choose among them: what stands behind the id is not looked at. */
function errorValue(group: ErrorGroup): string {
  return `${idOf(group)} ${titleOf(group.last)}`;
}

/** The id at the beginning of what was chosen; empty: there is none. */
function idIn(value: string): string {
  return /^[\da-f]{4,12}(?=\s|$)/i.exec(value)?.[0].toLowerCase() ?? "";
}

/** The group of an id, with or without what {@link errorValue} puts behind it. */
export function groupOf({ overview }: ToolContext, value: string): ErrorGroup | undefined {
  const id = idIn(value);
  return id === "" ? undefined : overview.find(id);
}

/** By their first sight: the list changes only with a new one, not whenever one is seen again. */
function newest(groups: readonly ErrorGroup[]): ErrorGroup[] {
  const order = (a: ErrorGroup, b: ErrorGroup) => b.firstSeen - a.firstSeen || (a.fingerprint < b.fingerprint ? -1 : 1);
  return groups.toSorted(order).slice(0, mcpLimits.listedResources);
}
