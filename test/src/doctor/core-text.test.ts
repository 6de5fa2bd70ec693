import { describe, expect, test } from "bun:test";
import { coreText, findingsOf } from "../../../src/doctor/index.ts";
import type { CoreReport } from "../../../src/doctor/report.ts";

const bus = { events: 0, claims: 0, waits: 0, stalls: 0, missed: 0, abandoned: 0, lockWaits: 0, lockTakeovers: 0 };
const topic = { published: 3, handled: 2, fallbacks: 0, failed: 0, slowestMs: 0 };

/** A report of a healthy program, but for what `change` says. */
function report(change: { eventBus?: object; ring?: object; high?: object; tail?: object } = {}): CoreReport {
  return {
    version: "1.2.3",
    pid: 4711,
    directory: "/home/someone/shop",
    startedAt: Date.UTC(2026, 6, 28),
    settings: {
      core: {
        ringBytes: 2 ** 27,
        ringSlots: 2 ** 20,
        errorRingBytes: 2 ** 19,
        errorRingSlots: 4,
        ingestThreads: 2,
      },
      eventBus: {
        workers: 5,
        queue: 1000,
        rings: {
          high: { slots: 4096, bytes: 2 ** 22 },
          medium: { slots: 128, bytes: 2 ** 20 },
          low: { slots: 2 ** 20, bytes: 2 ** 30 },
        },
        priorities: { "process.changed": "high", "log.tail": "low" },
        ...change.eventBus,
      },
    },
    ring: { records: 1_234_567, claims: 20_000, errors: 3, lockWaits: 7, ...change.ring },
    bus: {
      priorities: { high: { ...bus, events: 12, ...change.high }, medium: bus, low: { ...bus, events: 1_000_000 } },
      topics: {
        "process.changed": { ...topic, slowestMs: 0.25 },
        "log.tail": { ...topic, slowestMs: 12.34, ...change.tail },
        "bus.handler-failed": topic,
      },
      threads: [],
    },
  };
}

