import { describe, expect, test } from "bun:test";
import { FileGlobs } from "../../../../src/process/watch/globs.ts";

const fits = (globs: readonly string[], path: string) => new FileGlobs("/p/app", globs).fits(`/p/app/${path}`);
const mayHold = (globs: readonly string[], path: string) => new FileGlobs("/p/app", globs).mayHold(`/p/app/${path}`);

describe("which files are meant", () => {
  test.each([
    [["src/**/*.ts"], "src/a.ts", true],
    [["src/**/*.ts"], "src/a/b.ts", true],
    [["src/**/*.ts"], "src/a.js", false],
    [["src/**/*.ts"], "lib/src/a.ts", false],
    [["*.ts"], "a.ts", true],
    [["*.ts"], "src/a.ts", false],
    [["**/*.{ts,tsx}"], "src/a.tsx", true],
    [["./src/*"], "src/a", true],
    [["src"], "src/a/b", true],
    [["src/"], "src/a/b", true],
    [["packages/*/src/"], "packages/a/src/b/c", true],
    [["package.json"], "package.json", true],
    [["package.json"], "sub/package.json", false],
    [["**", "!**/*.test.ts"], "src/a.ts", true],
    [["**", "!**/*.test.ts"], "src/a.test.ts", false],
    [["!**/*.test.ts", "**"], "src/a.test.ts", false],
    [["**", "!src/gen"], "src/gen/deep/a.ts", false],
    [["!docs/**"], "src/a.ts", true],
    [["!docs/**"], "docs/a.md", false],
    [["**"], "node_modules/x/index.js", false],
    [["**"], "sub/node_modules/x/index.js", false],
    [["**"], ".git/HEAD", false],
    [["**"], "dist/a.js", false],
    [["dist/**"], "dist/a.js", true],
    [["**/dist/*.js"], "sub/dist/a.js", true],
    [["{dist,src}/**"], "dist/a.js", true],
    [["node_modules/x/**"], "node_modules/x/a.js", true],
    [["**"], ".env", false],
    [[".env"], ".env", true],
    [["**/.env*"], "sub/.env.local", true],
    [["src/**"], "src/.a.ts.swp", false],
    [["../shared/**/*.ts"], "../shared/a/b.ts", true],
    [["../shared/**/*.ts"], "../other/b.ts", false],
    [["/p/else/*.ts"], "../else/b.ts", true],
  ] as const)("%j, %s: %p", (globs, path, is) => expect(fits(globs, path)).toBe(is));
});

describe("which folders can hold them", () => {
  test.each([
    [["src/**/*.ts"], "src", true],
    [["src/**/*.ts"], "src/a/b", true],
    [["src/**/*.ts"], "lib", false],
    [["src/deep/*.ts"], "src", true],
    [["src/deep/*.ts"], "src/deep", true],
    [["src/deep/*.ts"], "src/deep/er", false],
    [["src/*/*.ts"], "src/a", true],
    [["src/*/*.ts"], "src/a/b", false],
    [["**"], "node_modules", false],
    [["**"], ".git", false],
    [["**/.config/*"], "sub/.config", true],
    [["node_modules/x/*.js"], "node_modules", true],
    [["node_modules/x/*.js"], "node_modules/y", false],
    [["**", "!gen/**"], "gen", false],
    [["**", "!**/gen/**"], "src/gen", false],
    [["**", "!gen/*.ts"], "gen", true],
  ] as const)("%j, %s: %p", (globs, path, is) => expect(mayHold(globs, path)).toBe(is));

  test("begins with the directory, and beside what globs lead to outside of it", () => {
    expect(new FileGlobs("/p/app", ["src/**", "*.ts"]).roots()).toEqual(["/p/app"]);
    expect(new FileGlobs("/p/app", ["../lib/src/**", "src"]).roots().sort()).toEqual(["/p/app", "/p/lib"]);
    expect(new FileGlobs("/p/app", ["../shared/**"]).roots()).toEqual(["/p"]);
  });
});
