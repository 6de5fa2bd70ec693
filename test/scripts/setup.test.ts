import { expect, test } from "bun:test";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { repository } from "../../scripts/build.ts";
import { makeFolder } from "../support/folder.ts";
import { waitFor } from "../support/wait.ts";

/** What the set-up may find on a bare system. */
const system = [
  "cat",
  "cksum",
  "cp",
  "ln",
  "mkdir",
  "mv",
  "readlink",
  "rm",
  "rmdir",
  "sed",
  "sh",
  "sleep",
  "tail",
  "uname",
];

/** A stand-in for Bun: installs itself and two packages in the time given, and as a program prints how it was run. */
const bun = (version = "1.0.0") => `#!/bin/sh
case $1 in
  --version) echo ${version} ;;
  install)
    echo "install in $PWD" >>"$FAKE_LOG"
    \${FAKE_INSTALL:-true} || exit 3
    mkdir -p node_modules/.bin node_modules/plain node_modules/@some/scoped && cat "$FAKE_BUN" >node_modules/.bin/bun
    echo >node_modules/plain/package.json && echo >node_modules/@some/scoped/package.json
    /bin/chmod +x node_modules/.bin/bun ;;
  *)
    printf 'run'
    for word; do printf ' [%s]' "$word"; done
    echo " in $PWD for $BRUM_CALLER_DIRECTORY\${CDPATH:+ with $CDPATH}" ;;
esac
`;

/** A stand-in for npm, whose package is still the placeholder: only the platform's own package has the program. */
const npm = `#!/bin/sh
echo "npm $*" >>"$FAKE_LOG"
mkdir -p .bun/node_modules/.bin .bun/node_modules/@oven/bun-x/bin
echo placeholder >.bun/node_modules/.bin/bun
cat "$FAKE_BUN" >.bun/node_modules/@oven/bun-x/bin/bun
/bin/chmod +x .bun/node_modules/.bin/bun .bun/node_modules/@oven/bun-x/bin/bun
`;

interface Machine extends Disposable {
  readonly clone: string;
  readonly bin: string;
  /** Runs scripts/brum with only this machine's programs on PATH, from the clone's parent directory if no other is given. */
  brum(args?: string[], env?: Record<string, string>, command?: string[]): Bun.Subprocess<"ignore", "pipe", "pipe">;
  /** What was installed, line by line. */
  installed(): string[];
}

