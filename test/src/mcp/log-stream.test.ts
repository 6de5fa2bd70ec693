import { describe, expect, test } from "bun:test";
import type { JSONRPCMessage } from "@modelcontextprotocol/client";
import { clock } from "../../../src/mcp/format.ts";
import { mcpLimits } from "../../../src/mcp/limits.ts";
import { LineFollow } from "../../../src/mcp/line-follow.ts";
import { LineTeller } from "../../../src/mcp/line-teller.ts";
import { call, FIRST_TIME, Harness, launchOf, project, randomLetters, until } from "./harness.ts";

async function running(harness: Harness, modern = false) {
  for (const script of project.scripts.slice(0, 2)) await harness.processes.start(launchOf(project, script));
  return (await harness.connect(modern)).client;
}

/** Calls it, with what is told meanwhile. */
async function streamed(client: Awaited<ReturnType<typeof running>>, input: Record<string, unknown>) {
  const told: { progress: number; message: string }[] = [];
  const answer = client.callTool(
    { name: "logs_stream", arguments: input },
    {
      onprogress: ({ progress, message = "" }) => void told.push({ progress, message }),
      timeout: 20_000,
    },
  );
  return { told, answer };
}

describe("logs_stream", () => {
  test.each([false, true])(
    "tells lines as they come, and ends at the one that is waited for; modern: %p",
    async (modern) => {
      await using harness = new Harness();
      const client = await running(harness, modern);
      harness.log(["before"]);
      const { told, answer } = await streamed(client, { until: "READY", seconds: 60 });
      const began = performance.now();
      await Bun.sleep(150);
      harness.log(["compiling"]);
      harness.log(["GET /"], { source: 2, level: 3 });
      await until(() => told.length > 0);
      harness.log(["ready on :3000", "after it"]);
      const { structuredContent, content } = await answer;
      expect(performance.now() - began).toBeLessThan(3000);
      const lines = [
        `${clock(FIRST_TIME + 1000)} web info compiling`,
        `${clock(FIRST_TIME + 2000)} api warn GET /`,
        `${clock(FIRST_TIME + 3000)} web info ready on :3000`,
      ];
      expect(structuredContent).toEqual({ lines, count: 3, dropped: 0, ended: "until", cursor: 4 });
      expect(content).toEqual([
        { type: "text", text: [...lines, "3 lines; the last one fits until; cursor 4"].join("\n") },
      ]);
      expect(told.map(({ message }) => message).join("\n")).toBe(lines.join("\n"));
      expect(told.at(-1)?.progress).toBe(3);
    },
  );

  test("goes on from a cursor without losing a line, and takes a pattern for until", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    harness.log(["one", "listening on port 3000", "three"]);
    const found = await call(client, "logs_stream", { since: 0, until: "/port \\d+/" });
    expect(found.structured).toMatchObject({ count: 2, ended: "until", cursor: 2 });
    const rest = await call(client, "logs_stream", { since: found.structured["cursor"], seconds: 0 });
    expect(rest.structured).toMatchObject({ count: 1, ended: "time", cursor: 3 });
    expect(rest.text).toContain("web info three\n1 line; time is over; cursor 3");
    expect((await call(client, "logs_stream", { seconds: 0 })).text).toBe("No lines; time is over; cursor 3");
  });

  test("keeps to a process, a level, a text, a pattern, and a number of lines", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    for (let level = 0 as 0 | 1 | 2 | 3 | 4 | 5; level < 5; level++) harness.log([`web ${level}`], { level });
    harness.log(["api five"], { source: 2, level: 5 });
    const texts = async (input: Record<string, unknown>) => {
      const { structured } = await call(client, "logs_stream", { since: 0, seconds: 0, ...input });
      return [structured["lines"], structured["ended"]]
        .flat()
        .map((line) => String(line).split(" ").slice(3).join(" "));
    };
    const kept = async (input: Record<string, unknown>) => (await texts(input)).slice(0, -1);
    expect(await kept({ level: "warn" })).toEqual(["web 3", "web 4", "api five"]);
    expect(await kept({ name: "web", level: "error" })).toEqual(["web 4"]);
    expect(await kept({ query: "FIVE" })).toEqual(["api five"]);
    expect(await kept({ query: "^web [12]$", regex: true })).toEqual(["web 1", "web 2"]);
    const two = await call(client, "logs_stream", { since: 0, seconds: 60, limit: 2 });
    expect(two.structured).toMatchObject({ count: 2, ended: "limit", cursor: 2 });
    const some = await call(client, "logs_stream", { since: 0, seconds: 60, limit: 2, query: "web" });
    expect(some.structured).toMatchObject({ count: 2, ended: "limit", cursor: 2 });
    // The line that ends it need not be one of the others.
    const last = await call(client, "logs_stream", { since: 0, seconds: 60, query: "web 1", until: "five" });
    expect(last.structured).toMatchObject({ count: 2, ended: "until", cursor: 6 });
  });

  test("a client that does not ask for progress gets the answer only", async () => {
    await using harness = new Harness();
    await running(harness);
    const { transport, client } = await harness.connect();
    const messages: unknown[] = [];
    const { onmessage } = transport;
    transport.onmessage = (message: JSONRPCMessage) => {
      messages.push(message);
      onmessage?.(message);
    };
    harness.log(["one"]);
    await call(client, "logs_stream", { since: 0, seconds: 0.3 });
    expect(messages.length).toBe(1);
  });

  test("a flood is told ten times a second at most, in bounded pieces, and counted whole", async () => {
    await using harness = new Harness({ slots: 1 << 16, bytes: 1 << 23 });
    const client = await running(harness);
    const { told, answer } = await streamed(client, { seconds: 1.5, since: 0 });
    let written = 0;
    const flood = setInterval(() => {
      harness.log(Array.from({ length: 2000 }, (_, index) => `line ${written + index} ${"x".repeat(60)}`));
      written += 2000;
    }, 20);
    await Bun.sleep(1000);
    clearInterval(flood);
    const { structuredContent, content } = await answer;
    const { count, dropped, lines } = Object(structuredContent);
    expect(count + dropped).toBe(written);
    expect(lines.length).toBeLessThan(200);
    expect(lines.at(-1)).toContain(`line ${written - 1} `);
    expect(JSON.stringify([structuredContent, content]).length / 4).toBeLessThan(mcpLimits.tokens);
    expect(told.length).toBeGreaterThan(3);
    expect(told.length).toBeLessThan(1.5 * 10 + 5);
    for (const { message } of told) expect(message.length).toBeLessThan(mcpLimits.messageBytes + 100);
    expect(told[2]?.message).toMatch(/^\(\d+ more lines\)\n/);
    expect(Object(content)[0].text).toMatch(/^\(\d+ earlier lines left out\)\n/);
  });

  test("says what was overwritten before it could be read", async () => {
    await using harness = new Harness({ slots: 64, bytes: 8192 });
    const client = await running(harness);
    for (let round = 0; round < 20; round++) harness.log(Array.from({ length: 10 }, (_, index) => `noise ${index}`));
    const { structured, text } = await call(client, "logs_stream", { since: 10, seconds: 0 });
    expect(Number(structured["count"]) + Number(structured["dropped"])).toBe(190);
    expect(text).toContain(`${structured["dropped"]} lines of all processes were overwritten`);
  });

  test("tells no secrets, in whatever place of a long line", async () => {
    await using harness = new Harness();
    harness.mask = (text) => text.replaceAll(/hunter\d+/g, "***");
    const client = await running(harness);
    const long = "x".repeat(mcpLimits.lineBytes - 3);
    const { told, answer } = await streamed(client, { seconds: 0.5 });
    await Bun.sleep(100);
    harness.log(["password hunter2", `${long}hunter234567890`]);
    const { structuredContent } = await answer;
    expect(told.length).toBe(1);
    for (const text of [told[0]?.message, JSON.stringify(structuredContent)]) {
      expect(text).toContain("password ***");
      expect(text).not.toContain("hun");
    }
  });

  test("ends when nobody waits for it", async () => {
    await using harness = new Harness();
    for (const modern of [false, true]) {
      const client = await running(harness, modern);
      const controller = new AbortController();
      const input = { name: "logs_stream", arguments: { seconds: 300 } };
      const answer = client.callTool(input, { signal: controller.signal, timeout: 400_000 }).catch(String);
      await Bun.sleep(100);
      const calls = harness.calls.length;
      controller.abort("enough");
      expect(await answer).toContain("enough");
      await until(() => harness.calls.length > calls);
      expect(harness.calls.at(-1)?.durationMs).toBeLessThan(2000);
    }
  });

  test("says how to mend what it cannot use", async () => {
    await using harness = new Harness();
    const client = await running(harness);
    for (const [input, words] of [
      [{ query: "(", regex: true }, "query is no regular expression"],
      [{ until: "/(/" }, 'until "(" is no regular expression'],
      [{ name: "wep" }, 'There is no process "wep". Did you mean "web"?'],
      [{ level: "eror" }, 'level "eror" is none of trace, debug, info, warn, error, fatal. Did you mean "error"?'],
      [{ seconds: 301 }, "seconds: Too big"],
      [{ since: "tomorrow" }, 'since "tomorrow" is neither a cursor'],
      [{ untill: "x" }, "logs_stream takes"],
    ] as const) {
      const { isError, text } = await call(client, "logs_stream", input);
      expect([isError, text]).toEqual([true, expect.stringContaining(words)]);
    }
  });
});

