/** What a log record is: its fields as callers see them, and how a slot holds them. */

/** Where a line came from. */
export const stream = { stdout: 0, stderr: 1, system: 2 } as const;
export type Stream = (typeof stream)[keyof typeof stream];
/** Names of the streams by their numbers. */
export const streamNames = ["stdout", "stderr", "system"] as const satisfies readonly (keyof typeof stream)[];

/** How serious a line is; a higher number is more serious. */
export const level = { trace: 0, debug: 1, info: 2, warn: 3, error: 4, fatal: 5 } as const;
export type Level = (typeof level)[keyof typeof level];
/** Names of the levels by their numbers. */
export const levelNames = ["trace", "debug", "info", "warn", "error", "fatal"] as const satisfies readonly LevelName[];
export type LevelName = keyof typeof level;

/** Bits of {@link RecordFields.flags}; 23 bits are kept. */
export const flag = {
  url: 1,
  error: 2,
  test: 4,
  build: 8,
  ready: 16,
  /** The line goes on in the next record of this source. */
  continued: 32,
  /** The record goes on with the line, and with the colours, of the record before it of this source. */
  continuation: 64,
  /** It came after the end of its source had been told. */
  late: 128,
  /** The ring's own: its producer died before the record was whole. No reader returns it, no producer can set it. */
  abandoned: 2 ** 23,
} as const;

/** What a producer says of a line beside its text. */
export interface RecordFields {
  /** Milliseconds since 1970, fraction allowed. */
  time: number;
  /** Who printed it: 0 to 2^31 - 1. */
  source: number;
  stream: Stream;
  level: Level;
  /** Bits of {@link flag}. */
  flags: number;
  /** Lines that belong together (an error and its stack) share one; 0 to 2^31 - 1, 0 for none. */
  group: number;
}

/** A record as read. */
export interface LogRecord extends RecordFields {
  /** Its place in the one order of all records of its ring, counted from 0. */
  sequence: number;
  /** Only where it was read in the error ring: its sequence in the main ring, where it may be overwritten by now. */
  origin?: number;
  /** Without escape sequences; bytes that are no UTF-8 read as U+FFFD. */
  text: string;
  /** With escape sequences, only where the line had any. */
  styled: string | undefined;
}

/**
 * Bytes of a slot: as few as will do, because copying and filtering slots is bound by memory. Two share a line, so that
 * two producers touch the same line only where their claims meet.
 */
export const SLOT_BYTES = 32;
/** 64-bit floats and 32-bit words in a slot. */
export const SLOT_FLOATS = SLOT_BYTES / 8;
export const SLOT_WORDS = SLOT_BYTES / 4;

/** Fields of a slot that are 64-bit floats: their index in units of 8 bytes. */
export const slotFloat = {
  /** Where its text starts, counted in bytes since the ring was made: plain bytes, then styled ones. */
  position: 0,
  time: 1,
} as const;

/** Fields of a slot that are 32-bit words: their index in units of 4 bytes, after the floats. */
export const slotWord = {
  source: 4,
  /** Stream in bits 0–1, level in 2–4, flags in 8–31. */
  kind: 5,
  group: 6,
  /** Plain bytes in bits 0–15, styled bytes in 16–31 (`limits.recordBytes` is below 2^16). */
  lengths: 7,
} as const;

/** Packs what {@link plainLength} and {@link styledLength} unpack. */
export function packLengths(plain: number, styled: number): number {
  return plain | (styled << 16);
}

export function plainLength(lengths: number): number {
  return lengths & 0xffff;
}

export function styledLength(lengths: number): number {
  return lengths >>> 16;
}

/** Packs what {@link kindStream}, {@link kindLevel} and {@link kindFlags} unpack; leaves out the flag `abandoned`. */
export function packKind(of: Stream, at: Level, flags: number): number {
  return of | (at << 2) | ((flags & (flag.abandoned - 1)) << 8);
}

/** The kind of a record whose producer died before it was whole. */
export const ABANDONED_KIND: number = flag.abandoned << 8;

export function kindStream(kind: number): Stream {
  const value = kind & 3;
  return value === stream.stdout || value === stream.stderr ? value : stream.system;
}

/** As a number, for comparing; {@link toLevel} for callers. */
export function kindLevel(kind: number): number {
  return (kind >>> 2) & 7;
}

const levels: readonly Level[] = Object.values(level);

export function toLevel(value: number): Level {
  return levels[value] ?? level.fatal;
}

export function kindFlags(kind: number): number {
  return kind >>> 8;
}

/** The bits of a kind in which these flags are. */
export function kindMask(flags: number): number {
  return flags << 8;
}
