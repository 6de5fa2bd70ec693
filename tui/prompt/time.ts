/** Moments as one types them. Pure. */

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DAY = 86_400_000;

/**
 * Milliseconds since 1970 of `10:42`, `10:42:07` (the last time that it was so), `5m`, `5m ago`, `-90s`, `2h` (so long ago) or
 * `2026-01-15 10:42`; undefined: it is none of these.
 */
export function parseMoment(text: string, now: number): number | undefined {
  const given = text.trim();
  const back = /^-?(\d{1,6})\s*([smhd])(?:\s+ago)?$/.exec(given);
  if (back !== null) return now - Number(back[1]) * (UNITS[back[2] ?? "s"] ?? 0);
  const clock = /^(?:(\d{4}-\d\d-\d\d)[ T])?(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(given);
  if (clock === null) return undefined;
  const [, date, hours, minutes, seconds = "0"] = clock;
  const moment = new Date(date === undefined ? now : `${date}T00:00:00`);
  moment.setHours(Number(hours), Number(minutes), Number(seconds), 0);
  const time = moment.getTime();
  if (!Number.isFinite(time) || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  return date === undefined && time > now ? time - DAY : time;
}
