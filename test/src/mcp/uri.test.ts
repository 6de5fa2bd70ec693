import { expect, test } from "bun:test";
import fc from "fast-check";
import { expanded, isTemplate, valueIn, variableOf } from "../../../src/mcp/resources/uri.ts";

const templates = ["process://{name}", "process://{name}/logs", "error://{id}"];

test("whatever a name is, its URI leads back to it, and to no other template", () => {
  const names = fc.string({ unit: "binary", minLength: 1 }).map((name) => name.toWellFormed());
  fc.assert(
    fc.property(names, fc.constantFrom(...templates), (name, template) => {
      const uri = expanded(template, name);
      expect(uri).toMatch(/^[a-z]+:\/\/[\w.~%-]+(\/logs)?$/);
      expect(templates.map((one) => valueIn(one, uri))).toEqual(
        templates.map((one) => (one === template ? name : undefined)),
      );
    }),
  );
});

test("no URI is taken for what it is not, and none throws", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.webUrl()), (uri) => {
      for (const template of [...templates, "logs://recent"]) {
        const value = valueIn(template, uri);
        if (value !== undefined) expect(uri.startsWith(template.split("{")[0] ?? "")).toBe(true);
      }
    }),
  );
  for (const uri of [
    "process://",
    "process:///logs",
    "process://a/b",
    "process://a/b/logs",
    "process://%",
    "Process://a",
  ]) {
    expect([uri, templates.map((template) => valueIn(template, uri))]).toEqual([
      uri,
      [undefined, undefined, undefined],
    ]);
  }
});

test("templates have one variable, fixed URIs none", () => {
  expect(isTemplate("process://{name}/logs")).toBe(true);
  expect(variableOf("process://{name}/logs")).toBe("name");
  expect(isTemplate("logs://recent")).toBe(false);
  expect(valueIn("logs://recent", "logs://recent")).toBe("");
  expect(valueIn("logs://recent", "logs://recent2")).toBeUndefined();
});
