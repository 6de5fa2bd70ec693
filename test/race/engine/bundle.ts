/** Builds the core with another door, and with the changes that a scenario or a twin asks for. */

import { fileURLToPath } from "node:url";
import * as productionDoor from "../../../core/memory/door.ts";
import type { Clock, Door } from "./door.ts";
import type { Core, Patch } from "./scenario.ts";
import { SourceMap } from "./source-map.ts";
import { smallLimits } from "./tuning.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const ENTRY = "race:entry";
/** Where the bundle's functions seem to come from in stacks. */
const SCRIPT = "core-bundle.js";
/** Lines that `new Function` puts before the code. */
const HEADER_LINES = 2;

/** A core ready to be loaded as often as there are threads. */
export interface Bundle {
  readonly code: string;
  readonly map: SourceMap;
}

/** What a bundle's modules are given. */
export interface Host {
  readonly door: Door;
  readonly clock: Clock;
  readonly threadId: number;
}

/** Throws when a patch does not fit its file exactly once: it would be out of date. */
export async function buildCore(patches: readonly Patch[]): Promise<Bundle> {
  const changed = await changedSources(patches);
  const result = await Bun.build({
    entrypoints: [ENTRY],
    target: "bun",
    sourcemap: "external",
    define: {
      "performance.now": "__clock.now",
      "Date.now": "__clock.now",
      setTimeout: "__clock.setTimeout",
      clearTimeout: "__clock.clearTimeout",
      queueMicrotask: "__clock.queueMicrotask",
    },
    plugins: [
      {
        name: "race",
        setup(build) {
          build.onResolve({ filter: /^race:entry$/ }, () => ({ path: "entry", namespace: "race" }));
          build.onLoad({ filter: /.*/, namespace: "race" }, () => ({
            contents: `import * as core from ${JSON.stringify(`${ROOT}test/race/core-face.ts`)};\n__deliver(core);`,
            loader: "ts",
          }));
          build.onLoad({ filter: /\/core\/.*\.ts$/ }, async ({ path }) => {
            const file = path.slice(ROOT.length);
            return { contents: await sourceOf(file, changed), loader: "ts" };
          });
        },
      },
    ],
  });
  const [code, map] = result.outputs;
  if (code === undefined || map === undefined) throw new Error("the core could not be bundled");
  return { code: await code.text(), map: new SourceMap(await map.text()) };
}

/** Loads the bundle's modules once more: what one thread of its own has. */
export function loadCore(bundle: Pick<Bundle, "code">, { door, clock, threadId }: Host): Core {
  let core: Core | undefined;
  const deliver = (value: Core) => {
    core = value;
  };
  const load = new Function("__door", "__clock", "__threadId", "__deliver", `${bundle.code}\n//# sourceURL=${SCRIPT}`);
  load(door, clock, threadId, deliver);
  if (core === undefined) throw new Error("the bundle of the core has delivered nothing");
  return core;
}

/** `file:line` of the code that called the door: the first frame of the stack that is not the checker's. */
export function placeInStack(stack: string, map: SourceMap): string {
  for (const line of stack.split("\n").slice(1)) {
    const [, script = "", row = "", column = ""] = /([^\s(]+):(\d+):(\d+)\)?$/.exec(line) ?? [];
    if (script.endsWith(SCRIPT)) return map.place(Number(row) - HEADER_LINES, Number(column)) ?? "";
    if (script.startsWith(ROOT) && !script.includes("/race/engine/")) return `${script.slice(ROOT.length)}:${row}`;
  }
  return "";
}

/** The files that patches change, as changed. */
async function changedSources(patches: readonly Patch[]): Promise<ReadonlyMap<string, string>> {
  const sources = new Map<string, string>();
  for (const { file, find, replace } of patches) {
    const source = sources.get(file) ?? (await Bun.file(ROOT + file).text());
    const count = source.split(find).length - 1;
    if (count !== 1) {
      throw new Error(`out of date: it changes what occurs ${count} times in ${file} instead of once: ${find.trim()}`);
    }
    sources.set(
      file,
      source.replace(find, () => replace),
    );
  }
  return sources;
}

async function sourceOf(file: string, changed: ReadonlyMap<string, string>): Promise<string> {
  if (file === "core/memory/door.ts") return `export const { ${Object.keys(productionDoor).join(", ")} } = __door;`;
  if (file === "core/sync/thread-id.ts") return "export const threadId: number = __threadId;";
  const source = changed.get(file) ?? (await Bun.file(ROOT + file).text());
  // At the end of the module, before any other module reads them.
  if (file === "core/limits.ts") return `${source}\nObject.assign(limits, ${JSON.stringify(smallLimits)});`;
  return keepFrames(source);
}

/**
 * A call in tail position leaves no frame of its caller in the stack (ECMA-262, section 15.10), and so no place: takes
 * calls of the door out of tail position. Lines stay where they are.
 */
function keepFrames(source: string): string {
  let result = "";
  let rest = source;
  for (;;) {
    const start = rest.search(/return door\./);
    if (start < 0) return result + rest;
    const end = statementEnd(rest, start);
    result += `${rest.slice(0, start)}{ const result = ${rest.slice(start + "return ".length, end)} return result; }`;
    rest = rest.slice(end);
  }
}

/** After the semicolon that ends the statement which begins at `start`. */
function statementEnd(source: string, start: number): number {
  const end = source.indexOf(";", start);
  return end < 0 ? source.length : end + 1;
}
