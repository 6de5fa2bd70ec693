/**
 * OSC 52: the sequence by which a terminal is asked to put a text on the clipboard of the machine that it stands on (XTerm Control
 * Sequences, "Operating System Commands"). Terminals give no answer: whether they did is not known.
 */

import { type Environment, isSet } from "./environment.ts";
import { outsideLimits } from "./limits.ts";

/** False for terminals that are known to have no clipboard. */
export function takesOsc52(env: Environment): boolean {
  if (isSet(env, "TMUX") || isSet(env, "STY")) return true;
  if (/^(linux|dumb|cons25|vt\d|eterm)/.test(env["TERM"] ?? "")) return false;
  return env["TERM_PROGRAM"] !== "Apple_Terminal";
}

/**
 * The sequence for a text, as what stands between here and the terminal lets it through: tmux takes it itself (with its option
 * `set-clipboard on`), GNU screen passes on what comes as device control strings. Where it is not known which of them it is,
 * both forms: each takes one, and drops the other.
 */
export function osc52(text: string, env: Environment): string {
  const plain = `\x1b]52;c;${Buffer.from(text).toString("base64")}\x07`;
  const isScreen = isSet(env, "STY");
  const isTmux = isSet(env, "TMUX");
  const isEither = !isTmux && (env["TERM"] ?? "").startsWith("screen");
  return (isScreen && !isTmux ? "" : plain) + (isScreen || isEither ? throughScreen(plain) : "");
}

function throughScreen(sequence: string): string {
  let pieces = "";
  for (let at = 0; at < sequence.length; at += outsideLimits.screenPiece)
    pieces += `\x1bP${sequence.slice(at, at + outsideLimits.screenPiece)}\x1b\\`;
  return pieces;
}
