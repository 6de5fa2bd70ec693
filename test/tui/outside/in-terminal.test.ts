/** Editors, pagers and the clipboard from the screen in a real terminal (tmux): who has it when, and how it comes back. */

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { delay } from "es-toolkit";
import { hasTmux, Terminal } from "../../support/terminal.ts";
import { waitFor } from "../../support/wait.ts";
import { editor, FakePrograms, pager, taker } from "./fake-programs.ts";

setDefaultTimeout(30_000);

const harness = fileURLToPath(new URL("../harness.ts", import.meta.url));
const files = { nano: editor, "src/orders.ts": "order\n".repeat(100) };
/** What the tester's environment may say of all this. */
const unset = ["VISUAL", "PAGER", "LESS", "DISPLAY", "WAYLAND_DISPLAY", "SSH_TTY", "SSH_CONNECTION", "STY"];
/** What it looks like when the terminal is as a shell has it, by the words of `stty -a`. */
const cooked = /\sisig\s+icanon\s[\s\S]* echo /;

/** Mouse, alternate screen, cursor. */
const flags = (terminal: Terminal) =>
  terminal.ask("display-message", "-p", "#{mouse_any_flag}#{alternate_on}#{cursor_flag}").trim();
/** The screen with its colours, without the line above the hints, where notices come and go. */
const colored = (terminal: Terminal) =>
  terminal.ask("capture-pane", "-p", "-e").trimEnd().split("\n").toSpliced(-2, 1).join("\n");

/** The process id of the screen's program. */
function programOf(terminal: Terminal): number {
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  const line = stdout.split("\n").find((one) => one.trim().endsWith(` ${terminal.pid}`));
  return Number(line?.trim().split(/\s+/)[0]);
}

/** The screen with the Errors page, where "o" opens `src/orders.ts` at 42:17; processes of these numbers run. */
async function open(tools: FakePrograms, env: Record<string, string> = {}, start: readonly number[] = []) {
  const settings = { HARNESS_DIRECTORY: tools.path, EDITOR: tools.program("nano"), ...env };
  const terminal = new Terminal({
    argv: [
      "/usr/bin/env",
      ...unset.flatMap((name) => ["-u", name]),
      ...Object.entries(settings).map(([name, value]) => `${name}=${value}`),
      process.execPath,
      harness,
    ],
    columns: 100,
    rows: 24,
  });
  try {
    await showError(terminal, start);
  } catch (error) {
    // Nobody would end it.
    terminal[Symbol.dispose]();
    throw error;
  }
  return terminal;
}

async function showError(terminal: Terminal, start: readonly number[]): Promise<void> {
  terminal.ask("set-option", "-g", "status", "off");
  await terminal.see(/2 Logs/);
  for (const index of [...start, 4]) {
    for (let count = 0; count < index; count += 1) terminal.press("Down");
    terminal.press("s");
    for (let count = 0; count < index; count += 1) terminal.press("Up");
  }
  await terminal.see(/3 Errors 1[\s\S]*✖ crash: ended with exit code 3/);
  terminal.press("3");
  await terminal.see(/getOrder {2}src\/orders\.ts:42:17/);
}

async function edit(terminal: Terminal, tools: FakePrograms): Promise<void> {
  tools.forget("nano");
  terminal.press("o");
  await waitFor("the editor", () => tools.log("nano"));
  await terminal.see(/EDITOR OPEN/);
}

/** Quits the screen, and looks how the terminal was left. */
async function quit(terminal: Terminal): Promise<void> {
  terminal.press("C-c");
  await left(terminal);
}

async function left(terminal: Terminal): Promise<void> {
  // Nothing of the screen is on the shell's.
  expect(await terminal.see(/exit code 0/)).not.toMatch(/│|getOrder|STUBBORN|mcp :/);
  terminal.type("stty -a; echo $((40 + 2)) is there");
  terminal.press("Enter");
  expect(await terminal.see(/42 is there/)).toMatch(cooked);
  expect(flags(terminal)).toBe("001");
}

