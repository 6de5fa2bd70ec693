/** What Brummer and its guard say to each other. */

/** The line that lets the guard go. */
export const END_LINE = "end";

/** What the guard knows: pure, line by line. */
export interface GuardState {
  readonly roots: ReadonlySet<number>;
  readonly isReleased: boolean;
}

export const newGuard: GuardState = { roots: new Set(), isReleased: false };

/** `+4711`: lives; `-4711`: is gone; `end`: all is. Any other line changes nothing. */
export function heard(state: GuardState, line: string): GuardState {
  if (line === END_LINE) return { ...state, isReleased: true };
  const pid = Number(line.slice(1));
  if (!Number.isSafeInteger(pid) || pid <= 1) return state;
  const roots = new Set(state.roots);
  if (line.startsWith("+")) roots.add(pid);
  else if (line.startsWith("-")) roots.delete(pid);
  return { ...state, roots };
}
