/** `bun run eval errors [--corpus DIR] [--wrong]`: how well findings are recognised. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { expectedIn, findingsIn, measures, scoresOf, summary } from "./errors.ts";

const usage =
  "bun run eval errors [--corpus DIR] [--wrong NAME]   (--wrong: what was told and what is there, of one file)";
const corpus = new URL("../../test/corpus/errorformat", import.meta.url).pathname;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { corpus: { type: "string", default: corpus }, wrong: { type: "string" } },
});
if (positionals.length !== 1 || positionals[0] !== "errors") {
  console.error(usage);
  process.exit(2);
}
if (values.wrong !== undefined) {
  const read = (kind: string) => readFileSync(join(values.corpus, `${values.wrong}.${kind}`), "utf8");
  const text = ({ file, line, column }: { file: string; line: number | null; column: number | null }) =>
    `${file}|${line ?? ""}${column === null ? "" : ` col ${column}`}`;
  for (const finding of findingsIn(read("in"))) console.log(`told   ${text(finding)} ${JSON.stringify(finding)}`);
  for (const place of expectedIn(read("ok"))) console.log(`there  ${text(place)}`);
  process.exit(0);
}
const scores = scoresOf(values.corpus);
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
