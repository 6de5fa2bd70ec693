/** Instance files: where they lie, who is found by them, and which are removed. */

import { describe, expect, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { instancesFor, runningInstances } from "../../../src/control/find.ts";
import { lifeOf, processStart } from "../../../src/control/identity.ts";
import { type InstanceRecord, readInstanceFiles, writeInstanceFile } from "../../../src/control/instance-file.ts";
import { instancesFolder, makePrivate, newInstanceId, socketPath } from "../../../src/control/place.ts";
import { makeFolder } from "../../support/folder.ts";

const uid = process.getuid?.() ?? 0;

function record(change: Partial<InstanceRecord> & { pid?: number; start?: string } = {}): InstanceRecord {
  const { pid = process.pid, start = processStart(process.pid) ?? "", ...rest } = change;
  return {
    id: "shop-0123456789abcdef",
    name: "shop",
    directory: "/home/someone/shop",
    port: 7777,
    started_at: "2026-07-28T10:00:00.000Z",
    last_ping: "2026-07-28T10:00:00.000Z",
    process_info: { pid, executable: "/usr/bin/brum", start },
    socket: "/nowhere/at/all.sock",
    protocol: 1,
    version: "1.2.3",
    ...rest,
  };
}

/** The number of a process that has ended. */
async function deadPid(): Promise<number> {
  const child = Bun.spawn(["true"]);
  await child.exited;
  return child.pid;
}

describe("the place", () => {
  const around = { env: {}, platform: "linux", uid, temporary: "/tmp" };

  test("is the runtime directory where that is ours, else one for each user", () => {
    using folder = makeFolder();
    expect(instancesFolder({ ...around, env: { XDG_RUNTIME_DIR: folder.path } })).toBe(
      `${folder.path}/brummer/instances`,
    );
    expect(instancesFolder(around)).toBe(`/tmp/brummer-${uid}/instances`);
    expect(instancesFolder({ ...around, uid: uid + 1, env: { XDG_RUNTIME_DIR: folder.path } })).toBe(
      `/tmp/brummer-${uid + 1}/instances`,
    );
    expect(instancesFolder({ ...around, env: { XDG_RUNTIME_DIR: "relative" } })).toBe(`/tmp/brummer-${uid}/instances`);
    expect(instancesFolder({ ...around, platform: "win32", uid: undefined, temporary: "/t" })).toBe(
      "/t/brummer/instances",
    );
  });

  test("gets a short socket where the path would be too long", () => {
    const id = newInstanceId("/home/someone/shop");
    expect(socketPath(id, around)).toBe(`/tmp/brummer-${uid}/instances/${id}.sock`);
    const long = socketPath(id, { ...around, temporary: `/tmp/${"x".repeat(100)}` });
    expect(long).toMatch(new RegExp(`^/tmp/brummer-${uid}/s/[0-9a-f]{12}\\.sock$`));
    const between = socketPath(id, { ...around, temporary: `/tmp/${"x".repeat(50)}` });
    expect(between).toContain("x/brummer-");
    expect(Buffer.byteLength(between)).toBeLessThanOrEqual(103);
    expect(socketPath(id, { ...around, platform: "win32" })).toBe(`\\\\.\\pipe\\brummer-${id}`);
  });

  test("has ids that are fit for a file, whatever the directory is called", () => {
    expect(newInstanceId("/")).toMatch(/^root-[0-9a-f]{16}$/);
    expect(newInstanceId("/a/.. ;rm -rf ü")).toMatch(/^rm--rf--[0-9a-f]{16}$/);
    expect(newInstanceId(`/a/${"n".repeat(300)}`).length).toBe(57);
  });

  test("is made closed to others, closed where it is open, and refused where it is not ours", () => {
    using folder = makeFolder();
    const path = join(folder.path, "brummer", "instances");
    makePrivate(path);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    chmodSync(path, 0o777);
    makePrivate(path);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(() => makePrivate(path, uid + 1)).toThrow(/belongs to another user \(uid \d+\)/);
    symlinkSync("/tmp", join(folder.path, "link"));
    expect(() => makePrivate(join(folder.path, "link"))).toThrow("is no folder");
  });
});

describe("the file", () => {
  test("has the form that is documented, and is closed to others", () => {
    using folder = makeFolder();
    chmodSync(folder.path, 0o700);
    writeInstanceFile(folder.path, record());
    const path = join(folder.path, "shop-0123456789abcdef.json");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(Object.keys(JSON.parse(readFileSync(path, "utf8")))).toEqual([
      ...[
        "id",
        "name",
        "directory",
        "port",
        "started_at",
        "last_ping",
        "process_info",
        "socket",
        "protocol",
        "version",
      ],
    ]);
    expect(readInstanceFiles(folder.path)).toEqual([record()]);
  });

  test("of another form or name is passed over, and left where it is", () => {
    using folder = makeFolder({
      "a.json": "{",
      "b.json": '{"id": "b"}',
      "other-name.json": JSON.stringify(record()),
      "big.json": " ".repeat(100_000),
    });
    mkdirSync(join(folder.path, "folder.json"));
    expect(readInstanceFiles(folder.path)).toEqual([]);
    expect(existsSync(join(folder.path, "other-name.json"))).toBe(true);
    expect(readInstanceFiles(join(folder.path, "nowhere"))).toEqual([]);
  });
});

describe("who runs", () => {
  test("a process is known by its number and its start", async () => {
    const start = processStart(process.pid);
    expect(lifeOf(process.pid, start)).toBe("alive");
    expect(lifeOf(process.pid, "another-start")).toBe("dead");
    expect(lifeOf(process.pid, undefined)).toBe("unknown");
    expect(lifeOf(await deadPid(), start)).toBe("dead");
  });

  test("a dead one's file and socket are removed, one that may live is kept", async () => {
    using folder = makeFolder();
    chmodSync(folder.path, 0o700);
    const socket = (name: string) => join(folder.path, `${name}.sock`);
    const pid = await deadPid();
    const write = (id: string, change: Parameters<typeof record>[0]) =>
      writeInstanceFile(folder.path, record({ id, socket: socket(id), ...change }));
    write("alive-1", {});
    write("dead-1", { pid });
    writeFileSync(socket("dead-1"), "");
    write("reused-1", { start: "another-start" });
    // Its number means nothing here, as from within a container, but somebody answers.
    write("elsewhere-1", { pid });
    const server = createServer().listen(socket("elsewhere-1"));
    try {
      const ids = (await runningInstances(folder.path)).map(({ id }) => id).sort();
      expect(ids).toEqual(["alive-1", "elsewhere-1"]);
    } finally {
      server.close();
    }
    const left = readInstanceFiles(folder.path).map(({ id }) => id);
    expect(left.sort()).toEqual(["alive-1", "elsewhere-1"]);
    expect(existsSync(socket("dead-1"))).toBe(false);
  });

  test("the one of the directory counts, else that of the nearest above", () => {
    using folder = makeFolder({ "a/b/c/x": "" });
    symlinkSync(join(folder.path, "a"), join(folder.path, "link"));
    const at = (directory: string) => record({ id: directory, directory: join(folder.path, directory) });
    const all = [at("a"), at("a/b"), at("other")];
    const found = (directory: string) => instancesFor(all, join(folder.path, directory)).map(({ id }) => id);
    expect(found("a/b")).toEqual(["a/b"]);
    expect(found("a/b/c")).toEqual(["a/b"]);
    expect(found("a")).toEqual(["a"]);
    expect(found("link/b/c")).toEqual(["a/b"]);
    expect(found(".")).toEqual([]);
  });
});
