import { afterEach, describe, expect, test } from "bun:test";
import { TerminalTap } from "../../../src/process/terminal/tap.ts";
import type { TerminalView } from "../../../tui/terminal-pane/pane.ts";
import { TerminalPanes } from "../../../tui/terminal-pane/panes.ts";
import { textOf } from "../../../tui/text/style.ts";
import { waitFor } from "../../support/wait.ts";
import { NOW, processOf } from "../support.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const SIZE = { columns: 20, rows: 4 };

/** Terminals of processes that exist in memory alone, each with a real tap. */
class Stage {
  readonly taps = new Map<string, TerminalTap>();
  readonly typed: string[] = [];
  readonly repainted: string[] = [];
  reads = 0;
  readonly panes = new TerminalPanes({
    processes: {
      terminal: (id, since) => {
        this.reads += 1;
        return this.tap(id).read(since);
      },
    },
    type: (name, bytes) => this.typed.push(`${name} ${decoder.decode(bytes)}`),
    answer: (name, bytes) => this.typed.push(`${name} ${decoder.decode(bytes)}`),
    drawn: () => Bun.sleep(1),
    repaint: (name) => this.repainted.push(name),
  });

  tap(id: string): TerminalTap {
    const tap = this.taps.get(id) ?? new TerminalTap();
    this.taps.set(id, tap);
    return tap;
  }

  print(name: string, text: string): void {
    this.tap(`${name}-1`).push(encoder.encode(text));
  }

  /** Looks at a process's terminal. `ageMs`: how long it has run. */
  look(name: string, ageMs = 60_000, hasFocus = false): TerminalView | null {
    const run = processOf(name, 1, "running", { startedAt: Date.now() - ageMs });
    return this.panes.show(run, { size: SIZE, hasFocus, unicode: true });
  }

  /** Looks until it shows this. */
  async see(name: string, pattern: RegExp, ageMs?: number): Promise<TerminalView> {
    return waitFor(String(pattern), () => {
      const view = this.look(name, ageMs);
      return view !== null && pattern.test(view.lines.map(textOf).join("\n")) && view;
    });
  }
}

const stages: Stage[] = [];
function stage(): Stage {
  const made = new Stage();
  stages.push(made);
  return made;
}
afterEach(() => {
  for (const { panes, taps } of stages.splice(0)) {
    panes.close();
    for (const tap of taps.values()) tap.close();
  }
});

describe("what is seen of a terminal", () => {
  test("what it was sent before anybody looked, and what comes then", async () => {
    const all = stage();
    all.print("web", "before\r\n");
    await all.see("web", /before/);
    all.print("web", "after");
    const { cursor } = await all.see("web", /before\nafter/);
    expect(cursor).toEqual({ x: 5, y: 1 });
  });

  test("nothing is asked for while nobody looks, and nothing is lost by that", async () => {
    const all = stage();
    await all.see("web", /^\n*$/);
    await all.see("api", /^\n*$/);
    await Bun.sleep(1_100);
    all.panes.show(null, { size: SIZE, hasFocus: false, unicode: true });
    await Bun.sleep(1_100);
    const { reads } = all;
    all.print("web", "unseen\r\n");
    all.print("api", "unseen\r\n");
    await Bun.sleep(200);
    expect(all.reads).toBe(reads);
    all.print("web", "more");
    await all.see("web", /unseen\nmore/);
  });

  test("a full-screen program of which the beginning is lost is in its screen, and draws itself anew once", async () => {
    const all = stage();
    all.print("web", "shell\r\n\x1b[?1049h\x1b[?1h\x1b[?1002;1006h");
    for (let frame = 0; frame < 3_000; frame += 1) all.print("web", `\x1b[1;1H\x1b[3${frame % 8}m${"x".repeat(200)}`);
    all.print("web", "\x1b[m\x1b[2J\x1b[2;1Hdrawn");
    await all.see("web", /^\ndrawn\n\n$/);
    await waitFor("the repaint", () => all.repainted.length > 0);
    all.panes.type("web", "\x1b[A");
    expect(all.typed).toEqual(["web \x1bOA"]);
    expect(all.panes.mouse("\x1b[<0;3;2M", { x: 0, y: 0, width: 20, height: 4 })).toBe(true);
    expect(all.typed[1]).toBe("web \x1b[<0;3;2M");
    all.print("web", "!");
    await all.see("web", /drawn!/);
    expect(all.repainted).toEqual(["web"]);
    all.print("web", "\x1b[?1049l");
    await all.see("web", /^(?!.*drawn)/s);
  });

  test("of a flood the newest, from the start of a line, and all of its end", async () => {
    const all = stage();
    all.print("web", "first\r\n");
    await all.see("web", /first/);
    for (let line = 0; line < 40_000; line += 100) {
      all.print("web", Array.from({ length: 100 }, (_, index) => `${line + index}: ${"y".repeat(12)}\r\n`).join(""));
      if (line % 4_000 === 0) await Bun.sleep(2);
      const lines = all.look("web")?.lines.map(textOf) ?? [];
      for (const one of lines.slice(0, -1)) expect(one).toMatch(/^(\d+: y{12}|first|)$/);
    }
    all.print("web", "end");
    await all.see("web", /39998: y+\n39999: y+\nend$/);
    await waitFor("the repaint", () => all.repainted.length === 1);
  });

  test("few are kept, and a run that follows begins with an empty one", async () => {
    const all = stage();
    for (const name of ["a", "b", "c", "d", "e"]) {
      all.print(name, `this is ${name}`);
      await all.see(name, new RegExp(`this is ${name}`));
    }
    await all.see("a", /this is a/);
    const next = processOf("a", 1, "running", { id: "a-2" });
    await waitFor("the new run", () => all.panes.show(next, { size: SIZE, hasFocus: false, unicode: true }) !== null);
    expect(all.panes.show(next, { size: SIZE, hasFocus: false, unicode: true })?.lines.map(textOf)).toEqual([
      "",
      "",
      "",
      "",
    ]);
  });

  test("one that is covered stays where it was scrolled to, one that is left does not", async () => {
    const all = stage();
    all.print("web", Array.from({ length: 20 }, (_, index) => `line ${index}\r\n`).join(""));
    await all.see("web", /line 19/);
    all.panes.scroll(-5);
    expect(all.look("web")?.back).toBe(5);
    all.panes.show(null, { size: SIZE, hasFocus: false, unicode: true });
    expect(all.look("web")?.back).toBe(5);
    all.look("api");
    expect(all.look("web")?.back).toBe(0);
  });

  test("a terminal that cannot be asked is asked again", async () => {
    const all = stage();
    const tap = all.tap("web-1");
    let failures = 2;
    all.taps.set(
      "web-1",
      Object.assign(new TerminalTap(), {
        read: (since: number | null) => (failures-- > 0 ? Promise.reject(new Error("gone")) : tap.read(since)),
      }),
    );
    tap.push(encoder.encode("there"));
    await all.see("web", /there/);
  });
});

