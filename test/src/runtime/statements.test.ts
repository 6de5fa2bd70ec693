import { expect, test } from "bun:test";
import { runtime } from "../../../src/runtime/index.ts";
import { Statements } from "../../../src/runtime/statements.ts";

const statement = (sql: string) => ({ sql, run: () => ({ changes: 0, lastInsertRowid: 0 }), all: () => [] });

test("a text is prepared once; one that could not be is tried again", () => {
  const asked: string[] = [];
  const statements = new Statements((sql) => {
    asked.push(sql);
    if (sql === "no SQL" && asked.length < 3) throw new Error("syntax error");
    return statement(sql);
  });
  const first = statements.of("SELECT 1");
  expect(statements.of("SELECT 1")).toBe(first);
  expect(() => statements.of("no SQL")).toThrow("syntax error");
  expect([...statements.all()]).toEqual([first]);
  expect(statements.of("no SQL").sql).toBe("no SQL");
  expect(asked).toEqual(["SELECT 1", "no SQL", "no SQL"]);
});

test("a database gives the same statement for the same text, and ends them all", async () => {
  const database = await runtime.openDatabase(":memory:", { readonly: false });
  database.exec("CREATE TABLE t (n)");
  const insert = database.prepare("INSERT INTO t VALUES (?)");
  expect(database.prepare("INSERT INTO t VALUES (?)")).toBe(insert);
  expect(insert.run(7)).toEqual({ changes: 1, lastInsertRowid: 1 });
  expect(database.prepare("SELECT n FROM t").all()).toEqual([{ n: 7 }]);
  database.close();
  expect(() => insert.run(8)).toThrow();
});
