/** The files of the project that were changed last: what a compiler or a test runner may have to look at. */

import { readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { mcpLimits } from "../limits.ts";

/** A file of the project, and when it was changed. */
export interface ChangedFile {
  /** Relative to the project's directory, with `/`. */
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** Folders in which tools put what they make, or others' code. */
const skipped =
  /^(?:\..*|node_modules|bower_components|vendor|dist|build|_build|out|output|target|bin|obj|coverage|__pycache__|venv|env|tmp|temp|logs?|Pods|DerivedData|test-results|playwright-report)$/i;
/** Names that tools write beside the sources. */
const made = /\.tsbuildinfo$|\.timestamp-\d|\.min\.\w+$|(?:^|\.)lock\b|-lock\.\w+$|\.snap$/;
/** What is compiled, checked, or loaded by something that is. */
const code =
  /\.(?:[cm]?[jt]sx?|vue|svelte|astro|mdx|json[c5]?|css|s[ac]ss|less|styl|html?|hbs|ejs|pug|graphql|gql|proto|sql|prisma|go|rs|py|pyi|rb|erb|php|java|kts?|scala|groovy|gradle|cs|fs|vb|razor|c|h|cc|cpp|cxx|hpp|m|mm|swift|dart|zig|nim|hs|elm|exs?|eex|heex|erl|clj[cs]?|ml|mli|lua|r|jl|wgsl|glsl|toml|ya?ml|env)$/i;
/** What a compiler may have made of a file beside it. */
const output = /^(?<base>.*?)(?:\.d)?\.(?<kind>[cm]?)[jt]s(?:x?)$/;

/** The newest first, `mcpLimits.changedFiles` at most; ends early, with what it has, when there are too many to look at. */
export async function newestFiles(directory: string, signal: AbortSignal): Promise<ChangedFile[]> {
  const folders = [directory];
  let found: ChangedFile[] = [];
  let seen = 0;
  const end = performance.now() + mcpLimits.filesMs;
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    if (signal.aborted || performance.now() > end || seen > mcpLimits.files) break;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const names = new Set(entries.map(({ name }) => name));
    const files: string[] = [];
    for (const entry of entries) {
      if (entry.isDirectory()) {
        if (!skipped.test(entry.name)) folders.push(join(folder, entry.name));
      } else if (entry.isFile() && isSource(entry.name, names)) files.push(join(folder, entry.name));
    }
    seen += files.length;
    const times = await Promise.all(
      files.map((file) =>
        stat(file).then(
          ({ mtimeMs }) => mtimeMs,
          () => 0,
        ),
      ),
    );
    for (const [index, file] of files.entries()) {
      found.push({ path: relative(directory, file).replaceAll(sep, "/"), time: times[index] ?? 0 });
    }
    if (found.length > 2 * mcpLimits.changedFiles) found = newestOf(found);
  }
  return newestOf(found);
}

function newestOf(files: readonly ChangedFile[]): ChangedFile[] {
  return files.toSorted((a, b) => b.time - a.time).slice(0, mcpLimits.changedFiles);
}

/** Whether a person or an agent has written it, as far as its name tells. `names`: of all that is beside it. */
function isSource(name: string, names: ReadonlySet<string>): boolean {
  if (!code.test(name) || made.test(name)) return false;
  const { base, kind = "" } = output.exec(name)?.groups ?? {};
  if (base === undefined || /(?<!\.d)\.[cm]?tsx?$/.test(name)) return true;
  return ![`${base}.${kind}ts`, `${base}.tsx`].some((source) => names.has(source));
}
