import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { ConfigurationError, loadConfiguration, overrideWarnings } from "../../../src/config/index.ts";
import { makeFolder } from "../../support/folder.ts";

/** The processes that a file says, its warnings, or its mistakes; places without the folder. */
function read(text: string) {
  using folder = makeFolder({ ".brum.toml": text });
  const short = (line: string) => line.replaceAll(`${folder.path}/.brum.toml:`, "");
  try {
    const { processes, warnings } = loadConfiguration(folder.path, {}, { home: "/none" });
    return { folder: folder.path, processes, warnings: warnings.map(short), mistakes: [] };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { folder: folder.path, processes: [], warnings: [], mistakes: error.mistakes.map(short) };
  }
}

/** What one process is set to by these lines; keys that no line sets are left out. */
function settings(lines: string) {
  const { folder, processes, mistakes, warnings } = read(`[processes.web]\n${lines}`);
  expect({ mistakes, warnings }).toEqual({ mistakes: [], warnings: [] });
  const set = Object.entries(processes[0]?.settings ?? {}).filter(([, value]) => value !== undefined);
  return JSON.parse(JSON.stringify(Object.fromEntries(set)).replaceAll(folder, "/p"));
}

describe("a process", () => {
  const times = { delayMs: 0, intervalMs: 500, timeoutMs: 5000, withinMs: 60_000, successes: 1 };
  const pauses = { delayMs: 1000, maxDelayMs: 30_000, limit: 0 };

  test.each<[string, object]>([
    ['command = " npm run dev "', { command: { shown: "npm run dev", argv: ["/bin/sh", "-c", "npm run dev"] } }],
    ['command = ["a b", "$c"]', { command: { shown: "'a b' '$c'", argv: ["a b", "$c"] } }],
    ['cwd = "sub/../other"', { cwd: "/p/other" }],
    ['cwd = "/abs"', { cwd: "/abs" }],
    ['env = { A = "x", B = 3000, C = true }', { env: { A: "x", B: "3000", C: "true" } }],
    ['env_files = [".env.db", "/abs/.env"]', { envFiles: ["/p/.env.db", "/abs/.env"] }],
    ['depends_on = ["db"]', { dependsOn: [{ name: "db" }] }],
    ['depends_on = [{ name = "db", until = "completed" }]', { dependsOn: [{ name: "db", until: "completed" }] }],
    ['depends_on = [{ name = "db", log = "^up" }]', { dependsOn: [{ name: "db", until: "log", pattern: "^up" }] }],
    ['ready = { http = "http://a:1/x" }', { ready: { probe: { kind: "http", url: "http://a:1/x" }, ...times } }],
    [
      'ready = { http = "https://a", status = 204, headers = { X-A = "b" } }',
      { ready: { probe: { kind: "http", url: "https://a", status: 204, headers: { "X-A": "b" } }, ...times } },
    ],
    ["ready = { tcp = 5432 }", { ready: { probe: { kind: "tcp", host: "localhost", port: 5432 }, ...times } }],
    ['ready = { tcp = "db:5432" }', { ready: { probe: { kind: "tcp", host: "db", port: 5432 }, ...times } }],
    ['ready = { tcp = "[::1]:54" }', { ready: { probe: { kind: "tcp", host: "::1", port: 54 }, ...times } }],
    ['ready = { exec = ["a", "b"] }', { ready: { probe: { kind: "exec", argv: ["a", "b"] }, ...times } }],
    ['ready = { exec = "a b" }', { ready: { probe: { kind: "exec", argv: ["/bin/sh", "-c", "a b"] }, ...times } }],
    ['ready = { log = "listening" }', { ready: { probe: { kind: "log", pattern: "listening" }, ...times } }],
    [
      'ready = { tcp = 1, interval = 0.25, timeout = "1 s", within = "2 min", delay = "50ms", successes = 3 }',
      {
        ready: {
          probe: { kind: "tcp", host: "localhost", port: 1 },
          ...{ delayMs: 50, intervalMs: 250, timeoutMs: 1000, withinMs: 120_000, successes: 3 },
        },
      },
    ],
    ["ready = { url = true, within = 5 }", { ready: { probe: { kind: "url" }, ...times, withinMs: 5000 } }],
    ['restart = "always"', { restart: { when: "always", ...pauses } }],
    ["restart = { limit = 3 }", { restart: { when: "on-failure", ...pauses, limit: 3 } }],
    [
      'restart = { when = "always", delay = "1 min" }',
      { restart: { when: "always", delayMs: 60_000, maxDelayMs: 60_000, limit: 0 } },
    ],
    ['stop_signal = "SIGINT"\nstop_timeout = 0', { stopSignal: "SIGINT", stopTimeoutMs: 0 }],
    ['watch = ["src/**", "!x"]', { watch: { globs: ["src/**", "!x"], debounceMs: 200, cascade: false } }],
    [
      'watch = { globs = ["a"], debounce = "1 s", cascade = true }',
      { watch: { globs: ["a"], debounceMs: 1000, cascade: true } },
    ],
    ['tty = true\noverflow = "block"\nautostart = false', { tty: true, overflow: "block", autostart: false }],
    ['groups = ["all", "back"]', { groups: ["all", "back"] }],
  ])("with %p is read", (lines, expected) => {
    expect(settings(lines)).toEqual(expected);
  });

  test.each([
    ['command = "  "', "2: processes.web.command must be a command that is not empty"],
    ["command = []", "2: processes.web.command must be a program with its arguments, not []."],
    ['command = ["", "a"]', "2: processes.web.command must begin with a program"],
    ["command = 5", "2: processes.web.command must be a text for the shell or a list of program and arguments"],
    ["cwd = 5", "2: processes.web.cwd must be a path, not 5."],
    ["env = { A = [1] }", "2: processes.web.env.A must be a text, not [1]."],
    ['env = { "A=B" = 1 }', "2: processes.web.env.A=B is no name of a variable."],
    ['depends_on = "db"', 'not "db". A list stands in brackets: ["db"].'],
    ['depends_on = ["a", { until = "ready" }]', '2: processes.web.depends_on[2] must name a process: name = "db".'],
    [
      'depends_on = [{ name = "a", until = "redy" }]',
      'must be one of started, ready, completed, ended, not "redy". Did you mean "ready"?',
    ],
    ['depends_on = [{ name = "a", log = "(" }]', "[1].log must be a regular expression (JavaScript, flag u), not"],
    ['depends_on = [{ name = "a", log = "x", until = "ended" }]', "[1] must have one of until and log, not both."],
    ['ready = "yes"', "2: processes.web.ready must be a table with one of http, tcp, exec, log, url"],
    ["ready = { }", "2: processes.web.ready must have one of http, tcp, exec, log, url, not none."],
    ['ready = { tcp = 1, log = "x" }', "not tcp and log."],
    [
      'ready = { http = "localhost:3000" }',
      'must be a URL that begins with http:// or https://, not "localhost:3000".',
    ],
    ["ready = { tcp = 70000 }", 'must be a port or a text like "localhost:5432", not 70000.'],
    ['ready = { tcp = "db:" }', 'must be a port or a text like "localhost:5432", not "db:".'],
    ["ready = { url = false }", "ready.url must be true, not false."],
    ['ready = { http = "http://a", headers = { "a b" = "c" } }', "ready.headers cannot be sent"],
    ['ready = { tcp = 1, interval = "5" }', 'not "5". A number of seconds stands without quotation marks.'],
    ['ready = { tcp = 1, within = "2 years" }', 'not "2 years". Units: ms, s, min, h.'],
    ["ready = { tcp = 1, delay = 9, within = 9 }", "is never looked at: delay is 9 s, and within ends after 9 s."],
    ['restart = "sometimes"', 'must be one of never, on-failure, always, not "sometimes".'],
    ["restart = { delay = 40, max_delay = 30 }", "max_delay must not be shorter than delay, which is 40 s."],
    ["restart = { limit = -1 }", "restart.limit must be a whole number from 0 to 1000000, not -1."],
    ['stop_signal = "INT"', 'not "INT". Did you mean "SIGINT"?'],
    ["stop_timeout = 601", 'from 0 s to 10 min, as a number of seconds or a text like "500 ms"'],
    ['watch = ["!a"]', "names no file: globs that begin with ! only take files out again."],
    ["watch = { debounce = 1 }", 'must name files: globs = ["src/**"].'],
    ['tty = "yes"', 'must be true or false, not "yes".'],
    ['overflow = "drop"', 'must be one of overwrite, block, not "drop".'],
    ['groups = ["a", 3]', "groups[2] must be a name, not 3."],
  ])("with the mistake %p says where it is and what is allowed", (lines, message) => {
    const { mistakes } = read(`[processes.web]\n${lines}`);
    expect(mistakes.length).toBe(1);
    expect(mistakes[0]).toStartWith("2: processes.web.");
    expect(mistakes[0]).toContain(message);
  });

  test.each([
    ["processes = 5", "1: processes must be a table of processes ([processes.NAME]), not 5."],
    ['[processes]\nx = "npm run x"', '2: processes.x must be a table ([processes.x]), not "npm run x". Write x = {'],
    ["[processes]\ntty = true", "2: processes.tty must be a table ([processes.tty]), not true. A key of a process"],
    ['[processes."-x"]\ncommand = "a"', '1: processes.-x cannot be a name: "-x"'],
    ['[processes."a\\nb"]\ncommand = "a"', "cannot be a name"],
  ])("that is none, %p, is a mistake", (text, message) => {
    const { mistakes } = read(text);
    expect(mistakes.length).toBe(1);
    expect(mistakes[0]).toContain(message);
  });

  const none = "has no effect in this version.";
  test.each([
    ["[process.web]\ntty = true", `1: process ${none} Did you mean [processes]?`],
    ["[processes.web]\ncomand = 1", `2: processes.web.comand ${none} Did you mean processes.web.command?`],
    ["[processes.web]\nworking_dir = 1", `2: processes.web.working_dir ${none} Did you mean processes.web.cwd?`],
    [
      "[processes.web.ready]\nurl = true\nintervall = 5",
      `3: processes.web.ready.intervall ${none} Did you mean processes.web.ready.interval?`,
    ],
    [
      "[processes.web.ready]\nurl = true\nstatus = 200",
      "3: processes.web.ready.status has no effect with url, only with http.",
    ],
    [
      '[processes.web.env]\nBRUM_RUN = "x"',
      "2: processes.web.env.BRUM_RUN has no effect: brum sets or keeps back this variable for all processes.",
    ],
    ["[environment.override.web]\nA = 1", `1: environment.override ${none} Did you mean [environment.overrides]?`],
  ])("with a key that has no effect, %p, is told", (text, warning) => {
    expect(read(text)).toMatchObject({ mistakes: [], warnings: [warning] });
  });

  test("is put together from all files, the nearest first, key by key and variable by variable", () => {
    using folder = makeFolder({
      ".brum.toml": `[processes.api]\ncommand = "go run ."\nrestart = "always"\nready = { tcp = 1, interval = 9 }
env = { A = "above", B = "above" }\nenv_files = ["x.env"]\n[processes.other]\ncommand = "o"`,
      "app/.brum.toml": '[processes.api]\nready = { url = true }\nenv = { A = "near" }\nautostart = true\n',
      "home/.brum.toml":
        '[processes.api]\nenv = { B = "home", C = "home" }\n[processes.tunnel]\ncommand = "t"\ntty = true',
    });
    const app = join(folder.path, "app");
    const { processes } = loadConfiguration(app, {}, { home: join(folder.path, "home") });
    expect(processes.map(({ name, directory, own }) => ({ name, directory, own }))).toEqual([
      { name: "api", directory: folder.path, own: true },
      { name: "other", directory: folder.path, own: false },
      { name: "tunnel", directory: app, own: false },
    ]);
    const [api] = processes;
    expect(api?.settings).toMatchObject({
      command: { shown: "go run ." },
      ready: { probe: { kind: "url" }, intervalMs: 500 },
      restart: { when: "always" },
      env: { A: "near", B: "above", C: "home" },
      envFiles: [join(folder.path, "x.env")],
      autostart: true,
    });
    expect(api?.places).toMatchObject({
      "": `${app}/.brum.toml:1`,
      ready: `${app}/.brum.toml:2`,
      command: `${folder.path}/.brum.toml:2`,
    });
  });

  test("of the home directory's file runs in the project, also where that lies below", () => {
    using folder = makeFolder({ ".brum.toml": '[processes.tunnel]\ncommand = "t"\n', "work/app/.brum.toml": "" });
    const app = join(folder.path, "work/app");
    expect(loadConfiguration(app, {}, { home: folder.path }).processes[0]?.directory).toBe(app);
    expect(loadConfiguration(folder.path, {}, { home: folder.path }).processes[0]?.directory).toBe(folder.path);
    expect(loadConfiguration(app, {}, { home: "/none" }).processes[0]?.directory).toBe(folder.path);
  });

  test("cannot be set by the environment, and what children get is no configuration", () => {
    using folder = makeFolder();
    const env = { BRUMMER_PROCESSES_WEB_COMMAND: "x", BRUM_PROCESS: "x", BRUM_RUN: "y", BRUM_MCP_URL: "z" };
    expect(loadConfiguration(folder.path, env, { home: "/none" })).toMatchObject({
      processes: [],
      warnings: ["BRUMMER_PROCESSES_WEB_COMMAND has no effect: [processes] has no variables, only files have it."],
    });
  });

  test("is plain data that another thread can be sent", () => {
    const { processes } = read('[processes.web]\ncommand = "a"\nready = { url = true }\nenv = { A = "b" }');
    expect(structuredClone(processes)).toEqual(processes);
  });
});