describe("the report on the core", () => {
  test("names the program and what it keeps", () => {
    const text = coreText(report(), 7778, 120);
    expect(text).toStartWith(
      "Brummer 1.2.3 in /home/someone/shop\npid 4711, port 7778, 2 ingest threads, since 2026-07-2",
    );
    expect(text).toContain("Log ring: keeps 128 MiB, 1,048,576 lines; of errors 512 KiB, 4 lines\n");
    expect(text).toContain("Event bus: 5 workers, shared out over the threads that subscribe (at least 1 each)\n");
    expect(coreText(report({ eventBus: { workers: 1 } }), 1, 120)).toContain("Event bus: 1 worker, shared");
  });

  test("names what each priority of the bus holds, and each topic's priority", () => {
    const text = coreText(report(), 1, 120);
    expect(text).toMatch(/\n {4}slots +4,096 +128 +1,048,576 {2}events that its ring holds\n/);
    expect(text).toMatch(/\n {4}bytes +4 MiB +1 MiB +1 GiB {2}payloads/);
    expect(text).toMatch(/\n {4}queue +1,000 +1,000 +1,000 {2}events that may wait/);
    expect(text).toMatch(
      /\n {4} +priority +published +handled .*\n {4}log\.tail +low +3 .*\n {4}process\.changed +high +3 /,
    );
    // A topic of the bus itself: no configuration names it.
    expect(text).toMatch(/\n {4}bus\.handler-failed +fixed +3 /);
  });

  test("stands in columns: names to the left, numbers to the right, then what they mean", () => {
    const lines = coreText(report(), 1, 120).split("\n");
    const at = lines.findIndex((line) => line.startsWith("Log ring"));
    expect(lines.slice(at + 1, at + 4).map((line) => line.slice(0, 40))).toEqual([
      "    records           1,234,567  lines w",
      "    claims               20,000  writes ",
      "    errors                    3  warning",
    ]);
    const bus = lines.findIndex((line) => line.startsWith("Event bus"));
    expect(lines.slice(bus + 1, bus + 6).map((line) => line.slice(0, 56))).toEqual([
      "                       high  medium        low",
      "    slots             4,096     128  1,048,576  events t",
      "    bytes             4 MiB   1 MiB      1 GiB  payloads",
      "    queue             1,000   1,000      1,000  events t",
      "    events               12       0  1,000,000  publishe",
    ]);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
  });

  test("keeps its columns on a narrow terminal: meanings go on below themselves", () => {
    const lines = coreText(report(), 1, 80).split("\n");
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    const at = lines.findIndex((line) => line.startsWith("    records"));
    expect(lines.slice(at, at + 3)).toEqual([
      "    records           1,234,567  lines written so far, the pieces of a long line",
      "                                 counted apart",
      "    claims               20,000  writes that brought them: one lock and one copy",
    ]);
    const words = (text: string) => text.replaceAll(/\s+/g, " ");
    expect(words(lines.join("\n"))).toBe(words(coreText(report(), 1, 120)));
  });

  test("has the slowest handlers first", () => {
    const text = coreText(report(), 1, 120);
    expect(text).toMatch(
      /\n {4}log\.tail +low +3 +2 +0 +0 +12\.3 ms\n {4}process\.changed +high +3 +2 +0 +0 +0\.3 ms\n/,
    );
  });

  test("of a healthy program says that nothing should worry", () => {
    expect(findingsOf(report())).toEqual([]);
    expect(coreText(report(), 1, 120)).toEndWith("\nNothing here should worry you.\n");
    expect(coreText(report(), 1, 120)).not.toContain("!");
  });

  test("says which limits were reached, below what should worry", () => {
    const busy = report({ ring: { gaps: 2, dropped: 1500 }, tail: { fallbacks: 3 } });
    expect(coreText(busy, 1, 120)).toEndWith(
      [
        "",
        "Nothing here should worry you.",
        "Worth knowing:",
        "    log ring: dropped 1,500 (lines that slow readers did not get)",
        "    topic log.tail: fallbacks 3 (runs that a publisher did itself, as too many were waiting)",
        "",
      ].join("\n"),
    );
    expect(coreText(busy, 1, 120)).not.toContain("!");
    expect(findingsOf(busy).map(({ weight }) => weight)).toEqual(["note", "note"]);
  });

  test("keeps to the width of the terminal in what it says at the end, too", () => {
    const sick = report({ ring: { dropped: 1500 }, high: { lockTakeovers: 1 } });
    expect(coreText(sick, 1, 50)).toEndWith(
      [
        "",
        "What should worry you:",
        "  ! event bus, high: lock takeovers 1 (locks freed",
        "    after the death of a thread)",
        "Worth knowing:",
        "    log ring: dropped 1,500 (lines that slow",
        "    readers did not get)",
        "",
      ].join("\n"),
    );
  });

  test("marks what should be 0 and is not, and says it again at the end", () => {
    const sick = report({ ring: { abandoned: 1 }, high: { stalls: 2, lockTakeovers: 1 }, tail: { failed: 1400 } });
    const text = coreText(sick, 1, 120);
    expect(text).toMatch(/^ {2}! abandoned claims +1 {2}writes that a dying thread left open; should be 0$/m);
    expect(text).toMatch(/^ {2}! stalls +2 +0 +0 {2}times/m);
    expect(text).toMatch(/^ {2}! log\.tail +low +3 +2 +0 +1,400 +12\.3 ms$/m);
    expect(text.slice(text.indexOf("What should"))).toBe(
      [
        "What should worry you:",
        "  ! log ring: abandoned claims 1 (writes that a dying thread left open)",
        "  ! event bus, high: stalls 2 (times it gave up on one)",
        "  ! event bus, high: lock takeovers 1 (locks freed after the death of a thread)",
        "  ! topic log.tail: failed 1,400 (runs that ended with an error; the log has it)",
        "",
      ].join("\n"),
    );
    expect(findingsOf(sick).map(({ weight, where, name, value }) => [weight, where, name, value])).toEqual([
      ["worry", "log ring", "abandoned claims", 1],
      ["worry", "event bus, high", "stalls", 2],
      ["worry", "event bus, high", "lock takeovers", 1],
      ["worry", "topic log.tail", "failed", 1400],
    ]);
  });
});
