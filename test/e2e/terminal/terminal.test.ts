/** Processes with terminals, seen and used on the screen: the real program, real pseudo-terminals on both sides. */

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { waitFor } from "../../support/wait.ts";
import { Project } from "./support.ts";

setDefaultTimeout(60_000);

const has = (program: string) => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
/** The editor has drawn itself. */
const drawn = / editor \d+x\d+ /;
/** The rows of the screen that match, without what stands left of the divider. */
const pane = (project: Project) =>
  project
    .screen()
    .split("\n")
    .map((row) => row.replace(/^.*?│/, ""));

describe("a full-screen program in a pane", () => {
  test("is shown as it draws itself, in its place, with its cursor, and knows its size", async () => {
    await using project = await Project.open(["editor"]);
    project.press("s");
    await project.see(/ editor 7\dx19 /);
    const rows = pane(project);
    expect(rows[3]).toBe(" editor 78x19 ");
    expect(rows[4]).toBe("  漢字 bee 🐝|");
    expect(rows[21]).toBe(">");
    const { x, y } = await project.find(/editor 78x19/);
    expect(project.isInverse(x, y)).toBe(true);
    expect(project.isInverse(x - 8, y + 1)).toBe(false);
    project.press("i");
    await project.see(/ctrl\+\] stop typing/);
    await waitFor("the cursor", () => project.cursor.y === 21 && project.cursor.x === 100 - 78 + 2);
  });

  test("gets every key, ctrl+c too, until ctrl+], which is shown; then keys are the screen's", async () => {
    await using project = await Project.open(["editor"]);
    project.press("s");
    await project.see(drawn);
    project.type("x");
    project.press("enter");
    await project.see(/ctrl\+\] stop typing/);
    for (const key of ["q", "S-q", "C-c", "tab", "S-tab", "up", "C-p", "escape"]) {
      project.press(key);
      await Bun.sleep(60);
    }
    await project.see(/> qQ\\u0003\\t\\u001b\[Z\\u001b\[A\\u0010\\u001b$/m);
    project.press("C-]");
    await project.see(/⏎ type/);
    project.press("?");
    await project.see(/esc close/);
    project.press("escape", "S-q", "q");
    await project.see(/y stop and quit/);
    project.press("n");
    await project.see(/> qQ\\u0003.*u001b$/m);
  });

  test("cannot leave its pane: no title, no clipboard, no bell, no link; its questions are answered to it alone", async () => {
    await using project = await Project.open(["editor"]);
    project.press("s");
    await project.see(drawn);
    project.press("enter");
    await project.see(/stop typing/);
    const before = project.received.length;
    project.type("\x18q");
    await project.see(/did q/);
    await project.see(/> \\u001b\[19;7R/);
    const written = project.received.slice(before);
    expect(written).not.toContain("EVIL");
    expect(written).not.toContain("RVZJTA");
    expect(written).not.toContain("\x07");
    expect(written).not.toContain("\x1b[6n");
    expect(written).not.toMatch(/\x1b\][^\x07\x1b]*/);
    expect(project.title).toBeUndefined();
  });

  test("gets the mouse in its own coordinates where it asked for it, also when it is drawn out of the pane", async () => {
    await using project = await Project.open(["editor"]);
    project.press("s");
    const { x, y } = await project.find(drawn);
    project.click(x + 3, y + 5);
    await project.see(/stop typing/);
    project.type("\x18m");
    await project.see(/did m/);
    project.click(x + 4, y + 6);
    await project.see(/> \\u001b\[<0;5;7M\\u001b\[<0;5;7m$/m);
    project.drag(x + 4, y + 6, 2, 3);
    await project.see(/<0;5;7M\\u001b\[<32;1;1M\\u001b\[<0;1;1m$/m);
    project.click(2, y);
    await project.see(/⏎ type/);
  });

  test("is told what is pasted, and that it has the keys, where it wants to know", async () => {
    await using project = await Project.open(["editor"]);
    project.press("s");
    await project.see(drawn);
    project.press("enter");
    await project.see(/stop typing/);
    project.type("\x18p");
    await project.see(/did p/);
    await waitFor("marks of pastes", () => project.received.includes("\x1b[?2004h"));
    project.type("\x1b[200~a\rb\x1b[201~");
    await project.see(/> \\u001b\[200~a\\rb\\u001b\[201~$/m);
    project.type("\x18f");
    await project.see(/did f/);
    const before = project.received.length;
    project.press("C-]");
    await project.see(/201~\\u001b\[O$/m);
    await waitFor("no marks", () => project.received.slice(before).includes("\x1b[?2004l"));
    project.press("i");
    await project.see(/\[O\\u001b\[I$/m);
  });

  test("draws itself anew when the window, or its part of it, has another size", async () => {
    await using project = await Project.open(["editor"]);
    project.press("s");
    await project.see(/ editor 78x19 /);
    project.press("z");
    await project.see(/^ editor 100x19/m);
    project.resize(70, 20);
    await project.see(/^ editor 70x15/m);
    project.press("z");
    await project.see(/^ editor 70x14/m);
    project.resize(120, 40);
    await project.see(/│ editor 83x35/);
  });

  test("ends, and its log is there; ctrl+] is not needed then", async () => {
    await using project = await Project.open(["editor"]);
    project.press("s");
    await project.see(drawn);
    project.press("enter");
    await project.see(/stop typing/);
    project.press("C-q");
    await project.see(/editor ended \(exit code 0\)/);
    expect(project.screen()).not.toContain("stop typing");
    project.press("?");
    await project.see(/esc close/);
  });
});

describe.skipIf(!has("bash"))("a shell in a pane", () => {
  test("is used, scrolled back and searched: its log is one key away", async () => {
    await using project = await Project.open(["shell"]);
    project.press("s");
    await project.see(/│\$/);
    project.press("enter");
    await project.see(/stop typing/);
    project.type("for i in $(seq 1 60); do echo row $i; done\r");
    await project.see(/│row 60\n.*│\$/);
    project.wheel(60, 10, -1);
    await project.see(/scrolled back by 3 rows/);
    expect(pane(project)[21]).toBe("row 58");
    project.type("echo two\r");
    await project.see(/│two\n.*│\$/);
    project.press("C-]");
    await project.see(/⏎ type/);
    project.press("pageup");
    await project.see(/scrolled back by 18 rows/);
    project.press("end");
    await project.see(/│two\n.*│\$/);
    project.press("l");
    await project.see(/following {2}\d+ lines/);
    await project.see(/\d\d:\d\d:\d\d +two/);
    project.press("l");
    await project.see(/│two\n.*│\$/);
    project.press("/");
    project.type("row 4");
    await project.see(/11 found/);
    project.press("enter");
    await project.see(/11 of 11/);
    project.press("escape");
    await project.see(/^(?!.*of 11)/s);
    project.press("l");
    await project.see(/│two\n.*│\$/);
  });

  test("a large paste arrives whole and in order", async () => {
    await using project = await Project.open(["shell"]);
    project.press("s");
    await project.see(/│\$/);
    project.press("enter");
    await project.see(/stop typing/);
    project.type("echo now; cat >pasted.txt\r");
    await project.see(/│now\n/);
    // The shell has given up its own line editing by then.
    await Bun.sleep(100);
    const lines = Array.from({ length: 1_000 }, (_, index) => `pasted line ${index}`);
    project.type(lines.map((line) => `${line}\r`).join(""));
    await project.see(/pasted line 999/, 10_000);
    project.press("C-d");
    project.type("wc -l <pasted.txt; tail -n 1 pasted.txt; cksum <pasted.txt\r");
    await project.see(/│1000\n.*│pasted line 999/);
    const sum = spawnSync("cksum", { input: lines.map((line) => `${line}\n`).join("") })
      .stdout.toString()
      .trim();
    await project.see(new RegExp(`│${sum}`));
  });
});

test.skipIf(!has("less"))("less pages, follows the wheel and finds", async () => {
  await using project = await Project.open(["less", "editor"]);
  project.press("s");
  await project.see(/│line 1\n(?:.*\n)*.*│line 18\n.*│lines.txt\n/);
  project.press("enter", "pagedown");
  await project.see(/│line 36\n.*│:\n/);
  project.press("down");
  await project.see(/│line 37\n/);
  project.wheel(60, 10, 1);
  await project.see(/│line 40\n/);
  project.type("/line 300\r");
  await project.see(/│line 300\n/);
  project.press("C-]", "down", "s");
  await project.see(drawn);
  project.press("up");
  await project.see(/│line 300\n/);
});

test.skipIf(!has("bash"))("a flood in a terminal leaves keys quick, and ctrl+c ends it, not the screen", async () => {
  await using project = await Project.open(["flood"]);
  project.press("s");
  await project.see(/│\d{3,}\n.*│\d{3,}\n/);
  const waits: number[] = [];
  for (let count = 0; count < 10; count += 1) {
    for (const [key, pattern] of [
      ["?", /esc close/],
      ["escape", /⏎ type/],
    ] as const) {
      const began = performance.now();
      project.press(key);
      await project.see(pattern);
      waits.push(performance.now() - began);
    }
  }
  // On an idle machine some 40 ms, half of it the robot's own; nothing may wait for the flood.
  expect(waits.sort((a, b) => a - b)[10]).toBeLessThan(250);
  project.press("i");
  await project.see(/stop typing/);
  project.press("C-c");
  await project.see(/flood .*SIGINT/);
  await project.see(/⏎ start/);
});