describe("the environment's keys", () => {
  test("have defaults, variables and tables for processes", () => {
    using folder = makeFolder({
      ".brum.toml": '[environment]\nname = "stage"\n[environment.overrides.web]\nA = 1\n',
      "app/.brum.toml": '[environment.overrides]\nweb = { A = "near" }\napi = { B = "b" }\n',
    });
    const env = { BRUMMER_ENVIRONMENT_FILES: ".env, .env.ci", BRUMMER_ENVIRONMENT_NAME: "123" };
    expect(loadConfiguration(join(folder.path, "app"), {}, { home: "/none" }).environment).toEqual({
      autoLoad: true,
      files: [".env", ".env.<name>", ".env.local"],
      name: "stage",
      overrides: { web: { A: "near" }, api: { B: "b" } },
    });
    expect(loadConfiguration(folder.path, env, { home: "/none" }).environment).toMatchObject({
      files: [".env", ".env.ci"],
      name: "123",
      overrides: { web: { A: "1" } },
    });
  });

  test("tell of overrides for a process that there is not, in the project's own file", () => {
    using folder = makeFolder({
      ".brum.toml": "[environment.overrides.other]\nA = 1\n",
      "app/.brum.toml": "[environment.overrides.wbe]\n\nA = 1\n[environment.overrides.web]\nB = 1\n",
    });
    const app = join(folder.path, "app");
    const configuration = loadConfiguration(app, {}, { home: "/none" });
    expect(overrideWarnings(configuration, app, ["web", "server"])).toEqual([
      `${app}/.brum.toml:3: environment.overrides.wbe has no effect: there is no such process. Did you mean "web"?`,
    ]);
  });

  test("count less when an option gives them", () => {
    using folder = makeFolder({ ".brum.toml": "mcp_port = 1\n" });
    const options = [{ key: "mcp_port", value: 3, option: "--port" }];
    const { mcpPort, origins } = loadConfiguration(folder.path, { BRUMMER_MCP_PORT: "2" }, { options });
    expect(mcpPort).toBe(3);
    expect(origins["mcp_port"]).toEqual({ value: 3, source: { kind: "option", name: "--port" } });
  });
});
