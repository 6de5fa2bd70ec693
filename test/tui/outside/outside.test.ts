/** Programs that open a window of their own, with scripts for them, and what is said of it. */

import { describe, expect, test } from "bun:test";
import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { Outside } from "../../../tui/outside/index.ts";
import { outsideLimits } from "../../../tui/outside/limits.ts";
import { waitFor } from "../../support/wait.ts";
import { FakePrograms, starter, taker } from "./fake-programs.ts";

const lives = `#!/bin/sh
echo $$ >"$0.part"
/bin/mv "$0.part" "$0.log"
exec /bin/sleep 60
`;

const shows = `#!/bin/sh
echo "$1" >"$0.part"
/bin/mv "$0.part" "$0.log"
exec /bin/sleep 60
`;

function outsideOf(tools: FakePrograms, env: Record<string, string>) {
  const told: string[] = [];
  const lent: string[] = [];
  const terminal = {
    send: () => false,
    handOver: async (_: () => Promise<void>, hint = "") => void lent.push(hint),
  };
  const where = { env: { PATH: tools.path, ...env }, platform: "linux" };
  return { outside: new Outside(terminal, (text) => told.push(text), where), told, lent };
}

describe("an editor with a window", () => {
  test("is told the place, in the project's directory, and the terminal stays", async () => {
    using tools = new FakePrograms({ code: starter(), "src/a b.ts": "" });
    const { outside, told, lent } = outsideOf(tools, { EDITOR: "code --wait" });
    await outside.edit({ file: "src/a b.ts", line: 42, column: 17, directory: tools.path });
    expect(told).toEqual(["Opened src/a b.ts:42 in code."]);
    expect(lent).toEqual([]);
    const place = join(tools.path, "src/a b.ts:42:17");
    expect(tools.log("code")).toBe([realpathSync(tools.path), "--wait", "-g", place, ""].join("\n"));
  });

  test("lives on in a session of its own, and is not waited for", async () => {
    using tools = new FakePrograms({ code: lives, "a.ts": "" });
    const { outside, told } = outsideOf(tools, { EDITOR: "code" });
    const begin = performance.now();
    await outside.edit({ file: "a.ts", line: null, column: null, directory: tools.path });
    expect(performance.now() - begin).toBeLessThan(outsideLimits.launchMs + 1_000);
    expect(told).toEqual(["Opened a.ts in code."]);
    const pid = Number(await waitFor("its start", () => tools.log("code")));
    const { stdout } = Bun.spawnSync(["ps", "-o", "pgid=", "-p", String(pid)]);
    expect(Number(stdout.toString())).toBe(pid);
    process.kill(pid, "SIGKILL");
  });

  test.each([
    ["that fails at once", { code: starter(2), "a.ts": "" }, "a.ts", "code ended with exit code 2."],
    ["that cannot be started", { code: "#!/gone/sh\n", "a.ts": "" }, "a.ts", "code could not be started:"],
    ["without its file", { code: starter() }, "a.ts", "a.ts is not there (any more), or cannot be read."],
    ["that is not installed", { "a.ts": "" }, "a.ts", 'EDITOR is "code", but there is no program "code".'],
  ])("%s", async (_, files: Record<string, string>, file, message) => {
    using tools = new FakePrograms(files);
    const { outside, told } = outsideOf(tools, { EDITOR: "code" });
    const edited = outside.edit({ file, line: 1, column: 1, directory: tools.path });
    await expect(edited).rejects.toThrow(message);
    expect(told).toEqual([]);
  });

  test("a project's directory that is gone keeps no editor from its file", async () => {
    using tools = new FakePrograms({ code: starter(), "a.ts": "" });
    const { outside } = outsideOf(tools, { EDITOR: "code" });
    await outside.edit({ file: tools.program("a.ts"), line: 1, column: null, directory: "/gone" });
    expect(tools.log("code")).toStartWith(`${process.cwd()}\n`);
  });
});

test("an unknown editor gets the terminal, and a line that says what is waited for", async () => {
  using tools = new FakePrograms({ "my-ed": starter(), "a.ts": "" });
  const { outside, lent } = outsideOf(tools, { EDITOR: "my-ed" });
  await outside.edit({ file: "a.ts", line: 1, column: 1, directory: tools.path });
  expect(lent).toEqual(["brum waits for my-ed to close a.ts\n"]);
});

test("at the program's end a pager is ended, and its file removed at once", async () => {
  using tools = new FakePrograms({ pg: shows });
  const where = { env: { PATH: tools.path, PAGER: "pg" }, platform: "linux" };
  const outside = new Outside({ send: () => false, handOver: (run) => run() }, () => {}, where);
  const paged = outside.page(["a"]);
  const file = (await waitFor("its start", () => tools.log("pg"))).trim();
  expect(existsSync(file)).toBe(true);
  outside.close();
  expect(existsSync(dirname(file))).toBe(false);
  await paged;
});

describe("an address", () => {
  const address = "http://localhost:3000/?a=1&b=2;c=$(x)";

  test("is one word of the browser's", async () => {
    using tools = new FakePrograms({ "xdg-open": starter() });
    const { outside, told } = outsideOf(tools, { DISPLAY: ":0" });
    await outside.openUrl(address);
    expect(told).toEqual([`Opened ${address} in the browser.`]);
    expect(tools.log("xdg-open")?.split("\n").slice(1)).toEqual([address, ""]);
  });

  test("in a browser that draws in the terminal gets the terminal", async () => {
    using tools = new FakePrograms({ lynx: starter() });
    const { outside, lent } = outsideOf(tools, { BROWSER: "lynx" });
    await outside.openUrl(address);
    expect(lent).toEqual([""]);
  });

  test("is copied where there is no browser", async () => {
    using tools = new FakePrograms({ xclip: taker });
    const { outside, told } = outsideOf(tools, { DISPLAY: ":0" });
    await outside.openUrl(address);
    expect(told).toEqual(["No browser was found here; the address is copied instead. Copied 1 line."]);
    expect(tools.got("xclip")).toBe(address);
  });

  test("is copied where the browser fails", async () => {
    using tools = new FakePrograms({ xclip: taker, "xdg-open": starter(4) });
    const { outside, told } = outsideOf(tools, { DISPLAY: ":0" });
    await outside.openUrl(address);
    expect(told).toEqual(["xdg-open ended with exit code 4; the address is copied instead. Copied 1 line."]);
  });

  test("neither opened nor copied is said", async () => {
    using tools = new FakePrograms({});
    const { outside, told } = outsideOf(tools, {});
    await expect(outside.openUrl(address)).rejects.toThrow(
      `No browser was found here, and ${address} could not be copied. Nothing was copied:`,
    );
    expect(told).toEqual([]);
  });

  test("of another kind is not opened", async () => {
    using tools = new FakePrograms({ "xdg-open": starter() });
    const { outside } = outsideOf(tools, { DISPLAY: ":0" });
    await expect(outside.openUrl("file:///etc/passwd")).rejects.toThrow("not file:///etc/passwd");
    expect(tools.log("xdg-open")).toBeUndefined();
  });
});
