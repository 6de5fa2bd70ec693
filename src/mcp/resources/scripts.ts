/** What the project offers to run. */

import { Room } from "../budget.ts";
import { mcpLimits } from "../limits.ts";
import type { ResourceEntry } from "./entry.ts";
import { kept } from "./kept.ts";

export const scriptResources: readonly ResourceEntry[] = [
  {
    uri: "scripts://available",
    name: "available-scripts",
    title: "Scripts",
    description:
      "What the project offers to run, by name with its command; changes with package.json, .brum.toml and their like.",
    mimeType: "application/json",
    priority: 0.7,
    read({ project }) {
      const all = project().candidates.map(({ name, launch }) => [name, launch.command] as const);
      const shown = kept(all, new Room(mcpLimits.tokens));
      const left = all.length - shown.length;
      return Object.fromEntries([...shown, ...(left > 0 ? [["…", `${left} more: scripts_list`] as const] : [])]);
    },
    watch: (signals, _value, changed) => signals.scripts.listen(changed),
  },
];