/** A clone beside a folder of programs: a bare system's and those given. */
function machine(programs: Record<string, string>): Machine {
  const files = Object.entries(programs).map(([name, text]) => [`bin/${name}`, text] as const);
  const folder = makeFolder({
    "the clone/package.json": JSON.stringify({ devDependencies: { bun: "1.0.0" } }, null, 2),
    "the clone/bun.lock": "{}",
    "fake-bun": bun(),
    log: "",
    ...Object.fromEntries(files),
  });
  const clone = join(folder.path, "the clone");
  const bin = join(folder.path, "bin");
  mkdirSync(bin, { recursive: true });
  mkdirSync(join(clone, "scripts"));
  for (const name of ["brum", "setup.sh"]) {
    copyFileSync(join(repository, "scripts", name), join(clone, "scripts", name));
  }
  for (const name of system) symlinkSync(Bun.which(name) ?? name, join(bin, name));
  const log = join(folder.path, "log");
  return {
    clone,
    bin,
    brum: (args = [], env = {}, command = [join(clone, "scripts/brum")]) =>
      Bun.spawn([...command, ...args], {
        cwd: folder.path,
        env: { PATH: bin, FAKE_LOG: log, FAKE_BUN: join(folder.path, "fake-bun"), ...env },
        stdin: "ignore",
        stdout: "pipe",
        stderr: "pipe",
      }),
    installed: () => readFileSync(log, "utf8").split("\n").filter(Boolean),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

async function finish(run: Bun.Subprocess<"ignore", "pipe", "pipe">) {
  const [out, err, status] = await Promise.all([
    Bun.readableStreamToText(run.stdout),
    Bun.readableStreamToText(run.stderr),
    run.exited,
  ]);
  return { out, err, status };
}

test("installs once with the Bun at hand, then says nothing", async () => {
  using here = machine({ bun: bun() });
  const first = await finish(here.brum(["-d", "a b", "--", "x"]));
  expect(first.status).toBe(0);
  expect(first.err).toContain("installing packages");
  expect(first.out).toContain("[-d] [a b] [--] [x]");
  expect(first.out).toContain("--no-env-file");
  expect(await finish(here.brum())).toMatchObject({ err: "", status: 0 });
  expect(here.installed()).toEqual([`install in ${here.clone}`]);
  expect(readdirSync(join(here.clone, ".bun"))).toEqual([]);
});

test("is found through a symbolic link, and starts in the clone with the caller's directory in mind", async () => {
  using here = machine({ bun: bun() });
  symlinkSync("../the clone/scripts/brum", join(here.bin, "brum"));
  const run = here.brum([], {}, [join(here.bin, "brum")]);
  expect((await finish(run)).out).toContain(` in ${here.clone} for ${join(here.clone, "..")}`);
});

test("is found whatever CDPATH says, and hands it on", async () => {
  using here = machine({ bun: bun() });
  const elsewhere = join(here.clone, "..", "elsewhere");
  mkdirSync(join(elsewhere, "the clone/scripts"), { recursive: true });
  const { out, err } = await finish(here.brum([], { CDPATH: elsewhere }, ["the clone/scripts/brum"]));
  expect(err).toContain("installing packages");
  expect(out).toEndWith(` in ${here.clone} for ${join(here.clone, "..")} with ${elsewhere}\n`);
});

test("from a directory that is gone it says so", async () => {
  using here = machine({ bun: bun() });
  const gone = join(here.clone, "..", "gone");
  mkdirSync(gone);
  const script = 'cd "$0" && rmdir "$0" && exec "$1"';
  const run = await finish(here.brum([], {}, ["/bin/sh", "-c", script, gone, join(here.clone, "scripts/brum")]));
  expect(run).toMatchObject({ out: "", status: 1 });
  expect(run.err).toContain("brum: the current directory does not exist any more");
});

test("installs again when package.json has changed", async () => {
  using here = machine({ bun: bun() });
  await finish(here.brum());
  writeFileSync(join(here.clone, "package.json"), '{\n"bun": "1.0.0",\n"x": 1 }');
  expect((await finish(here.brum())).err).toContain("installing packages");
  expect(here.installed()).toHaveLength(2);
});

for (const name of ["plain", "@some/scoped"]) {
  test(`installs again when the package ${name} is missing`, async () => {
    using here = machine({ bun: bun() });
    await finish(here.brum());
    rmSync(join(here.clone, "node_modules", name), { recursive: true });
    expect((await finish(here.brum())).err).toContain("installing packages");
    expect(await finish(here.brum())).toMatchObject({ err: "", status: 0 });
  });
}

test("a copy of the clone runs its own packages, without installing", async () => {
  using here = machine({ bun: bun() });
  await finish(here.brum());
  const copy = join(here.clone, "..", "copy");
  cpSync(here.clone, copy, { recursive: true });
  rmSync(here.clone, { recursive: true });
  const { err, out } = await finish(here.brum([], {}, [join(copy, "scripts/brum")]));
  expect(err).toBe("");
  expect(out).toContain(`[${copy}/src/main.ts] in ${copy} `);
});

test("fetches Bun with npm where there is none, also when install scripts may not run", async () => {
  using here = machine({ npm, node: "#!/bin/sh\necho 20.1.0\n" });
  const { err, status } = await finish(here.brum());
  expect(status).toBe(0);
  expect(err).toContain("fetching Bun 1.0.0");
  expect(here.installed()[0]).toContain("bun@1.0.0");
  expect(existsSync(join(here.clone, ".bun/node_modules"))).toBe(false);
});

test("a Bun of another version installs the pinned one", async () => {
  using here = machine({ bun: bun("0.9.0") });
  expect((await finish(here.brum())).status).toBe(0);
  expect(readFileSync(join(here.clone, "node_modules/.brum-stamp"), "utf8")).toContain("node_modules/.bin/bun");
});

const refusals: [what: string, programs: Record<string, string>, env: Record<string, string>, told: string[]][] = [
  ["neither Bun nor npm", {}, {}, ["neither Bun nor npm was found", "Install Node 20"]],
  ["Node too old", { npm, node: "#!/bin/sh\necho 16.3.0\n" }, {}, ["Node is 16.3.0", "Update Node"]],
  [
    "an installation that fails",
    { bun: bun() },
    { FAKE_INSTALL: "cat /no/such/registry" },
    ["status 3", "/no/such/registry", "can be reached", "may write to", "the disk has room"],
  ],
];

for (const [what, programs, env, told] of refusals) {
  test(`${what} is an error that says what to do`, async () => {
    using here = machine(programs);
    const { err, out, status } = await finish(here.brum([], env));
    expect({ out, status }).toEqual({ out: "", status: 1 });
    for (const text of told) expect(err).toContain(text);
    expect(existsSync(join(here.clone, ".bun/setup.lock"))).toBe(false);
  });
}

test("of runs at the same time only one installs, and a lock left by a dead run is taken over", async () => {
  using here = machine({ bun: bun() });
  const dead = Bun.spawn(["sh", "-c", "exit 0"]);
  await dead.exited;
  mkdirSync(join(here.clone, ".bun"));
  symlinkSync(String(dead.pid), join(here.clone, ".bun/setup.lock"));
  const runs = await Promise.all([1, 2, 3].map(() => finish(here.brum([], { FAKE_INSTALL: "sleep 0.2" }))));
  expect(runs.map((run) => run.status)).toEqual([0, 0, 0]);
  expect(here.installed()).toHaveLength(1);
  expect(readdirSync(join(here.clone, ".bun"))).toEqual([]);
});

test("a run that is ended while it installs gives the lock back", async () => {
  using here = machine({ bun: bun() });
  const run = here.brum([], { FAKE_INSTALL: "sleep 3" });
  await waitFor("the installation", () => here.installed().length === 1);
  run.kill("SIGTERM");
  expect(await run.exited).toBe(143);
  expect(existsSync(join(here.clone, ".bun/setup.lock"))).toBe(false);
  expect((await finish(here.brum())).status).toBe(0);
});

test("after a run that was killed alone, the next one waits for its installer and begins anew", async () => {
  const slow = '#!/bin/sh\nsleep 1\necho slept >>"$FAKE_LOG"\n';
  using here = machine({ bun: bun("0.9.0"), slow });
  const run = here.brum([], { FAKE_INSTALL: "slow" });
  await waitFor("the installation", () => here.installed().length === 1);
  mkdirSync(join(here.clone, "node_modules/half"));
  run.kill("SIGKILL");
  await run.exited;
  const next = await finish(here.brum([], { FAKE_INSTALL: "slow" }));
  expect(next.status).toBe(0);
  expect(next.err).toContain("waiting for the installer of a run that was killed");
  const install = `install in ${here.clone}`;
  expect(here.installed()).toEqual([install, "slept", install, "slept"]);
  expect(existsSync(join(here.clone, "node_modules/half"))).toBe(false);
  expect(await finish(here.brum())).toMatchObject({ err: "", status: 0 });
  expect(readdirSync(join(here.clone, ".bun"))).toEqual([]);
});
