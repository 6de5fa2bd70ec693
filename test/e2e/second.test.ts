/** A second `brum` on a terminal, where it can ask. */

import { afterAll, describe, expect, test } from "bun:test";
import { hasTmux, Terminal } from "../support/terminal.ts";
import { waitFor } from "../support/wait.ts";
import { executable } from "./executable.ts";
import { Place } from "./running.ts";

const place = new Place({
  "package.json": JSON.stringify({
    name: "demo",
    scripts: { greet: "echo hello; sleep 60", quick: "echo quick is done" },
  }),
});
afterAll(() => place[Symbol.asyncDispose]());

function second(...argv: string[]): Terminal {
  const env = { XDG_RUNTIME_DIR: place.env["XDG_RUNTIME_DIR"] ?? "", BRUM_RUN: "" };
  return new Terminal({ argv: [executable, ...argv], cwd: place.path, columns: 80, env });
}

describe.skipIf(!hasTmux)("a second brum on a terminal", () => {
  test("says what runs within 80 columns, asks, and starts its scripts there", async () => {
    await place.start(["greet"], { mcp: true });
    using terminal = second("quick");
    const asked = await terminal.see(/\[s\] start quick there .*\[l\].*\[b\].*\[q\]/s);
    expect(asked).toMatch(/^greet +running /m);
    terminal.type("s");
    terminal.press("Enter");
    await terminal.see(/quick │ quick is done/);
    await terminal.see(/exit code 0/);
    expect((await place.run(["ps"])).out).toMatch(/^quick +success/m);
  });

  test("shows its lines until Ctrl-C, which ends nothing there", async () => {
    using terminal = second();
    await terminal.see(/\[s\] start a script there/);
    terminal.type("l");
    terminal.press("Enter");
    await terminal.see(/greet │ hello/);
    terminal.press("C-c");
    await terminal.see(/exit code \d+/);
    expect((await place.run(["ps"])).out).toMatch(/^greet +running/m);
  });

  test("runs beside it, or not at all", async () => {
    using beside = second("quick");
    await beside.see(/\[b\]/);
    beside.type("b");
    beside.press("Enter");
    await waitFor("the screen", () => beside.alternateScreen);
    await waitFor("its file", () => place.instanceFiles().length === 2);
    beside.press("q");
    using not = second("quick");
    await not.see(/\[q\]/);
    not.press("C-c");
    await not.see(/exit code 3/);
  });
});

test.skipIf(!hasTmux)("a script of a command's name: how it is run is said, once", async () => {
  await using other = new Place({ "package.json": '{"scripts": {"ps": "echo it"}}' });
  using terminal = new Terminal({
    argv: ["sh", "-c", `'${executable}' ps; '${executable}' ps; '${executable}' logs; echo all over`],
    cwd: other.path,
    env: { XDG_RUNTIME_DIR: other.env["XDG_RUNTIME_DIR"] ?? "" },
  });
  const screen = await terminal.see(/^all over/m);
  expect(screen.match(/this project has a script "ps", too: brum run ps/g)).toHaveLength(1);
  expect(screen).not.toContain("brum run logs");
});
