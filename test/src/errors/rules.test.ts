import { expect, test } from "bun:test";
import { join } from "node:path";
import { builtIn, ErrorReader } from "../../../src/errors/index.ts";
import { loadRules, ruleFiles } from "../../../src/errors/thread.ts";
import { makeFolder } from "../../support/folder.ts";

function load(text: string) {
  using folder = makeFolder({ "error_parsing.toml": text });
  const file = join(folder.path, "error_parsing.toml");
  return { ...loadRules([file]), file };
}

function typesOf(text: string, ...lines: string[]): string[] {
  const types: string[] = [];
  const { rules } = load(text);
  const reader = new ErrorReader({ rules, newNumber: () => 1, tell: ({ type }) => void types.push(type) });
  for (const line of lines) reader.push(line, "none");
  reader.end();
  return types;
}

const shop = `
[error_patterns.shop.stock]
pattern = "(?i)out of stock: \\\\w+"
type = "StockError"
severity = "critical"
`;

test("no file: our own rules", () => {
  expect(loadRules(["/nowhere/error_parsing.toml"])).toEqual({ rules: builtIn, warnings: [] });
  expect(ruleFiles("/p", "/home/u")).toEqual(["/p/.brummer/error_parsing.toml", "/home/u/.brummer/error_parsing.toml"]);
});

test("a user's rule makes a line an error", () => {
  expect(typesOf(shop, "Out of Stock: apples")).toEqual(["StockError"]);
  expect(typesOf("", "Out of Stock: apples")).toEqual([]);
});

test("one of our name takes the place of ours; enabled = false takes ours away; ignore says that a line is none", () => {
  const line = "connect ECONNREFUSED: 127.0.0.1";
  expect(typesOf("", line)).toEqual(["NetworkError"]);
  expect(typesOf('[error_patterns.database.network_error]\npattern = "ECONN"\ntype = "Mine"', line)).toEqual(["Mine"]);
  expect(typesOf("[error_patterns.database.network_error]\nenabled = false", line)).toEqual([]);
  expect(typesOf('[error_patterns.a.b]\npattern = "127"\nignore = true\ntype = ""', line)).toEqual([]);
});

test("custom_error_types and critical_keywords of the predecessor's file count", () => {
  expect(
    typesOf('[custom_error_types.redis]\ntype = "RedisDown"\npatterns = ["redis is away"]', "redis is away"),
  ).toEqual(["RedisDown"]);
  expect(load('[settings]\ncritical_keywords = ["Boom"]').rules.criticalWords).toEqual(["boom"]);
});

test.each([
  ['[error_patterns.a.b]\ntype = "x"', ":1: the rule a.b is left out: it has no pattern (a regular expression)."],
  [
    '\n\n[error_patterns.a.b]\npattern = "(a"\ntype = "x"',
    ":3: the rule a.b is left out: its pattern cannot be used: ",
  ],
  [
    '[error_patterns.a.b]\npattern = "a"\nseverity = "bad"',
    ":1: the rule a.b is left out: severity must be one of critical, error, warning.",
  ],
  ['[error_patterns.a.b]\npattern = "(?=a)b"', "lookahead"],
  ["[nonsense]\nx = 1", ":1: [nonsense] is not known: rules are [error_patterns.GROUP.NAME]."],
  ["[error_patterns\n", ":1: "],
])("%j is reported with its place", (text, why) => {
  const { warnings, file } = load(text);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toStartWith(`${file}:`);
  expect(warnings[0]).toContain(why);
});

test("a bad rule leaves the others as they are", () => {
  expect(typesOf(`${shop}\n[error_patterns.a.b]\npattern = "(a"\n`, "out of stock: x")).toEqual(["StockError"]);
});

test("a hostile pattern takes no time", () => {
  const began = performance.now();
  typesOf('[error_patterns.a.b]\npattern = "(a+)+$"', `${"a".repeat(900)}!`);
  expect(performance.now() - began).toBeLessThan(1000);
});
