import { expect, test } from "bun:test";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { OwnLog, ownLogFile, prepareOwnLog, stateFolder } from "../../../src/logs/own-log.ts";
import { makeFolder } from "../../support/folder.ts";
import { waitFor } from "../../support/wait.ts";

test("the state folder is where the system wants it", () => {
  expect(stateFolder({ XDG_STATE_HOME: "/state" }, "linux", "/home/a")).toBe("/state/brummer");
  expect(stateFolder({ XDG_STATE_HOME: "relative" }, "linux", "/home/a")).toBe("/home/a/.local/state/brummer");
  expect(stateFolder({}, "linux", "/home/a")).toBe("/home/a/.local/state/brummer");
});

test("lines of several writers are there whole, with their time, closed to others; a grown file is put aside", async () => {
  using folder = makeFolder({});
  const file = ownLogFile(join(folder.path, "state"));
  expect(prepareOwnLog(file)).toBe(true);
  const [one, two] = [new OwnLog(file), new OwnLog(file)];
  for (let count = 0; count < 200; count++) {
    one.write(0, `one ${count}`);
    two.write(0, `two ${count}`);
  }
  const lines = await waitFor("all lines", () => {
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    const all = text.trimEnd().split("\n");
    return all.length === 400 && all;
  });
  expect(lines.every((line) => /^1970-01-01T00:00:00.000Z \[\d+\] (one|two) \d+$/.test(line))).toBe(true);
  expect(statSync(file).mode & 0o077).toBe(0);
  writeFileSync(file, "x".repeat(2 << 20));
  expect(prepareOwnLog(file)).toBe(true);
  expect(existsSync(file)).toBe(false);
  expect(existsSync(`${file}.1`)).toBe(true);
});

test("a folder that cannot be made is no error", () => {
  using folder = makeFolder({ state: "a file" });
  expect(prepareOwnLog(ownLogFile(join(folder.path, "state")))).toBe(false);
});
