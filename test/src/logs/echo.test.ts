import { expect, test } from "bun:test";
import { LogRing, level, stream } from "../../../core/index.ts";
import { EchoWatch } from "../../../src/logs/echo.ts";
import { IntakeTools, LogIntake } from "../../../src/logs/intake.ts";

/** For each line whether it is such a one. */
function echoes(...lines: string[]): boolean[] {
  const watch = new EchoWatch();
  return lines.map((line) => watch.isEcho(line));
}

test("the lines in which a package manager says what it runs are told from what it prints", () => {
  expect(echoes("", "> shop@1.0.0 flood", "> yes 'an ERROR here'", "", "an ERROR here")).toEqual([
    false,
    true,
    true,
    false,
    false,
  ]);
  expect(echoes("> shop@1.0.0 error /home/me/shop", "> echo error: no", "> error: yes")).toEqual([true, true, false]);
  expect(echoes("", "> lint", "> eslint --rule error:")).toEqual([false, true, true]);
  expect(echoes("yarn run v1.22.22", "$ echo error: no", "$ error: yes")).toEqual([false, true, false]);
  expect(echoes("$ echo error: no", "$ error: yes")).toEqual([true, false]);
});

test("a line of that form is one only at the start of a run", () => {
  expect(echoes("starting", "> shop@1.0.0 dev", "> error: x")).toEqual([false, false, false]);
  expect(echoes("> quoted error: x", "> error: y")).toEqual([false, false]);
  expect(echoes("> shop@1.0.0 dev", "error: at once", "> error: y")).toEqual([true, false, false]);
});

test("an error's word in the command that is run is no error; the same in its output is one", () => {
  const ring = LogRing.create({ slots: 64, bytes: 1 << 16 });
  const reader = ring.reader();
  const intake = new LogIntake(new IntakeTools(ring.writer()), { source: 1, stream: stream.stdout });
  const line = "2026-01-01 ERROR here";
  intake.push(new TextEncoder().encode(`\n> shop@1.0.0 flood\n> yes '${line}'\n\n${line}\n> ${line}\n`), 5);
  const { records } = reader.range(reader.oldest(), reader.latest());
  const { info, error } = level;
  expect(records.map((record) => record.level)).toEqual([info, info, info, info, error, error]);
});
