import { expect, test } from "bun:test";
import { flag, LogRing, level, stream } from "../../../core/index.ts";
import { IntakeTools, LogIntake } from "../../../src/logs/index.ts";
import { waitFor } from "../../support/wait.ts";

const encoder = new TextEncoder();

function setUp() {
  const ring = LogRing.create({ slots: 4096, bytes: 1 << 22 });
  const reader = ring.reader();
  const tails: string[] = [];
  const target = { source: 3, stream: stream.stdout, tail: (text: string) => tails.push(text) };
  const intake = new LogIntake(new IntakeTools(ring.writer()), target);
  return {
    tails,
    push: (text: string) => intake.push(encoder.encode(text), 5),
    end: () => intake.end(6),
    records: () => reader.range(reader.oldest(), reader.latest()).records,
  };
}

test("lines become records with their level, colours beside the plain text", () => {
  const { push, records } = setUp();
  push("ready\n\x1b[31merror:\x1b[0m broken\nno err");
  push("or here\nwarning: old\n");
  expect(records().map(({ text, level: of, styled }) => [text, of, styled])).toEqual([
    ["ready", level.info, undefined],
    ["error: broken", level.error, "\x1b[31merror:\x1b[0m broken"],
    ["no error here", level.info, undefined],
    ["warning: old", level.warn, undefined],
  ]);
  expect(records()[0]).toMatchObject({ source: 3, time: 5, stream: stream.stdout, group: 0 });
});

test("a level word that is cut by the chunk's edge is seen", () => {
  const { push, records } = setUp();
  push("fine\nerr");
  push("or: cut in two\nfine\n");
  expect(records().map((record) => record.level)).toEqual([level.info, level.error, level.info]);
});

test.each([
  ["plain", ""],
  ["coloured", "\x1b[32m"],
])("a %s line that lies whole in one chunk, however long, comes whole", (_, colour) => {
  const { push, records } = setUp();
  push(`${colour}${"y".repeat(300_000)}\nafter\n`);
  const pieces = records().slice(0, -1);
  expect(pieces.map((record) => record.text).join("")).toBe("y".repeat(300_000));
  expect(pieces.map((record) => (record.flags & flag.continued) !== 0)).toEqual(
    pieces.map((_piece, index) => index < pieces.length - 1),
  );
  expect(records().at(-1)).toMatchObject({ text: "after", flags: 0 });
});

test("an open line is told after a while, and taken back in the moment it ends", async () => {
  const { push, end, tails } = setUp();
  push("Go on? ");
  expect(tails).toEqual([]);
  await waitFor("the open line", () => tails.length > 0, 2000);
  push("yes\nand then ");
  expect(tails).toEqual(["Go on? ", ""]);
  await waitFor("the next open line", () => tails.length > 2, 2000);
  expect(tails.at(-1)).toBe("and then ");
  end();
  expect(tails.at(-1)).toBe("");
});
