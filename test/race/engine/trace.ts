/** What happened in one schedule, step by step: made only for a schedule that is shown. */

/** One access, or another event of a thread. */
export interface TraceEntry {
  readonly thread: number;
  /** `load`, `store`, `wait`, `woken`, `dies` … */
  readonly what: string;
  /** First word accessed; -1 where the event has none. */
  readonly address: number;
  /** Words accessed. */
  readonly words: number;
  readonly isWrite: boolean;
  readonly isPlain: boolean;
  /** What it wrote or read, in words. */
  readonly value: string;
  /** `file:line` of the code that did it. */
  readonly place: string;
}

/** Why a schedule is wrong. */
export interface Failure {
  readonly kind: "race" | "deadlock" | "livelock" | "error" | "check" | "fence";
  readonly message: string;
  /** The word that a race is about, and the thread that accessed it first. */
  readonly race?: { readonly address: number; readonly earlier: number };
}

/** The two accesses of a race: the last entry, and the last one of the earlier thread that conflicts with it. */
export function raceOf(
  trace: readonly TraceEntry[],
  { address, earlier }: { address: number; earlier: number },
): { first: TraceEntry; second: TraceEntry } | undefined {
  const second = trace.at(-1);
  if (second === undefined) return undefined;
  const first = trace.findLast(
    (entry) =>
      entry.thread === earlier &&
      entry.address <= address &&
      address < entry.address + entry.words &&
      (entry.isWrite || second.isWrite) &&
      (entry.isPlain || second.isPlain),
  );
  return first && { first, second };
}

/** One line per entry. */
export function formatTrace(trace: readonly TraceEntry[], nameOf: (address: number) => string): string {
  const lines = trace.map((entry) => [
    `T${entry.thread}`,
    entry.what,
    entry.address < 0 ? "" : nameOf(entry.address) + (entry.words > 1 ? ` +${entry.words}` : ""),
    entry.value,
    entry.place,
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => (line[column] ?? "").length), 0));
  return lines
    .map((line, step) => {
      const cells = line.map((cell, column) => cell.padEnd(widths[column] ?? 0));
      return `  ${String(step + 1).padStart(4)}  ${cells.join("  ").trimEnd()}`;
    })
    .join("\n");
}
