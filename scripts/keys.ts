/** Writes docs/keys.md, the key table of the screen, from the table itself: `bun run keys`; `--check`: says whether it is stale. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { keyLabel } from "../tui/active-keys.ts";
import { type Section, sectionOf, sectionTitles } from "../tui/commands/sections.ts";
import { bindings } from "../tui/keys.ts";
import { repository } from "./build.ts";

const file = join(repository, "docs/keys.md");

/** The text of the file. */
export function keysText(): string {
  const parts = Object.entries(sectionTitles).flatMap(([section, title]) => {
    const own = bindings.filter((binding) => sectionOf(binding) === (section as Section));
    return own.length === 0 ? [] : ["", `## ${title}`, "", ...table(own)];
  });
  return `${[
    "# Keys",
    "",
    "Made from the key table (`tui/keys.ts`) by `bun run keys`; on the screen `?` shows those of the view at hand. A key that",
    "stands twice does the one that is possible then.",
    "",
    "Other keys: `[keys]` in `.brum.toml`, by the names of the commands. What is chosen takes the place of a command's own keys",
    "and is taken from all others; `ctrl+c` always quits.",
    "",
    "```toml",
    "[keys]",
    'restart = ["r", "f5"]',
    'wrap = "alt+w"',
    "clear = []              # no key",
    "```",
    ...parts,
  ].join("\n")}\n`;
}

function table(rows: typeof bindings): string[] {
  const cells = rows.map(({ keys, help, command }) => {
    const shown = keys.map((key) => `\`${keyLabel(key, false)}\``).join(" ");
    return [shown, help.replaceAll("|", "\\|"), `\`${command}\``];
  });
  const all = [["key", "what it does", "command"], ...cells];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = all;
  return [line(head), `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...body.map(line)];
}

if (import.meta.main) {
  if (process.argv.includes("--check")) {
    if (readFileSync(file, "utf8") !== keysText()) {
      process.stderr.write("docs/keys.md is stale: run bun run keys\n");
      process.exit(1);
    }
  } else writeFileSync(file, keysText());
}