describe.skipIf(!hasTmux)("an editor in the terminal", () => {
  test("gets it as a shell does, with the place; then the screen is there again, as it was", async () => {
    using tools = new FakePrograms(files);
    using terminal = await open(tools);
    const before = colored(terminal);
    expect(flags(terminal)).toBe("110");
    await edit(terminal, tools);
    const log = tools.log("nano") ?? "";
    const directory = realpathSync(tools.path);
    expect(log).toStartWith(`argument +42,17\nargument ${join(tools.path, "src/orders.ts")}\n${directory}\n`);
    expect(log).toMatch(cooked);
    // O_NONBLOCK (04000) would be shared with the editor: its reads would fail.
    if (process.platform === "linux") expect(/flags:\s+([0-7]+)/.exec(log)?.[1]).not.toMatch(/[4-7]\d{3}$/);
    expect(flags(terminal)).toBe("001");
    terminal.type("quit");
    terminal.press("Enter");
    await terminal.see(/3 Errors 1/);
    await waitFor("the same screen", () => colored(terminal) === before);
    expect(flags(terminal)).toBe("110");
    terminal.press("1");
    await terminal.see(/✖ crash/);
    await quit(terminal);
  });

  test("is not drawn over while processes go on, and their lines are there afterwards", async () => {
    using tools = new FakePrograms(files);
    using terminal = await open(tools, {}, [0]);
    await edit(terminal, tools);
    const during = terminal.screen();
    // Twice the time between two lines of "web".
    await delay(1_000);
    terminal.resize(90, 16);
    await delay(200);
    expect(terminal.screen().trim().split("\n").at(-1)).toBe(during.trim().split("\n").at(-1) ?? "");
    expect(terminal.screen()).not.toMatch(/Errors|hmr/);
    terminal.type("quit");
    terminal.press("Enter");
    await terminal.see(/getOrder/);
    expect(terminal.screen().split("\n")[1]).toMatch(/^─+┬─+$/);
    expect(terminal.screen().split("\n")[1]).toHaveLength(90);
    terminal.press("2");
    await terminal.see(/hmr update [3-9]/);
    terminal.press("q", "y");
    await left(terminal);
  });

  test("has ctrl+c for itself", async () => {
    using tools = new FakePrograms(files);
    using terminal = await open(tools);
    await edit(terminal, tools);
    terminal.press("C-c");
    await terminal.see(/SAW INTERRUPT/);
    terminal.press("C-c");
    await waitFor("two interrupts", () => (tools.log("nano")?.match(/interrupted/g)?.length ?? 0) >= 2);
    terminal.press("C-\\");
    await terminal.see(/nano was ended by SIGQUIT\./);
    await edit(terminal, tools);
    terminal.type("fragile");
    terminal.press("Enter");
    await terminal.see(/NOW FRAGILE/);
    terminal.press("C-c");
    await terminal.see(/nano was ended by SIGINT\./);
    // A late signal would come now.
    await delay(400);
    terminal.press("1");
    await terminal.see(/✖ crash/);
    await quit(terminal);
  });

  test("keeps what was typed ahead: it reaches no key of the screen", async () => {
    using tools = new FakePrograms(files);
    using terminal = await open(tools);
    await edit(terminal, tools);
    terminal.type("ahead");
    terminal.press("Enter");
    await terminal.see(/TYPE AHEAD/);
    terminal.press("1", "C-c");
    await terminal.see(/3 Errors 1/);
    await delay(200);
    expect(terminal.screen()).toMatch(/getOrder/);
    await quit(terminal);
  });

  test("that fails says so, and one that is killed leaves nothing behind", async () => {
    using tools = new FakePrograms(files);
    using terminal = await open(tools);
    await edit(terminal, tools);
    terminal.type("fail");
    terminal.press("Enter");
    await terminal.see(/nano ended with exit code 3\./);
    const before = colored(terminal);
    await edit(terminal, tools);
    terminal.type("wild");
    terminal.press("Enter");
    await terminal.see(/nano was ended by SIGKILL\./);
    await waitFor("the same screen", () => colored(terminal) === before);
    // Nor for the next one.
    await edit(terminal, tools);
    expect(tools.log("nano")).toMatch(cooked);
    expect(tools.log("nano")).toMatch(/\sopost /);
    terminal.type("quit");
    terminal.press("Enter");
    await terminal.see(/getOrder/);
    expect(terminal.ask("display-message", "-p", "#{mouse_all_flag}#{mouse_any_flag}#{cursor_flag}").trim()).toBe(
      "010",
    );
    await quit(terminal);
  });

  test("is not opened without a file or a program, and the screen stays", async () => {
    using tools = new FakePrograms({});
    using terminal = await open(tools, { EDITOR: "gone --x" });
    terminal.press("o");
    await terminal.see(/src\/orders\.ts is not there \(any more\), or cannot be read\./);
    await Bun.write(tools.program("src/orders.ts"), "");
    terminal.press("o");
    await terminal.see(/EDITOR is "gone --x", but there is no program "gone"\./);
    expect(flags(terminal)).toBe("110");
    await quit(terminal);
  });

  test("that stops everything in the foreground goes on with it", async () => {
    using tools = new FakePrograms(files);
    using terminal = await open(tools);
    await edit(terminal, tools);
    // tmux lets go on what has stopped, as a shell would at "fg".
    terminal.type("stop");
    terminal.press("Enter");
    await terminal.see(/WENT ON/);
    const pid = programOf(terminal);
    process.kill(pid, "SIGTSTP");
    await waitFor("the stop", () =>
      spawnSync("ps", ["-o", "stat=", "-p", String(pid)])
        .stdout.toString()
        .startsWith("T"),
    );
    process.kill(pid, "SIGCONT");
    await delay(200);
    expect(terminal.screen()).toMatch(/WENT ON/);
    expect(flags(terminal)).toBe("001");
    terminal.type("quit");
    terminal.press("Enter");
    await terminal.see(/getOrder/);
    await quit(terminal);
  });

  test.each([
    ["is asked to end when the program ends", "", /hung up/],
    ["is killed when it does not", "stubborn", /^(?![\s\S]*hung up)/],
  ])("%s", async (_, word, log) => {
    using tools = new FakePrograms(files);
    using terminal = await open(tools);
    await edit(terminal, tools);
    if (word !== "") {
      terminal.type(word);
      terminal.press("Enter");
      await terminal.see(/NOW STUBBORN/);
    }
    process.kill(programOf(terminal), "SIGTERM");
    await terminal.see(/harness done/);
    expect(tools.log("nano")).toMatch(log);
    expect(spawnSync("pgrep", ["-f", `^/bin/sh ${tools.program("nano")}`]).stdout.toString()).toBe("");
    await left(terminal);
  });
});

