/** What Brummer understands of real processes, as its commands show it; and what is there after its end. */

import { describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { delay } from "es-toolkit";
import { waitFor } from "../support/wait.ts";
import { Place } from "./running.ts";

const broken = `
const total = (items) => items.reduce((sum, item) => sum + item.price, 0);
console.log("Shop is listening on http://localhost:4599/");
try {
  total(undefined);
} catch (cause) {
  console.error(new Error("cannot add up", { cause }));
}
setInterval(() => console.log("tick"), 100);
`;

function shop(env: Record<string, string> = {}): Place {
  const place = new Place({ "src/shop.js": broken, ".brum.toml": "" });
  place.env["XDG_STATE_HOME"] = join(place.path, "state");
  Object.assign(place.env, env);
  return place;
}

const start = (place: Place) => place.start(["node src/shop.js"]);
const json = async (place: Place, ...words: string[]) => JSON.parse((await place.run([...words, "--json"])).out);

test("an error is one group, with its place in the project, the rows around it, and what caused it", async () => {
  await using place = shop();
  await start(place);
  const [error] = await waitFor("the error", async () => {
    const { errors } = await json(place, "errors");
    return errors.length > 0 && errors[0].excerpt.length > 0 && errors;
  });
  expect(error).toMatchObject({
    type: "Error",
    message: "cannot add up",
    severity: "error",
    language: "javascript",
    count: 1,
    place: { file: join(place.path, "src/shop.js"), line: 7 },
    causes: [{ type: "TypeError" }],
  });
  const { out } = await place.run(["errors", error.id.slice(0, 6)]);
  expect(out).toMatch(/> +7 \| {3}console\.error\(new Error\(/);
  expect(out).toContain("caused by TypeError: Cannot read properties of undefined");
  const lines = await place.run(["logs", "--error", error.id]);
  expect(lines.out).toContain("at Object.<anonymous>");
  expect(lines.out).not.toContain("listening");
  const { events } = await json(place, "events");
  expect(events).toContainEqual(
    expect.objectContaining({ kind: "url", url: "http://localhost:4599/", urlKind: "service" }),
  );
});

test("logs: least level, context, hidden, nearly right words", async () => {
  await using place = shop();
  await start(place);
  await waitFor("a tick", async () => (await place.run(["logs", "--grep", "tick"])).out.includes("tick"));
  expect((await place.run(["logs", "--level", "error"])).out).toMatch(/Error: cannot add up[\s\S]* {4}at /);
  expect((await place.run(["logs", "--level", "error"])).out).not.toContain("tick");
  expect((await place.run(["logs", "--fuzzy", "shp lstning"])).out).toContain("listening on");
  expect((await place.run(["logs", "--hide", "tick"])).out).not.toContain("tick");
  expect((await place.run(["logs", "--collapse"])).out).toMatch(/tick \(×\d+\)|tick\n/);
  expect((await place.run(["logs", "--html"])).out).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
  expect((await place.run(["logs", "--kind", "url"])).out).toMatch(/^\S+ \S+ +│ Shop is listening on \S+\n$/);
  // What stands around is of any level.
  expect((await place.run(["logs", "--level", "error", "-C", "50"])).out).toMatch(/Error: cannot add up[\s\S]*tick/);
  expect((await place.run(["logs", "--until", "1h"])).out).toBe("");
  const wrong = await place.run(["logs", "--grep", "("]);
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("--grep is no regular expression")]);
});

describe("history", () => {
  test("an ended run is listed, searched, exported and removed", async () => {
    await using place = shop();
    const program = await start(place);
    await waitFor("a tick", async () => (await place.run(["logs"])).out.includes("tick"));
    program.kill("SIGTERM");
    await program.exited;
    const { runs } = await json(place, "history");
    expect(runs).toMatchObject([{ id: 1, isRunning: false, missed: 0, errors: 1 }]);
    expect((await place.run(["logs", "--run", "last", "--grep", "listening"])).out).toContain("Shop is listening");
    expect((await place.run(["logs", "--run", "last", "-n", "2"])).out.trim().split("\n")).toHaveLength(2);
    expect((await place.run(["logs", "--run", "1", "--level", "error"])).out).toContain("cannot add up");
    expect((await json(place, "errors", "--run", "last")).errors).toMatchObject([{ message: "cannot add up" }]);
    expect((await json(place, "events", "--run", "last")).events.length).toBeGreaterThan(0);
    const none = await place.run(["logs", "--run", "7"]);
    expect([none.code, none.err]).toEqual([1, expect.stringContaining("There is no run 7")]);
    const file = join(place.path, "log.html");
    expect((await place.run(["history", "export", "--format", "html", "-o", file])).code).toBe(0);
    expect(readFileSync(file, "utf8")).toContain("cannot add up");
    expect((await place.run(["history", "export", "-o", file])).err).toContain("it is there already");
    expect((await place.run(["history", "export", "--format", "ndjson"])).out.split("\n")[0]).toMatch(
      /^\{"sequence":0,/,
    );
    expect((await place.run(["history", "prune", "--all"])).out).toMatch(/^Removed \d+ lines and 1 run/);
    expect((await json(place, "history")).runs).toEqual([]);
  });

  test("a killed Brummer loses a second at most, and the next one goes on with the file", async () => {
    await using place = shop();
    const program = await start(place);
    await delay(3000);
    const before = (await place.run(["logs", "--grep", "tick"])).out.split("\n").length - 1;
    program.kill("SIGKILL");
    await program.exited;
    const kept = (await place.run(["logs", "--run", "last", "--grep", "tick"])).out.split("\n").length - 1;
    expect(kept).toBeGreaterThanOrEqual(before - 11);
    expect(kept).toBeGreaterThan(10);
    expect((await place.run(["history"])).out).toContain("was killed");
    // The killed one's instance file is there still, so this one is not waited for by its own.
    const next = place.spawn(["--no-tui", "--no-mcp", "node src/shop.js"]);
    await waitFor("the second run", async () => (await json(place, "history")).runs.length === 2);
    next.kill("SIGTERM");
    await next.exited;
  }, 30_000);

  test("none with --no-history, and none is a sentence", async () => {
    await using place = shop();
    const program = await place.start(["--no-history", "node src/shop.js"]);
    await waitFor("a tick", async () => (await place.run(["logs"])).out.includes("tick"));
    program.kill("SIGTERM");
    await program.exited;
    const { code, err } = await place.run(["logs", "--run", "last"]);
    expect([code, err]).toEqual([1, expect.stringContaining("There is no history of this directory yet")]);
  });

  test("that cannot be written is one warning, and the rest goes on", async () => {
    await using place = shop();
    writeFileSync(join(place.path, "state"), "a file where a folder should be");
    await start(place);
    const out = await waitFor("the warning", async () => {
      const { out: text } = await place.run(["logs", "brum"]);
      return text.includes("History stops") && text;
    });
    expect(out.split("History stops")).toHaveLength(2);
    await waitFor("the error", async () => (await place.run(["errors"])).out.includes("cannot add up"));
  });

  test("and a file for each process, with the old ones put aside, where that is configured", async () => {
    await using place = shop();
    writeFileSync(join(place.path, ".brum.toml"), '[log_files]\ndirectory = "logs"\nformat = "ndjson"\n');
    const program = await place.start(["--no-history", "node src/shop.js"]);
    const file = await waitFor("the file", async () => {
      const { processes } = await json(place, "ps");
      return join(place.path, "logs", `${processes[0].name.replace(/[^\w.@-]/g, "_")}.ndjson`);
    });
    await waitFor("a line in it", async () => {
      try {
        return readFileSync(file, "utf8").includes('"text":"tick"');
      } catch {
        return false;
      }
    });
    program.kill("SIGTERM");
    await program.exited;
    for (const line of readFileSync(file, "utf8").trim().split("\n")) expect(JSON.parse(line)).toHaveProperty("time");
  });
});
