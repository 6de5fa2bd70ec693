import { existsSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import ts from "typescript";
import { repository } from "./build.ts";
import { importRules } from "./import-rules.ts";

/** Lines that a module may have (docs/development.md). */
const longestModule = 500;

/** What a check read and found. */
export interface ImportCheck {
  /** Modules of the product that the rules were applied to. */
  readonly modules: number;
  /** One line for each violation: rule, place, what it means. */
  readonly problems: readonly string[];
}

/**
 * Checks core/, src/ and tui/ below `root`: the import rules of import-rules.ts, that only src/runtime/ knows its
 * host, and that no module is too long. A module that the tool did not read is a problem: its silence would prove nothing.
 */
export async function checkImports(root: string): Promise<ImportCheck> {
  const folders = ["core", "src", "tui"].filter((folder) => existsSync(join(root, folder)));
  const files = folders.flatMap((folder) => [...new Bun.Glob(`${folder}/**/*.ts`).scanSync(root)]);
  const expected = files.map((file) => file.replaceAll(sep, "/")).sort();
  const result = await readImports(root, folders);
  const read = new Set(result.modules.map((module) => module.source));
  const unread = expected.filter((file) => !read.has(file));
  return {
    modules: expected.length - unread.length,
    problems: [
      ...(expected.length === 0 ? [`no module was found in ${root}`] : []),
      ...unread.map((file) => `unread: ${file} was not read by dependency-cruiser`),
      ...result.summary.violations.map(({ rule, from, to, cycle }) => {
        const path = cycle === undefined ? to : cycle.map((step) => step.name).join(" -> ");
        return `${rule.name}: ${from} -> ${path}. ${comment(rule.name)}`;
      }),
      ...expected.flatMap((file) => checkModule(file, readFileSync(join(root, file), "utf8"))),
    ],
  };
}

async function readImports(root: string, folders: string[]): Promise<ICruiseResult> {
  const { forbidden, options } = importRules;
  const { output } = await cruise(
    folders,
    { ...options, baseDir: root, validate: true, ruleSet: { forbidden } },
    options.enhancedResolveOptions,
  );
  if (typeof output === "string") throw new Error("dependency-cruiser gave text in place of its result");
  return output;
}

function comment(name: string): string {
  return importRules.forbidden.find((rule) => rule.name === name)?.comment ?? "";
}

/** What can be seen in one module alone. */
function checkModule(file: string, text: string): string[] {
  const problems: string[] = [];
  const lines = text.split("\n").length - 1;
  if (lines > longestModule)
    problems.push(`too-long: ${file} has ${lines} lines; a module has at most ${longestModule}`);
  if (file.startsWith("src/runtime/")) return problems;
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const visit = (node: ts.Node) => {
    const host =
      (ts.isIdentifier(node) && (node.text === "Bun" || node.text === "Deno")) ||
      (ts.isStringLiteral(node) && /^bun(:|$)/.test(node.text) && isModuleName(node, source));
    if (host) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      problems.push(`host: ${file}:${line + 1} uses ${node.getText(source)}; only src/runtime/ knows its host`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return problems;
}

/** Whether a string stands where a module is named: after `from` or `import`, or in `import("…")`. */
function isModuleName(node: ts.Node, source: ts.SourceFile): boolean {
  return /\b(from|import)\s*\(?\s*$/.test(source.text.slice(0, node.getStart(source)));
}

if (import.meta.main) {
  const { modules, problems } = await checkImports(repository);
  for (const problem of problems) console.error(problem);
  console.log(`${modules} modules read, ${problems.length} problems (${relative(process.cwd(), repository) || "."})`);
  if (problems.length > 0) process.exitCode = 1;
}
