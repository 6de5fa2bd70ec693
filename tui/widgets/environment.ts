/** What the environment says about the terminal. Nothing is asked of the terminal itself, so nothing waits for an answer. */

import process from "node:process";
import type { Colors } from "../model.ts";
import type { Depth } from "../text/palette.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** NO_COLOR (https://no-color.org): any value that is not empty turns colours off; attributes stay. */
export function colorsOf(environment: Environment): Colors {
  if ((environment["NO_COLOR"] ?? "") !== "") return "none";
  const term = environment["TERM"] ?? "";
  if (/^(vt\d|ansi-m|dumb|cons25-m|xterm-mono)/.test(term)) return "none";
  if (/256|direct|truecolor|kitty|alacritty|ghostty|foot|wezterm/.test(term)) return "256";
  return /^(truecolor|24bit)$/.test(environment["COLORTERM"] ?? "") || process.platform === "win32" ? "256" : "16";
}

/**
 * What of other programs' colours is passed on. Most terminals of today know true colours and do not all say so; GNU screen and
 * Apple's Terminal take them for other things. tmux knows what lies below it.
 */
export function depthOf(environment: Environment, colors: Colors): Depth {
  if (colors !== "256") return 16;
  const has = (name: string) => (environment[name] ?? "") !== "";
  if (has("TMUX") || has("COLORTERM")) return "any";
  return has("STY") || environment["TERM_PROGRAM"] === "Apple_Terminal" ? 256 : "any";
}
