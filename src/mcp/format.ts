/** Times, durations and long texts as people and agents read them. */

const encoder = new TextEncoder();

/** Digits of a number, padded with zeros. */
function digits(value: number, length: number): string {
  return String(value).padStart(length, "0");
}

/** `14:03:05.123` in local time. */
export function clock(time: number): string {
  const date = new Date(time);
  const seconds = `${digits(date.getSeconds(), 2)}.${digits(date.getMilliseconds(), 3)}`;
  return `${digits(date.getHours(), 2)}:${digits(date.getMinutes(), 2)}:${seconds}`;
}

/** RFC 3339 in local time with its offset, `2026-07-28T14:03:05.123+02:00`: agrees with what {@link clock} shows. */
export function timestamp(time: number): string {
  const date = new Date(time);
  const day = `${digits(date.getFullYear(), 4)}-${digits(date.getMonth() + 1, 2)}-${digits(date.getDate(), 2)}`;
  const offset = -date.getTimezoneOffset();
  const ahead = Math.abs(offset);
  const zone = `${offset < 0 ? "-" : "+"}${digits(Math.floor(ahead / 60), 2)}:${digits(ahead % 60, 2)}`;
  return `${day}T${clock(time)}${zone}`;
}

/** RFC 3339, section 5.6, with seconds left out allowed. */
const instant = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)$/;

/** Milliseconds since 1970 of an RFC 3339 time, or undefined when it is none. */
export function parseTimestamp(text: string): number | undefined {
  if (!instant.test(text)) return undefined;
  const time = Date.parse(text.toUpperCase().replace(" ", "T"));
  return Number.isNaN(time) ? undefined : time;
}

/** `850ms`, `45s`, `3m 12s`, `2h 5m`, `1d 3h`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))}ms`;
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${seconds % 60}s`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours}h ${minutes % 60}m` : `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

/** Bytes of `text` as UTF-8. */
export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/** `text`, or its first `maxBytes` bytes (whole characters) with ` … (+N bytes)` behind. */
export function cut(text: string, maxBytes: number): string {
  if (text.length * 3 <= maxBytes) return text;
  const bytes = byteLength(text);
  if (bytes <= maxBytes) return text;
  const { read, written } = encoder.encodeInto(text, new Uint8Array(maxBytes));
  return `${text.slice(0, read)}… (+${bytes - written} bytes)`;
}
