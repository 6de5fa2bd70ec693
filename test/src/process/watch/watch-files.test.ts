import { afterEach, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { WatchFiles, type WatchOptions } from "../../../../src/process/watch/index.ts";
import { makeFolder } from "../../../support/folder.ts";
import { waitFor } from "../../../support/wait.ts";

const open: WatchFiles[] = [];
afterEach(() => {
  for (const watch of open.splice(0)) watch.close();
});

interface Watching {
  readonly warnings: string[];
  /** The paths of the next batch, sorted; what came before the call counts too. */
  next(): Promise<string[]>;
  /** Paths of all batches until one has `path`. */
  until(path: string): Promise<string[]>;
  close(): void;
}

async function watching(directory: string, globs: string[], options: Partial<WatchOptions> = {}): Promise<Watching> {
  const batches: string[][] = [];
  const warnings: string[] = [];
  const watch = new WatchFiles({
    directory,
    rule: { globs, debounceMs: 20 },
    changed: ({ paths }) => batches.push([...paths].sort()),
    warn: (text) => warnings.push(text),
    ...options,
  });
  open.push(watch);
  await watch.ready;
  const next = async () => {
    await waitFor("a change", () => batches.length > 0, 3000);
    return batches.shift() ?? [];
  };
  const until = async (path: string) => {
    const all: string[] = [];
    while (!all.includes(path)) all.push(...(await next()));
    return [...new Set(all)].sort();
  };
  return { warnings, next, until, close: () => watch.close() };
}

/** The system's watches that this process has. */
function marks(): number {
  let count = 0;
  for (const fd of readdirSync("/proc/self/fd")) {
    try {
      if (!readlinkSync(`/proc/self/fd/${fd}`).includes("inotify")) continue;
      count += readFileSync(`/proc/self/fdinfo/${fd}`, "utf8").match(/^inotify/gm)?.length ?? 0;
    } catch {
      // It was closed while we looked.
    }
  }
  return count;
}

const ways = process.platform === "linux" ? [false, true] : [true];
describe.each(ways.map((recursive) => ({ recursive })))(
  "files ($recursive: watched as whole trees)",
  ({ recursive }) => {
    const start = (directory: string, ...globs: string[]) => watching(directory, globs, { recursive });

    test("that are written, made and removed are told; others and those in left-out folders are not", async () => {
      using folder = makeFolder({
        "src/a.ts": "1",
        "src/b.ts": "1",
        "src/c.md": "1",
        "node_modules/x/a.ts": "1",
        "dist/a.ts": "1",
      });
      const changes = await start(folder.path, "**/*.ts", "!**/*.test.ts");
      for (const path of ["node_modules/x/a.ts", "dist/a.ts", "src/c.md", "src/a.test.ts"]) {
        writeFileSync(join(folder.path, path), "2");
      }
      appendFileSync(join(folder.path, "src/a.ts"), "2");
      rmSync(join(folder.path, "src/b.ts"));
      writeFileSync(join(folder.path, "new.ts"), "2");
      expect(await changes.next()).toEqual(["new.ts", "src/a.ts", "src/b.ts"]);
    });

    test("that are saved by being replaced are told each time", async () => {
      using folder = makeFolder({ "src/a.ts": "1" });
      const changes = await start(folder.path, "src/*.ts");
      for (let round = 0; round < 3; round++) {
        writeFileSync(join(folder.path, "src/a.ts~"), String(round));
        renameSync(join(folder.path, "src/a.ts~"), join(folder.path, "src/a.ts"));
        expect(await changes.next()).toEqual(["src/a.ts"]);
      }
    });

    test("in folders that are made later are told, those too that were in them from the beginning", async () => {
      using folder = makeFolder();
      const changes = await start(folder.path, "src/**");
      mkdirSync(join(folder.path, "src/deep/er"), { recursive: true });
      writeFileSync(join(folder.path, "src/deep/er/a"), "1");
      await changes.until("src/deep/er/a");
      writeFileSync(join(folder.path, "src/deep/er/b"), "1");
      await changes.until("src/deep/er/b");
    });

    test("are told again after their folder has gone and come back, or has moved", async () => {
      using folder = makeFolder({ "src/a/f.ts": "1" });
      const changes = await start(folder.path, "src/**/*.ts");
      rmSync(join(folder.path, "src"), { recursive: true });
      mkdirSync(join(folder.path, "src/a"), { recursive: true });
      writeFileSync(join(folder.path, "src/a/g.ts"), "1");
      await changes.until("src/a/g.ts");
      renameSync(join(folder.path, "src/a"), join(folder.path, "src/b"));
      await changes.until("src/b/g.ts");
      writeFileSync(join(folder.path, "src/b/h.ts"), "1");
      await changes.until("src/b/h.ts");
    });

    test("outside of the directory are told where a glob leads there", async () => {
      using folder = makeFolder({ "app/a": "1", "shared/src/b": "1", "shared/c": "1" });
      const changes = await start(join(folder.path, "app"), "../shared/src/**");
      for (const path of ["app/a", "shared/c", "shared/src/b"]) writeFileSync(join(folder.path, path), "2");
      expect(await changes.next()).toEqual(["../shared/src/b"]);
    });

    test("are not told after the end, and nothing stays open", async () => {
      const before = marks();
      using folder = makeFolder({ "src/deep/a": "1", "lib/b": "1" });
      const changes = await start(folder.path, "**");
      expect(marks()).toBeGreaterThan(before);
      writeFileSync(join(folder.path, "lib/b"), "2");
      changes.close();
      await waitFor("the watches to end", () => marks() === before);
    });
  },
);

describe.skipIf(process.platform !== "linux")("folders watched one by one", () => {
  test("are only those that can hold what is named", async () => {
    const before = marks();
    using folder = makeFolder({
      "src/a/x": "",
      "src/b/x": "",
      "lib/c/x": "",
      "node_modules/p/q/x": "",
      ".git/objects/aa/x": "",
    });
    await watching(folder.path, ["src/**/*.ts"]);
    // The directory, src, src/a and src/b.
    expect(marks() - before).toBe(4);
  });

  test("do not lead through links, and may begin with one", async () => {
    using folder = makeFolder({ "real/src/a": "" });
    symlinkSync(join(folder.path, "real"), join(folder.path, "link"));
    symlinkSync(folder.path, join(folder.path, "real/circle"));
    const changes = await watching(join(folder.path, "link"), ["**"]);
    writeFileSync(join(folder.path, "real/src/a"), "2");
    expect(await changes.next()).toEqual(["src/a"]);
    expect(changes.warnings).toEqual([]);
  });

  test("of which there are too many are said to be, once; the others are watched", async () => {
    const files = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`d${index}/x`, ""]));
    using folder = makeFolder({ ...files, a: "" });
    const changes = await watching(folder.path, ["**"], { maxFolders: 5 });
    expect(changes.warnings).toEqual([
      expect.stringMatching(/^more than 5 folders can hold .*take some out with "!"$/),
    ]);
    writeFileSync(join(folder.path, "a"), "2");
    expect(await changes.next()).toEqual(["a"]);
  });

  test("that are gone, or never were, are waited for", async () => {
    using folder = makeFolder();
    const changes = await watching(join(folder.path, "app"), ["src/*"]);
    mkdirSync(join(folder.path, "app/src"), { recursive: true });
    writeFileSync(join(folder.path, "app/src/a"), "");
    await changes.until("src/a");
  });

  test("that the system does not watch any more are said to be", () => {
    using folder = makeFolder({ "a/x": "", "b/x": "", "c/x": "", "d/x": "" });
    const program = `
      import { WatchFiles } from ${JSON.stringify(join(import.meta.dir, "../../../../src/process/watch/index.ts"))};
      const rule = { globs: ["**"], debounceMs: 10 };
      const watch = new WatchFiles({ directory: ".", rule, changed() {}, warn: (text) => console.log(text) });
      await watch.ready;
      watch.close();`;
    writeFileSync(join(folder.path, "program.ts"), program);
    // The limit of a user namespace of its own: the machine's stays as it is.
    const limited = `echo 3 > /proc/sys/user/max_inotify_watches && exec "${process.execPath}" program.ts`;
    const inNamespace = `unshare -Ur sh -c '${limited}'`;
    const { stdout, status } = spawnSync(inNamespace, { cwd: folder.path, encoding: "utf8", shell: true });
    // Not every system lets its users have one.
    if (status !== 0 && stdout === "") return;
    expect(stdout).toMatch(/^the system watches no more folders for this user .*\n$/);
  });
});
