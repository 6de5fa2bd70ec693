/** What makes two errors the same one: across repetitions, processes and runs. */

import type { Candidate } from "./candidates.ts";
import type { Frame } from "./types.ts";

/** Frames that count: deeper ones differ with who called. */
const FRAMES = 3;

/** What differs between two tellings of the same error: times, numbers, addresses, ids, quoted paths of temporary files. */
const varying: readonly (readonly [RegExp, string])[] = [
  [/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi, "#"],
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,\d]*(?:Z|[+-]\d\d:?\d\d)?/g, "#"],
  [/\b0x[\da-f]+\b/gi, "#"],
  [/\b(?=[\da-f]*\d)[\da-f]{12,}\b/gi, "#"],
  [/\/(?:tmp|var\/folders)\/[^\s'"`)]+/g, "#"],
  [/\d+(?:[.,]\d+)*/g, "#"],
  [/\s+/g, " "],
];

/** The message without what varies. */
function normalised(message: string): string {
  let text = message;
  for (const [pattern, sign] of varying) text = text.replace(pattern, sign);
  return text.trim();
}

/**
 * A name for the error, the same in every run: of its type, its message without what varies, and where it was thrown (the function
 * where a frame names one, as lines move when files are edited; for a compiler's error file and line).
 */
export function fingerprintOf(error: Candidate): string {
  const place =
    error.from === "finding"
      ? `${error.place?.file}:${error.place?.line}`
      : framesOf(error)
          .map(({ file, function: name, line }) => `${lastParts(file)}@${name === "" ? line : name}`)
          .join("|");
  return hash(`${error.type}\n${normalised(error.message)}\n${place}`);
}

function framesOf({ frames, causes }: Candidate): readonly Frame[] {
  const all = frames.length > 0 ? frames : (causes.find((one) => one.frames.length > 0)?.frames ?? []);
  const own = all.filter((frame) => frame.own);
  return (own.length > 0 ? own : all).slice(0, FRAMES);
}

/** A path's last two parts: where a project lies does not matter. */
function lastParts(file: string): string {
  return file.split(/[\\/]/).slice(-2).join("/");
}

const WORD = 2 ** 32;

/** Twelve hexadecimal digits (FNV-1a, 64 bits, of which the first 48): enough for thousands of groups, short enough to type. */
function hash(text: string): string {
  // In two halves, as big integers take ten times as long: the factor is 2 ** 40 + 0x1b3, and no product needs more than 42 bits.
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (let at = 0; at < text.length; at++) {
    low = (low ^ text.charCodeAt(at)) >>> 0;
    const product = low * 0x1b3;
    high = (high * 0x1b3 + Math.floor(product / WORD) + ((low << 8) >>> 0)) >>> 0;
    low = product >>> 0;
  }
  const digits = (word: number) => word.toString(16).padStart(8, "0");
  return `${digits(high)}${digits(low).slice(0, 4)}`;
}
