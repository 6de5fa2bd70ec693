import { describe, expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  type EnvironmentRequest,
  environmentOf,
  parseVariable,
  readEnvironmentFile,
} from "../../../src/config/index.ts";
import { makeFolder } from "../../support/folder.ts";

const settings = { autoLoad: true, files: [".env", ".env.<name>", ".env.local"], name: undefined, overrides: {} };

/** The variables of the process `web` in /p with these files. */
function environment(files: Readonly<Record<string, string>>, more: Partial<EnvironmentRequest> = {}) {
  return environmentOf({
    launch: { name: "web", cwd: "/p" },
    inherited: {},
    settings,
    directory: "/p",
    read: (path) => files[path],
    ...more,
  });
}

describe("the environment of a process", () => {
  test("has each variable from the strongest place, which it names", () => {
    const names = ["INHERITED", "ENV", "NAMED", "LOCAL", "OWN", "OWN_LOCAL", "FILE", "PROCESS", "OVERRIDE", "OPTION"];
    /** The places from the n-th on set all variables but those of the weaker places. */
    const from = (index: number) => Object.fromEntries(names.slice(index).map((name) => [name, names[index] ?? ""]));
    const file = (index: number) =>
      Object.entries(from(index))
        .map(([name, value]) => `${name}=${value}`)
        .join("\n");
    const { env, sources, warnings } = environment(
      {
        "/p/.env": file(1),
        "/p/.env.development": file(2),
        "/p/.env.local": file(3),
        "/p/web/.env": file(4),
        "/p/web/.env.local": file(5),
        "/p/x.env": file(6),
      },
      {
        launch: { name: "web", cwd: "/p/web", envFiles: ["/p/x.env"], env: from(7) },
        inherited: from(0),
        settings: { ...settings, overrides: { web: from(8), other: { OPTION: "no" } } },
        options: from(9),
      },
    );
    expect(warnings).toEqual([]);
    expect(env).toEqual(Object.fromEntries(names.map((name) => [name, name])));
    expect(sources).toEqual({
      INHERITED: { kind: "inherited" },
      ENV: { kind: "file", path: "/p/.env", line: 1 },
      NAMED: { kind: "file", path: "/p/.env.development", line: 1 },
      LOCAL: { kind: "file", path: "/p/.env.local", line: 1 },
      OWN: { kind: "file", path: "/p/web/.env", line: 1 },
      OWN_LOCAL: { kind: "file", path: "/p/web/.env.local", line: 1 },
      FILE: { kind: "file", path: "/p/x.env", line: 1 },
      PROCESS: { kind: "process" },
      OVERRIDE: { kind: "override" },
      OPTION: { kind: "option" },
    });
  });

  test.each<[string, Partial<EnvironmentRequest>]>([
    ["development", {}],
    ["inherited", { inherited: { NODE_ENV: "inherited" } }],
    ["process", { inherited: { NODE_ENV: "x" }, launch: { name: "web", cwd: "/p", env: { NODE_ENV: "process" } } }],
    ["option", { launch: { name: "web", cwd: "/p", env: { NODE_ENV: "x" } }, options: { NODE_ENV: "option" } }],
    ["stage", { settings: { ...settings, name: "stage" }, options: { NODE_ENV: "x" } }],
  ])("reads the file of its name, %p", (name, more) => {
    const { env } = environment({ [`/p/.env.${name}`]: "FOUND=1", "/p/.env.x": "WRONG=1" }, more);
    expect(env).toMatchObject({ FOUND: "1" });
    expect(env["WRONG"]).toBeUndefined();
  });

  test("reads only the named files where auto_load is off", () => {
    const launch = { name: "web", cwd: "/p", envFiles: ["/p/x.env", "/p/gone.env"] };
    const files = { "/p/.env": "A=1", "/p/x.env": "B=1" };
    const { env, warnings } = environment(files, { launch, settings: { ...settings, autoLoad: false } });
    expect(env).toEqual({ B: "1" });
    expect(warnings).toEqual(["/p/gone.env does not exist; web runs without it."]);
  });

  test("reads a file that is named twice once, where it counts most", () => {
    const launch = { name: "web", cwd: "/p", envFiles: ["/p/.env"] };
    const files = { "/p/.env": "A=env\nbad", "/p/.env.local": "A=local" };
    const { env, warnings } = environment(files, { launch });
    expect(env).toEqual({ A: "env" });
    expect(warnings).toHaveLength(1);
  });

  test("has references stand for what the variable is in the end", () => {
    const { env, warnings } = environment(
      {
        "/p/.env":
          // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what is tested
          "URL=http://$HOST:${PORT:-80}\nHOST=base\nPATH=./bin:$PATH\nPATH=./more:$PATH\nLIT='$HOST'\nA=$C\nB=$C\nC=$HOST",
      },
      { inherited: { PATH: "/usr/bin", RAW: "$HOST" }, options: { HOST: "option" } },
    );
    expect(warnings).toEqual([]);
    expect(env).toEqual({
      URL: "http://option:80",
      HOST: "option",
      PATH: "./more:./bin:/usr/bin",
      LIT: "$HOST",
      RAW: "$HOST",
      A: "option",
      B: "option",
      C: "option",
    });
  });

  test("tells of references to nothing and to each other, with their place", () => {
    const { env, warnings } = environment({ "/p/.env": "P=pa$word\nA=$B\nB=x$A\nSELF=$SELF" });
    expect(env).toEqual({ P: "pa", A: "x", B: "x", SELF: "" });
    expect(warnings).toEqual([
      "/p/.env:1: P refers to $word, which is not set: nothing stands in its place. A dollar sign is written \\$.",
      "/p/.env:3: B and A refer to each other: nothing stands in place of $A.",
      "/p/.env:4: SELF refers to $SELF, which is not set: nothing stands in its place. A dollar sign is written \\$.",
    ]);
  });

  test("goes on without a file that cannot be read", () => {
    const read = (path: string) => {
      if (path === "/p/.env") throw new Error("EACCES");
      return undefined;
    };
    expect(environment({}, { read, inherited: { A: "1" } })).toMatchObject({
      env: { A: "1" },
      warnings: ["/p/.env cannot be read (EACCES); web runs without it."],
    });
  });
});

test("a file is read where there is one", () => {
  using folder = makeFolder({ ".env": "A=1" });
  mkdirSync(join(folder.path, "venv"));
  expect(readEnvironmentFile(join(folder.path, ".env"))).toBe("A=1");
  expect(readEnvironmentFile(join(folder.path, "none"))).toBeUndefined();
  expect(readEnvironmentFile(join(folder.path, "venv"))).toBeUndefined();
  expect(() => readEnvironmentFile("/dev/null")).toThrow("it is no regular file");
});

test.each<[string, ReturnType<typeof parseVariable>]>([
  ["A=1", { name: "A", value: "1" }],
  ["A=", { name: "A", value: "" }],
  ["A=b=c\nd", { name: "A", value: "b=c\nd" }],
  ["A", '-e takes NAME=VALUE, like -e NODE_ENV=test, not "A".'],
  ["=1", '-e takes NAME=VALUE, like -e NODE_ENV=test, not "=1".'],
])("-e %p is understood", (text, expected) => {
  expect(parseVariable(text)).toEqual(expected);
});
