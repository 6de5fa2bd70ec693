import { describe, expect, test } from "bun:test";
import { parseArguments } from "../../../src/cli/index.ts";

const parse = (...argv: string[]) => parseArguments(argv, "1.2.3");

describe("the command line", () => {
  test("has words and options in any order", () => {
    expect(parse("dev", "-d", "../app", "test", "-p", "8000", "--no-tui")).toEqual({
      arguments: {
        words: ["dev", "test"],
        command: [],
        directory: "../app",
        port: 8000,
        screen: false,
        mcp: undefined,
      },
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
    const help = parse("--help");
    expect(help).toMatchObject({ exitCode: 0 });
    for (const word of ["--dir", "--port", "--no-tui", "--no-mcp", "7777"]) {
      expect("text" in help ? help.text : "").toContain(word);
    }
  });

  test("has the subcommand doctor as its first word only", () => {
    const doctor = { checks: ["core" as const], json: true, directory: "../app", port: 8000 };
    expect(parse("doctor", "--core", "--json", "-p", "8000", "-d", "../app")).toEqual({ doctor });
    expect(parse("-p", "8000", "-d", "../app", "doctor", "--json", "--core")).toEqual({ doctor });
    expect(parse("doctor", "--core")).toMatchObject({ doctor: { json: false, directory: ".", port: undefined } });
    expect(parse("dev", "doctor")).toMatchObject({ arguments: { words: ["dev", "doctor"] } });
    expect(parse("--", "doctor")).toMatchObject({ arguments: { command: ["doctor"] } });
    expect(parse("help")).toMatchObject({ arguments: { words: ["help"] } });
  });

  test("says what doctor can do where nothing is asked of it", () => {
    for (const parsed of [parse("doctor"), parse("doctor", "--help")]) {
      expect(parsed).toMatchObject({ exitCode: 0 });
      for (const word of ["--core", "--json", "--dir", "--port", "brum -- npm run doctor"]) {
        expect("text" in parsed ? parsed.text : "").toContain(word);
      }
    }
  });

  test.each([
    [["doctor", "dev"], "To run a script that is called doctor: brum -- npm run doctor"],
    [["doctor", "--", "x"], "nothing can stand behind --"],
    [["doctor", "--cor"], "unknown option '--cor'"],
    [["--prot", "1"], "unknown option '--prot'"],
    [["--port", "99999"], "from 0 to 65535"],
    [["--port", "abc"], "from 0 to 65535"],
    [["--dir"], "argument missing"],
    [["--"], "nothing stands behind --"],
  ])("refuses %p with a reason", (argv, reason) => {
    const parsed = parse(...argv);
    expect(parsed).toMatchObject({ exitCode: 1 });
    expect("text" in parsed ? parsed.text : "").toContain(reason);
  });
});
