import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { fit, rank, ranked } from "../../../tui/choose/fuzzy.ts";

const rankOf = (query: string, text: string) => fit(query, text)?.rank;
const hit = (query: string, text: string) => {
  const characters = [...text];
  return fit(query, text)
    ?.at.map((index) => characters[index])
    .join("");
};

const word = fc.stringMatching(/^[a-z]{1,8}$/);
const text = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(" "));
const anything = fc.string({ unit: "grapheme", maxLength: 40 });

describe("ranks", () => {
  test.each([
    ["Stop", "stop", rank.whole],
    ["sto", "stop api", rank.prefix],
    ["STOP A", "stop api", rank.prefix],
    ["api", "stop api", rank.wordStart],
    ["tz", "toggle zoom", rank.wordStart],
    ["tz", "toggleZoom", rank.wordStart],
    ["api sto", "stop api", rank.wordStart],
    ["dev", "@shop/api:dev", rank.wordStart],
    ["top", "stop api", rank.inside],
    ["top ap", "stop api", rank.inside],
    ["spi", "stop api", rank.scattered],
    ["漢", "漢字", rank.prefix],
    ["字", "漢字", rank.inside],
    ["漢字", "漢a字", rank.scattered],
    ["σ", "ΟΔΟΣ", rank.inside],
    ["", "anything", rank.prefix],
  ])("%p in %p", (query, of, expected) => expect(rankOf(query, of)).toBe(expected));

  test("what is not there, or stands the other way round, does not fit", () => {
    expect(fit("x", "stop api")).toBeNull();
    expect(fit("pots", "stop")).toBeNull();
    expect(fit("stop x", "stop api")).toBeNull();
    expect(fit("a", "")).toBeNull();
    expect(fit("漢字x", "漢a字")).toBeNull();
  });

  test("the text itself is best, then a prefix, then word starts, the inside of words, scattered characters", () => {
    const names = ["s-x-t-x-o", "also stone", "kiosto", "stone", "store", "sto"];
    const best = ["sto", "stone", "store", "also stone", "kiosto", "s-x-t-x-o"];
    expect(ranked(names, (name) => fit("sto", name))).toEqual(best);
  });
});

describe("properties", () => {
  test("whatever is left out of a text, the rest fits it", () => {
    fc.assert(
      fc.property(text, fc.infiniteStream(fc.boolean()), (of, keeps) => {
        const flags = keeps[Symbol.iterator]();
        const query = [...of].filter((character) => character !== " " && flags.next().value === true).join("");
        expect(fit(query, of)).not.toBeNull();
      }),
    );
  });

  test("what fits are its characters, in their order for a query of one word", () => {
    fc.assert(
      fc.property(anything, anything, (query, of) => {
        const found = fit(query, of);
        if (found === null) return;
        expect(found.at.every((at, index) => at < [...of].length && at > (found.at[index - 1] ?? -1))).toBe(true);
        if (/\s/u.test(query.trim())) return;
        expect(hit(query, of)?.toLowerCase()).toBe(query.trim().toLowerCase());
      }),
      { numRuns: 1_000, examples: [["İ", "İstanbul"]] },
    );
  });

  test("case counts for nothing, and neither do blanks around a query", () => {
    fc.assert(
      fc.property(word, text, (query, of) => {
        expect(rankOf(query.toUpperCase(), of)).toBe(rankOf(query, of));
        expect(rankOf(` ${query} `, of)).toBe(rankOf(query, of));
      }),
    );
  });

  test("a longer text fits no worse but for the whole, a longer query no better", () => {
    fc.assert(
      fc.property(word, text, word, (query, of, more) => {
        const partly = (one: string, other: string) => Math.max(rank.prefix, rankOf(one, other) ?? 9);
        expect(partly(query, `${of} ${more}`)).toBeLessThanOrEqual(partly(query, of));
        expect(partly(query + more, of)).toBeGreaterThanOrEqual(partly(query, of));
      }),
    );
  });

  test("of equal ones the order stays, and nothing is there twice", () => {
    fc.assert(
      fc.property(fc.uniqueArray(text, { maxLength: 20 }), word, (texts, query) => {
        const found = ranked(texts, (one) => fit(query, one));
        const order = (one: string) => (rankOf(query, one) ?? 9) * 1_000 + texts.indexOf(one);
        expect(found).toEqual(texts.filter((one) => fit(query, one) !== null).sort((a, b) => order(a) - order(b)));
      }),
    );
  });

  test("the time grows with the text, not with its square", () => {
    const time = (length: number) => {
      const long = `${"ab ".repeat(length)}c`;
      const from = performance.now();
      for (let count = 0; count < 5; count += 1) fit(`${"ab".repeat(20)}c`, long);
      return performance.now() - from;
    };
    time(2_000);
    const least = (length: number) => Math.min(time(length), time(length), time(length));
    expect(least(20_000)).toBeLessThan(40 * least(2_000) + 5);
  });
});
