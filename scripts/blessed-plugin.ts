import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";

/**
 * Makes blessed fit into one executable. As published it asks for its widgets by computed names, which a bundler cannot
 * follow, and reads terminal descriptions from its own folder, which does not exist beside an executable.
 *
 * - `lib/widget.js` is replaced by the same table with literal requires.
 * - `lib/tput.js` answers every terminal name from descriptions embedded at build time: the Linux console's own, and xterm's
 *   with 256 colours or without for all others (every terminal in use understands xterm's sequences). The machine's
 *   terminfo files are not read: newer ones hold number formats and capabilities that blessed cannot parse.
 * - `term.js` and `pty.js`, needed by its Terminal widget only, stay outside: they are not installed.
 */
export const blessedPlugin: Bun.BunPlugin = {
  name: "blessed",
  setup(build) {
    build.onLoad({ filter: /[\\/]blessed[\\/]lib[\\/].*\.js$/ }, async ({ path }) => {
      let contents = await readFile(path, "utf8");
      if (basename(path) === "widget.js") contents = literalWidgets(contents);
      if (basename(path) === "tput.js") contents = await embeddedTerminals(contents, join(path, "..", "..", "usr"));
      // The folder's place on the building machine would be written into the executable.
      return { loader: "js", contents: contents.replaceAll("__dirname", '""') };
    });
  },
};

/** Packages that the build must leave alone. */
export const blessedExternals = ["term.js", "pty.js"];

/** Writes out the loop of `lib/widget.js` that requires each class by a computed name. Throws when the text is not as known. */
function literalWidgets(source: string): string {
  const list = /widget\.classes = \[([^\]]*)\]/.exec(source)?.[1];
  const names = [...(list ?? "").matchAll(/'(\w+)'/g)].map(([, name = ""]) => name);
  const requires = names.map((name) => {
    const file = name.toLowerCase();
    return `widget[${JSON.stringify(name)}] = widget[${JSON.stringify(file)}] = require("./widgets/${file}");`;
  });
  if (names.length === 0) throw new Error("blessed/lib/widget.js: the list of widget classes was not found");
  return substitute(
    source,
    /widget\.classes\.forEach\(function\(name\) \{[^}]*\}\);/,
    requires.join("\n"),
    "widget.js",
  );
}

/** Replaces the reading of terminfo files by embedded descriptions from `folder`. Throws when the text is not as known. */
async function embeddedTerminals(source: string, folder: string): Promise<string> {
  const table: Record<string, string> = {};
  for (const name of ["xterm", "xterm-256color", "linux"]) {
    table[name] = await readFile(join(folder, name), "base64");
  }
  const reader = `Tput.prototype.readTerminfo = function(term) {
  var embedded = ${JSON.stringify(table)};
  var wanted = String(term || this.terminal);
  var name = /^linux/.test(wanted) ? "linux"
    : /256color|direct|kitty|ghostty|alacritty|foot|wezterm/.test(wanted) || process.env.COLORTERM ? "xterm-256color"
    : "xterm";
  return this.parseTerminfo(Buffer.from(embedded[name], "base64"), name);
};`;
  return substitute(source, /Tput\.prototype\.readTerminfo = function\(term\) \{[\s\S]*?\n\};/, reader, "tput.js");
}

function substitute(source: string, pattern: RegExp, replacement: string, file: string): string {
  if (!pattern.test(source)) throw new Error(`blessed/lib/${file} is not as expected: adapt scripts/blessed-plugin.ts`);
  return source.replace(pattern, () => replacement);
}
