/**
 * A full-screen program for tests, as editors are: it has the alternate screen, addresses the cursor, draws anew when its size changes,
 * and shows the keys that it gets. `ctrl+q` ends it, `ctrl+x` with a letter makes it do something; see below.
 */

import process from "node:process";

const { stdin, stdout } = process;
let keys = "";
let message = "";

function draw(): void {
  const { columns, rows } = stdout;
  stdout.write("\x1b[?25l\x1b[H\x1b[2J");
  stdout.write(`\x1b[7m editor ${columns}x${rows} \x1b[m\x1b[2;3H\x1b[38;2;10;200;250m漢字 bee 🐝\x1b[m|`);
  stdout.write(`\x1b[${rows - 1};1H${message}\x1b[${rows};1H> ${keys}\x1b[?25h`);
}

/** What a key makes it do, after ctrl+x. */
const commands: Readonly<Record<string, () => void>> = {
  // Everything that a program could ask or do to a terminal that is not its own.
  q: () =>
    stdout.write(
      "\x1b]0;EVIL\x07\x1b]2;EVIL\x1b\\\x1b]52;c;RVZJTA==\x07\x1b]8;;http://evil\x07link\x1b]8;;\x07\x07\x1b[6n",
    ),
  m: () => stdout.write("\x1b[?1002h\x1b[?1006h"),
  p: () => stdout.write("\x1b[?2004h"),
  f: () => stdout.write("\x1b[?1004h"),
  a: () => stdout.write("\x1b[?1h"),
};

stdin.setRawMode(true);
stdout.write("\x1b[?1049h");
draw();
stdout.on("resize", draw);
stdin.on("data", (chunk: Buffer) => {
  const text = chunk.toString();
  if (text.includes("\x11")) {
    stdout.write("\x1b[?1049l");
    process.exit(0);
  }
  const command = /^\x18(.)$/.exec(text)?.[1];
  if (command !== undefined) {
    message = `did ${command}`;
    commands[command]?.();
  } else keys = (keys + JSON.stringify(text).slice(1, -1)).slice(-60);
  draw();
});
