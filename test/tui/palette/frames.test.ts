import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { emptyPalette, emptyStartPage, newestNotices } from "../../../tui/overlay.ts";
import { frameText, Session, shop } from "../overlay-support.ts";

const palette = (columns: number, rows: number, text = "") =>
  new Session(shop({ columns, rows })).press(":").type(text);
/** Without the tabs, which are not the palette's. */
const below = (session: Session) => `\n${session.rows.slice(1).join("\n")}\n`;

describe("frames of the palette", () => {
  test("96x20: all commands, of which none is chosen", () => {
    const session = palette(96, 20);
    expect(session.chosen).toBe("");
    expect(below(session)).toBe(`
────────────────────────┬───────────────────────────────────────────────────────────────────────
 ● web                3m│ :  what to do: a command, a script, an address
 ✖ api            exit 3│ run api            node server.js
 ○ typecheck            │ run typecheck      tsc --noEmit
                        │ restart web        vite --port 5173                                 r
                        │ restart all        Everything that runs.                       ctrl+r
                        │ stop web           vite --port 5173                                 s
                        │ stop all           Everything that runs.
                        │ search             Look for a text in the log.                      /
                        │ show               Show only lines in which a pattern is found.     f
                        │ hide               Hide lines in which a pattern is found.          F
                        │ level              Show lines of this level and above; alone: of …  L
                        │ level trace        All lines.                                     now
                        │ level debug        Lines of level debug and above.
                        │ level info         Lines of level info and above.
                        │ level warn         Lines of level warn and above.
                        │ level error        Lines of level error and above.
────────────────────────┴───────────────────────────────────────────────────────────────────────
 ⏎ run  tab complete  ↓ choose  esc close
`);
  });

  test("60x12: what fits a word, by its text and then by its help", () => {
    const session = palette(60, 12, "sto");
    expect(session.chosen).toStartWith("stop web");
    expect(below(session)).toBe(`
  ● web  ✖ api  ○ typecheck
────────────────────────────────────────────────────────────
 : sto
 stop web           vite --port 5173                      s
 stop all           Everything that runs.
 quit now           Stop everything and quit at on…  ctrl+c



────────────────────────────────────────────────────────────
 ⏎ run  tab complete  ↓ choose  esc close
`);
  });

  test("40x10: titles alone", () => {
    expect(below(palette(40, 10, "level"))).toBe(`
  ● web  ✖ api  ○ typecheck
────────────────────────────────────────
 : level
 level                                L
 level trace                        now
 level debug
 level info
────────────────────────────────────────
 ⏎ run  tab complete  esc close
`);
  });

  test("a command with what stands behind it, and how it goes", () => {
    const session = palette(96, 8, "show err");
    expect(session.line).toBe(" : show err                                                 show REGEX");
    expect(session.content.slice(0, 3)).toEqual([
      " show err           Show only lines in which a pattern is found.",
      " show error         Show only lines in which a pattern is found.",
      "",
    ]);
  });

  test("why nothing was done stands at the bottom and moves no row", () => {
    const session = palette(60, 10, "run ");
    const before = session.content;
    expect(session.press("enter").content).toEqual([
      ...before.slice(0, -1),
      " Which one? Choose it below, or type its name.",
    ]);
    expect(before[0]).toBe(" run api            node server.js");
  });

  test("20x5, 20x3, 20x2: the line, and what enter takes", () => {
    expect(palette(20, 5, "stop w").rows.slice(-4)).toEqual([
      " : stop w",
      " stop web         s",
      "",
      " ⏎ run  esc close",
    ]);
    expect(palette(20, 3, "stop w").rows).toEqual([" : stop w", " stop web         s", " ⏎ run  esc close"]);
    expect(palette(20, 2, "stop w").rows).toEqual([" : stop w  stop web", " ⏎ run  esc close"]);
  });

  test("without Unicode only ASCII is drawn", () => {
    const session = new Session(shop({ unicode: false, rows: 20 })).press(":").type("e");
    expect(session.rows.join("\n")).toMatch(/^[\x20-\x7e\n]*$/);
  });

  test("what fits stands out in the titles", () => {
    expect(palette(96, 20, "stop w").standingOut(0)).toBe("stop w");
    expect(palette(96, 20, "/hlp").standingOut(0)).toBe("hlp");
    expect(palette(96, 20, "vw logs").standingOut(0)).toBe("vwlogs");
  });

  test("nothing is drawn outside of the terminal, at any size and whatever is typed", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom(emptyPalette, emptyStartPage, newestNotices),
        fc.string({ unit: "grapheme", maxLength: 30 }),
        fc.array(fc.constantFrom("down", "up", "tab", "pagedown", "enter"), { maxLength: 4 }),
        (columns, rows, overlay, text, keys) => {
          const session = new Session(shop({ columns, rows, overlay })).type(text).press(...keys);
          frameText(session.model);
        },
      ),
      { numRuns: 300 },
    );
  });
});
