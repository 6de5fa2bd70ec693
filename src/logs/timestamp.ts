/** The time that a line itself says it is from. */

/** Characters of a line that a time is looked for in: it stands at the start, or in the first fields of an object. */
const LOOKED_AT = 200;

const iso = /(\d{4})[-/.](\d\d)[-/.](\d\d)[T ,]+(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\s?(Z|UTC|[+-]\d\d:?\d\d)?/;
/** Apache, nginx: `10/Oct/2026:13:55:36 +0200`. */
const access = /(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-]\d{4})/;
/** RFC 3164: `Oct 11 22:14:15`; ctime: `Wed Nov 25 10:00:00 2026`. */
const syslog = /(?:^|[\s[>])([A-Z][a-z]{2})\s+(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.\d+)?(?: (\d{4}))?/;
/** `"time":1700000000000`, `ts=1700000000.123`: seconds, milliseconds, microseconds or nanoseconds. */
const unix =
  /(?:"(?:time|ts|timestamp|@timestamp|t)"\s*:\s*|\b(?:time|ts)=)"?(\d{10}(?:\d{3}|\d{6}|\d{9})?(?:\.\d+)?)\b/;
/** glog and klog: `I0102 15:04:05.123456`. */
const glog = /^[IWEF](\d\d)(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{3})/;
/** Only a time of day, at the start. */
const clock = /^[[(]?(\d{1,2}):(\d\d):(\d\d)(?:[.,](\d{1,6}))?\s?([AP]M)?[\])]?(?=\s|$)/i;

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** A day, in milliseconds. */
const DAY_MS = 86_400_000;
/** How far clocks may be apart before a time is taken for yesterday's. */
const HOUR_MS = 3_600_000;

/**
 * Milliseconds since 1970; undefined where the line has no time. `received`: when it came, which gives a date to a mere time of day
 * and a year to a date without one. A time without a zone is local.
 */
export function timestampOf(line: string, received: number): number | undefined {
  const text = line.slice(0, LOOKED_AT);
  const found = isoTime(text) ?? accessTime(text) ?? unixTime(text) ?? shortTime(text, received);
  return found === undefined || Number.isNaN(found) ? undefined : found;
}

function isoTime(text: string): number | undefined {
  const match = iso.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = "", zone] = match;
  const milliseconds = Math.floor(Number(`0.${fraction || "0"}`) * 1000);
  return timeOf([year, month, day, hour, minute, second].map(Number), milliseconds, zone);
}

function accessTime(text: string): number | undefined {
  const match = access.exec(text);
  if (match === null) return undefined;
  const [, day, month = "", year, hour, minute, second, zone] = match;
  const number = months.indexOf(month) + 1;
  return number === 0 ? undefined : timeOf([year, number, day, hour, minute, second].map(Number), 0, zone);
}

function unixTime(text: string): number | undefined {
  const digits = unix.exec(text)?.[1];
  if (digits === undefined) return undefined;
  const whole = digits.split(".")[0] ?? "";
  const unit = { 10: 1000, 13: 1, 16: 0.001, 19: 0.000_001 }[whole.length] ?? 1;
  return Math.round(Number(digits) * unit * 1000) / 1000;
}

function shortTime(text: string, received: number): number | undefined {
  const now = new Date(received);
  const log = glog.exec(text);
  if (log !== null) {
    const [, month, day, hour, minute, second, milliseconds] = log;
    return timeOf([now.getFullYear(), month, day, hour, minute, second].map(Number), Number(milliseconds), undefined);
  }
  const old = syslog.exec(text);
  const month = months.indexOf(old?.[1] ?? "") + 1;
  if (old !== null && month > 0) {
    const [, , day, hour, minute, second, year = now.getFullYear()] = old;
    const time = timeOf([year, month, day, hour, minute, second].map(Number), 0, undefined);
    // At the turn of the year a line may be of the last one.
    return time - received > DAY_MS && old[6] === undefined
      ? timeOf([Number(year) - 1, month, day, hour, minute, second].map(Number), 0, undefined)
      : time;
  }
  const day = clock.exec(text);
  if (day === null) return undefined;
  const [, hour, minute, second, fraction = "0", half] = day;
  const isAfternoon = half?.toUpperCase() === "PM";
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (isAfternoon ? 12 : 0);
  const date = [now.getFullYear(), now.getMonth() + 1, now.getDate(), hours, Number(minute), Number(second)];
  const time = timeOf(date, Math.floor(Number(`0.${fraction}`) * 1000), undefined);
  // Printed before midnight, received after.
  return time - received > HOUR_MS ? time - DAY_MS : time;
}

function timeOf(parts: readonly number[], milliseconds: number, zone: string | undefined): number {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return Number.NaN;
  if (zone === undefined) return new Date(year, month - 1, day, hour, minute, second, milliseconds).getTime();
  const utc = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
  const offset = /([+-])(\d\d):?(\d\d)/.exec(zone);
  if (offset === null) return utc;
  const minutes = Number(offset[2]) * 60 + Number(offset[3]);
  return utc - (offset[1] === "-" ? -minutes : minutes) * 60_000;
}
