import { describe, expect, test } from "bun:test";
import { byteLength, clock, cut, duration, parseTimestamp, timestamp } from "../../../src/mcp/format.ts";

describe("times", () => {
  test("a timestamp is RFC 3339 in local time and reads back", () => {
    const time = Date.UTC(2026, 0, 2, 3, 4, 5, 6);
    expect(timestamp(time)).toMatch(/^2026-01-0[123]T\d\d:\d\d:05\.006[+-]\d\d:\d\d$/);
    expect(parseTimestamp(timestamp(time))).toBe(time);
    expect(timestamp(time)).toContain(clock(time));
  });

  test("offsets of every kind", () => {
    const noon = Date.UTC(2026, 6, 28, 12, 0, 0);
    for (const text of [
      "2026-07-28T12:00:00Z",
      "2026-07-28t12:00:00.000z",
      "2026-07-28 14:00+02:00",
      "2026-07-28T06:30:00-05:30",
    ]) {
      expect([text, parseTimestamp(text)]).toEqual([text, noon]);
    }
    for (const text of [
      "",
      "2026",
      "2026-07-28",
      "2026-07-28T12:00:00",
      "2026-13-28T12:00:00Z",
      "12:00",
      "yesterday",
    ]) {
      expect([text, parseTimestamp(text)]).toEqual([text, undefined]);
    }
  });

  test("timestamps in other time zones", () => {
    const script = `import { timestamp } from "${import.meta.dir}/../../../src/mcp/format.ts"; console.log(timestamp(0))`;
    const inZone = (zone: string) =>
      Bun.spawnSync([process.execPath, "-e", script], { env: { ...process.env, TZ: zone } })
        .stdout.toString()
        .trim();
    expect(inZone("Asia/Kolkata")).toBe("1970-01-01T05:30:00.000+05:30");
    expect(inZone("America/New_York")).toBe("1969-12-31T19:00:00.000-05:00");
    expect(inZone("UTC")).toBe("1970-01-01T00:00:00.000+00:00");
  });

  test("durations", () => {
    const cases: [number, string][] = [
      [-5, "0ms"],
      [849.6, "850ms"],
      [1_000, "1s"],
      [59_999, "59s"],
      [192_000, "3m 12s"],
      [7_500_000, "2h 5m"],
      [97_200_000, "1d 3h"],
    ];
    for (const [milliseconds, text] of cases) expect(duration(milliseconds)).toBe(text);
  });
});

describe("long texts", () => {
  test("are cut between characters, with the number of bytes left out", () => {
    expect(cut("short", 10)).toBe("short");
    expect(cut("0123456789", 10)).toBe("0123456789");
    expect(cut("0123456789ab", 10)).toBe("0123456789… (+2 bytes)");
    expect(cut("ääää", 5)).toBe("ää… (+4 bytes)");
    expect(cut("a😀😀", 7)).toBe("a😀… (+4 bytes)");
    expect(byteLength("a😀")).toBe(5);
  });
});
