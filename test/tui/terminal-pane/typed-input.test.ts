import { expect, test } from "bun:test";
import { TypedInput } from "../../../tui/terminal-pane/typed-input.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** An input whose requests are answered one by one. */
function held() {
  const sent: string[] = [];
  const troubles: string[] = [];
  const open: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const input = new TypedInput(
    (name, bytes) => {
      sent.push(`${name}: ${decoder.decode(bytes)}`);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      open.push({ resolve, reject });
      return promise;
    },
    (text) => troubles.push(text),
  );
  const type = (name: string, text: string) => input.type(name, encoder.encode(text));
  const answer = (name: string, text: string) => input.answer(name, encoder.encode(text));
  return { sent, troubles, open, type, answer };
}

test("what is typed while a request is open goes with the next one, in order, each process's own", async () => {
  const { sent, open, type } = held();
  type("a", "1");
  type("a", "2");
  type("a", "3");
  type("b", "4");
  type("a", "5");
  expect(sent).toEqual(["a: 1"]);
  for (let count = 0; count < 4; count += 1) {
    open[count]?.resolve();
    await Bun.sleep(0);
  }
  expect(sent).toEqual(["a: 1", "a: 23", "b: 4", "a: 5"]);
});

test("what does not arrive is told, and the rest goes on", async () => {
  const { sent, troubles, open, type } = held();
  type("a", "1");
  type("b", "2");
  open[0]?.reject(new Error("a does not run."));
  await Bun.sleep(0);
  expect(troubles).toEqual(["a does not run."]);
  expect(sent).toEqual(["a: 1", "b: 2"]);
});

test("what waits is bounded: more is refused and told, and once there is room again it goes on", async () => {
  const { sent, troubles, open, type } = held();
  type("a", "x".repeat(1 << 19));
  type("a", "y".repeat(1 << 19));
  type("a", "z");
  expect(troubles).toEqual(["a does not take what is typed: the last of it is lost."]);
  open[0]?.resolve();
  await Bun.sleep(0);
  type("a", "w");
  open[1]?.resolve();
  await Bun.sleep(0);
  expect(sent.map((text) => `${text.slice(0, 4)} ${text.length}`)).toEqual(["a: x 524291", "a: y 524291", "a: w 4"]);
});

test("answers that a program does not take are not kept, nor told; what is typed is", async () => {
  const { sent, troubles, open, type, answer } = held();
  for (let count = 0; count < 2_000; count += 1) answer("a", "\x1b[1;1R");
  open[0]?.reject(new Error("a does not read."));
  await Bun.sleep(0);
  expect(sent[1]?.length).toBeLessThan(4_100);
  expect(troubles).toEqual([]);
  answer("a", "x");
  type("a", "y");
  open[1]?.reject(new Error("first"));
  await Bun.sleep(0);
  open[2]?.reject(new Error("second"));
  await Bun.sleep(0);
  expect(sent[2]).toBe("a: xy");
  expect(troubles).toEqual(["second"]);
});
