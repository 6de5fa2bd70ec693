import { describe, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { targetOf } from "../../../src/mcp/output/target.ts";
import { writeTarget } from "../../../src/mcp/output/write.ts";
import { makeFolder } from "../../support/folder.ts";
import { call, Harness, project } from "./harness.ts";
import { sighting } from "./sightings.ts";

/** A harness whose project is in a folder of its own, beside another one that nothing may be written to. */
async function inFolder(files: Readonly<Record<string, string>> = {}) {
  const folder = makeFolder({ "shop/package.json": "{}", "other/kept.txt": "kept", ...files });
  const harness = new Harness();
  const root = join(folder.path, "shop");
  harness.project = { ...project, directory: root };
  harness.log(["one", "two error", "three"]);
  const { client } = await harness.connect();
  const search = (args: Record<string, unknown>) => call(client, "logs_search", args);
  return {
    harness,
    root,
    other: join(folder.path, "other"),
    search,
    async [Symbol.asyncDispose]() {
      await harness[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

describe("output_file", () => {
  test("takes the whole answer as JSON; the caller gets where it is, how much, and what to do next", async () => {
    await using here = await inFolder();
    const answer = await here.search({ query: "t", limit: 10, output_file: "out/logs/found.json" });
    const path = join(here.root, "out/logs/found.json");
    const bytes = statSync(path).size;
    expect(answer.text).toBe(`Written to out/logs/found.json: 2 matches, ${bytes} bytes.`);
    expect(answer.structured).toMatchObject({
      matches: [],
      count: 2,
      cursor: 3,
      file: { path: "out/logs/found.json", bytes },
    });
    const written = JSON.parse(readFileSync(path, "utf8"));
    expect(written).toMatchObject({ tool: "logs_search", input: { query: "t", limit: 10 } });
    expect(written.answer.matches.map(({ text }: { text: string }) => text)).toEqual(["two error", "three"]);
    expect(written.input).not.toHaveProperty("output_file");
    expect(statSync(path).mode & 0o777).toBe(0o644);
    expect(readdirSync(join(here.root, "out/logs"))).toEqual(["found.json"]);
  });

  test("takes the text where its name says so", async () => {
    await using here = await inFolder();
    for (const name of ["a.txt", "a.log", "a.MD"]) {
      const { isError } = await here.search({ query: "error", output_file: name });
      expect(isError).toBe(false);
      expect(readFileSync(join(here.root, name), "utf8")).toMatch(/ two error\n1 match; cursor 3\n$/);
    }
  });

  test("holds more than an answer may, and whole lines", async () => {
    await using here = await inFolder();
    const long = `${"x".repeat(3000)} end`;
    here.harness.log(Array.from({ length: 700 }, (_, index) => `${index} ${long}`));
    const answer = await here.search({ limit: 650, max_tokens: 500, output_file: "all.json" });
    expect(answer.isError).toBe(false);
    expect(answer.tokens).toBeLessThan(300);
    const { matches } = JSON.parse(readFileSync(join(here.root, "all.json"), "utf8")).answer;
    // As many as the ring of this test still has.
    expect(matches.length).toBeGreaterThan(200);
    expect(matches.every(({ text }: { text: string }) => text.endsWith(" end"))).toBe(true);
    const shown = await here.search({ limit: 650 });
    expect(shown.structured["count"]).toBeLessThan(20);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["logs_stream", { seconds: 0, since: "0" }, '"lines": ['],
    ["timeline", { lines: "all" }, '"items": ['],
    ["errors_list", {}, '"errors": ['],
    ["error_detail", { id: "ab12ab12" }, '"printed": ['],
  ])("is taken by %s, too", async (name, args, part) => {
    await using here = await inFolder();
    here.harness.overview.error(sighting("ab12ab12ab12", { message: "no cart" }));
    const { client } = await here.harness.connect();
    const answer = await call(client, name, { ...args, output_file: "a.json" });
    expect(answer.text).toStartWith("Written to a.json: ");
    expect(answer.structured).toHaveProperty("file");
    const text = readFileSync(join(here.root, "a.json"), "utf8");
    expect(text).toContain(part);
    expect(JSON.parse(text)).toMatchObject({ tool: name, input: args });
  });

  test("tells what is missing in the file", async () => {
    await using here = await inFolder();
    const answer = await here.search({ limit: 1, output_file: "a.json" });
    expect(answer.text).toContain("\nOlder matches left out: the limit is 1. Go on with before 2.");
    expect(answer.structured["notes"]).toHaveLength(1);
  });

  test("has no secrets in it", async () => {
    await using here = await inFolder();
    here.harness.mask = (text) => text.replaceAll("three", "‹secret›");
    await here.search({ output_file: "a.json" });
    await here.search({ output_file: "a.txt", query: "three" });
    const all = readFileSync(join(here.root, "a.json"), "utf8") + readFileSync(join(here.root, "a.txt"), "utf8");
    expect(all).not.toContain("three");
    expect(all.match(/‹secret›/g)).toHaveLength(2);
  });

  test("replaces a file only when it is told to, and whole", async () => {
    await using here = await inFolder({ "shop/a.txt": "old" });
    const path = join(here.root, "a.txt");
    linkSync(path, join(here.other, "same.txt"));
    const refused = await here.search({ output_file: "a.txt" });
    expect(refused.isError).toBe(true);
    expect(refused.text).toBe('output_file "a.txt" exists. Choose another name, or replace it with overwrite: true.');
    expect(readFileSync(path, "utf8")).toBe("old");
    expect((await here.search({ output_file: "a.txt", overwrite: true })).isError).toBe(false);
    expect(readFileSync(path, "utf8")).toContain("three");
    // Another name of the old file keeps the old text.
    expect(readFileSync(join(here.other, "same.txt"), "utf8")).toBe("old");
  });

  test("is refused before anything is looked for", async () => {
    await using here = await inFolder();
    here.harness.processes.failure = "asked for processes";
    const { text } = await here.search({ output_file: "../a.json", query: "[", regex: true });
    expect(text).toContain('output_file "../a.json" has .. in it');
  });

  test("is checked as any input", async () => {
    await using here = await inFolder();
    expect((await here.search({ output_file: 7 })).text).toContain("Invalid arguments for logs_search: output_file");
    expect((await here.search({ overwrite: "yes" })).text).toContain("Invalid arguments for logs_search: overwrite");
  });

  test("says so where the project's directory is gone", async () => {
    await using harness = new Harness();
    const { client } = await harness.connect();
    const { isError, text } = await call(client, "logs_search", { output_file: "a.json" });
    expect(isError).toBe(true);
    expect(text).toContain("/home/someone/shop");
  });
});

describe("a path that is refused", () => {
  test.each([
    ["", "is empty"],
    ["  ", "is empty"],
    [".", "names a folder"],
    ["./", "names a folder"],
    ["out/", "names a folder"],
    ["../a.json", "has .. in it"],
    ["a/../../x.json", "has .. in it"],
    ["a/../x.json", "has .. in it"],
    ["/etc/passwd", "leads out of the project's directory"],
    ["/dev/full", "leads out of the project's directory"],
    ["/", "names a folder"],
    ["a\0.json", "has control characters in it"],
    ["a\n.json", "has control characters in it"],
    ["x".repeat(2000), "is longer than 1024 bytes"],
    [`${"a/".repeat(600)}x`, "is longer than 1024 bytes"],
    [".git/config", "is in a folder of version control"],
    [".GIT/hooks/post-commit", "is in a folder of version control"],
    ["sub/.git/x", "is in a folder of version control"],
    [".g\u200bit/x", "is in a folder of version control"],
    [".hg/x", "is in a folder of version control"],
    ["folder", "is a folder"],
    ["package.json/x", "which is no folder"],
    ["package.json/deep/x", "which is no folder"],
    ["out-link", "leads out of the project's directory"],
    ["out-folder/x.json", "leads out of the project's directory"],
    ["out-folder/deep/x.json", "leads out of the project's directory"],
    ["deep/link/x.json", "leads out of the project's directory"],
    ["dangling", "leads nowhere"],
    ["dangling/x.json", "leads nowhere"],
    ["git-link/x", "leads into a folder of version control"],
    ["loop/x", "leads nowhere"],
    ["pipe", "is no regular file"],
    ["pipe-link", "is no regular file"],
  ])("%j %s", async (path, why) => {
    await using here = await inFolder({ "shop/folder/x": "", "shop/.git/HEAD": "", "shop/deep/x": "" });
    const { root, other } = here;
    symlinkSync(join(other, "kept.txt"), join(root, "out-link"));
    symlinkSync(other, join(root, "out-folder"));
    symlinkSync("../../other", join(root, "deep/link"));
    symlinkSync(join(other, "not-yet.txt"), join(root, "dangling"));
    symlinkSync(".git", join(root, "git-link"));
    symlinkSync("loop", join(root, "loop"));
    Bun.spawnSync(["mkfifo", join(root, "pipe")]);
    symlinkSync("pipe", join(root, "pipe-link"));
    const before = readdirSync(root);
    const { isError, text } = await here.search({ output_file: path, overwrite: true });
    expect({ isError, text }).toEqual({ isError: true, text: expect.stringContaining(why) });
    expect(text).toStartWith("output_file ");
    expect(readdirSync(root)).toEqual(before);
    expect(readdirSync(other)).toEqual(["kept.txt"]);
    expect(readFileSync(join(other, "kept.txt"), "utf8")).toBe("kept");
    expect(readdirSync(join(root, ".git"))).toEqual(["HEAD"]);
  });
});

describe("a path that is taken", () => {
  test.each([
    ["a.json", "a.json"],
    ["./a.json", "a.json"],
    ["new//deep/./a.json", "new/deep/a.json"],
    ["…/größe 日本.json", "…/größe 日本.json"],
    ["-rf", "-rf"],
    [".gitignore", ".gitignore"],
    [".github/a.json", ".github/a.json"],
    ["..a/b", "..a/b"],
    ["in-folder/a.json", "folder/a.json"],
    ["in-link", "folder/x"],
    ["a\\b", "a\\b"],
  ])("%j is %j", async (path, real) => {
    await using here = await inFolder({ "shop/folder/x": "old" });
    symlinkSync("folder", join(here.root, "in-folder"));
    symlinkSync("folder/x", join(here.root, "in-link"));
    const { isError, text } = await here.search({ output_file: path, overwrite: true });
    expect(text).toContain("Written to ");
    expect(isError).toBe(false);
    expect(JSON.parse(readFileSync(join(here.root, real), "utf8")).tool).toBe("logs_search");
    expect(lstatSync(join(here.root, "in-link")).isSymbolicLink()).toBe(true);
  });

  test("may be absolute, in the project, also by a link to that", async () => {
    await using here = await inFolder();
    expect((await here.search({ output_file: join(here.root, "a.json") })).isError).toBe(false);
    const link = join(here.other, "shop-link");
    symlinkSync(here.root, link);
    await using harness = new Harness();
    harness.project = { ...project, directory: link };
    const { client } = await harness.connect();
    expect((await call(client, "logs_search", { output_file: join(link, "b.json") })).text).toContain(
      "Written to b.json",
    );
    expect(readdirSync(here.root).sort()).toEqual(["a.json", "b.json", "package.json"]);
    // A folder whose name only begins like the project's is another one.
    mkdirSync(`${here.root}-other`);
    expect((await here.search({ output_file: `${here.root}-other/x` })).text).toContain("leads out of");
  });
});

describe("what goes wrong while it is written", () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });

  test("is told as it is, and nothing stays behind", async () => {
    using folder = makeFolder({ "old.txt": "old" });
    const failing = async () => Promise.reject(full);
    for (const path of ["new/deep/a.json", "a.json", "old.txt"]) {
      const target = await targetOf(folder.path, path, true);
      await expect(writeTarget(target, "x", failing)).rejects.toThrow(
        `output_file ${JSON.stringify(path)} cannot be written: no space is left on the disk.`,
      );
    }
    expect(readdirSync(folder.path)).toEqual(["old.txt"]);
    expect(readFileSync(join(folder.path, "old.txt"), "utf8")).toBe("old");
  });

  test("a name that is too long is one that the system refuses", async () => {
    await using here = await inFolder();
    const { text } = await here.search({ output_file: `new/${"x".repeat(300)}.json` });
    expect(text).toEndWith("cannot be written: a name in it is too long.");
    expect(existsSync(join(here.root, "new"))).toBe(false);
  });

  // Root may write anywhere.
  test.skipIf(process.getuid?.() === 0)("a folder that may not be written to is told", async () => {
    await using here = await inFolder({ "shop/shut/x": "" });
    chmodSync(join(here.root, "shut"), 0o555);
    const { text } = await here.search({ output_file: "shut/a.json" });
    chmodSync(join(here.root, "shut"), 0o755);
    expect(text).toEndWith("cannot be written: permission is denied.");
  });

  test("a file that has appeared meanwhile is left", async () => {
    using folder = makeFolder();
    const target = await targetOf(folder.path, "a.json", false);
    const late = async () => writeFileSync(join(folder.path, "a.json"), "theirs");
    await expect(writeTarget(target, "x", late)).rejects.toThrow("it exists by now");
    expect(readFileSync(join(folder.path, "a.json"), "utf8")).toBe("theirs");
    expect(readdirSync(folder.path)).toEqual(["a.json"]);
  });

  test("a link that has appeared in its place is not followed", async () => {
    using folder = makeFolder({ "shop/x": "", "other/kept.txt": "kept" });
    const [root, kept] = [join(folder.path, "shop"), join(folder.path, "other/kept.txt")];
    const target = await targetOf(root, "a.json", true);
    await writeTarget(target, "new", async (file, text) => {
      await file.writeFile(text);
      symlinkSync(kept, join(root, "a.json"));
    });
    expect(readFileSync(kept, "utf8")).toBe("kept");
    expect(lstatSync(join(root, "a.json")).isFile()).toBe(true);
  });

  test("a folder that has become a link to another one gets nothing", async () => {
    using folder = makeFolder({ "shop/sub/in/x": "", "other/in/kept.txt": "kept" });
    const [root, other] = [join(folder.path, "shop"), join(folder.path, "other")];
    for (const path of ["sub/a.json", "sub/new/a.json", "sub/in/a.json", "sub/in/new/a.json"]) {
      const target = await targetOf(root, path, true);
      renameSync(join(root, "sub"), join(root, "moved"));
      symlinkSync(other, join(root, "sub"));
      await expect(writeTarget(target, "new")).rejects.toThrow("cannot be written");
      expect([readdirSync(other), readdirSync(join(other, "in"))]).toEqual([["in"], ["kept.txt"]]);
      Bun.spawnSync(["rm", join(root, "sub")]);
      renameSync(join(root, "moved"), join(root, "sub"));
    }
  });

  test("a folder that is swapped for a link while the file is written gets nothing either", async () => {
    using folder = makeFolder({ "shop/sub/x": "", "other/kept.txt": "kept" });
    const [root, other] = [join(folder.path, "shop"), join(folder.path, "other")];
    const target = await targetOf(root, "sub/a.json", false);
    await writeTarget(target, "new", async (file, text) => {
      renameSync(join(root, "sub"), join(root, "moved"));
      symlinkSync(other, join(root, "sub"));
      await file.writeFile(text);
    }).catch(() => {});
    expect(readdirSync(other)).toEqual(["kept.txt"]);
  });
});
