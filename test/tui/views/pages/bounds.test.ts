/** Whatever processes print, at whatever size: pages stay in their rectangles, and no control character leaves them. */

import { expect, test } from "bun:test";
import fc from "fast-check";
import { takeEvents } from "../../../../tui/found/index.ts";
import { emptyWindow } from "../../../../tui/log/window.ts";
import type { Model } from "../../../../tui/model.ts";
import { lineWidth } from "../../../../tui/text/cut.ts";
import { textOf } from "../../../../tui/text/style.ts";
import { view } from "../../../../tui/views/index.ts";
import { build, groupsOf, sighting, tests, url } from "../../found/support.ts";
import { modelOf, processOf, screenText, withProcess } from "../../support.ts";

const names = fc.constantFrom(
  "web",
  "漢字漢字漢字漢字",
  "👩‍👩‍👧 family",
  "\x1b[31mred\x1b[0m",
  "a\tb\nc",
  "\u202ereversed",
  "x".repeat(120),
);

const addresses = fc.constantFrom(
  "http://localhost:5173/",
  "http://localhost:1/漢字漢字漢字漢字漢字漢字漢字漢字",
  `http://192.168.1.4:5173/${"long/".repeat(60)}`,
  "https://vite.dev",
);

const counts = fc.option(fc.nat(2_000_000));

function modelFor(changes: Partial<Model>, name: string, text: string, address: string, count: number | null): Model {
  const started = withProcess(modelOf(changes, [{ name, command: "run" }]), processOf(name, 1, "running"));
  const failures = [
    { file: text, name: text },
    { file: "", name: text },
  ];
  const events = [
    url(name, address, { label: text }),
    url(name, "http://localhost:9", { urlKind: "link" }),
    tests(name, "failed", { tool: text, failed: count, passed: count, skipped: count, ms: count, failures }),
    build(name, "failed", { tool: text, errors: count, warnings: count, ms: count }),
  ];
  return takeEvents({ ...started, errors: groupsOf(sighting(name, text, { message: text })) }, events);
}

test("pages stay where they belong", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 60 }),
      fc.record({
        view: fc.constantFrom("urls", "tests"),
        zoom: fc.boolean(),
        unicode: fc.boolean(),
        colors: fc.constantFrom("none", "16", "256"),
      }),
      names,
      names,
      addresses,
      counts,
      (columns, rows, changes, name, text, address, count) => {
        const frame = view(modelFor({ columns, rows, ...changes }, name, text, address, count), emptyWindow);
        screenText(frame, columns, rows);
        for (const { rect, lines } of [...frame.chrome, frame.content]) {
          expect(rect.x + rect.width <= columns && rect.y + rect.height <= rows).toBe(true);
          for (const line of lines) {
            const shown = textOf(line);
            expect(shown).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e]/);
            if (!changes.unicode) expect(shown).toMatch(/^[\x20-\x7e]*$/);
          }
        }
        // Rows of the list are cut where they are made.
        if (changes.zoom || columns >= 80) return;
        for (const line of frame.content.lines) expect(lineWidth(line)).toBeLessThanOrEqual(frame.content.rect.width);
      },
    ),
    { numRuns: 300 },
  );
});
