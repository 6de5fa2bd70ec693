import { afterEach, expect, test } from "bun:test";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { reportManagers } from "../../../src/detect/index.ts";
import { makeFolder } from "../../support/folder.ts";

const realPath = process.env["PATH"];
afterEach(() => {
  process.env["PATH"] = realPath;
});

test("package managers on PATH are asked for their versions; who tells none is there all the same", async () => {
  using folder = makeFolder({
    "shop/package.json": "{}",
    "shop/pnpm-lock.yaml": "",
    "bin/pnpm": "#!/bin/sh\necho 9.8.7\n",
    "bin/yarn": "#!/bin/sh\nexit 3\n",
  });
  for (const name of ["pnpm", "yarn"]) chmodSync(join(folder.path, "bin", name), 0o755);
  process.env["PATH"] = join(folder.path, "bin");
  const { used, because, managers } = await reportManagers(join(folder.path, "shop"));
  expect([used, because]).toEqual(["pnpm", "pnpm-lock.yaml"]);
  const told = Object.fromEntries(managers.map(({ name, path, version }) => [name, [path !== null, version]]));
  expect(told).toMatchObject({ pnpm: [true, "9.8.7"], yarn: [true, null], npm: [false, null], bun: [false, null] });
});
