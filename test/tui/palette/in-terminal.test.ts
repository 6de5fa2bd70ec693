/** The start page, the palette and the notices in a real terminal (tmux), from the first key to the last. */

import { expect, test } from "bun:test";
import { fileURLToPath } from "node:url";
import { hasTmux, Terminal } from "../../support/terminal.ts";

const harness = fileURLToPath(new URL("../harness.ts", import.meta.url));
const LIMIT_MS = 60_000;

function open(columns: number, rows: number): Terminal {
  const env = { TERM: "xterm-256color", LC_ALL: "C.UTF-8", HARNESS_START: "1" };
  return new Terminal({ argv: [process.execPath, harness], columns, rows, env });
}

const lineOf = (terminal: Terminal, part: string) =>
  terminal
    .screen()
    .split("\n")
    .findIndex((line) => line.includes(part));

test.skipIf(!hasTmux)(
  "start two scripts, filter, stop one, look at what was told, start a command, quit",
  async () => {
    using terminal = open(100, 20);
    await terminal.see(/ start: [\s\S]* last started\n {3}typecheck[\s\S]* scripts\n {3}web /);
    terminal.type("we");
    await terminal.see(/ start: we[\s\S]* web +vite/);
    terminal.press("Tab");
    await terminal.see(/1 marked/);
    terminal.press("C-u");
    terminal.type("crash");
    await terminal.see(/ start: crash\s/);
    terminal.press("Tab", "Enter");
    await terminal.see(/● web [\s\S]*✖ crash/);
    await terminal.see(/✖ crash: ended with exit code 3/);
    // Notices cover nothing: the log is there to the last row above their line.
    await terminal.see(/hmr update \d+\n/);

    terminal.press("C-p");
    await terminal.see(/ : [\s\S]*run /);
    terminal.type("/show hm");
    await terminal.see(/ : \/show hm +show REGEX/);
    terminal.press("Enter");
    await terminal.see(/show \/hm\/ ✕/);

    terminal.type(":stop w");
    await terminal.see(/ : stop w[\s\S]* stop web /);
    const y = lineOf(terminal, " stop web ");
    // A click with the left button, in the form that terminals report it.
    terminal.type(`\x1b[<0;40;${y + 1}M`);
    terminal.type(`\x1b[<0;40;${y + 1}m`);
    await terminal.see(/○ web /);

    terminal.type("!");
    await terminal.see(/notices?\n[\s\S]* ✖ crash: ended with exit code 3/);
    terminal.press("Escape");
    await terminal.see(/show \/hm\/ ✕/);

    terminal.type("n");
    await terminal.see(/last started\n {3}crash/);
    terminal.type("ech oops");
    terminal.press("Enter");
    await terminal.see(/ "ech oops" is no script of shop and no program on PATH\./);
    terminal.press("C-u");
    terminal.type("echo hello");
    terminal.press("Enter");
    await terminal.see(/● custom /);

    terminal.press("C-p");
    await terminal.see(/ : /);
    terminal.press("Up");
    await terminal.see(/ : stop web/);
    terminal.press("C-u");
    terminal.type("quit now");
    terminal.press("Enter");
    await terminal.see(/harness done[\s\S]*exit code 0/);
    expect(terminal.alternateScreen).toBe(false);
  },
  LIMIT_MS,
);

test.skipIf(!hasTmux).each([
  [60, 12],
  [40, 10],
  [20, 5],
])(
  "%i columns and %i rows: the start page and the palette work",
  async (columns, rows) => {
    using terminal = open(columns, rows);
    await terminal.see(/ start: /);
    terminal.type("web");
    await terminal.see(/ start: web/);
    terminal.press("Enter");
    await terminal.see(/● web/);
    terminal.type(":sto w");
    await terminal.see(/ : sto w[\s\S]* stop web/);
    terminal.press("Enter");
    await terminal.see(/○ web/);
    terminal.press("q");
    await terminal.see(/exit code 0/);
  },
  LIMIT_MS,
);
