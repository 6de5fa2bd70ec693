/** `bun run eval errors|tools`: how well findings, and the output of whole tools, are recognised. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { expectedIn, findingsIn, measures, scoresOf, summary } from "./errors.ts";
import { kinds, toolScores } from "./tools.ts";

const usage = `bun run eval errors [--corpus DIR] [--wrong NAME]   (--wrong: what was told and what is there, of one file)
bun run eval tools [--corpus DIR]                   (what is missed, -, and what is wrong, +, of each tool)`;
const corpusOf = (name: string) => new URL(`../../test/corpus/${name}`, import.meta.url).pathname;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { corpus: { type: "string" }, wrong: { type: "string" } },
});
if (positionals.length !== 1 || !["errors", "tools"].includes(positionals[0] ?? "")) {
  console.error(usage);
  process.exit(2);
}
if (positionals[0] === "tools") {
  const scores = toolScores(values.corpus ?? corpusOf("tools"));
  for (const { name, wrong } of scores) for (const line of wrong) console.log(`${name}: ${line}`);
  for (const kind of kinds) {
    const sum = { right: 0, told: 0, there: 0 };
    for (const { counts } of scores) {
      sum.right += counts[kind].right;
      sum.told += counts[kind].told;
      sum.there += counts[kind].there;
    }
    const { right, told, there } = sum;
    const f1 = (2 * right) / Math.max(1, told + there);
    console.log(`${kind.padEnd(12)} right ${right} of ${there} there, ${told} told, f1 ${f1.toFixed(3)}`);
  }
  process.exit(0);
}
const corpus = values.corpus ?? corpusOf("errorformat");
if (values.wrong !== undefined) {
  const read = (kind: string) => readFileSync(join(corpus, `${values.wrong}.${kind}`), "utf8");
  const text = ({ file, line, column }: { file: string; line: number | null; column: number | null }) =>
    `${file}|${line ?? ""}${column === null ? "" : ` col ${column}`}`;
  for (const finding of findingsIn(read("in"))) console.log(`told   ${text(finding)} ${JSON.stringify(finding)}`);
  for (const place of expectedIn(read("ok"))) console.log(`there  ${text(place)}`);
  process.exit(0);
}
const scores = scoresOf(corpus);
const width = Math.max(...scores.map(({ name }) => name.length), "file".length);
const number = (value: number) => value.toFixed(3).padStart(9);
console.log(`${"file".padEnd(width)} precision    recall        f1  right  told  there`);
for (const one of scores) {
  const { precision, recall, f1 } = measures(one);
  const counts = [one.right, one.told, one.expected].map((count) => String(count).padStart(6)).join("");
  console.log(`${one.name.padEnd(width)} ${number(precision)} ${number(recall)} ${number(f1)} ${counts}`);
}
const { macro, micro } = summary(scores);
console.log(`macro-f1 ${macro.toFixed(4)} micro-f1 ${micro.toFixed(4)}`);