describe("following", () => {
  const nobody = new AbortController().signal;
  const all = { filter: {}, wanted: undefined, until: undefined, limit: undefined };

  test.each([
    ["a text", { test: (line: string) => line.includes("wanted"), required: "wanted" }],
    ["a pattern", { test: (line: string) => line.includes("wanted"), required: "" }],
  ])("finds %s, and its last line, wherever they are", async (_, wanted) => {
    for (const isLastWanted of [true, false]) {
      for (const at of [0, 1, 511, 512, 513, 1500]) {
        await using harness = new Harness();
        const last = isLastWanted ? "wanted: the end" : "the end";
        const lines = Array.from({ length: 2000 }, (_, index) =>
          index === at ? last : `${index % 3 === 0 ? "wanted" : "other"} ${index}`,
        );
        harness.log(lines);
        const until = { test: (line: string) => line.includes("the end"), required: at % 2 === 0 ? "the end" : "" };
        const follow = new LineFollow(harness.ring.reader(), { ...all, wanted, until }, 0);
        const found: string[] = [];
        for (let round = 0; round < 100 && follow.end === undefined; round++) {
          const { records } = await follow.advance(nobody);
          found.push(...records.map(({ text }) => text));
        }
        const expected = lines.slice(0, at + 1).filter((line, index) => line.includes("wanted") || index === at);
        expect(found).toEqual(expected.slice(-mcpLimits.matches));
        expect([follow.end, follow.cursor, follow.count]).toEqual(["until", at + 1, expected.length]);
      }
    }
  });

  test("a slow pattern does not hold the thread", async () => {
    await using harness = new Harness({ slots: 4096, bytes: 1 << 22 });
    harness.log(Array.from({ length: 300 }, () => randomLetters(1000)));
    let turns = 0;
    const count = () => {
      turns++;
      next = setImmediate(count);
    };
    let next = setImmediate(count);
    const slow = {
      required: "",
      test: () => {
        for (const end = performance.now() + 1; performance.now() < end; );
        return false;
      },
    };
    const follow = new LineFollow(harness.ring.reader(), { ...all, wanted: slow }, 0);
    const began = performance.now();
    await follow.advance(nobody);
    // It goes on the next time.
    expect(performance.now() - began).toBeLessThan(10 * mcpLimits.followMs);
    expect(follow.cursor).toBeLessThan(300);
    while (follow.cursor < 300) await follow.advance(nobody);
    clearImmediate(next);
    expect(follow.count).toBe(0);
    // Others have had their turn at every slice.
    expect(turns).toBeGreaterThan(300 / mcpLimits.sliceMs / 2);
  });
});

