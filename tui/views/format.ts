/** Numbers and times as the screen writes them. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in its largest unit: `<1m`, `5m`, `2h`, `3d`. Coarse, so that nothing is redrawn every second. */
export function age(milliseconds: number): string {
  if (milliseconds < MINUTE) return "<1m";
  if (milliseconds < HOUR) return `${Math.floor(milliseconds / MINUTE)}m`;
  if (milliseconds < DAY) return `${Math.floor(milliseconds / HOUR)}h`;
  return `${Math.floor(milliseconds / DAY)}d`;
}

/** Milliseconds until {@link age} of something that old reads differently. */
export function untilAgeChanges(milliseconds: number): number {
  const elapsed = Math.max(0, milliseconds);
  const unit = elapsed < HOUR ? MINUTE : elapsed < DAY ? HOUR : DAY;
  return unit - (elapsed % unit);
}

/** A count in at most five characters: `999`, `1.2k`, `12.4k`, `412k`, `3.4M`. */
export function short(count: number): string {
  if (count < 1_000) return String(count);
  if (count < 99_950) return `${(count / 1_000).toFixed(1)}k`;
  if (count < 999_500) return `${Math.round(count / 1_000)}k`;
  return `${(count / 1_000_000).toFixed(1)}M`;
}

/** A count with its thousands marked: `412,000`. */
export function long(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** "1 line", "2 lines". */
export function plural(count: string | number, word: string): string {
  return `${count} ${word}${String(count) === "1" ? "" : "s"}`;
}

/** Local time of day, `10:42:07`. */
export function clock(milliseconds: number): string {
  const date = new Date(milliseconds);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
