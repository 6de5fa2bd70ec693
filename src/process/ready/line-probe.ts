/** Readiness that shows in what a process prints: a line that fits a pattern, or the first URL. */

import { urlIn } from "../../events/index.ts";
import type { LineFound, LineQuery, LineWaits, TextMatcher } from "./line-waits.ts";
import type { Look, Probe } from "./probe.ts";

/** Characters of a quoted line. */
const QUOTED = 200;

/** Where the run's lines are. */
export type RunLines = Pick<LineQuery, "source" | "from"> & { readonly waits: LineWaits };

/** Succeeds with the first line that fits. */
export function logProbe(matcher: TextMatcher, lines: RunLines): Probe {
  return lineProbe(matcher, lines, ({ record }) => ({
    ok: true,
    seen: `it printed "${record.text.slice(0, QUOTED)}"`,
    url: null,
  }));
}

/** Succeeds with the first URL that {@link urlIn} finds. */
export function urlProbe(lines: RunLines): Probe {
  return lineProbe({ test: (text) => urlIn(text) !== undefined }, lines, ({ record }) => {
    const url = urlIn(record.text) ?? null;
    return { ok: url !== null, seen: `it printed ${url}`, url };
  });
}

function lineProbe(matcher: TextMatcher, lines: RunLines, judge: (found: LineFound) => Look): Probe {
  let missed = 0;
  return {
    look: async (signal) => {
      const { waits, source, from } = lines;
      const wait = waits.wait({ source, from, matcher });
      const stop = () => {
        missed = wait.missed;
        wait.stop();
      };
      signal.addEventListener("abort", stop);
      if (signal.aborted) stop();
      try {
        const found = await wait.found;
        return found === undefined ? { ok: false, seen: "nobody waited any longer", url: null } : judge(found);
      } finally {
        signal.removeEventListener("abort", stop);
      }
    },
    note: () =>
      missed === 0 ? "" : `${missed} lines of all processes were overwritten before they could be looked at`,
  };
}
