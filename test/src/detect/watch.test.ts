import { describe, expect, test } from "bun:test";
import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Project, watchProject } from "../../../src/detect/index.ts";
import { makeFolder } from "../../support/folder.ts";

/** A watch whose next change can be awaited. */
function watched(directory: string) {
  const seen: Project[] = [];
  let wake: (() => void) | undefined;
  const watch = watchProject(
    directory,
    (project) => {
      seen.push(project);
      wake?.();
    },
    { debounceMs: 20, retryMs: 50 },
  );
  return {
    watch,
    seen,
    names: () => watch.project.candidates.map((candidate) => candidate.name),
    /** Resolves once the project fits; fails after 5 s. */
    async until(fits: (names: string[]) => boolean): Promise<void> {
      const limit = AbortSignal.timeout(5_000);
      while (!fits(watch.project.candidates.map((candidate) => candidate.name))) {
        await new Promise<void>((resolve, reject) => {
          wake = resolve;
          limit.addEventListener("abort", () => reject(new Error(`still ${JSON.stringify(watch.project.candidates)}`)));
        });
      }
    },
    [Symbol.dispose]: () => watch.close(),
  };
}

const scripts = (...names: string[]) =>
  JSON.stringify({ scripts: Object.fromEntries(names.map((name) => [name, "true"])), workspaces: ["packages/*"] });
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("a watched project", () => {
  test("is read again when a file is written, replaced, made or removed", async () => {
    using folder = makeFolder({ "package.json": scripts("a") });
    const file = join(folder.path, "package.json");
    using project = watched(folder.path);
    expect(project.names()).toEqual(["a"]);
    writeFileSync(file, scripts("a", "b"));
    await project.until((names) => names.includes("b"));
    writeFileSync(`${file}.new`, scripts("c"));
    renameSync(`${file}.new`, file);
    await project.until((names) => names.join() === "c");
    writeFileSync(file, scripts("d"));
    await project.until((names) => names.join() === "d");
    writeFileSync(join(folder.path, "Makefile"), "build:\n\ttrue\n");
    await project.until((names) => names.includes("build"));
    rmSync(join(folder.path, "Makefile"));
    await project.until((names) => names.join() === "d");
  });

  test("has new packages of the workspace, and changes in them", async () => {
    using folder = makeFolder({ "package.json": scripts() });
    using project = watched(folder.path);
    mkdirSync(join(folder.path, "packages", "api"), { recursive: true });
    writeFileSync(join(folder.path, "packages", "api", "package.json"), scripts("x"));
    await project.until((names) => names.includes("packages/api:x"));
    writeFileSync(join(folder.path, "packages", "api", "package.json"), scripts("y"));
    await project.until((names) => names.includes("packages/api:y"));
    rmSync(join(folder.path, "packages"), { recursive: true });
    await project.until((names) => names.length === 0);
  });

  test("a broken file is a warning until it is mended", async () => {
    using folder = makeFolder({ "package.json": scripts("a") });
    using project = watched(folder.path);
    writeFileSync(join(folder.path, "package.json"), "{");
    await project.until((names) => names.length === 0);
    expect(project.watch.project.warnings).toHaveLength(1);
    writeFileSync(join(folder.path, "package.json"), scripts("a"));
    await project.until((names) => names.length === 1);
    expect(project.watch.project.warnings).toEqual([]);
  });

  test("survives that its folder goes and comes, also at the start", async () => {
    using folder = makeFolder();
    const inner = join(folder.path, "inner");
    using project = watched(inner);
    expect(project.names()).toEqual([]);
    mkdirSync(inner);
    writeFileSync(join(inner, "package.json"), scripts("a"));
    await project.until((names) => names.includes("a"));
    rmSync(inner, { recursive: true });
    await project.until((names) => names.length === 0);
    mkdirSync(inner);
    writeFileSync(join(inner, "package.json"), scripts("b"));
    await project.until((names) => names.includes("b"));
    writeFileSync(join(inner, "package.json"), scripts("c"));
    await project.until((names) => names.includes("c"));
  });

  test("says nothing when nothing of it has changed, and nothing once it is closed", async () => {
    using folder = makeFolder({ "package.json": scripts("a"), "out.log": "" });
    using project = watched(folder.path);
    appendFileSync(join(folder.path, "out.log"), "line\n");
    writeFileSync(join(folder.path, "other.txt"), "x");
    writeFileSync(join(folder.path, "package.json"), scripts("a"));
    await pause(150);
    expect(project.seen).toHaveLength(0);
    writeFileSync(join(folder.path, "package.json"), scripts("b"));
    project.watch.close();
    project.watch.close();
    await pause(100);
    expect(project.seen).toHaveLength(0);
  });

  test("many changes in a row are one", async () => {
    using folder = makeFolder({ "package.json": scripts("a") });
    using project = watched(folder.path);
    for (let count = 0; count < 50; count++) writeFileSync(join(folder.path, "package.json"), scripts(`s${count}`));
    await project.until((names) => names.includes("s49"));
    expect(project.seen.length).toBeLessThan(5);
  });
});
