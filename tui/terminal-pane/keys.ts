/** Keys as our terminal sends them, in the form that a program has asked its own terminal for. Pure. */

import type { InputModes } from "./emulator.ts";

/** Cursor keys without shift, ctrl or alt, in either form; then keys of the keypad in application mode (xterm, ctlseqs). */
const cursorKey = /\x1b[O[]([A-DFH])/g;
const keypadKey = /\x1bO([Mj-y])/g;

/** What our terminal sends for these depends on what the screen's library has set there, and not on what the program wants. */
export function keysFor(text: string, { applicationCursor, applicationKeypad }: InputModes): string {
  const keys = text.replaceAll(cursorKey, applicationCursor ? "\x1bO$1" : "\x1b[$1");
  if (applicationKeypad) return keys;
  // The final byte is the key's own character, 0x40 higher.
  return keys.replaceAll(keypadKey, (_, key: string) => String.fromCharCode(key.charCodeAt(0) - 0x40));
}
