import { expect, test } from "bun:test";
import { Capture } from "../../../../src/proxy/capture/store.ts";
import type { Fields, RequestHead } from "../../../../src/proxy/http1/head.ts";
import { ForwardPolicy } from "../../../../src/proxy/policy/forward.ts";
import { Origins } from "../../../../src/proxy/policy/origins.ts";
import { ReversePolicy } from "../../../../src/proxy/policy/reverse.ts";

const shared = { capture: new Capture({ latest: () => 0 }), hooks: {}, hop: "hop" };
const forward = new ForwardPolicy({ ...shared, port: () => 19_888, ownerOf: () => ({ process: null, label: "" }) });
const origins = new Origins(() => []);
const reverse = new ReversePolicy({
  ...shared,
  ...{ target: "http://localhost:5173", process: null, label: () => "", origins },
});

const head = (target: string, fields: Fields, minor = 1): RequestHead => ({ method: "GET", target, minor, fields });

/** The Host fields that the server gets, or the status that the client is answered with. */
function hostsOf(policy: ForwardPolicy | ReversePolicy, asked: RequestHead): readonly string[] | number {
  const route = policy.route(asked);
  if (route.kind === "answer") return route.answer.status;
  if (route.kind === "tunnel") return [];
  return route.head.fields.filter(([name]) => name.toLowerCase() === "host").map(([, value]) => value);
}

test("a server is asked with the one Host that the target names", () => {
  const target = "http://shop.example:8080/cart";
  expect(hostsOf(forward, head(target, [["host", "other.example"]]))).toEqual(["shop.example:8080"]);
  expect(hostsOf(forward, head(target, []))).toEqual(["shop.example:8080"]);
  const twice: Fields = [
    ["Host", "a"],
    ["host", "b"],
  ];
  expect(hostsOf(forward, head(target, twice))).toBe(400);
});

test("a port of one server takes HTTP/1.0 without a Host, and HTTP/1.1 with just one", () => {
  expect(hostsOf(reverse, head("/", [], 0))).toEqual(["localhost:5173"]);
  expect(hostsOf(reverse, head("/", []))).toBe(400);
  expect(hostsOf(reverse, head("/", [["Host", "localhost:20888"]]))).toEqual(["localhost:5173"]);
  expect(hostsOf(reverse, head("/", [["Host", "evil.example"]], 0))).toBe(403);
});
