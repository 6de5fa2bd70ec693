/** What was started, the newest first, each once. Pure. */

/** Entries that are kept: more than anybody goes back to. */
const MAX_ENTRIES = 50;
/** Characters of one: longer commands are in files. */
const MAX_CHARACTERS = 500;

export interface Started {
  /** A script by its name, or a command as it was typed. */
  readonly kind: "script" | "command";
  readonly text: string;
}

/** With one that has just been started. */
export function withStarted(all: readonly Started[], one: Started): readonly Started[] {
  if (!isKept(one)) return all;
  const others = all.filter(({ kind, text }) => kind !== one.kind || text !== one.text);
  return [one, ...others].slice(0, MAX_ENTRIES);
}

/** What a file's text holds of it; nothing where it is broken: all that is lost is an order. */
export function parseStarted(text: string): readonly Started[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  if (!Array.isArray(value)) return [];
  const kept = value.flatMap((one: unknown) => (isKept(one) ? [{ kind: one.kind, text: one.text }] : []));
  return kept.toReversed().reduce(withStarted, []);
}

function isKept(value: unknown): value is Started {
  if (typeof value !== "object" || value === null || !("kind" in value) || !("text" in value)) return false;
  const { kind, text } = value;
  const isKind = kind === "script" || kind === "command";
  return isKind && typeof text === "string" && text.trim() !== "" && text.length <= MAX_CHARACTERS;
}
