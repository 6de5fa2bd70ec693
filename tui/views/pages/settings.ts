/** Settings: every value of the configuration with its source, what runs here, and the AI clients that can be told of it. */

import type { Model } from "../../model.ts";
import { plural } from "../format.ts";
import type { Page } from "./page.ts";
import { clientsSection } from "./settings-clients.ts";
import type { Section } from "./settings-look.ts";
import { programSection } from "./settings-program.ts";
import { valuesSection } from "./settings-values.ts";

/** From top to bottom. */
const sections: readonly Section[] = [valuesSection, programSection, clientsSection];

export const settingsPage: Page = {
  label: "Settings",
  rowLines: 1,
  badge: () => null,
  summary: (model) => {
    const set = settingsOf(model).filter(({ source }) => source !== null).length;
    const clients = model.found.clients?.filter(({ isInstalled }) => isInstalled).length ?? 0;
    const parts = [set === 0 ? "no value set, all by default" : `${plural(set, "value")} set, the others by default`];
    if (clients > 0) parts.push(plural(clients, "AI client"));
    return parts.join("; ");
  },
  rows: (model, width) => sections.flatMap((section) => section.rows(model, width)),
  detail: (model, id, width) => {
    for (const section of sections) {
      const lines = section.detail(model, id, width);
      if (lines !== undefined) return lines;
    }
    return [];
  },
  target: (model, id) => {
    for (const section of sections) {
      const target = section.target(model, id);
      if (target !== undefined) return target;
    }
    return {};
  },
  empty: () => [],
};

function settingsOf({ info }: Model) {
  return info.groups.flatMap(({ settings }) => settings);
}
