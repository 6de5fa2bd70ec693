import { describe, expect, test } from "bun:test";
import { fuzzyTest, timestampOf } from "../../../src/logs/index.ts";

describe("the time of a line", () => {
  const received = new Date(2026, 6, 28, 14, 3, 10).getTime();
  const local = (...parts: [number, number, number, number, number, number, number?]) => {
    const [year, month, day, hour, minute, second, ms = 0] = parts;
    return new Date(year, month - 1, day, hour, minute, second, ms).getTime();
  };
  test.each<[string, number | undefined]>([
    ["2026-07-28T14:03:05.123Z INFO x", Date.UTC(2026, 6, 28, 14, 3, 5, 123)],
    ["2026-07-28 14:03:05,5 [main] ERROR x", local(2026, 7, 28, 14, 3, 5, 500)],
    ["2026-07-28T14:03:05+02:00 x", Date.UTC(2026, 6, 28, 12, 3, 5)],
    ['127.0.0.1 - - [28/Jul/2026:14:03:05 -0100] "GET / HTTP/1.1" 200', Date.UTC(2026, 6, 28, 15, 3, 5)],
    ['{"level":30,"time":1785247385123,"msg":"x"}', 1_785_247_385_123],
    ["ts=1785247385.5 level=info", 1_785_247_385_500],
    ["Jul 28 14:03:05 host app[1]: x", local(2026, 7, 28, 14, 3, 5)],
    ["I0728 14:03:05.123456 1 main.go:3] x", local(2026, 7, 28, 14, 3, 5, 123)],
    ["[14:03:05] x", local(2026, 7, 28, 14, 3, 5)],
    ["2:03:05 PM [vite] x", local(2026, 7, 28, 14, 3, 5)],
    ["23:59:59 printed before midnight", local(2026, 7, 27, 23, 59, 59)],
    ["no time here, only 12:30 o'clock", undefined],
    ["2026-99-99T14:03:05Z", undefined],
  ])("%s", (line, expected) => {
    expect(timestampOf(line, received)).toBe(expected);
  });
});

describe("words that are nearly right", () => {
  test.each([
    ["conrefused", "connection refused by host", true],
    ["lstning", "Server listening on 3000", true],
    ["usr login", "user 7 login failed", true],
    ["xyz", "x y and much later a z", false],
    ["User", "user 7", false],
    ["", "anything", true],
  ])("%j in %j: %p", (query, text, expected) => {
    expect(fuzzyTest(query)(text)).toBe(expected);
  });
});
