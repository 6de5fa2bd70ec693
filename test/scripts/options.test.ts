import { expect, test } from "bun:test";

async function run(script: string, ...args: string[]): Promise<{ status: number; out: string; err: string }> {
  const command = [process.execPath, `${import.meta.dir}/../../scripts/${script}`, ...args];
  const child = Bun.spawn(command, { stdout: "pipe", stderr: "pipe" });
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return { status: await child.exited, out, err };
}

test.each(["--help", "-h"])("%s prints the usage and is no failure", async (help) => {
  const { status, out, err } = await run("bench/run.ts", help);
  expect({ status, err }).toEqual({ status: 0, err: "" });
  expect(out).toStartWith("Usage: bun run bench SUITE [--json] [--check]\n");
  for (const suite of ["core:", "bus:", "startup:", "--check"]) expect(out).toContain(`  ${suite} `);
});

test("what does not fit is a failure, with the usage", async () => {
  const { status, out, err } = await run("bench/run.ts", "--fast");
  expect({ status, out }).toEqual({ status: 1, out: "" });
  expect(err).toMatch(/^Unknown option '--fast'[\s\S]*\nUsage: bun run bench/);
});

test("a suite that does not exist gets the names of those that do", async () => {
  expect((await run("bench/run.ts", "disk")).err).toStartWith(
    "bench: there is no suite disk; there are bus, core, ingest, mcp, process, proxy, search, startup, tui\n",
  );
});
