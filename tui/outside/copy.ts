/** Copying: to the clipboard of the machine that the terminal stands on, by the terminal, and by a program where this is that machine. */

import { findProgram } from "../../src/detect/index.ts";
import { type Beginning, beginningOf, cleanText } from "./clean-text.ts";
import { clipboardTools, missingTool } from "./clipboard-tools.ts";
import type { Surroundings } from "./environment.ts";
import { outsideLimits } from "./limits.ts";
import { osc52, takesOsc52 } from "./osc52.ts";
import { feed } from "./programs.ts";

/**
 * Copies a text, cleaned. Resolves with a sentence that tells what was done, rejects with one that tells why nothing was. `send`
 * hands a sequence to the terminal; false: it cannot take it now.
 */
export async function copyText(
  text: string,
  where: Surroundings,
  send: (sequence: string) => boolean,
): Promise<string> {
  const clean = cleanText(text);
  if (clean === "") throw new Error("There is nothing to be copied.");
  const short = beginningOf(clean, outsideLimits.terminalCopyBytes);
  const isSent = takesOsc52(where.env) && send(osc52(short.text, where.env));
  const whole = beginningOf(clean, outsideLimits.copyBytes);
  if (await isTaken(whole.text, where)) return `Copied ${told(whole, "as much as fits")}.`;
  const missing = missingTool(where);
  if (isSent) {
    const hint = missing === undefined ? "" : ` With ${missing} installed it is certain.`;
    return `Copied ${told(short, "as much as terminals take")}, if the terminal allows that (OSC 52).${hint}`;
  }
  const hint = missing === undefined ? "" : ` Install ${missing}.`;
  throw new Error(`Nothing was copied: neither the terminal nor a program here can reach a clipboard.${hint}`);
}

/** Gives the text to the first installed program that takes it. */
async function isTaken(text: string, where: Surroundings): Promise<boolean> {
  for (const { argv, encoding } of clipboardTools(where)) {
    const [name, ...words] = argv;
    const program = findProgram(name, process.cwd(), where.env);
    if (program === undefined) continue;
    const bytes = Buffer.from(text, encoding);
    if (await feed([program, ...words], where.env, bytes, outsideLimits.copyMs).catch(() => false)) return true;
  }
  return false;
}

function told({ lines, of, isWhole }: Beginning, why: string): string {
  if (isWhole) return count(of);
  if (of === 1) return `the beginning of 1 line, ${why}`;
  return `the first ${count(lines)} of ${of.toLocaleString("en")}, ${why}`;
}

function count(lines: number): string {
  return lines === 1 ? "1 line" : `${lines.toLocaleString("en")} lines`;
}
