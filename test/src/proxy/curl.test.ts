import { expect, test } from "bun:test";
import fc from "fast-check";
import { curlCommand } from "../../../src/proxy/index.ts";
import { bodyOf, exchangeOf } from "./exchange.ts";

/** What a shell makes of it: `curl` is a function that prints its arguments, each in a line, and its standard input. */
function argumentsOf(command: string): { words: string[]; input: Buffer } {
  const script = `curl() { for one; do printf '%s\\0' "$one"; done; printf '\\1'; case "$*" in *@-*) cat;; esac; }\n${command}\n`;
  const { stdout, exitCode, stderr } = Bun.spawnSync(["sh", "-c", script]);
  expect([exitCode, stderr.toString()]).toEqual([0, ""]);
  const end = stdout.indexOf(1);
  return { words: stdout.subarray(0, end).toString().split("\0").slice(0, -1), input: stdout.subarray(end + 1) };
}

test("a GET without what curl and the connection write themselves", () => {
  expect(curlCommand(exchangeOf())).toBe(
    "curl 'http://localhost:3000/api/cart?id=1&name=a%20b' \\\n  -H 'Cookie: sid=abc; theme=dark' \\\n  --compressed",
  );
});

test("a shell takes every word as it is", () => {
  const body = 'it\'s $HOME `x` "q" \\ \n second ä';
  const exchange = exchangeOf({
    method: "POST",
    url: "http://localhost:3000/a'b?x=[1]&y=$PATH",
    requestFields: [
      ["Host", "localhost"],
      ["X-Odd", "it's !$(date) \\"],
      ["X-Empty", ""],
      ["Content-Type", "text/plain"],
      ["Content-Length", "31"],
      ["TE", "trailers"],
      ["X-Hop", "1"],
      ["Connection", "x-hop, keep-alive"],
    ],
    requestBody: bodyOf(body),
  });
  expect(argumentsOf(curlCommand(exchange)).words).toEqual([
    "http://localhost:3000/a'b?x=[1]&y=$PATH",
    "-H",
    "X-Odd: it's !$(date) \\",
    "-H",
    "X-Empty;",
    "-H",
    "Content-Type: text/plain",
    "--data-raw",
    body,
    "--globoff",
  ]);
});

test("bytes that are no text, and long texts, come through a pipe", () => {
  const bytes = Uint8Array.from({ length: 512 }, (_, at) => at % 256);
  const binary = argumentsOf(curlCommand(exchangeOf({ method: "PUT", requestFields: [], requestBody: bodyOf(bytes) })));
  expect(binary.words.slice(1)).toEqual(["-X", "PUT", "-H", "Content-Type:", "--data-binary", "@-"]);
  expect(Buffer.from(bytes).equals(binary.input)).toBe(true);
  const long = `'${"x".repeat(100_000)}`;
  const piped = argumentsOf(curlCommand(exchangeOf({ method: "POST", requestFields: [], requestBody: bodyOf(long) })));
  expect(piped.input.toString()).toBe(long);
});

test("other methods, and what cannot be done again", () => {
  expect(argumentsOf(curlCommand(exchangeOf({ method: "HEAD", requestFields: [] }))).words).toContain("--head");
  expect(argumentsOf(curlCommand(exchangeOf({ method: "DELETE", requestFields: [] }))).words).toContain("DELETE");
  const cut = curlCommand(exchangeOf({ method: "POST", requestBody: bodyOf("abc", 10) }));
  expect(cut.split("\n")[0]).toBe("# the body was cut: 3 of 10 bytes are here");
  expect(curlCommand(exchangeOf({ upgrade: "websocket" }))).toStartWith(
    "# it became a connection of the protocol websocket\n",
  );
  expect(curlCommand(exchangeOf({ method: "CONNECT", url: "a:443" }))).toStartWith("# a tunnel to a:443");
});

test("whatever the address, the headers and the body are, a shell gives curl the same", () => {
  const value = fc.string({ unit: "grapheme" }).filter((text) => !/[\0-\x1f\x7f]/.test(text));
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.string({ unit: "binary" }).map((text) => Buffer.from(text)),
  );
  fc.assert(
    fc.property(value, value, content, (query, header, bytes) => {
      const url = `http://localhost:3000/?q=${query.replaceAll("#", "")}`;
      const requestFields = [["X-Own", Buffer.from(header).toString("latin1")]] as const;
      const { words, input } = argumentsOf(
        curlCommand(exchangeOf({ method: "POST", url, requestFields, requestBody: bodyOf(bytes) })),
      );
      expect(words[0]).toBe(url);
      expect(words[words.indexOf("-H") + 1]).toBe(header === "" ? "X-Own;" : `X-Own: ${header}`);
      const raw = words.indexOf("--data-raw");
      const sent = raw === -1 ? input : Buffer.from(words[raw + 1] ?? "");
      expect(sent.equals(Buffer.from(bytes))).toBe(true);
    }),
    { numRuns: 60 },
  );
}, 20_000);
