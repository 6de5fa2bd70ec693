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

/** The same for what is looked at alone: with seconds in the first minute. */
export function lasting(milliseconds: number): string {
  return milliseconds < MINUTE ? `${Math.max(0, Math.floor(milliseconds / 1_000))} s` : age(milliseconds);
}

/** Milliseconds until {@link lasting} of something that old reads differently. */
export function untilLastingChanges(milliseconds: number): number {
  return milliseconds < MINUTE ? 1_000 - (Math.max(0, milliseconds) % 1_000) : untilAgeChanges(milliseconds);
}

/** How long ago it was: `<1m ago`, `5m ago`. */
export function ago(milliseconds: number): string {
  return `${age(milliseconds)} ago`;
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

/** A size in at most four characters: `999`, `42k`, `61M`, `1.2G`; of 1000 each, as memory is told by the system's tools. */
export function bytes(count: number): string {
  const units = ["", "k", "M", "G", "T"];
  let value = count;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 9.95 && unit > 2 ? value.toFixed(1) : Math.round(value)}${units[unit]}`;
}

/** "1 line", "2 lines". */
export function plural(count: string | number, word: string): string {
  return `${count} ${word}${String(count) === "1" ? "" : "s"}`;
}

/** The time between two lines, in at most seven characters: `+0ms`, `+12ms`, `+1.2s`, `+3m`. */
export function delta(milliseconds: number): string {
  const sign = milliseconds < 0 ? "-" : "+";
  const size = Math.abs(milliseconds);
  if (size < 1_000) return `${sign}${Math.round(size)}ms`;
  if (size < MINUTE) return `${sign}${(size / 1_000).toFixed(1)}s`;
  return `${sign}${age(size)}`;
}

/** How long something took: `<1 ms`, `340 ms`, `1.2 s`, `12 s`, `3m 20s`, `2h 5m`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1) return "<1 ms";
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 9_950) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}m ${seconds % 60}s` : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}

/** Local time of day, `10:42:07`. */
export function clock(milliseconds: number): string {
  const date = new Date(milliseconds);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
