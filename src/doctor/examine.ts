/** `brum doctor` without an option: this machine, this project, the Brummers that run. Looks, and changes nothing. */

import { ControlClient, type InstanceRecord, instancesFor, runningInstances } from "../control/index.ts";
import { type Finding, finding } from "./finding.ts";
import { leftovers } from "./leftovers.ts";
import { machineFindings } from "./machine.ts";
import { type ProjectState, projectFindings } from "./project.ts";

/** What is examined. */
export interface Examined {
  /** Absolute. */
  readonly directory: string;
  /** With the commit, where it is known. */
  readonly version: string;
  readonly isCompiled: boolean;
  readonly project: ProjectState;
}

/** All findings, in the order in which they are best read. */
export async function examine(what: Examined): Promise<Finding[]> {
  const { findings, instances } = await instanceFindings(what.directory);
  return [
    ...machineFindings(what.version, what.isCompiled),
    ...projectFindings(what.project),
    ...findings,
    leftovers(instances),
  ];
}

async function instanceFindings(directory: string): Promise<{ findings: Finding[]; instances: InstanceRecord[] }> {
  let instances: InstanceRecord[];
  try {
    instances = await runningInstances();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { findings: [finding("instances", "problem", why)], instances: [] };
  }
  const here = instancesFor(instances, directory);
  if (here.length === 0) {
    const elsewhere = instances.length === 0 ? "" : ` (${instances.length} for other directories)`;
    return { findings: [finding("instance", "ok", `No Brummer runs here${elsewhere}.`)], instances };
  }
  const findings = await Promise.all(
    here.map(async (instance) => {
      const mcp = instance.port === 0 ? "no MCP server" : `MCP on port ${instance.port}`;
      const who = `pid ${instance.process_info.pid}, version ${instance.version}, ${mcp}`;
      try {
        const { processes } = await new ControlClient(instance).ask("process.list", { usage: false });
        const failed = processes.filter(({ status }) => status === "failed").map(({ name }) => name);
        const text = `${who}; ${processes.length} processes known${failed.length > 0 ? `, failed: ${failed.join(", ")}` : ""}.`;
        return finding("instance", failed.length > 0 ? "note" : "ok", text, failed.length > 0 ? "brum logs NAME" : "");
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        return finding("instance", "problem", `${who}: ${why}`);
      }
    }),
  );
  return { findings, instances };
}
