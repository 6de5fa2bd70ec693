/** `brum doctor`: finds the running Brummer, asks it, prints what it says. */

import { resolve } from "node:path";
import type { DoctorArguments } from "../cli/index.ts";
import { ConfigurationError, loadConfiguration } from "../config/index.ts";
import { askForCore, coreText, findInstance, findingsOf, type Instance } from "../doctor/index.ts";
import { portsFrom } from "./listen.ts";

/** Characters of a line where the output is no terminal: none is longer. */
const LINE = 120;

/** Resolves with the exit code: 1 where nobody could be asked. */
export async function runDoctor(given: DoctorArguments): Promise<number> {
  const directory = resolve(given.directory);
  let wanted: number;
  try {
    wanted = given.port ?? loadConfiguration(directory).mcpPort;
  } catch (error) {
    if (error instanceof ConfigurationError) return refuse(error.message);
    throw error;
  }
  if (wanted === 0) {
    return refuse("Port 0 is any free one: give the port that brum named when it started, -p PORT.");
  }
  const ports = portsFrom(wanted);
  const found = await findInstance({ ports, isNamed: given.port !== undefined, directory });
  if (!("port" in found)) return refuse(nobody(found, directory, ports));
  const report = await askForCore(found);
  if (report === undefined) {
    return refuse(
      `The Brummer on port ${found.port} (version ${found.version}) gave no answer that this version understands.`,
    );
  }
  const json = { port: found.port, ...report, findings: findingsOf(report) };
  process.stdout.write(
    given.json ? `${JSON.stringify(json, null, 2)}\n` : coreText(report, found.port, process.stdout.columns ?? LINE),
  );
  return 0;
}

function nobody(others: readonly Instance[], directory: string, ports: readonly number[]): string {
  if (others.length > 0) {
    const list = others.map(({ port, directory: of }) => `  port ${port}: ${of}`).join("\n");
    return `No Brummer runs for ${directory}, but for other directories. Name one with -p PORT:\n${list}`;
  }
  return [
    `No Brummer was found on the ports ${ports[0]} to ${ports.at(-1)} of this machine.`,
    "Start one (brum, or brum --no-tui) and ask again while it runs; one with --no-mcp cannot be asked.",
    "If it listens elsewhere, name its port with -p PORT.",
  ].join("\n");
}

function refuse(why: string): number {
  process.stderr.write(`brum: ${why}\n`);
  return 1;
}