describe("telling lines", () => {
  test("costs a bounded number of bytes, however long it goes on: a client may not read", async () => {
    const messages: string[] = [];
    const numbers: number[] = [];
    const exchange = {
      wantsProgress: true,
      progress: async (done: number, _total: number | undefined, message: string) => {
        messages.push(message);
        numbers.push(done);
      },
    };
    const teller = new LineTeller(exchange);
    let total = 0;
    for (let round = 0; round < 1000; round++) {
      total += 50;
      await teller.tell(
        total,
        50,
        Array.from({ length: 50 }, (_, index) => `${index} line ${"x".repeat(100)}`),
      );
    }
    const bytes = messages.reduce((sum, message) => sum + message.length, 0);
    expect(bytes).toBeGreaterThan(mcpLimits.streamBytes);
    expect(bytes).toBeLessThan(mcpLimits.streamBytes + 2 * mcpLimits.messageBytes);
    expect(messages.at(0)).toContain("49 line x");
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    await Bun.sleep(1100);
    await teller.tell(total + 1, 1, ["one"]);
    expect(messages.at(-1)).toMatch(/^\(\d+ more lines\)$/);
  });

  test("a stream that breaks is no mistake, and nobody is told who has not asked", async () => {
    const broken = { wantsProgress: true, progress: () => Promise.reject(new Error("gone")) };
    await new LineTeller(broken).tell(1, 1, ["one"]);
    let count = 0;
    const silent = { wantsProgress: false, progress: async () => void count++ };
    await new LineTeller(silent).tell(1, 1, ["one"]);
    expect(count).toBe(0);
  });
});
