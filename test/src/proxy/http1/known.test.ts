import { expect, test } from "bun:test";
import { HttpError } from "../../../../src/proxy/http1/error.ts";
import { type Fields, parseRequestHead, parseResponseHead } from "../../../../src/proxy/http1/head.ts";
import { KnownBlocks, ofKnown, remembered } from "../../../../src/proxy/http1/known.ts";

/** Counts how often a block is read. */
function reader() {
  const read: string[] = [];
  const fields = (block: string): Fields => {
    read.push(block);
    return [["Block", block]];
  };
  const known = new KnownBlocks(fields);
  return { read, of: (block: string) => known.of(block) };
}

test("a block that has come before is not read again", () => {
  const { read, of } = reader();
  expect(of("known 1")).toBe(of("known 1"));
  expect(of("known 2")).not.toBe(of("known 1"));
  expect(read).toEqual(["known 1", "known 2"]);
});

test("what is frequent stays, what is seldom goes: no more than two generations are kept", () => {
  const { read, of } = reader();
  const [frequent, seldom] = [of("frequent"), of("seldom")];
  for (let count = 0; count < 2_000; count++) {
    of(`other ${count}`);
    expect(of("frequent")).toBe(frequent);
  }
  expect(of("seldom")).not.toBe(seldom);
  expect(read.filter((block) => block === "frequent")).toHaveLength(1);
  of("other 3");
  expect(read.filter((block) => block === "other 3")).toHaveLength(2);
});

test("long blocks are read each time, and so are those that are refused", () => {
  const { read, of } = reader();
  const long = "x".repeat(5_000);
  expect(of(long)).toEqual(of(long));
  expect(read).toEqual([long, long]);
  const broken = () => parseRequestHead("GET / HTTP/1.1\r\nHost: localhost\r\nno colon");
  expect(broken).toThrow(HttpError);
  expect(broken).toThrow(HttpError);
});

test("the first line is not a part of what is known: each is read", () => {
  const fields = "\r\nHost: localhost\r\nAccept: */*";
  expect(parseRequestHead(`GET /one HTTP/1.1${fields}`).target).toBe("/one");
  expect(parseRequestHead(`GET /two HTTP/1.1${fields}`)).toMatchObject({ target: "/two", minor: 1 });
  expect(parseResponseHead(`HTTP/1.0 404 Not Found${fields}`)).toMatchObject({ status: 404, minor: 0 });
  expect(() => parseRequestHead(`GET /\0 HTTP/1.1${fields}`)).toThrow(HttpError);
  expect(() => parseResponseHead(`HTTP/1.1 200 O\nK${fields}`)).toThrow(HttpError);
});

test("fields behind a long first line are not kept, with the memory of that line", () => {
  const fields = "\r\nHost: localhost\r\nX-Long-Or-Short: 1";
  const read = (path: string) => parseRequestHead(`GET /${path} HTTP/1.1${fields}`).fields;
  const long = "x".repeat(5_000);
  expect(read(long)).toEqual(read(long));
  expect(read(long)).not.toBe(read(long));
  expect(read("short")).toBe(read("other"));
});

test("an answer is found once for each object, not for those that look the same", () => {
  let found = 0;
  const of = remembered((fields: Fields) => `${++found}: ${fields.length}`);
  const [one, other]: Fields[] = [[["A", "1"]], [["A", "1"]]];
  if (one === undefined || other === undefined) throw new Error("two of them");
  expect([of(one), of(one), of(other), of(one)]).toEqual(["1: 1", "1: 1", "2: 1", "1: 1"]);
});

test("what follows from a block is kept from its second time on, and so is what follows from that", () => {
  const { of } = reader();
  let found = 0;
  const doubled = ofKnown((fields: Fields): Fields => [...fields, ...fields]);
  const texts = ofKnown((fields: Fields) => `${++found}: ${fields.length}`);
  expect([texts(doubled(of("block"))), texts(doubled(of("once")))]).toEqual(["1: 2", "2: 2"]);
  expect(texts(doubled(of("block")))).toBe("3: 2");
  expect(texts(doubled(of("block")))).toBe("3: 2");
  expect(texts(doubled(of("once")))).toBe("4: 2");
});