describe.skipIf(!hasTmux)("a pager", () => {
  test("shows the log from a file that nobody else can read, and that is gone afterwards", async () => {
    using tools = new FakePrograms({ ...files, pg: pager });
    using terminal = await open(tools, { PAGER: tools.program("pg") });
    terminal.press("2");
    await terminal.see(/crash .*careful/);
    terminal.press("p");
    const file = /PAGER OPEN (\S+)/.exec(await terminal.see(/PAGER OPEN \S+/))?.[1] ?? "";
    expect(tools.log("pg")).toMatch(/^drwx------ .*\n-rw------- .*\n[\s\S]*crash {2}careful\n$/);
    terminal.press("Enter");
    await terminal.see(/crash .*careful/);
    await waitFor("the file's end", () => !existsSync(join(file, "..")));
    terminal.press("p");
    const again = /PAGER OPEN (\S+)/.exec(await terminal.see(/PAGER OPEN \S+/))?.[1] ?? "";
    process.kill(programOf(terminal), "SIGTERM");
    await terminal.see(/harness done/);
    expect(existsSync(join(again, ".."))).toBe(false);
  });
});

describe.skipIf(!hasTmux)("the clipboard", () => {
  const copied = ["TypeError: Cannot read properties of undefined", "src/orders.ts:42:17"];

  test("of the terminal gets what is copied (OSC 52)", async () => {
    using tools = new FakePrograms(files);
    // Without tmux on its path only the sequence is left.
    using terminal = await open(tools, { PATH: tools.path });
    terminal.ask("set-option", "-s", "set-clipboard", "on");
    terminal.press("y");
    await terminal.see(/Copied 4 lines, if the terminal allows that \(OSC 52\)\./);
    expect(await waitFor("a buffer", () => terminal.ask("list-buffers"))).toInclude("TypeError");
    expect(terminal.ask("show-buffer").split("\n").slice(0, 2)).toEqual(copied);
    expect(terminal.screen()).toMatch(/getOrder/);
    await quit(terminal);
  });

  test("of tmux gets it where tmux lets no sequence through, as by default", async () => {
    using tools = new FakePrograms(files);
    using terminal = await open(tools);
    terminal.press("y");
    await terminal.see(/Copied 4 lines\./);
    expect(terminal.ask("show-buffer").split("\n").slice(0, 2)).toEqual(copied);
    await quit(terminal);
  });

  test("of the machine gets it by a program", async () => {
    using tools = new FakePrograms({ ...files, xclip: taker });
    using terminal = await open(tools, { PATH: tools.path, DISPLAY: ":0" });
    terminal.press("y");
    await terminal.see(/Copied 4 lines\./);
    expect(tools.got("xclip")?.split("\n").slice(0, 2)).toEqual(copied);
    await quit(terminal);
  });
});
