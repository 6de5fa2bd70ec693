/**
 * Every scenario of the screen, in one file: at the end it is known which keys of the table they have pressed. The scenarios stand in
 * the files beside this one.
 */

import { afterAll, expect, test } from "bun:test";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { everyKey } from "../../tui/harness-pressed.ts";
import { pressedFile } from "./robot.ts";
import "./log.ts";
import "./pages.ts";
import "./views.ts";
import "./keys.ts";
import "./keys-overlays.ts";
import "./asked.ts";
import "./terminals.ts";
import "./web.ts";

afterAll(() => rmSync(pressedFile, { force: true }));

test("every key of the table was pressed, where it does what it is for", () => {
  const pressed = new Set(existsSync(pressedFile) ? readFileSync(pressedFile, "utf8").split("\n") : []);
  expect(everyKey().filter((key) => !pressed.has(key))).toEqual([]);
});
