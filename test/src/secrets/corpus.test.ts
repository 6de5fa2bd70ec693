import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { mask, SecretValues } from "../../../src/secrets/index.ts";

const corpus = new URL("../../corpus/", import.meta.url).pathname;
const files = [...new Bun.Glob("**/*").scanSync(corpus)].sort();

test("what real tools print is left as it is, but for the one secret in it", () => {
  const changed = files.flatMap((file) => {
    const lines = readFileSync(`${corpus}${file}`, "utf8").split("\n");
    return lines.filter((line) => mask(line) !== line).map((line) => `${file}: ${mask(line).trim()}`);
  });
  expect(changed).toEqual(["errorformat/rubocop.in: # config.secret_key = '‹secret:key›'"]);
});

test("hashes and addresses of a file of packages are left", () => {
  const lock = readFileSync(new URL("../../../bun.lock", import.meta.url), "utf8");
  expect(mask(lock)).toBe(lock);
});

const SIZE = 1 << 19;
const filled = (part: string) => part.repeat(Math.ceil(SIZE / part.length)).slice(0, SIZE);
const manyValues = new SecretValues(
  Array.from({ length: 500 }, (_, index) => ({ name: `V${index}`, value: `value-${index}-${index * 7919}` })),
);

test.each([
  "a",
  "=",
  ": ",
  "\\",
  "'",
  "password=",
  "password=...",
  'password="',
  "password=\"token='key=`",
  "token=",
  "token=aaaaaaaaaaaaaaaa ",
  "A_KEY=a1a1a1a1a1a1a1a1a1",
  "sk-",
  "tskey-",
  "eyJ",
  "eyJaaaaaaaa.",
  "eyJaaaaaaaa.eyJ",
  "dp.pt.",
  "://",
  "://a:b",
  "://a:b@",
  "-----BEGIN ",
  "-----BEGIN PRIVATE KEY-----\n",
  `-----BEGIN PRIVATE KEY-----\n${"A".repeat(30_000)}`,
  `${"aB3/dE5+fG7hJ9kL".repeat(4)}\n`,
  "Bearer ",
  "authorization:",
  'authorization: hawk a="',
  "cookie:",
  "cookie:a=;",
  "cookie: [",
  'cookie: a="',
  " --token",
  " --token x",
  "<password>",
  "‹secret:",
  "‹secret:x›",
  "password=‹secret:x›",
  'token=\\\\"',
  '\\"password\\":\\"',
  "value-1",
  "value-1-7919",
  "hooks.slack.com/services/",
  "password '",
  "…",
  "ghp_…",
  "value-1…",
  `${"a".repeat(600)}…`,
])("half a megabyte of %j takes linear time", (part) => {
  const text = filled(part);
  const start = performance.now();
  const masked = mask(text, manyValues);
  // 5 to 150 ms on an idle machine; what is quadratic takes minutes.
  expect(performance.now() - start).toBeLessThan(3_000);
  // Not such a text in a report.
  expect(mask(masked, manyValues) === masked).toBe(true);
});
