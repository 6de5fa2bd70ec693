import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { detectProject } from "../../../src/detect/index.ts";
import { makeFolder } from "../../support/folder.ts";

const fixtures = join(import.meta.dir, "../../fixtures/detect");

function read(directory: string) {
  const { candidates, warnings } = detectProject(directory);
  return {
    names: candidates.map((candidate) => candidate.name),
    launch: (name: string) => candidates.find((candidate) => candidate.name === name)?.launch,
    warnings: warnings.map((warning) => warning.replaceAll(`${directory}/`, "")),
  };
}

describe("process-compose.yaml", () => {
  const directory = join(fixtures, "process-compose");
  const { names, launch, warnings } = read(directory);

  test("has all its processes, replicas one by one", () => {
    expect(names).toEqual(["api", "db", "migrate", "worker-0", "worker-1"]);
  });

  test("everything that has its effect here is in the launch", () => {
    expect(launch("api")).toEqual({
      name: "api",
      kind: "command",
      command: "./api --port 8080 --home $HOME",
      argv: ["bash", "-c", "./api --port 8080 --home $HOME"],
      cwd: join(directory, "server"),
      env: { GLOBAL: "1", LOCAL: "two", PC_PROC_NAME: "api", PC_REPLICA_NUM: "0" },
      envFiles: [join(directory, ".env")],
      dependsOn: [
        { name: "db", until: "ready" },
        { name: "migrate", until: "completed" },
        { name: "worker-0", until: "started" },
        { name: "worker-1", until: "started" },
      ],
      ready: {
        probe: { kind: "http", url: "http://localhost:8080/health", status: 200, headers: { "X-Probe": "a, b" } },
        delayMs: 2000,
        intervalMs: 3000,
        timeoutMs: 4000,
        withinMs: 44_000,
        successes: 2,
      },
      restart: { when: "on-failure", delayMs: 2000, maxDelayMs: 2000, limit: 5 },
      stopSignal: "SIGINT",
      stopTimeoutMs: 7000,
      watch: {
        globs: ["src/**/*.go", "src/sub/*.tmpl", "!src/**/testdata", "!src/**/testdata/**"],
        debounceMs: 1000,
        cascade: true,
      },
      groups: ["process-compose", "backend"],
    });
    expect(launch("db")).toMatchObject({
      argv: ["postgres", "-D", "data dir"],
      tty: true,
      ready: { probe: { kind: "log", pattern: "ready to accept \\(connections\\)" } },
      stopTimeoutMs: 10_000,
    });
    expect(launch("migrate")?.groups).toEqual([]);
    expect(launch("worker-1")).toMatchObject({
      env: { PC_REPLICA_NUM: "1" },
      envFiles: [join(directory, ".env"), join(directory, "worker.env")],
    });
  });

  test("everything else is told, with its place", () => {
    expect(warnings.sort()).toEqual([
      'process-compose.yaml:2:1: process-compose: "log_level" is not supported here. It has no effect.',
      'process-compose.yaml:36:5: process "api": "liveness_probe" is not supported here. It has no effect.',
      'process-compose.yaml:43:7: process "api": "exit_on_end" is not supported here. It has no effect.',
      'process-compose.yaml:47:7: process "api": "parent_only" is not supported here. It has no effect.',
      'process-compose.yaml:49:5: process "api": "log_location" is not supported here. It has no effect.',
      'process-compose.yaml:69:3: process "broken" must be an object, not a number.',
    ]);
  });

  test("extended and overriding files are merged", () => {
    using folder = makeFolder({
      "base.yaml": "processes:\n  a:\n    command: one\n    environment: [X=1]\n  b:\n    command: two\n",
      "compose.yaml": "extends: base.yaml\nprocesses:\n  a:\n    environment: { Y: 2 }\n",
      "process-compose.override.yaml": "processes:\n  b:\n    command: three\n    schedule: { cron: '* * * * *' }\n",
    });
    const merged = read(folder.path);
    expect(merged.names).toEqual(["a", "b"]);
    expect(merged.launch("a")).toMatchObject({ command: "one", env: { X: "1", Y: "2" } });
    expect(merged.launch("b")?.command).toBe("three");
    expect(merged.warnings).toEqual([
      'process-compose.override.yaml:4:5: process "b": "schedule" is not supported here. It has no effect.',
    ]);
  });

  test("what is wrong in it does not stop the rest", () => {
    using folder = makeFolder({
      "process-compose.yaml": [
        "processes:",
        "  a:",
        "    command: '{{if .X}}a{{end}}'",
        "    depends_on: { gone: { condition: process_started }, b: { condition: nonsense } }",
        "    availability: { restart: sometimes }",
        "    shutdown: { signal: 99, command: ./stop }",
        "    readiness_probe: { exec: { command: 'true', working_dir: /tmp }, period_seconds: often }",
        "    environment: [no-equals-sign]",
        "  b: {}",
      ].join("\n"),
    });
    const { names: found, launch: of, warnings: said } = read(folder.path);
    expect(found).toEqual(["a"]);
    expect(of("a")?.ready?.probe).toEqual({ kind: "exec", argv: ["/bin/sh", "-c", "cd /tmp && true"] });
    expect(of("a")?.dependsOn).toBeUndefined();
    expect(said.map((text) => text.slice(0, 24))).toHaveLength(9);
    expect(said.join("\n")).toContain('process-compose.yaml:7:70: process "a": "period_seconds" must be a number');
    expect(said.join("\n")).toContain('process-compose.yaml:9:3: process "b": "command" or "entrypoint" is missing.');
  });
});

