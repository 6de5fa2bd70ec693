import { describe, expect, test } from "bun:test";
import { parseArguments } from "../../../src/cli/index.ts";

const parse = (...argv: string[]) => parseArguments(argv, "1.2.3");
const text = (...argv: string[]) => {
  const parsed = parse(...argv);
  return "text" in parsed ? parsed.text : "";
};

describe("the command line", () => {
  test("has words and options in any order", () => {
    expect(parse("dev", "-d", "../app", "test", "-p", "8000", "--no-tui")).toMatchObject({
      arguments: {
        words: ["dev", "test"],
        command: [],
        directory: "../app",
        port: 8000,
        screen: false,
        mcp: undefined,
        beside: false,
        until: undefined,
        output: "plain",
        timestamps: false,
        only: [],
        exclude: [],
        environment: {},
        tty: [],
        settings: false,
      },
    });
  });

  test("says how lines are printed, and when it ends", () => {
    expect(
      parse("--until", "failed", "--output", "json", "--timestamps", "--only", "a*", "--only", "b", "--exclude", "ab"),
    ).toMatchObject({
      arguments: { until: "failed", output: "json", timestamps: true, only: ["a*", "b"], exclude: ["ab"] },
    });
    expect(parse("-e", "A=1", "--env", "B=x=y", "--tty", "shell", "--new")).toMatchObject({
      arguments: { environment: { A: "1", B: "x=y" }, tty: ["shell"], beside: true },
    });
  });

  test("is left alone behind --", () => {
    expect(parse("dev", "--", "npm", "run", "x", "--port", "1", "--", "y")).toMatchObject({
      arguments: { words: ["dev"], command: ["npm", "run", "x", "--port", "1", "--", "y"], port: undefined },
    });
  });

  test("an option behind -- is none of ours", () => {
    expect(parse("--", "node", "--no-mcp")).toMatchObject({
      arguments: { mcp: undefined, command: ["node", "--no-mcp"] },
    });
    expect(parse("--no-mcp")).toMatchObject({ arguments: { mcp: false } });
  });

  test("prints version and help", () => {
    expect(parse("--version")).toEqual({ text: "brum version 1.2.3\n", exitCode: 0 });
    expect(parse("--help")).toMatchObject({ exitCode: 0 });
    for (const word of ["--dir", "--port", "--no-tui", "--no-mcp", "7777", "--new", "--until", "logs", "Exit codes"]) {
      expect(text("--help")).toContain(word);
    }
    // No line is broken in a terminal of 80 columns, but for the examples.
    expect(
      text("--help")
        .split("\nExamples:")[0]
        ?.split("\n")
        .filter((line) => line.length > 80),
    ).toEqual([]);
  });
});

