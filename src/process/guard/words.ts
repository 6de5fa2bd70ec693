/** What Brummer and its guard say to each other. */

/** The line that lets the guard go. */
export const END_LINE = "end";

/** Begins the line about the screen: behind it stands, in Base64, what gives the terminal back; nothing while it is not taken. */
const SCREEN = "screen ";

export function screenLine(undo: string | null): string {
  return SCREEN + (undo === null ? "" : Buffer.from(undo).toString("base64"));
}

/** What the guard knows: pure, line by line. */
export interface GuardState {
  readonly roots: ReadonlySet<number>;
  readonly isReleased: boolean;
  /** What gives Brummer's terminal back; null: Brummer does not have it. */
  readonly undo: string | null;
}

export const newGuard: GuardState = { roots: new Set(), isReleased: false, undo: null };

/** `+4711`: lives; `-4711`: is gone; `screen …`: see above; `end`: all is gone. Any other line changes nothing. */
export function heard(state: GuardState, line: string): GuardState {
  if (line === END_LINE) return { ...state, isReleased: true };
  if (line.startsWith(SCREEN)) {
    const undo = Buffer.from(line.slice(SCREEN.length), "base64").toString();
    return { ...state, undo: undo === "" ? null : undo };
  }
  const pid = Number(line.slice(1));
  if (!Number.isSafeInteger(pid) || pid <= 1) return state;
  const roots = new Set(state.roots);
  if (line.startsWith("+")) roots.add(pid);
  else if (line.startsWith("-")) roots.delete(pid);
  return { ...state, roots };
}
