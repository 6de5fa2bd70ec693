import { describe, expect, test } from "bun:test";
import { explain, type Facts } from "../../../src/process/explain/rules.ts";
import type { ProcessSnapshot } from "../../../src/process/index.ts";

const process: ProcessSnapshot = {
  id: "web-1",
  name: "web",
  source: 1,
  launch: { name: "web", kind: "script", command: "vite", argv: ["pnpm", "run", "web"], cwd: "/shop" },
  status: "failed",
  pid: null,
  startedAt: 0,
  endedAt: 1,
  readyAt: null,
  url: null,
  restartAt: null,
  waitingFor: [],
  note: null,
  exitCode: 1,
  signal: null,
  error: null,
  leftover: [],
  firstRecord: 0,
  restarts: 0,
};
const nothing: Facts = {
  portOwner: () => undefined,
  has: () => false,
  packages: () => new Set<string>(),
  canRun: () => false,
  ranOutOfMemory: () => undefined,
};
const why = (lines: string[], more: Partial<ProcessSnapshot> = {}, facts: Partial<Facts> = {}) =>
  explain({ process: { ...process, ...more }, lines, facts: { ...nothing, ...facts } });

describe("a failure is explained:", () => {
  const lines = [
    "Error: listen EADDRINUSE: address already in use :::3000",
    "Error: listen EADDRINUSE: address already in use 127.0.0.1:3000",
    "Error: Port 3000 is already in use",
    "[Errno 98] Address already in use: ('0.0.0.0', 3000)",
    "listen tcp :3000: bind: address already in use",
    "Port 3000 is in use, please try another one",
    "error: Failed to start server. Is port 3000 in use?",
  ];
  test.each(lines)("a port that is in use: %s", (line) => {
    const holder = { pid: 7, program: "node", name: null };
    const text = why(
      [line, "    at Server.listen (node:net:1:2)"],
      {},
      { portOwner: (port) => (port === 3000 ? holder : undefined) },
    );
    expect(text).toBe("port 3000 is held by node (pid 7), which Brummer did not start: brum ports 3000 tells more");
  });

  test("a port that is not named in the line that says so", () => {
    const portOwner = (port: number) => (port === 7799 ? { pid: 7, program: "node", name: null } : undefined);
    const node = ["Error: listen EADDRINUSE: address already in use /x", "  code: 'EADDRINUSE',", "  port: 7799", "}"];
    expect(why(node, {}, { portOwner })).toStartWith("port 7799 is held by node (pid 7)");
    const both = [
      "Error: listen EADDRINUSE: address already in use ::1:7799",
      "  code: 'EADDRINUSE',",
      "  errno: -98,",
    ];
    expect(why(both, {}, { portOwner })).toStartWith("port 7799 is held by node (pid 7)");
    const python = ["OSError: [Errno 98] Address already in use"];
    const launch = { ...process.launch, command: "python3 -m http.server 7799 --timeout 30" };
    expect(why(python, { launch }, { portOwner })).toStartWith("port 7799 is held by node (pid 7)");
    expect(why(python, {}, { portOwner })).toBe(
      "an address that it wanted is in use: brum ports says who listens where",
    );
  });

  test("a port that another process of ours holds", () => {
    const text = why([lines[0] ?? ""], {}, { portOwner: () => ({ pid: 7, program: "node", name: "api" }) });
    expect(text).toBe("port 3000 is held by api, which runs here too (pid 7): stop or restart that one first");
  });

  test("packages that are not installed, with the right command", () => {
    const facts = { packages: () => new Set(["express", "@shop/mail"]) };
    expect(why(["sh: 1: vite: not found"], { exitCode: 127 }, facts)).toBe(
      "the packages are not installed: pnpm install",
    );
    expect(why(["Error: Cannot find module '@shop/mail/send'"], {}, facts)).toBe(
      "the packages are not installed: pnpm install",
    );
    expect(why(["Error: Cannot find module 'express'"], {}, { ...facts, has: () => true })).toBe(
      "the package express is not installed: pnpm install",
    );
    expect(why(["Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'left-pad' imported from /a"], {}, facts)).toBe(
      "the package left-pad is not installed, and package.json does not name it: pnpm add left-pad",
    );
    expect(why(["Error: Cannot find module './local'"], {}, { ...facts, has: () => true })).toBeUndefined();
    expect(why(["Error: Cannot find module '/shop/dist/main.js'"], {}, facts)).toBeUndefined();
    // Packages are not on the PATH of a command that no package manager runs.
    const command = { ...process.launch, kind: "command", argv: ["/bin/sh", "-c", "vite"] } as const;
    expect(why(["/bin/sh: 1: vite: not found"], { exitCode: 127, launch: command }, facts)).toBe(
      "the program vite is not on PATH",
    );
    expect(why(["ModuleNotFoundError: No module named 'flask'"], {}, { has: (name) => name === "uv.lock" })).toBe(
      "the Python module flask is not installed: uv sync",
    );
  });

  test("a program that is not there", () => {
    expect(why(["/bin/sh: 1: uv: not found"], { exitCode: 127 })).toBe(
      "the program uv is not on PATH: https://docs.astral.sh/uv",
    );
    expect(why(["bash: line 1: foo: command not found"], { exitCode: 127 })).toBe("the program foo is not on PATH");
    expect(why(["sh: 1: /no/such/program: not found"], { exitCode: 127 })).toBe(
      "the program /no/such/program does not exist",
    );
    expect(why([], { error: "ENOENT: no such file", exitCode: null })).toBe(
      "the program pnpm is not on PATH: corepack enable pnpm, or npm install -g pnpm",
    );
  });

  test("a missing script, a missing permission", () => {
    expect(why(['npm error Missing script: "web"'])).toBe('package.json has no script "web" in /shop');
    expect(why(["sh: 1: ./run.sh: Permission denied"], { exitCode: 126 })).toBe(
      "./run.sh may not be executed: chmod +x ./run.sh",
    );
    expect(why(["Error: listen EACCES: permission denied 0.0.0.0:80"])).toBe(
      "ports below 1024, such as 80, need a privilege: take a higher one",
    );
  });

  test("an end by force, or for want of memory", () => {
    expect(why([], { signal: "SIGKILL", exitCode: null })).toContain("it was ended by force (SIGKILL), not by Brummer");
    expect(why([], { exitCode: 137 }, { ranOutOfMemory: () => true })).toBe(
      "the system ended it because memory ran out",
    );
    expect(why(["FATAL ERROR: JavaScript heap out of memory"], { signal: "SIGABRT", exitCode: null })).toContain(
      "--max-old-space-size",
    );
    expect(why([], { signal: "SIGSEGV", exitCode: null })).toStartWith("SIGSEGV: ");
  });

  test("not at all where nothing is sure", () => {
    expect(why(["assertion failed", "3 tests failed"])).toBeUndefined();
    expect(why(["the address 10.0.0.1 is not found"])).toBeUndefined();
    expect(why([])).toBeUndefined();
  });
});
