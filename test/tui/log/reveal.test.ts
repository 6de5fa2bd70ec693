import { expect, test } from "bun:test";
import { flag } from "../../../core/index.ts";
import { revealedBy } from "../../../tui/log/reveal.ts";
import { NOW, TestLog } from "../support.ts";

type Reveal = Parameters<typeof revealedBy>[1];

const reveal = (changes: Partial<Reveal>): Reveal => ({
  type: "reveal",
  group: null,
  source: 1,
  time: NOW,
  ...changes,
});

function log(): TestLog {
  const lines = new TestLog();
  lines.print(1, "was at http://localhost:3000 before", { time: NOW - 10, flags: flag.url });
  lines.print(1, "Local: http://localhost:5173/", { time: NOW, flags: flag.url });
  lines.print(1, "Network: http://10.0.0.4:5173/", { time: NOW, flags: flag.url });
  lines.print(2, "Local: http://localhost:5173/", { time: NOW, flags: flag.url });
  lines.print(1, "2 failed", { time: NOW + 20, flags: flag.test, group: 9 });
  lines.print(1, "  in a.test.ts", { time: NOW + 20, group: 9 });
  lines.print(1, "see http://localhost:5173/ again", { time: NOW + 30, flags: flag.url });
  return lines;
}

const cases: readonly (readonly [what: string, effect: Partial<Reveal>, text: string | undefined])[] = [
  ["the first line of an error", { group: 9 }, "2 failed"],
  ["an error whose lines are overwritten", { group: 8 }, undefined],
  ["the line of the moment that holds the text, of several", { text: "http://localhost:5173/" }, "Local: http"],
  ["the other one", { text: "http://10.0.0.4:5173/", about: "url" }, "Network"],
  ["an address that stands otherwise in its line", { text: "http://localhost:3000", about: "url" }, "Network"],
  ["an outcome that was known some lines later", { time: NOW + 90, about: "test" }, "2 failed"],
  ["nothing of that time or before is left", { time: NOW - 20, about: "url" }, undefined],
  ["another process", { source: 2, time: NOW + 90, about: "url" }, "Local"],
];

for (const [what, effect, text] of cases) {
  test(`${what}: ${text ?? "nothing"}`, () => {
    const { reader } = log();
    const sequence = revealedBy(reader, reveal(effect));
    if (text === undefined) return expect(sequence).toBeUndefined();
    const record = reader.at(sequence ?? -1);
    expect(record?.text).toStartWith(text);
    if (effect.group === undefined) expect(record?.source).toBe(effect.source ?? 1);
  });
}
