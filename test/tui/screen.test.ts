/** The screen in a real terminal (tmux): what is drawn, what keys do, and how the terminal is left. */

import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { hasTmux } from "../support/terminal.ts";

const harness = fileURLToPath(new URL("./harness.ts", import.meta.url));
const WAIT_MS = 10_000;

setDefaultTimeout(3 * WAIT_MS);

const KEEPER = "keeper";

let directory = "";
let session = 0;

function tmux(...words: string[]): string {
  const env = { ...process.env, LANG: "C.UTF-8", LC_ALL: "C.UTF-8" };
  return execFileSync("tmux", ["-S", join(directory, "socket"), "-f", "/dev/null", ...words], {
    encoding: "utf8",
    env,
  });
}

/** A sequence that sets a foreground colour. */
const color = /\x1b\[(?:[\d;]*;)?(?:3[0-8]|9\d)[;m]/;

/** A terminal of this size with a shell's successor in it, so that its state after the program can be seen. */
class Robot {
  readonly #target: string;

  constructor(columns: number, rows: number, environment: Record<string, string> = {}) {
    session += 1;
    this.#target = `screen${session}`;
    const settings = Object.entries({ TERM: "xterm-256color", LANG: "C.UTF-8", LC_ALL: "C.UTF-8", ...environment })
      .map(([name, value]) => `${name}='${value}'`)
      .join(" ");
    const program = `env -u NO_COLOR ${settings} '${process.execPath}' '${harness}'`;
    const command = `echo before; (sh -c 'echo $PPID' >'${this.#pidFile}'; exec ${program}); echo left $?; stty -a; exec cat`;
    const size = ["-x", String(columns), "-y", String(rows)];
    tmux("new-session", "-d", "-s", this.#target, ...size, command);
    tmux("set-option", "-t", this.#target, "status", "off");
    tmux("resize-window", "-t", this.#target, ...size);
  }

  get #pidFile(): string {
    return join(directory, `${this.#target}.pid`);
  }

  get text(): string {
    return tmux("capture-pane", "-p", "-t", this.#target);
  }

  /** With escape sequences for colours. */
  get colored(): string {
    return tmux("capture-pane", "-p", "-e", "-t", this.#target);
  }

  /** Process id of the program. */
  get pid(): number {
    return Number(readFileSync(this.#pidFile, "utf8"));
  }

  get title(): string {
    return tmux("display-message", "-p", "-t", this.#target, "#{pane_title}").trim();
  }

  get mouse(): string {
    return tmux("display-message", "-p", "-t", this.#target, "#{mouse_any_flag}#{alternate_on}#{cursor_flag}").trim();
  }

  press(...keys: string[]): void {
    tmux("send-keys", "-t", this.#target, ...keys);
  }

  send(bytes: string): void {
    tmux("send-keys", "-t", this.#target, "-l", bytes);
  }

  resize(columns: number, rows: number): void {
    tmux("resize-window", "-t", this.#target, "-x", String(columns), "-y", String(rows));
  }

  async until(accept: (text: string) => boolean, what: string): Promise<string> {
    const end = Date.now() + WAIT_MS;
    for (;;) {
      const text = this.text;
      if (accept(text)) return text;
      if (Date.now() > end) throw new Error(`Waited for ${what}, but the screen is:\n${text}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  has(part: string): Promise<string> {
    return this.until((text) => text.includes(part), JSON.stringify(part));
  }

  lacks(part: string): Promise<string> {
    return this.until((text) => !text.includes(part), `no ${JSON.stringify(part)}`);
  }

  /** The log pane without the line above it. */
  get log(): string[] {
    return this.text
      .split("\n")
      .slice(3, -3)
      .map((line) => line.replace(/^.*?│/, "").trimEnd());
  }
}

describe.skipIf(!hasTmux)("screen in tmux", () => {
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "brum-screen-"));
    tmux("new-session", "-d", "-s", KEEPER, "cat");
  });

  afterEach(() => {
    // The last session goes with the server, which would be gone for the next test: it keeps one of its own.
    for (const name of tmux("list-sessions", "-F", "#{session_name}").trim().split("\n")) {
      if (name !== KEEPER) tmux("kill-session", "-t", name);
    }
  });

  afterAll(() => {
    tmux("kill-server");
    rmSync(directory, { recursive: true, force: true });
  });

  async function open(columns = 100, rows = 16, environment: Record<string, string> = {}): Promise<Robot> {
    const robot = new Robot(columns, rows, environment);
    await robot.has("2 Logs");
    return robot;
  }

  /** Selects the script `index` rows below the first one and starts it. */
  function start(robot: Robot, index: number): void {
    for (let count = 0; count < index; count += 1) robot.press("Down");
    robot.press("s");
  }

  test("first frame, start, follow, stop, restart", async () => {
    const robot = await open();
    const first = await robot.has("mcp :7777");
    expect(first).toStartWith(
      " brum · shop   1 Procs  2 Logs  3 Errors  4 URLs  5 Web  6 Tests  7 Settings  8 MCP\n─────",
    );
    expect(first).toContain(" ○ typecheck            │");
    expect(first).toContain("Nothing runs yet. Select a script and press s or enter to start it.");
    start(robot, 0);
    await robot.has("[vite] hmr update 2");
    expect(robot.text).toContain(" ● web               <1m│ web  vite --port 5173");
    robot.press("s");
    await robot.has(" ○ web           stopped│");
    robot.press("r");
    await robot.has("web restarted");
    robot.press("s");
    await robot.has(" ○ web           stopped│");
    robot.press("Enter");
    await robot.has(" ● web");
  });

  test("a process that has a terminal knows its size and gets every key, ctrl+c too, until ctrl+]", async () => {
    const robot = await open(100, 20);
    robot.press("Down", "Down", "Down", "Down", "Down", "Down", "Down", "s");
    const size = (text: string) => /sized (\d+)x(\d+)/.exec(text)?.slice(1).map(Number);
    const [columns = 0, rows = 0] = size(await robot.has("sized ")) ?? [];
    robot.press("i");
    await robot.has("stop typing");
    robot.send("qü");
    robot.press("C-c", "Tab", "Escape");
    await robot.has('typed "\\u001b"');
    const typed = robot.log.flatMap((line): string[] => {
      const text = /typed (".*")/.exec(line)?.[1];
      return text === undefined ? [] : [JSON.parse(text)];
    });
    expect(typed.join("")).toBe("qü\x03\t\x1b");
    robot.resize(90, 18);
    await robot.has(`sized ${columns - 10}x${rows - 2}`);
    robot.press("C-]");
    await robot.has("restart");
    robot.press("q");
    await robot.has("y stop and quit");
  });

  test("selection by keys and mouse, all logs, zoom, views", async () => {
    const robot = await open();
    start(robot, 3);
    await robot.has("漢字 wide");
    robot.press("k", "k");
    await robot.has("api has not run yet");
    robot.press("a");
    await robot.has("colours     title");
    robot.press("a", "z");
    await robot.until((text) => !text.includes("│"), "the whole screen");
    robot.press("Escape");
    await robot.has("│");
    robot.send("\x1b[<0;5;6M\x1b[<0;5;6m");
    await robot.has("│ colours  node colours.js");
    robot.send("\x1b[<0;27;1M\x1b[<0;27;1m");
    await robot.until((text) => text.includes(" all ") && !text.includes("│"), "the Logs view");
    robot.press("BTab");
    await robot.has("│ colours");
  });

  test("a child's bytes stay in its pane, in its colours", async () => {
    const robot = await open();
    start(robot, 3);
    await robot.has("controls ␁␂ | end");
    const text = await robot.has("title  gone, cursor  gone, query  gone | end");
    expect(robot.title).not.toContain("EVIL");
    expect(robot.colored).toMatch(color);
    expect(robot.colored).toContain("\x1b[38;2;10;200;250mtrue colour");
    expect(robot.colored).toContain("\x1b[38;5;208morange 208");
    for (const line of text.split("\n").slice(2, 13)) expect(line.indexOf("│")).toBe(24);
  });

  test("scrolled back, the text stays still under a flood; end follows again", async () => {
    const robot = await open();
    start(robot, 2);
    await robot.until((text) => /flood \d{4,}/.test(text), "a flood");
    robot.press("PPage");
    await robot.has("behind");
    const before = robot.log;
    expect(before[0]).toMatch(/flood \d+ y+$/);
    await robot.until((text) => Number(/([\d.]+)k lines behind/.exec(text)?.[1] ?? 0) > 15, "15k lines behind");
    expect(robot.log).toEqual(before);
    robot.press("Home");
    await robot.has("lines dropped here");
    robot.press("End");
    await robot.has("following");
    const one = robot.log;
    await robot.until(() => robot.log[0] !== one[0], "new lines");
    robot.press("s");
    await robot.has("stopped");
  });

  test("the wheel scrolls, every turn of it, also when turns come together", async () => {
    const robot = await open();
    start(robot, 3);
    await robot.has("abcdefghi end");
    robot.press("z");
    await robot.until((text) => !text.includes("│"), "the whole screen");
    robot.resize(40, 10);
    await robot.until((text) => text.split("\n")[8]?.startsWith("─") ?? false, "the new size");
    const rows = () => robot.text.split("\n").slice(3, 8);
    const before = rows();
    robot.send("\x1b[<64;30;6M");
    await robot.until(() => rows().slice(3).join() === before.slice(0, 2).join(), "3 rows back");
    robot.send("\x1b[<65;30;6M");
    await robot.has("following");
    expect(rows()).toEqual(before);
    robot.send("\x1b[<64;30;6M".repeat(8));
    await robot.has("plain red");
  });

  test("a crash is a notice with its reason, and errors have their sign", async () => {
    const robot = await open();
    start(robot, 4);
    await robot.has("✖ crash: ended with exit code 3");
    const text = await robot.has("✖ crash          exit 3");
    expect(text).toContain("✖ TypeError: Cannot read properties of undefined");
    await robot.lacks("✖ crash: ended");
  });

  test("resizing at any moment", async () => {
    const robot = await open();
    start(robot, 2);
    await robot.until((text) => /flood \d{4,}/.test(text), "a flood");
    for (const [columns, rows] of [
      [20, 5],
      [140, 40],
      [60, 9],
      [1, 1],
      [200, 50],
      [100, 16],
    ] as const)
      robot.resize(columns, rows);
    robot.press("s");
    await robot.has("stopped");
    await robot.until((text) => text.split("\n")[15]?.includes("mcp :7777") ?? false, "hints in the last row");
    expect(robot.text.split("\n")[1]).toMatch(/^─{24}┬─{75}$/);
    robot.resize(20, 5);
    // The tabs are not worth one of five rows.
    await robot.until((text) => /^.*○ flood/.test(text), "the list in the first row");
    expect(robot.text.trimEnd().split("\n")).toHaveLength(5);
  });

  test("help shows the keys and closes", async () => {
    const robot = await open(120, 30);
    robot.press("?");
    await robot.has("Keys of brum 0.1.0");
    await robot.has("ctrl+r");
    robot.press("Escape");
    await robot.lacks("Keys of brum");
    await robot.has("Nothing runs yet.");
  });

  async function expectRestored(robot: Robot): Promise<void> {
    const text = await robot.has("-extproc");
    expect(text).toContain("before\n");
    expect(text).toMatch(/ echo /);
    expect(text).toMatch(/ icanon /);
    expect(text).not.toContain("│");
    expect(robot.mouse).toBe("001");
  }

  test("q asks while something runs; the terminal is left as it was", async () => {
    const robot = await open(100, 24);
    expect(robot.mouse).toBe("110");
    start(robot, 0);
    await robot.has("1 of 8 running");
    robot.press("q");
    await robot.has("Stop 1 process and quit? y/n");
    robot.press("n");
    await robot.lacks("y/n");
    robot.press("q", "y");
    const text = await robot.has("left 0");
    expect(text).toContain("harness done");
    await expectRestored(robot);
  });

  test("ctrl+c quits at once", async () => {
    const robot = await open(100, 24);
    start(robot, 0);
    await robot.has("1 of 8 running");
    robot.press("C-c");
    await robot.has("left 0");
    await expectRestored(robot);
  });

  test("the terminal is restored after a crash of the program and after SIGTERM", async () => {
    const crashed = await open(100, 24);
    start(crashed, 5);
    await crashed.has("crashed: harness threw");
    await crashed.has("left 1");
    await expectRestored(crashed);
    const ended = await open(100, 24);
    process.kill(ended.pid, "SIGTERM");
    await ended.has("left 0");
    await expectRestored(ended);
  });

  test("stopped and continued from outside, the screen comes back", async () => {
    const robot = await open(100, 24);
    const { pid } = robot;
    process.kill(pid, "SIGTSTP");
    await robot.until((text) => !text.includes("2 Logs") && robot.mouse === "001", "the main screen");
    process.kill(pid, "SIGCONT");
    await robot.has("2 Logs");
    start(robot, 0);
    await robot.has("web line 300");
    expect(robot.mouse).toBe("110");
  });

  test("a project's warning is the first notice", async () => {
    const robot = await open(100, 16, { HARNESS_WARNING: "package.json, line 3: a comma is missing." });
    await robot.has("package.json, line 3: a comma is missing.");
    await robot.lacks("a comma is missing.");
  });

  test("a project without scripts says what to do", async () => {
    const robot = await open(100, 16, { HARNESS_EMPTY: "1" });
    await robot.has("Press n and type a command: node server.js");
  });

  test.each(["xterm-256color", "screen-256color", "vt100", "no-such-terminal"])("TERM=%s", async (TERM) => {
    const robot = await open(100, 16, { TERM });
    start(robot, 3);
    await robot.has("漢字 wide");
    const lines = robot.text.split("\n");
    expect(lines[1]).toMatch(/^─{24}┬─{75}$/);
    expect(lines[5]?.slice(0, 25)).toBe(" ● colours           <1m│");
    if (TERM === "vt100") expect(robot.colored).not.toMatch(color);
    robot.press("C-c");
    await robot.has("left 0");
  });

  test("without UTF-8 only ASCII is drawn", async () => {
    const robot = await open(100, 16, { HARNESS_UNICODE: "0", LANG: "C", LC_ALL: "C" });
    start(robot, 3);
    const text = await robot.has("?? wide");
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
    expect(text).toContain(`${"-".repeat(24)}+${"-".repeat(75)}`);
  });

  test("NO_COLOR leaves attributes alone", async () => {
    const robot = await open(100, 16, { NO_COLOR: "1" });
    start(robot, 3);
    await robot.has("漢字 wide");
    expect(robot.colored).not.toMatch(color);
    expect(robot.colored).toContain("\x1b[7m");
  });
});