describe("what a program asks", () => {
  const question = "\x1b[6n";

  test("is answered to it, when somebody looks", async () => {
    const all = stage();
    await all.see("web", /^\n*$/);
    await Bun.sleep(20);
    all.print("web", `ab${question}`);
    await waitFor("the answer", () => all.typed.length > 0);
    expect(all.typed).toEqual(["web \x1b[1;3R"]);
  });

  test("is not answered when that was asked before: it would be typed text by now", async () => {
    const all = stage();
    all.print("web", `old${question}`);
    await all.see("web", /old/);
    await all.see("api", /^\n*$/);
    all.print("web", `unseen${question}`);
    await all.see("web", /oldunseen/);
    all.print("web", `seen${question}`);
    await all.see("web", /seen/);
    await waitFor("the answer", () => all.typed.length > 0);
    await Bun.sleep(50);
    expect(all.typed).toEqual(["web \x1b[1;14R"]);
  });

  test("is answered when the program has just begun: it asks before anybody can look", async () => {
    const all = stage();
    all.print("web", `new${question}`);
    await all.see("web", /new/, 100);
    expect(all.typed).toEqual(["web \x1b[1;4R"]);
  });
});

test("keys go to a process whose terminal is not seen as they come", () => {
  const all = stage();
  all.panes.type("api", "\x1bOA");
  expect(all.typed).toEqual(["api \x1bOA"]);
  expect(NOW).toBeGreaterThan(0);
});

describe("the mouse", () => {
  const rect = { x: 10, y: 2, width: 20, height: 4 };

  test("is the screen's where the program has not asked for it, but the wheel of a full-screen program", async () => {
    const all = stage();
    all.print("web", "text");
    await all.see("web", /text/);
    expect(all.panes.mouse("\x1b[<0;12;4M", rect)).toBe(false);
    expect(all.panes.mouse("\x1b[<64;12;4M", rect)).toBe(false);
    all.print("web", "\x1b[?1049hfull");
    await all.see("web", /full/);
    expect(all.panes.mouse("\x1b[<0;12;4M", rect)).toBe(false);
    expect(all.panes.mouse("\x1b[<65;12;4M", rect)).toBe(true);
    expect(all.typed).toEqual(["web \x1b[B\x1b[B\x1b[B"]);
  });

  test("outside of the terminal is the screen's, but while a button is held that went down in it", async () => {
    const all = stage();
    all.print("web", "text\x1b[?1002;1006h");
    await all.see("web", /text/);
    expect(all.panes.mouse("\x1b[<0;1;1M", rect)).toBe(false);
    expect(all.panes.mouse("\x1b[<0;12;4M", rect)).toBe(true);
    expect(all.panes.mouse("\x1b[<32;1;1M", rect)).toBe(true);
    expect(all.panes.mouse("\x1b[<0;1;1m", rect)).toBe(true);
    expect(all.panes.mouse("\x1b[<0;1;1M", rect)).toBe(false);
    expect(all.typed).toEqual(["web \x1b[<0;2;2M", "web \x1b[<32;1;1M", "web \x1b[<0;1;1m"]);
  });
});