describe("mprocs", () => {
  const directory = join(fixtures, "mprocs");
  const { names, launch, warnings } = read(directory);

  test("its processes, with all that has its effect here", () => {
    expect(names).toEqual(["api", "db", "list", "web"]);
    expect(launch("web")).toEqual({
      name: "web",
      kind: "command",
      command: "npm run dev",
      argv: ["/bin/sh", "-c", "npm run dev"],
      cwd: directory,
      groups: ["mprocs"],
    });
    expect(launch("api")).toEqual({
      name: "api",
      kind: "command",
      command: "node api.js",
      argv: ["env", "-u", "CI", "node", "api.js"],
      cwd: join(directory, "server"),
      env: { MODE: "dev" },
      dependsOn: [{ name: "db", until: "started" }],
      restart: { when: "always", delayMs: 1000, maxDelayMs: 30_000, limit: 0 },
      stopSignal: "SIGKILL",
      groups: [],
    });
    expect(launch("db")).toMatchObject({ command: "postgres", stopSignal: "SIGINT" });
    expect(launch("db")?.env?.["PATH"]).toBe(`${process.env["PATH"]}:${join(directory, "bin")}`);
    expect(launch("list")?.argv).toEqual(["echo", "a b"]);
  });

  test("everything else is told, with its place", () => {
    expect(warnings).toEqual([
      'mprocs.yaml:1:1: mprocs: "hide_keymap_window" is not supported here. It has no effect.',
      'mprocs.yaml:13:5: process "api": there is no process "nobody" in the file. It is not waited for.',
      'mprocs.yaml:14:5: process "api": "log" is not supported here. It has no effect.',
      'mprocs.yaml:25:11: process "both": exactly one of "shell" and "cmd" is expected. The process is left out.',
    ]);
    expect(read(join(fixtures, "mprocs-json"))).toMatchObject({
      names: ["web"],
      warnings: [
        'mprocs.json:1:40: process "web": stopping by "cmd" is not supported here (SIGINT, SIGTERM, SIGKILL). Taken: SIGTERM.',
      ],
    });
  });
});

describe("VS Code's tasks", () => {
  const directory = join(fixtures, "vscode");
  const { names, launch, warnings } = read(directory);

  test("are found, the default one first", () => {
    expect(names).toEqual([
      "build",
      "all",
      "all > echo",
      "all > serve",
      "all > watch",
      "echo",
      "open",
      "serve",
      "watch",
    ]);
    expect(
      detectProject(directory)
        .candidates.slice(0, 2)
        .map((one) => one.priority),
    ).toEqual([75, 70]);
  });

  test("shell tasks run through a shell, quoted as VS Code does", () => {
    expect(launch("build")?.argv).toEqual(["/bin/sh", "-c", "npm run build -- --port 3000"]);
    expect(launch("echo")?.argv).toEqual(["bash", "-lc", "echo plain 'a b' c\\ d \"$HOME x\""]);
  });

  test("process and npm tasks run a program, in their folder, with their environment", () => {
    expect(launch("serve")).toMatchObject({
      argv: [join(directory, "bin/serve"), process.platform === "linux" ? "--linux" : "--name"],
      cwd: join(directory, "server"),
      env: { ALL: "1", HOME_OF: "x" },
      dependsOn: [
        { name: "build", until: "completed" },
        { name: "watch", until: "ready" },
      ],
    });
    expect(launch("watch")).toMatchObject({
      argv: ["npm", "run", "watch"],
      cwd: join(directory, "client"),
      ready: { probe: { kind: "log" } },
    });
  });

  test("a sequence is a chain of copies", () => {
    expect(launch("all")?.dependsOn).toEqual([{ name: "all > serve", until: "completed" }]);
    expect(launch("all > serve")?.dependsOn).toEqual([
      { name: "build", until: "completed" },
      { name: "all > watch", until: "ready" },
      { name: "all > echo", until: "completed" },
    ]);
    expect(launch("all > echo")?.dependsOn).toEqual([{ name: "build", until: "completed" }]);
    expect(launch("echo")?.dependsOn).toBeUndefined();
  });

  test("what needs the editor is told", () => {
    expect(warnings).toEqual([
      `.vscode/tasks.json:41:5: task "editor": \${file} is known to the editor only. It is left out.`,
      '.vscode/tasks.json:42:22: task "ts": tasks of the type "typescript" need the editor\'s extension. It is left out.',
      '.vscode/tasks.json:47:7: task "open": "runOn" in "runOptions" has no effect here.',
      '.vscode/tasks.json:6:3: "problemMatcher" concern the editor\'s display and have no effect here.',
      '.vscode/tasks.json:43:5: task "open" depends on "nobody", which cannot be run. It is not waited for.',
    ]);
  });

  test("tasks that wait for each other in a circle do not hang the reading", () => {
    const tasks = ["a", "b"].map((label, index) => {
      return { label, dependsOn: [["b", "a"][index], "a", "b"], dependsOrder: "sequence" };
    });
    using folder = makeFolder({ ".vscode/tasks.json": JSON.stringify({ tasks }) });
    expect(read(folder.path).names).toContain("a");
  });
});
