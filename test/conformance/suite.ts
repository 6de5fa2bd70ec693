/** The conformance suite of the protocol as a program that is run, and what it leaves behind. */

import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import * as z from "zod";
import type { Check, Requirements, Results } from "./verdict.ts";

const suite = dirname(fileURLToPath(import.meta.resolve("@modelcontextprotocol/conformance/package.json")));

/** Milliseconds for one revision; it takes some three seconds. */
const LIMIT = 60_000;

const requirementsFile = z.object({
  server: z.array(z.string()),
  not_scored: z.array(z.object({ scenario: z.string(), leg: z.string(), reason: z.string() })),
});

const checksFile = z.array(
  z.object({
    id: z.string(),
    description: z.string(),
    status: z.enum(["SUCCESS", "FAILURE", "WARNING", "SKIPPED", "INFO"]),
    errorMessage: z.string().optional(),
  }),
);

/** A scenario's folder: `server-ping-2026-11-28T01-00-14-994Z`. */
const folder = /^server-(.+)-\d{4}-\d\d-\d\dT[\d-]+Z$/;

/** What a revision asks of servers, as the suite has it. */
export async function requirementsOf(revision: string): Promise<Requirements> {
  const file = requirementsFile.parse(parse(await readFile(join(suite, "requirements", `${revision}.yaml`), "utf8")));
  const others = file.not_scored.filter(({ leg }) => leg === "server");
  return { scored: file.server, others: others.map(({ scenario, reason }) => ({ scenario, reason })) };
}

/**
 * Runs every scenario of a revision against the server at `url`, until `signal`. Results are written to `directory` and read from
 * there.
 */
export async function runSuite(
  revision: string,
  url: string,
  directory: string,
  signal: AbortSignal,
): Promise<{ readonly results: Results; readonly output: string }> {
  const child = Bun.spawn(
    [
      process.execPath,
      join(suite, "dist", "index.js"),
      "server",
      "--url",
      url,
      "--requirements",
      revision,
      "-o",
      directory,
    ],
    {
      // The server is on this machine: a proxy of the environment must not be asked for it.
      env: { ...process.env, NO_PROXY: "127.0.0.1", no_proxy: "127.0.0.1" },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
      timeout: LIMIT,
      signal,
      killSignal: "SIGKILL",
    },
  );
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  const results = new Map<string, readonly Check[]>();
  for (const name of await readdir(directory).catch(() => [])) {
    const scenario = folder.exec(name)?.[1];
    // None where the suite was ended in the middle of a scenario.
    const text = await readFile(join(directory, name, "checks.json"), "utf8").catch(() => undefined);
    if (scenario === undefined || text === undefined) continue;
    results.set(scenario, checksFile.parse(JSON.parse(text)));
  }
  return { results, output: `${stdout}\n${stderr}` };
}
