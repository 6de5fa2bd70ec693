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
  let isMeasuring = false;
  const busy = (name: string) => (times: number) => {
    if (isMeasuring) calls.push(name);
    if (name === "b" && times > 64) isMeasuring = true;
    const until = performance.now() + (times * 0.01) / 64;
    while (performance.now() < until);
  };
  const samples = inTurn({ a: busy("a"), b: busy("b") }, { rounds: 2, roundMs: 0.1 });
  expect(calls.slice(-4)).toEqual(["a", "b", "b", "a"]);
  expect([samples.a.length, samples.b.length]).toEqual([2, 2]);
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
