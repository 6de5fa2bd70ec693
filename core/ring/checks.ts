/** Checks of numbers that callers pass: a wrong one would otherwise read nothing, or something else, without a word. */

import { CoreError } from "../errors.ts";
import { limits } from "../limits.ts";
import type { RecordFields } from "./record.ts";

const MAX_NUMBER = limits.recordNumber;
/** A write takes a quarter of the ring at most, and passes as much at its end where it does not fit in there. */
const MAX_RESERVE = 0.5;

/** Throws `ring.argument` unless it is whole, or infinite. What is below 0 or not there yet is no mistake. */
export function checkSequence(name: string, value: number): void {
  if (Math.trunc(value) !== value) throw wrong(name, value, "a whole number");
}

/** The sequence that a follower begins at; throws `ring.argument` for what none can have. Below 0 is before the first. */
export function checkedCursor(value: number): number {
  if (!Number.isSafeInteger(value)) throw wrong("a cursor", value, "a whole number below 2^53");
  return Math.max(0, value);
}

/** Throws `ring.argument` unless it is a number of records, or `Infinity`. */
export function checkLimit(value: number): void {
  if (!(Math.trunc(value) === value && value >= 0)) throw wrong("a limit", value, "a whole number from 0, or Infinity");
}

/** Throws `ring.argument` for what is no time. */
export function checkTime(name: string, value: number): void {
  if (Number.isNaN(value)) throw wrong(name, value, "milliseconds since 1970");
}

/** Throws `ring.argument` for numbers that a slot would not give back as they are. */
export function checkFields({ source, group, time }: RecordFields): void {
  // For the hot path: what is whole and within the range stays as it is.
  if ((source & MAX_NUMBER) === source && (group & MAX_NUMBER) === group && !Number.isNaN(time)) return;
  checkTime("a time", time);
  const [name, value] = (source & MAX_NUMBER) === source ? ["a group", group] : ["a source", source];
  throw wrong(name, value, `a whole number from 0 to ${MAX_NUMBER}`);
}

/** The part of a ring that a write leaves to others; throws `ring.argument` where it might then never be written. */
export function checkedReserve(part: number): number {
  if (!(part >= 0 && part <= MAX_RESERVE))
    throw wrong("a reserve", part, `a part of the ring from 0 to ${MAX_RESERVE}`);
  return part;
}

/** Throws `ring.argument` for what is no part of an array of `length`. */
export function checkRange(start: number, end: number, length: number): void {
  if (start >= 0 && end >= start && end <= length) return;
  throw wrong("a range", `${start} to ${end}`, `it lies in an array of ${length} bytes`);
}

function wrong(name: string, value: number | string, wanted: string): CoreError {
  return new CoreError("ring.argument", `${name} of ${value} cannot be: ${wanted}`);
}