describe("a subcommand", () => {
  test("counts as the first word only", () => {
    const doctor = { command: "doctor", checks: ["core"], json: true, directory: "../app", port: 8000 };
    expect(parse("doctor", "--core", "--json", "-p", "8000", "-d", "../app")).toMatchObject({ subcommand: doctor });
    expect(parse("-p", "8000", "-d", "../app", "doctor", "--json", "--core")).toMatchObject({ subcommand: doctor });
    expect(parse("doctor")).toMatchObject({ subcommand: { checks: [], json: false, directory: "." } });
    expect(parse("dev", "doctor")).toMatchObject({ arguments: { words: ["dev", "doctor"] } });
    expect(parse("--", "doctor")).toMatchObject({ arguments: { command: ["doctor"] } });
  });

  test.each(["help", "start", "dev", "test", "build"])("%s is none", (word) => {
    expect(parse(word)).toMatchObject({ arguments: { words: [word] } });
    expect("subcommand" in parse(word)).toBe(false);
  });

  test("has its options", () => {
    expect(parse("logs", "web", "-f", "-n", "5", "--grep", "x|y", "-i", "--timestamps")).toMatchObject({
      subcommand: {
        command: "logs",
        names: ["web"],
        follow: true,
        lines: 5,
        grep: "x|y",
        ignoreCase: true,
        timestamps: true,
      },
    });
    // Of the same name as one of the program's, wherever it stands.
    expect(parse("-d", "x", "logs", "--until", "5m", "--kind", "url,build", "--kind", "test")).toMatchObject({
      subcommand: { command: "logs", directory: "x", until: "5m", kinds: ["url,build", "test"] },
    });
    expect(parse("history", "export", "--output", "lines.txt")).toMatchObject({
      subcommand: { command: "history", action: "export", output: "lines.txt" },
    });
    expect(parse("run", "dev", "--until", "failed", "--output", "json")).toMatchObject({
      subcommand: { command: "run" },
      arguments: { until: "failed", output: "json" },
    });
    expect(parse("wait", "a", "b", "--done", "--timeout", "1.5")).toMatchObject({
      subcommand: { command: "wait", names: ["a", "b"], until: "done", timeoutSeconds: 1.5 },
    });
    expect(parse("ports", "3000", "--json")).toMatchObject({
      subcommand: { command: "ports", port: 3000, json: true },
    });
    expect(parse("ports", "--free", "3000", "--yes-end", "77")).toMatchObject({
      subcommand: { command: "ports", free: 3000, yesEnd: 77 },
    });
    expect(parse("stop", "--all", "--instance", "shop-1")).toMatchObject({
      subcommand: { command: "stop", names: [], all: true, instance: "shop-1" },
    });
    expect(parse("run", "dev", "--detach", "--", "--port", "3")).toMatchObject({
      subcommand: { command: "run", name: "dev", args: ["--port", "3"], detach: true },
      arguments: { port: undefined, command: [] },
    });
    // Of a script that is called like a subcommand.
    expect(parse("run", "ps")).toMatchObject({ subcommand: { command: "run", name: "ps" } });
  });

  test.each(["ps", "logs", "stop", "restart", "wait", "ports", "doctor", "run", "init", "mcp", "completion"])(
    "%s has a help, which says how a script of its name is run",
    (name) => {
      expect(parse(name, "--help")).toMatchObject({ exitCode: 0 });
      expect(text(name, "--help")).toContain(`To run a script that is called ${name}: brum run ${name}`);
    },
  );

  test("mcp serves, or installs", () => {
    expect(parse("mcp", "-d", "x", "--instance", "a")).toMatchObject({
      subcommand: { command: "mcp", directory: "x", instance: "a" },
    });
    expect(parse("mcp", "install", "zed", "-y", "--project")).toMatchObject({
      subcommand: {
        command: "mcp install",
        client: "zed",
        yes: true,
        scope: "project",
        uninstall: false,
        print: false,
      },
    });
    expect(parse("mcp", "install")).toMatchObject({ subcommand: { client: undefined, scope: undefined } });
  });

  test.each(["bash", "zsh", "fish"])("completion has a script for %s", (shell) => {
    expect(parse("completion", shell)).toMatchObject({ exitCode: 0 });
    for (const word of ["restart", "no-tui", "yes-end"]) expect(text("completion", shell)).toContain(word);
  });
});

test.each([
  [["doctor", "dev"], "To run a script that is called doctor: brum run doctor"],
  [["doctor", "--", "x"], "nothing can stand behind -- here"],
  [["doctor", "--cor"], "unknown option '--cor'"],
  [["--prot", "1"], "unknown option '--prot'"],
  [["npm", "run", "dev", "--watch"], "Options of a program stand behind --: brum -- npm run dev --watch"],
  [["--port", "99999"], "from 0 to 65535"],
  [["--port", "abc"], "from 0 to 65535"],
  [["--dir"], "argument missing"],
  [["--"], "nothing stands behind --"],
  [["--until", "tomorrow"], "Allowed choices are done, failed"],
  [["-e", "A"], "NAME=VALUE"],
  [["ps", "--no-tui"], "--no-tui is no option of brum ps"],
  [["wait"], "missing required argument"],
  [["wait", "a", "--ready", "--done"], "cannot be used with"],
  [["wait", "a", "--timeout", "soon"], "a number of seconds"],
  [["stop"], "name the processes, or give --all"],
  [["stop", "web", "--all"], "name the processes, or give --all"],
  [["logs", "-n", "x"], "a whole number"],
  [["ports", "0"], "from 1 to 65535"],
  [["ports", "--yes-end", "77"], "--yes-end goes with --free"],
  [["completion", "csh"], "the shells are bash, zsh, fish"],
  [["mcp", "instal"], "mcp knows install, not instal"],
  [["mcp", "--print"], "--print goes with brum mcp install CLIENT"],
  [["mcp", "install", "zed", "--user", "--project"], "cannot be used with"],
])("refuses %p with a reason and exit code 2", (argv, reason) => {
  expect(parse(...argv)).toMatchObject({ exitCode: 2 });
  expect(text(...argv)).toContain(reason);
});
