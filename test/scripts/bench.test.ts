import { expect, test } from "bun:test";
import { withoutDoor } from "../../scripts/bench/core/without-door.ts";
import { inTurn, row } from "../../scripts/bench/rounds.ts";
import { type BenchRow, judge } from "../../scripts/bench/row.ts";

test("a target is judged by the row's direction, and not at all where its baseline could not be had", () => {
  const fast: BenchRow = {
    suite: "s",
    name: "n",
    value: 10,
    unit: "u",
    higherIsBetter: true,
    baseline: null,
    ratio: null,
  };
  expect(judge(fast, { of: "value", limit: 10 })).toBe("reached");
  expect(judge(fast, { of: "value", limit: 11 })).toBe("MISSED");
  expect(judge({ ...fast, higherIsBetter: false }, { of: "value", limit: 9 })).toBe("MISSED");
  expect(judge(fast, { of: "ratio", limit: 1 })).toBe("not measured");
});

test("a row has the median, the noise, and the median of the rounds' ratios", () => {
  const measured = { name: "n", unit: "u", higherIsBetter: true, samples: [10, 30, 20, 40, 50] };
  const made = row("s", { ...measured, baseline: { name: "b", samples: [10, 10, 10, 10, 10] } });
  expect(made).toMatchObject({ value: 30, ratio: 3, baseline: { name: "b", value: 10 } });
  expect(made.spread).toBeCloseTo(10 / 30);
  expect(row("s", { ...measured, samples: [1] })).not.toHaveProperty("spread");
});

test("loops take turns, the order changing with each round", () => {
  const calls: string[] = [];
  let time = 0;
  // An operation takes 1 µs; 64 of them are enough to know how many fill a round of 0.1 ms.
  const loop = (name: string) => (times: number) => {
    calls.push(`${name} ${times}`);
    time += times * 1000;
  };
  const samples = inTurn({ a: loop("a"), b: loop("b") }, { rounds: 2, roundMs: 0.1, now: () => time });
  expect(calls).toEqual(["a 64", "b 64", "a 100", "b 100", "b 100", "a 100"]);
  expect(samples).toEqual({ a: [1000, 1000], b: [1000, 1000] });
});

test("the core can be had without its door", async () => {
  for await (const path of new Bun.Glob("core/**/*.ts").scan()) {
    if (path.endsWith("memory/door.ts")) continue;
    const code = withoutDoor(await Bun.file(path).text()).replaceAll(/^ *(\/\/|\/?\*).*$/gm, "");
    expect(`${path}: ${/door\.(?!waitAsync\b|ts\b)\w+/.exec(code)?.[0]}`).toBe(`${path}: undefined`);
  }
});

test("calls of the memory door become what they stand for, nested ones too", () => {
  expect(withoutDoor("const a = door.load(words, door.get(other, f(1, 2)));")).toBe(
    "const a = Atomics.load(words,  ((other)[ f(1, 2)] ?? 0));",
  );
  expect(withoutDoor("if (x) door.copyOut(a.b(), c, d);\nelse door.put(w, 1, 2);")).toBe(
    "if (x) { const __t = a.b(), __o =  d; __t.set(( c).subarray(__o, __o + __t.length)); }\nelse ((w)[ 1] =  2);",
  );
  expect(withoutDoor("door.fence();")).toContain("const __fence");
  expect(() => withoutDoor("door.unheardOf(1);")).toThrow("door.unheardOf()");
});
