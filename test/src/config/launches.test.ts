import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { launchesOf, loadConfiguration, withDependencies } from "../../../src/config/index.ts";
import type { Launch } from "../../../src/process/index.ts";
import { makeFolder } from "../../support/folder.ts";

function script(name: string, more: Partial<Launch> = {}): Launch {
  return { name, kind: "script", command: `run ${name}`, argv: ["npm", "run", name], cwd: "/p", ...more };
}

/** What a project with this file, and perhaps one above it, can run; places without the folder. */
function launches(text: string, detected: readonly Launch[] = [], above = "") {
  using folder = makeFolder({ ".brum.toml": above, "app/.brum.toml": text });
  const app = join(folder.path, "app");
  const { processes } = loadConfiguration(app, {}, { home: "/none" });
  const found = launchesOf(processes, detected);
  const short = (line: string) => line.replaceAll(`${app}/`, "").replaceAll(`${folder.path}/`, "../");
  return {
    launches: found.launches.map((launch) => ({ ...launch, cwd: short(`${launch.cwd}/`) })),
    mistakes: found.mistakes.map(short),
    warnings: found.warnings.map(short),
  };
}

const nothing = { mistakes: [], warnings: [] };

describe("what can be run", () => {
  test("is what is configured, then what was detected, each once", () => {
    const text = '[processes.own]\ncommand = "x"\n[processes.dev]\ntty = true\n[processes.build]\ncommand = ["make"]';
    const found = launches(text, [script("build"), script("dev"), script("test")]);
    expect(found).toMatchObject(nothing);
    expect(found.launches).toEqual([
      { name: "own", kind: "command", command: "x", argv: ["/bin/sh", "-c", "x"], cwd: "" },
      { name: "build", kind: "command", command: "make", argv: ["make"], cwd: "" },
      { ...script("dev"), cwd: "/p/", tty: true },
      { ...script("test"), cwd: "/p/" },
    ]);
  });

  test("keeps of what was detected all that is not configured", () => {
    const dev = script("dev", {
      env: { A: "1", B: "1" },
      envFiles: ["/p/.x"],
      dependsOn: [{ name: "db", until: "ended" }],
    });
    const found = launches('[processes.dev]\nenv = { B = "2" }\ncwd = "web"\ngroups = ["all"]', [dev, script("db")]);
    expect(found.launches[0]).toEqual({ ...dev, env: { A: "1", B: "2" }, cwd: "web/", groups: ["all"] });
  });

  test("states what a bare name waits for: ready where there is a check, else started", () => {
    const text = `[processes.web]\ncommand = "x"\ndepends_on = ["db", "job", { name = "job", log = "^ok" }]
[processes.db]\ncommand = "y"\nready = { tcp = 1 }`;
    const found = launches(text, [script("job")]);
    expect(found).toMatchObject(nothing);
    expect(found.launches[0]?.dependsOn).toEqual([
      { name: "db", until: "ready" },
      { name: "job", until: "started" },
      { name: "job", until: "log", pattern: "^ok" },
    ]);
  });

  test.each([
    [
      "[processes.dve]\ntty = true",
      '.brum.toml:1: processes.dve has no command, and the project has no script of this name. Did you mean "dev"?',
    ],
    [
      "[processes.own]\ntty = true",
      '.brum.toml:1: processes.own has no command, and the project has no script of this name. Add command = "…".',
    ],
    [
      '[processes.dev]\n\ndepends_on = ["db", "tets"]',
      '.brum.toml:3: processes.dev.depends_on names "db", and there is no such process. Did you mean "dev"?',
    ],
    [
      '[processes.dev]\ndepends_on = ["tets"]',
      '.brum.toml:2: processes.dev.depends_on names "tets", and there is no such process. Did you mean "test"?',
    ],
    ['[processes.dev]\ndepends_on = ["dev"]', ".brum.toml:2: processes.dev.depends_on names dev itself."],
    [
      '[processes.dev]\ndepends_on = ["api"]\n[processes.api]\ncommand = "a"\ndepends_on = ["db"]\n[processes.db]\ncommand = "a"\ndepends_on = ["dev"]',
      ".brum.toml:5: processes.api waits for itself: api → db → dev → api (db: .brum.toml:8, dev: .brum.toml:2). None of them could start.",
    ],
    // The script's own dependency, which no file of ours has a line for, is a part of it.
    [
      '[processes.test]\ndepends_on = ["lint"]',
      ".brum.toml:2: processes.test waits for itself: test → lint → test. None of them could start.",
    ],
  ])("is not, with the mistake %p", (text, mistake) => {
    const detected = [script("dev"), script("test"), script("lint", { dependsOn: [{ name: "test", until: "ended" }] })];
    expect(launches(text, detected).mistakes[0]).toBe(mistake);
  });

  test("has every cycle told", () => {
    const waits = (name: string, other: string) => `[processes.${name}]\ncommand = "x"\ndepends_on = ["${other}"]\n`;
    const { mistakes } = launches(
      waits("a", "b") + waits("b", "a") + waits("c", "d") + waits("d", "c") + waits("e", "c"),
    );
    expect(mistakes.map((mistake) => /itself: (.*?) \(/.exec(mistake)?.[1])).toEqual(["a → b → a", "c → d → c"]);
  });

  test("leaves out what files above the project configure for other directories", () => {
    const above = `[processes.gone]\ntty = true\n[processes.api]\ncommand = "a"\ndepends_on = ["root-script"]
[processes.web]\ncommand = "w"\ndepends_on = ["api"]\n[processes.good]\ncommand = "g"`;
    const found = launches("", [], above);
    expect(found.launches.map(({ name, cwd }) => ({ name, cwd }))).toEqual([{ name: "good", cwd: "../" }]);
    expect(found.mistakes).toEqual([]);
    expect(found.warnings).toEqual([
      '../.brum.toml:5: processes.api.depends_on names "root-script", and there is no such process. api is left out here.',
      '../.brum.toml:8: processes.web.depends_on names "api", and there is no such process. web is left out here.',
    ]);
  });

  test("is not stopped by what other programs' files get wrong", () => {
    const detected = [
      script("a", { dependsOn: [{ name: "b", until: "ended" }] }),
      script("b", { dependsOn: [{ name: "a", until: "ended" }] }),
      script("c", {
        dependsOn: [
          { name: "x", until: "ready" },
          { name: "a", until: "ready" },
        ],
      }),
    ];
    const found = launches("", detected);
    expect(found.mistakes).toEqual([]);
    expect(found.warnings).toEqual([
      'c should wait for "x", and there is no such process: it does not wait for it.',
      "a → b → a wait for each other: b does not wait for a.",
    ]);
    expect(found.launches.map(({ dependsOn }) => dependsOn?.map(({ name }) => name))).toEqual([["b"], [], ["a"]]);
  });

  test.each([
    [
      '[processes.dev]\ndepends_on = [{ name = "test", until = "ready" }]',
      ".brum.toml:2: processes.dev waits until test is ready, which has no check (key ready): it waits until that has started.",
    ],
    [
      '[processes.dev]\ngroups = ["all", "test"]',
      '.brum.toml:2: the group "test" of dev has the name of a process, which counts where it is named.',
    ],
  ])("goes on with the warning %p", (text, warning) => {
    expect(launches(text, [script("dev"), script("test")])).toMatchObject({ mistakes: [], warnings: [warning] });
  });

  test("may have names that JavaScript's objects have", () => {
    const text =
      '[processes.constructor]\ncommand = "a"\ndepends_on = ["toString"]\n[processes.toString]\ncommand = "b"';
    expect(launches(text)).toMatchObject({ ...nothing, launches: [{ name: "constructor" }, { name: "toString" }] });
  });
});

describe("with their dependencies", () => {
  const after = (...names: string[]) => ({ dependsOn: names.map((name) => ({ name, until: "started" as const })) });
  const all = [
    script("web", { ...after("api", "assets"), groups: ["front"] }),
    script("api", after("db", "cache")),
    script("db"),
    script("cache", after("db")),
    script("assets", { groups: ["front"] }),
    script("other"),
  ];
  test.each([
    [["web"], "db cache api assets web"],
    [["other", "cache"], "other db cache"],
    [["front"], "db cache api assets web"],
    [["db", "db", "web"], "db cache api assets web"],
    [[], ""],
  ])("%p are started in an order that works", (names, order) => {
    expect(
      withDependencies(names, all)
        .map(({ name }) => name)
        .join(" "),
    ).toBe(order);
  });

  test("an unknown name is an error", () => {
    expect(() => withDependencies(["nobody"], all)).toThrow('There is no process and no group "nobody".');
  });

  test("a cycle that somebody left in does not hang", () => {
    const round = [script("a", after("b")), script("b", after("a"))];
    expect(withDependencies(["a"], round).map(({ name }) => name)).toEqual(["b", "a"]);
  });
});
