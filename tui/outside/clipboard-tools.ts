/** Programs that put a text on the clipboard, and which of them fit the environment. */

import { hasDisplay, isRemote, isSet, isWsl, type Surroundings } from "./environment.ts";

/** A program that takes the text on its standard input. */
export interface ClipboardTool {
  readonly argv: readonly [program: string, ...words: string[]];
  /** What it takes the bytes for. */
  readonly encoding: "utf8" | "utf16le";
}

function utf8(program: string, ...words: string[]): ClipboardTool {
  return { argv: [program, ...words], encoding: "utf8" };
}

/** Those that would reach the user's clipboard if they were installed, the best first. */
export function clipboardTools(where: Surroundings): ClipboardTool[] {
  const { env, platform } = where;
  const tools: ClipboardTool[] = [];
  if (!isRemote(env)) {
    // Without a type it guesses one from the text, and the text of a web page is offered as text to few programs.
    if (isSet(env, "WAYLAND_DISPLAY")) tools.push(utf8("wl-copy", "--type", "text/plain"));
    if (isSet(env, "DISPLAY"))
      tools.push(utf8("xclip", "-selection", "clipboard"), utf8("xsel", "--clipboard", "--input"));
    if (platform === "darwin") tools.push(utf8("pbcopy"));
    if (platform === "win32" || isWsl(where)) tools.push({ argv: ["clip.exe"], encoding: "utf16le" });
  }
  // By default tmux ignores the sequence that its programs send, but passes on what it is told this way (from 3.2 on).
  if (isSet(env, "TMUX")) tools.push(utf8("tmux", "load-buffer", "-w", "-"));
  return tools;
}

/** What could be installed for a clipboard that certainly works; undefined: nothing would help here. */
export function missingTool(where: Surroundings): string | undefined {
  if (isRemote(where.env) || where.platform !== "linux" || !hasDisplay(where)) return undefined;
  return isSet(where.env, "WAYLAND_DISPLAY") ? "wl-clipboard" : "xclip";
}
